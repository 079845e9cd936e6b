"""Step document -> `ScriptContract`. The document has the right shape; what means nothing here is kept in `extra`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_lint.contracts.document.nodes import Mapping, Node, Plain, PlainScalar, Scalar, Sequence
from cursus_lint.contracts.document.shape import truth_of, unknown_parts
from cursus_lint.contracts.model import JobArgument, ScriptContract
from cursus_lint.contracts.step_shape import STEP

_EMPTY = Mapping({}, 0, 0)
# `arguments` of real contracts hold a default, or a sentence about the argument that may end in its default.
_DEFAULT_IN_TEXT = re.compile(r"\(default:?\s*([^()\s]+)\s*\)\s*\Z", re.IGNORECASE)


def contract_of(root: Mapping, path: str) -> ScriptContract:
    """The contract in the step document `root`, which was read from `path` and has the shape `STEP`."""
    contract = table(root, "contract")
    inputs, outputs = table(contract, "inputs"), table(contract, "outputs")
    env = table(contract, "env_vars")
    return ScriptContract(
        entry_point=text(contract, "entry_point"),
        expected_input_paths={name: _path(entry.value) for name, entry in inputs},
        expected_output_paths={name: _path(entry.value) for name, entry in outputs},
        required_env_vars=texts(env, "required"),
        optional_env_vars={name: _text_of(entry.value) for name, entry in table(env, "optional")},
        computed_env_vars=tuple(table(contract, "computed_env_paths").entries),
        framework_requirements={
            name: _text_of(entry.value) or "" for name, entry in table(contract, "framework_requirements")
        },
        runtime_requires=texts(contract, "runtime_requires"),
        expected_arguments={name: argument_default(entry.value) for name, entry in table(contract, "arguments")},
        job_arguments=tuple(job_argument(item) for item in items(contract, "job_arguments")),
        optional_inputs=frozenset(
            n for n, e in inputs if isinstance(e.value, Mapping) and truth_of(e.value.get("required")) is False
        ),
        subchannels={name: channels for name, entry in inputs if (channels := _subchannels(entry.value))},
        variants=tuple(table(root, "variants").entries),
        step_type=text(root, "step_type") or "",
        sagemaker_step_type=text(table(root, "registry"), "sagemaker_step_type"),
        description=text(contract, "description") or "",
        source_dir=truth_of(contract.get("source_dir")) or False,
        container_entrypoint=texts(table(root, "compute"), "container_entrypoint"),
        extra=_extra(root),
        source=path,
        lines=dict(_lines(root)),
    )


def table(node: Mapping, name: str) -> Mapping:
    """The mapping called `name`, an empty one if there is none."""
    found = node.get(name)
    return found if isinstance(found, Mapping) else _EMPTY


def items(node: Mapping, name: str) -> tuple[Node, ...]:
    """The items of the list called `name`, none if there is none."""
    found = node.get(name)
    return found.items if isinstance(found, Sequence) else ()


def text(node: Mapping, name: str) -> str | None:
    """The text called `name` as written, None if there is none."""
    found = node.get(name)
    return found.text if isinstance(found, Scalar) else None


def texts(node: Mapping, name: str) -> tuple[str, ...]:
    """The list of texts called `name`, as written."""
    return tuple(item.text for item in items(node, name) if isinstance(item, Scalar))


def argument_default(node: Node) -> PlainScalar:
    """The default that an entry of `arguments` states, None if it states none or only describes the argument."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return node.value if isinstance(node, Scalar) else None
    named = _DEFAULT_IN_TEXT.search(node.text)
    if named:
        return named.group(1)
    return None if re.search(r"\s", node.text.strip()) else node.text


def job_argument(node: Node) -> JobArgument:
    """An item of `job_arguments`."""
    item = node if isinstance(node, Mapping) else _EMPTY
    default = item.get("default")
    return JobArgument(
        flag=text(item, "flag") or "",
        source=text(item, "source"),
        required=truth_of(item.get("required")),
        default=default.value if isinstance(default, Scalar) else None,
        choices=texts(item, "choices") if "choices" in item.entries else None,
    )


def _text_of(node: Node) -> str | None:
    return node.text if isinstance(node, Scalar) and not node.is_null else None


def _path(node: Node) -> str:
    return (text(node, "path") if isinstance(node, Mapping) else None) or ""


def _subchannels(node: Node) -> dict[str, str]:
    if not isinstance(node, Mapping):
        return {}
    folder = _path(node).rstrip("/")
    return {name: f"{folder}/{name}" for name in texts(node, "channels")}


def _lines(root: Mapping) -> Iterator[tuple[str, int]]:
    contract = table(root, "contract")
    env = table(contract, "env_vars")
    yield "contract:", root.line_of("contract")
    yield "step_type:", root.line_of("step_type")
    yield "entry_point:", contract.line_of("entry_point")
    for part, names in (
        ("input", table(contract, "inputs")),
        ("output", table(contract, "outputs")),
        ("env", table(contract, "computed_env_paths")),
        ("env", table(env, "optional")),
        ("argument", table(contract, "arguments")),
        ("requirement", table(contract, "framework_requirements")),
        ("variant", table(root, "variants")),
    ):
        for name, entry in names:
            yield f"{part}:{name}", entry.key.line
    for part, listed in (("env", items(env, "required")), ("requirement", items(contract, "runtime_requires"))):
        for item in listed:
            if isinstance(item, Scalar):
                yield f"{part}:{item.text}", item.line
    for item in items(contract, "job_arguments"):
        if isinstance(item, Mapping):
            yield f"argument:{text(item, 'flag')}", item.line_of("flag")
    for name, entry in table(contract, "inputs"):
        if isinstance(entry.value, Mapping):
            for item in items(entry.value, "channels"):
                if isinstance(item, Scalar):
                    yield f"input:{name}/{item.text}", item.line


def _extra(root: Mapping) -> dict[str, Plain]:
    """Everything in the document that no field of a contract or specification holds, under the names it has there.

    Variants and the ports of the specification keep what is theirs.
    """
    rest = unknown_parts(root, STEP)
    extra = rest if isinstance(rest, dict) else {}
    extra.pop("variants", None)
    spec = extra.pop("spec", None)
    if isinstance(spec, dict) and (further := {n: v for n, v in spec.items() if n not in ("dependencies", "outputs")}):
        extra["spec"] = further
    described = {
        name: entry.value.text
        for name, entry in table(table(root, "contract"), "arguments")
        if isinstance(entry.value, Scalar)
        and isinstance(entry.value.value, str)
        and argument_default(entry.value) != entry.value.text
    }
    if described:
        contract = extra.setdefault("contract", {})
        if isinstance(contract, dict):
            contract["arguments"] = {**described}
    return extra
