"""The keywords of `ScriptContract(...)` in a Python module -> `ScriptContract`."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.contracts.document.nodes import Mapping, Scalar, plain
from cursus_lint.contracts.document.shape import ListOf, Record, TableOf, Text, Truth, truth_of
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.naming import step_type_name
from cursus_lint.contracts.step_contract import argument_default, items, job_argument, table, text, texts
from cursus_lint.contracts.step_shape import ARGUMENTS, ENV_DEFAULTS, ENV_NAMES, JOB_ARGUMENT, REQUIREMENTS

_PATHS = TableOf(Text("a container path, or None", nullable=True), "a mapping of logical names to container paths")
_NAMES = ListOf(Text("a name", filled=True), "a list of names")

CONTRACT_KEYWORDS = Record(
    {
        "entry_point": Text("a file name, or None for a step without a script", nullable=True, filled=True),
        "expected_input_paths": _PATHS,
        "expected_output_paths": _PATHS,
        "required_env_vars": ENV_NAMES,
        "framework_requirements": REQUIREMENTS,
        "optional_env_vars": ENV_DEFAULTS,
        "computed_env_vars": ENV_NAMES,
        "expected_arguments": ARGUMENTS,
        "job_arguments": ListOf(JOB_ARGUMENT, "a list of arguments"),
        "optional_inputs": _NAMES,
        "subchannels": TableOf(_PATHS, "a mapping of inputs to their sub-folders"),
        "runtime_requires": _NAMES,
        "variants": _NAMES,
        "step_type": Text("a step type, such as TabularPreprocessing", filled=True),
        "sagemaker_step_type": Text("a SageMaker step type, such as Processing", nullable=True),
        "description": Text(nullable=True),
        "source_dir": Truth(),
        "container_entrypoint": _NAMES,
    },
    "keywords such as `entry_point`",
    required=("entry_point",),
)


def contract_of_keywords(keywords: Mapping, path: str, sagemaker_step_type: str | None) -> ScriptContract:
    """The contract that these keywords make, read from `path`; they have the shape `CONTRACT_KEYWORDS`.

    Without a `step_type` the contract has the one that its entry point is named for. `sagemaker_step_type` is what the
    class implies. Unknown keywords are kept in `extra`.
    """
    entry_point = text(keywords, "entry_point")
    return ScriptContract(
        entry_point=entry_point,
        expected_input_paths=_texts_by_name(table(keywords, "expected_input_paths")),
        expected_output_paths=_texts_by_name(table(keywords, "expected_output_paths")),
        required_env_vars=texts(keywords, "required_env_vars"),
        framework_requirements=_texts_by_name(table(keywords, "framework_requirements")),
        optional_env_vars={name: _text_or_none(entry.value) for name, entry in table(keywords, "optional_env_vars")},
        computed_env_vars=texts(keywords, "computed_env_vars"),
        expected_arguments={
            name: argument_default(entry.value) for name, entry in table(keywords, "expected_arguments")
        },
        job_arguments=tuple(job_argument(item) for item in items(keywords, "job_arguments")),
        optional_inputs=frozenset(texts(keywords, "optional_inputs")),
        subchannels={
            name: _texts_by_name(entry.value)
            for name, entry in table(keywords, "subchannels")
            if isinstance(entry.value, Mapping)
        },
        runtime_requires=texts(keywords, "runtime_requires"),
        variants=texts(keywords, "variants"),
        step_type=text(keywords, "step_type") or step_type_name(entry_point or ""),
        sagemaker_step_type=text(keywords, "sagemaker_step_type") or sagemaker_step_type,
        description=text(keywords, "description") or "",
        source_dir=truth_of(keywords.get("source_dir")) or False,
        container_entrypoint=texts(keywords, "container_entrypoint"),
        extra={name: plain(entry.value) for name, entry in keywords if name not in CONTRACT_KEYWORDS.fields},
        source=path,
        lines=dict(_lines(keywords)),
    )


def _text_or_none(node: object) -> str | None:
    return node.text if isinstance(node, Scalar) and not node.is_null else None


def _texts_by_name(node: Mapping) -> dict[str, str]:
    return {name: _text_or_none(entry.value) or "" for name, entry in node}


def _lines(keywords: Mapping) -> Iterator[tuple[str, int]]:
    yield "contract:", keywords.line
    yield "entry_point:", keywords.line_of("entry_point")
    yield "step_type:", keywords.line_of("step_type")
    for part, name in (
        ("input", "expected_input_paths"),
        ("output", "expected_output_paths"),
        ("env", "optional_env_vars"),
        ("argument", "expected_arguments"),
        ("requirement", "framework_requirements"),
    ):
        for key, entry in table(keywords, name):
            yield f"{part}:{key}", entry.key.line
    for part, name in (
        ("env", "computed_env_vars"),
        ("env", "required_env_vars"),
        ("requirement", "runtime_requires"),
        ("variant", "variants"),
    ):
        for item in items(keywords, name):
            if isinstance(item, Scalar):
                yield f"{part}:{item.text}", item.line
    for item in items(keywords, "job_arguments"):
        if isinstance(item, Mapping):
            yield f"argument:{text(item, 'flag')}", item.line_of("flag")
    for name, entry in table(keywords, "subchannels"):
        if isinstance(entry.value, Mapping):
            for channel, inner in entry.value:
                yield f"input:{name}/{channel}", inner.key.line
