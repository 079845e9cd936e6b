"""What a step promises: `ScriptContract` and the things it is made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Optional, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from cursus_lint.contracts.validation import ValidationResult

Part = Literal[
    "contract",
    "step_type",
    "entry_point",
    "input",
    "output",
    "env",
    "argument",
    "requirement",
    "variant",
]


def _listed(value: object) -> object:
    """Any collection of names as a tuple; one text alone is a slip (`("X")` for `("X",)`), not a list of letters."""
    if isinstance(value, str):
        raise ValueError(f"one text, {value!r}, where a list of names was expected: write [{value!r}]")
    if isinstance(value, (set, frozenset)):
        return tuple(sorted(value))
    return tuple(value) if isinstance(value, Iterable) else value


def _named(value: object) -> object:
    """A mapping, given as one or as names alone."""
    if isinstance(value, (list, tuple, set, frozenset)):
        names = sorted(value) if isinstance(value, (set, frozenset)) else value
        return dict.fromkeys(names)
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
ArgumentDefault = Optional[Union[str, int, float, bool]]


class JobArgument(BaseModel):
    """An argument the platform passes on the command line; `flag` in its exact spelling."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    flag: str
    source: Optional[str] = None
    required: Optional[bool] = None
    default: ArgumentDefault = None
    choices: Optional[Names] = None


class ScriptContract(BaseModel):
    """What a script may rely on, and what it must do.

    The first five fields are the original ones: the file that runs, logical name -> container path on both sides, the
    variables that must be set, and distribution -> version specifier.

    `optional_env_vars` maps names to default texts (None: no default). `computed_env_vars` are set by the step
    builder. `expected_arguments` maps argument names (spelled with `-` or `_`) to their default or None;
    `job_arguments` have the exact flag. `optional_inputs` are the logical names of `expected_input_paths` that may
    be missing. `subchannels` maps an input to its sub-folders (name -> path). A channel without a path has the path
    "". `variants` are the job types the step comes in. `source_dir`: the script travels in a source directory.
    `container_entrypoint`: the command that starts the container instead of the entry point. `extra` are the keys
    of the file that mean nothing here. `source` is the file the contract was read from ("" if none); `lines` says
    where in it each name is declared (see `line_of`) and has no part in equality. `closed` is false for a
    declaration that is silent about what else there is.

    Lists, tuples and sets of names are taken alike. Raises pydantic's ValidationError, a ValueError, for anything else
    than is described here, unknown fields included.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    entry_point: Optional[str] = None
    expected_input_paths: Mapping[str, str] = Field(default_factory=dict)
    expected_output_paths: Mapping[str, str] = Field(default_factory=dict)
    required_env_vars: Names = ()
    framework_requirements: Mapping[str, str] = Field(default_factory=dict)

    optional_env_vars: Annotated[Mapping[str, Optional[str]], BeforeValidator(_named)] = Field(default_factory=dict)
    computed_env_vars: Names = ()
    expected_arguments: Annotated[Mapping[str, ArgumentDefault], BeforeValidator(_named)] = Field(default_factory=dict)
    job_arguments: tuple[JobArgument, ...] = ()
    optional_inputs: frozenset[str] = frozenset()
    subchannels: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    runtime_requires: Names = ()
    variants: Names = ()
    step_type: str = ""
    sagemaker_step_type: Optional[str] = None
    description: str = ""
    source_dir: bool = False
    container_entrypoint: Names = ()
    extra: Mapping[str, object] = Field(default_factory=dict)
    source: str = ""
    lines: Mapping[str, int] = Field(default_factory=dict, repr=False)
    closed: bool = True

    @field_validator("optional_env_vars", mode="before")
    @classmethod
    def _defaults_are_texts(cls, value: object) -> object:
        if isinstance(value, Mapping):
            for name, default in value.items():
                if default is not None and not isinstance(default, str):
                    raise ValueError(
                        f"the default of {name} is {default!r}; variables are texts: write {str(default)!r}"
                    )
        return value

    @model_validator(mode="after")
    def _inputs_are_declared(self) -> ScriptContract:
        for name in (*sorted(self.optional_inputs), *self.subchannels):
            if name not in self.expected_input_paths:
                raise ValueError(f"{name!r} is not one of the inputs: {', '.join(self.expected_input_paths) or 'none'}")
        return self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ScriptContract):
            return NotImplemented
        return {**self.__dict__, "lines": None} == {**other.__dict__, "lines": None}

    def __hash__(self) -> int:
        return hash((self.step_type, self.entry_point, self.source))

    @property
    def declared_env_vars(self) -> frozenset[str]:
        """Every variable that is declared: required, optional or computed."""
        return frozenset(self.required_env_vars) | frozenset(self.optional_env_vars) | frozenset(self.computed_env_vars)

    def line_of(self, part: Part, name: str = "") -> int:
        """The 1-based line of `source` that declares `name` as `part`.

        The nearest enclosing line if `name` is not declared, 0 for a contract that was not read from a file.
        """
        return self.lines.get(f"{part}:{name}") or self.lines.get(f"{part}:") or self.lines.get("contract:") or 0

    def validate_implementation(self, script_path: str | os.PathLike[str]) -> ValidationResult:
        """Check a script against this contract: the violations that `cursus-lint check` reports for the two.

        The script is read, never run. A file that cannot be read is an error of the result.
        """
        from pathlib import Path

        from cursus_lint.engine.check import check_script

        return ValidationResult.of(check_script(Path(script_path), self))
