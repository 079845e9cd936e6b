"""Properties of the document readers, on generated documents and on noise."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cursus_lint.contracts.document import yaml_tree
from cursus_lint.contracts.document.json_tree import read_json
from cursus_lint.contracts.document.nodes import Mapping, Node, Scalar, Sequence, number_or_text, plain
from cursus_lint.contracts.document.yaml_tree import read_yaml
from cursus_lint.contracts.loading import load_contracts
from cursus_lint.contracts.problems import ProblemLog

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(string.ascii_letters + " _-.:#'\"é\n", max_size=8)
DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)


def written(node: Node) -> Any:
    """A node as texts only, as PyYAML's own reader without types gives them."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [written(item) for item in node.items]
    return {name: written(entry.value) for name, entry in node}


def places(node: Node, lines: list[str]) -> None:
    """Every node and key stands inside the text."""
    assert 1 <= node.line <= len(lines)
    assert 1 <= node.column <= len(lines[node.line - 1]) + 1
    for part in node.items if isinstance(node, Sequence) else []:
        places(part, lines)
    if isinstance(node, Mapping):
        for _, entry in node:
            places(entry.key, lines)
            places(entry.value, lines)


@given(DOCUMENTS, st.sampled_from([None, 1, 4]))
def test_json_is_read_as_the_standard_library_reads_it(document: Any, indent: int | None) -> None:
    log = ProblemLog("x")
    text = json.dumps(document, indent=indent)
    node = read_json(text, log)
    assert node is not None
    assert (plain(node), log.found) == (document, [])
    places(node, text.split("\n"))


@example(["\x85", "\u2028", None], False, "CSafeLoader")
@given(DOCUMENTS, st.booleans(), st.sampled_from(["CSafeLoader", "SafeLoader"]))
def test_yaml_is_read_as_pyyaml_reads_it(document: Any, flow: bool, loader: str) -> None:
    """Both with PyYAML's C parser and, where that is not built, with its Python one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_tree, "_LOADER", getattr(yaml, loader))
        text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True)
        log = ProblemLog("x")
        node = read_yaml(text, log)
        assert node is not None
        assert (written(node), log.found) == (yaml.load(text, Loader=yaml.BaseLoader), [])
        places(node, text.split("\n"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@example(b"#\x80", "a_contract.py")
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text("[]{}:,-?!&*<|>'\"# \n\tab1~", max_size=60).map(str.encode),
        st.text("()[]{}=+,.:*'\"# \nabfC1", max_size=60).map(lambda text: b"C = ScriptContract" + text.encode()),
    ),
    st.sampled_from(["a.step.yaml", "a.step.json", "a_contract.py"]),
)
def test_noise_never_raises(tmp_path: Path, noise: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(noise)
    for problem in load_contracts(path).problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.summary


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers() | TEXTS)
def test_a_scalar_becomes_a_number_only_if_nothing_is_lost(value: object) -> None:
    text = str(value)
    assert str(number_or_text(text)) == text
