"""What a step promises: `ScriptContract` and the things it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Optional, Union

from pydantic import BaseModel, ConfigDict, Field

Part = Literal[
    "contract",
    "entry_point",
    "input",
    "output",
    "env",
    "argument",
    "requirement",
    "variant",
]


class JobArgument(BaseModel):
    """An argument the platform passes on the command line; `flag` in its exact spelling."""

    model_config = ConfigDict(frozen=True)

    flag: str
    source: Optional[str] = None
    required: Optional[bool] = None
    default: Optional[Union[str, int, float, bool]] = None
    choices: Optional[tuple[str, ...]] = None


class ScriptContract(BaseModel):
    """What a script may rely on, and what it must do.

    The first five fields are the original ones: the file that runs, logical name -> container path on both sides, the
    variables that must be set, and distribution -> version specifier.

    `optional_env_vars` maps names to default texts (None: no default). `computed_env_vars` are set by the step builder.
    `expected_arguments` maps argument names (spelled with `-` or `_`) to their default or None; `job_arguments` have the exact flag.
    `optional_inputs` are the logical names of `expected_input_paths` that may be missing. `subchannels` maps an input to its sub-folders
    (name -> path). A channel without a path has the path "". `variants` are the job types the step comes in.
    `source_dir`: the script travels in a source directory. `container_entrypoint`: the command that starts the container instead of the entry point.
    `source` is the file the contract was read from ("" if none); `lines` says where in it each name is declared (see `line_of`).
    `closed` is false for a declaration that is silent about what else there is.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    entry_point: Optional[str] = None
    expected_input_paths: Mapping[str, str] = Field(default_factory=dict)
    expected_output_paths: Mapping[str, str] = Field(default_factory=dict)
    required_env_vars: tuple[str, ...] = ()
    framework_requirements: Mapping[str, str] = Field(default_factory=dict)

    optional_env_vars: Mapping[str, Optional[str]] = Field(default_factory=dict)
    computed_env_vars: tuple[str, ...] = ()
    expected_arguments: Mapping[str, Optional[Union[str, int, float, bool]]] = Field(default_factory=dict)
    job_arguments: tuple[JobArgument, ...] = ()
    optional_inputs: frozenset[str] = frozenset()
    subchannels: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    runtime_requires: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    step_type: str = ""
    sagemaker_step_type: Optional[str] = None
    description: str = ""
    source_dir: bool = False
    container_entrypoint: tuple[str, ...] = ()
    extra: Mapping[str, object] = Field(default_factory=dict, description="keys of the file that mean nothing here, kept")
    source: str = ""
    lines: Mapping[str, int] = Field(default_factory=dict, repr=False)
    closed: bool = True

    @property
    def declared_env_vars(self) -> frozenset[str]:
        """Every variable that is declared: required, optional or computed."""
        return frozenset(self.required_env_vars) | frozenset(self.optional_env_vars) | frozenset(self.computed_env_vars)

    def line_of(self, part: Part, name: str = "") -> int:
        """The 1-based line of `source` that declares `name` as `part`; the nearest enclosing one if unknown, 0 without a file."""
        return self.lines.get(f"{part}:{name}") or self.lines.get(f"{part}:") or self.lines.get("contract:") or 0
