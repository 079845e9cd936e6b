"""The docstring of a rule is its documentation, and its examples are true."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml

from cursus_lint.contracts.loading import load_contracts
from cursus_lint.diagnostics import Violation
from cursus_lint.engine.run import lint
from cursus_lint.engine.target import Target
from cursus_lint.rule import IncidentRule, Rule
from cursus_lint.rules import all_rules
from cursus_lint.runtime.saved_spec import SavedSpec, read_saved_spec
from cursus_lint.specs.filed import filed
from cursus_lint.specs.loading import specifications_of

SECTIONS = ["Why", "Bad", "Good", "Fix"]


def sections(rule: Rule) -> dict[str, str]:
    parts = re.split(r"^## (\w+)\n", inspect.getdoc(rule) or "", flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def block(section: str, language: str) -> str | None:
    found = re.search(rf"```{language}\n(.*?)```", section, flags=re.DOTALL)
    return found.group(1) if found else None


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_documents_itself(rule: Rule) -> None:
    told = sections(rule)
    assert list(told) == ["", *SECTIONS]
    assert re.fullmatch(r"[A-Z`].*\.", told[""].strip()), "the first line is one sentence that stands alone"
    assert all(text.strip() for text in told.values())
    assert rule.fixable == (not told["Fix"].startswith("None"))


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_module_holds_one_rule_under_its_name(rule: Rule) -> None:
    module = type(rule).__module__.rpartition(".")[2]
    assert module == rule.name.replace("-", "_")
    assert [type(other).__module__ for other in all_rules()].count(type(rule).__module__) == 1


@pytest.mark.parametrize(
    "rule", [r for r in all_rules() if not isinstance(r, IncidentRule)], ids=lambda rule: rule.code
)
def test_the_examples_are_true(rule: Rule, tmp_path: Path) -> None:
    told = sections(rule)
    common = block(told["Bad"], "yaml")
    bad = examine(rule, common, block(told["Bad"], "python"), tmp_path / "bad", block(told["Bad"], "json"))
    spec = block(told["Good"], "json")
    python = block(told["Good" if spec is None else "Bad"], "python")
    good = examine(rule, block(told["Good"], "yaml") or common, python, tmp_path / "good", spec)
    assert {violation.code for violation in bad} == {rule.code}
    assert list(good) == []


@pytest.mark.parametrize("rule", [r for r in all_rules() if isinstance(r, IncidentRule)], ids=lambda rule: rule.code)
def test_the_good_example_is_good(rule: Rule) -> None:
    told = sections(rule)
    python, document = block(told["Good"], "python"), block(told["Good"], "yaml")
    if python is not None:
        ast.parse(python)
    if document is not None:
        assert "contract" in yaml.safe_load(document)


def examine(
    rule: Rule, document: str | None, python: str | None, folder: Path, spec: str | None = None
) -> Sequence[Violation]:
    """What one rule says of a script and of the parts of a contract and of a saved spec that the example shows."""
    folder.mkdir()
    shown = yaml.safe_load(document or "{}")
    whole = shown if "contract" in shown else {"contract": shown}
    whole = {"step_type": "Example", **whole, "contract": {"entry_point": "example.py", **whole["contract"]}}
    file = folder / "example.step.yaml"
    file.write_text(yaml.safe_dump(whole), encoding="utf-8")
    loaded = load_contracts(file)
    (contract,) = loaded.contracts
    specifications = specifications_of(loaded)
    target = Target(
        path="example.py",
        data=(python or "").encode(),
        bound=filed(contract, specifications[0] if specifications else None),
        contract_path="example.step.yaml",
        execution_specs=() if spec is None else (saved_spec(spec, folder),),
    )
    return lint([target], [rule]).reported


def saved_spec(shown: str, folder: Path) -> SavedSpec:
    (folder / "example.py").write_text("")
    identity = {"script_name": "example", "step_name": "Example", "script_path": "example.py", "version": 2}
    file = folder / "example_runtime_test_spec.json"
    file.write_text(json.dumps({**identity, **json.loads(shown)}), encoding="utf-8")
    return read_saved_spec(file.name, file, [folder])
