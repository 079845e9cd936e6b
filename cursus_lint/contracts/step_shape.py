"""The shape of a step document (`*.step.yaml`, `*.step.json`): contract, specification and job-type variants."""

from __future__ import annotations

from cursus_lint.contracts.document.shape import Anything, ListOf, Record, Shape, TableOf, Text, Truth, without_required

_NAMES = ListOf(Text("a name", filled=True), "a list of names")
_TEXTS = ListOf(Text(), "a list of texts")

_INPUT = Record(
    {
        "path": Text("a container path, or null for a step without a container", nullable=True),
        "required": Truth(),
        "channels": ListOf(Text("the name of a sub-folder", filled=True), "a list of sub-folders"),
    },
    "a mapping with `path`",
    required=("path",),
)
_OUTPUT = Record(
    {"path": Text("a container path, or null for a step without a container", nullable=True)},
    "a mapping with `path`",
    required=("path",),
)
JOB_ARGUMENT = Record(
    {
        "flag": Text("a flag such as --job_type", filled=True),
        "source": Text("the name of a configuration field", nullable=True),
        "required": Truth(),
        "default": Text("a single value", nullable=True),
        "choices": _TEXTS,
    },
    "a mapping with `flag`",
    required=("flag",),
)
REQUIREMENTS = TableOf(
    Text("a version specifier, quoted, such as '>=1.3'", nullable=True),
    "a mapping of distributions to version specifiers",
)
ENV_DEFAULTS = TableOf(Text("a default text, or null for none", nullable=True), "a mapping of variables to defaults")
ENV_NAMES = ListOf(Text("the name of an environment variable", filled=True), "a list of variable names")
ARGUMENTS = TableOf(Text("a default or a description", nullable=True), "a mapping of argument names to defaults")

CONTRACT = Record(
    {
        "entry_point": Text("a file name, or null for a step without a script", nullable=True, filled=True),
        "inputs": TableOf(_INPUT, "a mapping of logical names to inputs"),
        "outputs": TableOf(_OUTPUT, "a mapping of logical names to outputs"),
        "arguments": ARGUMENTS,
        "job_arguments": ListOf(JOB_ARGUMENT, "a list of arguments"),
        "env_vars": Record(
            {"required": ENV_NAMES, "optional": ENV_DEFAULTS}, "a mapping with `required` and `optional`", nullable=True
        ),
        "computed_env_paths": TableOf(Anything(), "a mapping of variables to path parts"),
        "framework_requirements": REQUIREMENTS,
        "runtime_requires": _NAMES,
        "description": Text(nullable=True),
        "source_dir": Truth(),
    },
    "a mapping with `entry_point`",
    required=("entry_point",),
)
SPECIFICATION = Record(
    {
        "dependencies": TableOf(
            Record(
                {
                    "type": Text("the type of the dependency", filled=True),
                    "required": Truth(),
                    "compatible_sources": _NAMES,
                    "semantic_keywords": _TEXTS,
                    "data_type": Text(nullable=True),
                    "description": Text(nullable=True),
                },
                "a mapping with `type`",
                nullable=True,
            ),
            "a mapping of logical names to dependencies",
        ),
        "outputs": TableOf(
            Record(
                {
                    "type": Text("the type of the output", filled=True),
                    "property_path": Text("a property path of the step", nullable=True),
                    "aliases": _NAMES,
                    "semantic_keywords": _TEXTS,
                    "data_type": Text(nullable=True),
                    "description": Text(nullable=True),
                },
                "a mapping with `type`",
                nullable=True,
            ),
            "a mapping of logical names to outputs",
        ),
    },
    "a mapping with `dependencies` and `outputs`",
    nullable=True,
)
_STEP_FIELDS: dict[str, Shape] = {
    "step_type": Text("the step's type, such as TabularPreprocessing", filled=True),
    "node_type": Text("the kind of node: source, internal or sink", filled=True),
    "registry": Record(
        {"sagemaker_step_type": Text("a SageMaker step type, such as Processing", nullable=True)},
        "a mapping with `sagemaker_step_type`",
        nullable=True,
    ),
    "compute": Record(
        {"container_entrypoint": ListOf(Text("a word of the command", filled=True), "a command as a list of words")},
        "a mapping",
        nullable=True,
    ),
    "contract": CONTRACT,
    "spec": SPECIFICATION,
}
_VARIANT = without_required(Record(_STEP_FIELDS, "a mapping of what is different", nullable=True))
STEP = Record(
    {**_STEP_FIELDS, "variants": TableOf(_VARIANT, "a mapping of job types to what is different in them")},
    "a mapping with `step_type` and `contract`",
    required=("step_type", "contract"),
)
