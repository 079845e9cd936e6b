"""Execution specs: with which paths, environment and arguments a script is run in a test of its pipeline.

A spec has two identities: `script_name`, by which its file is found, and `step_name`, the node of the pipeline's graph.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from cursus_lint.contracts.naming import snake_name
from cursus_lint.runtime.folding import FoldableModel
from cursus_lint.runtime.merge_patch import JsonObject, merged
from cursus_lint.runtime.spec_document import (
    CURRENT_VERSION,
    InvalidExecutionSpec,
    SpecProblem,
    inheritable,
    read_resolved,
    to_be_stored,
    write_object,
)
from cursus_lint.runtime.spec_names import spec_file_name
from cursus_lint.runtime.spec_validation import identity_problems, is_snake_case, path_problems, variable_problems

if TYPE_CHECKING:
    from typing_extensions import Self

Side = Literal["input", "output"]
SIDES: tuple[Side, ...] = ("input", "output")
_HISTORY_LENGTH = 20


def _now() -> datetime:
    return datetime.now(timezone.utc)


class PathSpec(BaseModel):
    """A path under a logical name, and the other names by which steps may ask for it."""

    model_config = ConfigDict(extra="allow")

    logical_name: str = Field(description="Primary logical name")
    path: str = Field(description="File system path")
    aliases: list[str] = Field(default_factory=list, description="Alternative names")
    optional: bool = Field(default=False, description="Whether the script can do without it")

    def matches_name_or_alias(self, name: str) -> bool:
        """Whether `name` is the logical name or one of the aliases."""
        return name == self.logical_name or name in self.aliases


class ExecutionRecord(BaseModel):
    """One run of a script with a spec: for which node, when, how it ended, its seconds and its peak memory in bytes."""

    model_config = ConfigDict(frozen=True, extra="allow")

    step_name: str = ""
    outcome: str
    started_at: AwareDatetime
    seconds: float
    exit_code: Optional[int] = None
    peak_memory: Optional[int] = None
    message: str = ""


class StoredSpec(FoldableModel):
    """What basic and enhanced specs have in common: identity, environment, arguments, metadata, persistence.

    Unknown fields are kept. `extends` names a spec file, relative to this one, whose fields are inherited.
    """

    model_config = ConfigDict(extra="allow", validate_assignment=True)

    script_name: str = Field(description="Script file name (snake_case)")
    step_name: str = Field(description="DAG node name (PascalCase with job type)")
    script_path: str = Field(description="Full path to script file")
    environ_vars: dict[str, str] = Field(default_factory=dict, description="Environment variables")
    job_args: dict[str, JsonValue] = Field(default_factory=dict, description="Job-specific arguments")
    tags: tuple[str, ...] = Field(default=(), description="Free words to find and group specs by")
    description: str = Field(default="", description="What this spec is for")
    extends: Optional[str] = Field(default=None, description="Spec file to inherit from, relative to this one")
    version: Annotated[int, Field(ge=1, le=CURRENT_VERSION)] = Field(
        default=CURRENT_VERSION, description="Version of the file format"
    )
    created_at: Optional[AwareDatetime] = Field(default_factory=_now)
    updated_at: Optional[AwareDatetime] = Field(default_factory=_now)
    history: tuple[ExecutionRecord, ...] = Field(default=(), description="The last runs, the newest last")

    @abstractmethod
    def paths(self, side: Side) -> dict[str, str]:
        """Logical name -> path on one side."""

    @abstractmethod
    def add_path(self, side: Side, logical_name: str, path: str | os.PathLike[str]) -> None:
        """Add a path, or change it, and the time of the last update; TypeError where it is not a path."""

    def add_input_path(self, logical_name: str, path: str | os.PathLike[str]) -> None:
        """Add or change an input path; TypeError where it is not a path."""
        self.add_path("input", logical_name, path)

    def add_output_path(self, logical_name: str, path: str | os.PathLike[str]) -> None:
        """Add or change an output path; TypeError where it is not a path."""
        self.add_path("output", logical_name, path)

    def get_input_path(self, logical_name: str) -> str | None:
        """The input path of this logical name, None if there is none."""
        return self.paths("input").get(logical_name)

    def get_output_path(self, logical_name: str) -> str | None:
        """The output path of this logical name, None if there is none."""
        return self.paths("output").get(logical_name)

    def add_environ_var(self, key: str, value: str) -> None:
        """Add or change an environment variable; pydantic's ValidationError where it is not a text."""
        self.environ_vars = {**self.environ_vars, key: value}
        self.update_timestamp()

    def add_job_arg(self, key: str, value: JsonValue) -> None:
        """Add or change a job argument; pydantic's ValidationError where JSON has no such value."""
        self.job_args = {**self.job_args, key: value}
        self.update_timestamp()

    def add_record(self, record: ExecutionRecord) -> None:
        """Add a run to the history, which keeps the last twenty."""
        self.history = (*self.history, record)[-_HISTORY_LENGTH:]
        self.update_timestamp()

    def update_timestamp(self) -> None:
        """Set the time of the last update to now."""
        self.updated_at = _now()

    def get_execution_environment(self) -> dict[str, str]:
        """The environment a run gets: this process's own, overlaid with the spec's variables."""
        return {**os.environ, **self.environ_vars}

    def validate_paths(self) -> list[str]:
        """What is wrong with the paths: inputs that cannot be read, outputs that cannot be written or created.

        Looks only; `auto_fix_common_issues` is what creates folders.
        """
        return path_problems(self.paths("input"), self.paths("output"))

    def validate_job_args(self, required_args: Iterable[str] | None = None) -> list[str]:
        """What is wrong with the job arguments, given the names of those that a run needs."""
        missing = sorted(set(required_args or ()) - set(self.job_args))
        return [f"Missing required job arguments: {', '.join(missing)}"] if missing else []

    def validate_spec(self) -> list[str]:
        """Everything wrong with the spec: identity, script, paths, variables, arguments; empty if it can be run."""
        return [
            *identity_problems(self.script_name, self.step_name, self.script_path),
            *self.validate_paths(),
            *variable_problems(self.environ_vars),
            *self.validate_job_args(),
        ]

    def is_valid(self) -> bool:
        """Whether `validate_spec` finds nothing."""
        return not self.validate_spec()

    def auto_fix_common_issues(self) -> list[str]:
        """Repair a `script_name` that is not snake_case and create missing output folders; says what was done."""
        done: list[str] = []
        fixed = snake_name(self.script_name.removesuffix(".py"))
        if not is_snake_case(self.script_name) and is_snake_case(fixed):
            done.append(f"Fixed script_name format: {self.script_name} -> {fixed}")
            self.script_name = fixed
        for path in self.paths("output").values():
            if not os.path.exists(path):  # noqa: PTH110 (Path.exists raises for some paths that cannot be)
                try:
                    Path(path).mkdir(parents=True)
                except (OSError, ValueError):
                    continue  # validate_paths says why
                done.append(f"Created output directory: {path}")
        if done:
            self.update_timestamp()
        return done

    def get_spec_file_name(self) -> str:
        """The name of the file that this spec is kept in, in a folder `.specs`."""
        return spec_file_name(self.script_name)

    def save_to_file(self, file_path: Path | str) -> None:
        """Write the spec as JSON, in one step; of a spec that extends another, only what differs from it.

        Raises InvalidExecutionSpec where a value cannot be stored, OSError where the file cannot be written.
        """
        path = Path(file_path)
        try:
            document: JsonObject = self.model_dump(mode="json", warnings="error")
        except ValueError as problem:
            raise InvalidExecutionSpec(path, SpecProblem("", f"cannot be stored as JSON: {problem}")) from problem
        write_object(path, to_be_stored(document, path))

    @classmethod
    def load_from_file(cls, file_path: Path | str) -> Self:
        """Read a spec, of this or an older version, with what it inherits.

        Raises InvalidExecutionSpec, which names the file and the fields, where it is not a spec of this kind; OSError
        where the file cannot be read.
        """
        path = Path(file_path)
        return cls.from_document(read_resolved(path), path)

    def inheriting_from(self, base: Path, file_path: Path) -> Self:
        """The spec as an heir of the one in the file `base`, to be saved as `file_path`.

        It keeps its identity; otherwise, where the two differ, it has what `base` says.
        """
        inherited = inheritable(read_resolved(base))
        own = self.model_dump(mode="json")
        identity = {name: own[name] for name in ("script_name", "step_name", "script_path")}
        extends = os.path.relpath(base.resolve(), file_path.resolve().parent)
        return self.from_document({**merged(own, inherited), **identity, "extends": extends}, file_path)

    @classmethod
    def from_document(cls, document: JsonObject, path: Path) -> Self:
        """The spec that a document of the current version, read from `path`, describes; it is folded."""
        try:
            spec = cls.model_validate(document)
        except ValidationError as invalid:
            problems = [_problem_of(error["loc"], error["msg"], error["input"]) for error in invalid.errors()]
            raise InvalidExecutionSpec(path, *problems) from invalid
        spec.fold()
        return spec


def _problem_of(location: tuple[int | str, ...], message: str, found: object) -> SpecProblem:
    field = ".".join(str(part) for part in location)
    if message == "Field required":
        return SpecProblem(field, "the field is missing")
    return SpecProblem(field, f"{message[:1].lower()}{message[1:]}, found {found!r}")


class ScriptExecutionSpec(StoredSpec):
    """The basic spec: paths by logical name."""

    input_paths: dict[str, str] = Field(default_factory=dict, description="Logical name to input path mapping")
    output_paths: dict[str, str] = Field(default_factory=dict, description="Logical name to output path mapping")

    def paths(self, side: Side) -> dict[str, str]:
        """Logical name -> path on one side; the dict itself."""
        return self.input_paths if side == "input" else self.output_paths

    def add_path(self, side: Side, logical_name: str, path: str | os.PathLike[str]) -> None:
        """Add a path, or change it, and the time of the last update."""
        self.paths(side)[logical_name] = os.fspath(path)
        self.update_timestamp()

    @classmethod
    def from_document(cls, document: JsonObject, path: Path) -> Self:
        """The spec of a document; one with path specs is refused, because its aliases would be lost."""
        if is_enhanced(document):
            problem = SpecProblem("", "this is an enhanced spec; load it with EnhancedScriptExecutionSpec or load_spec")
            raise InvalidExecutionSpec(path, problem)
        return super().from_document(document, path)


class EnhancedScriptExecutionSpec(StoredSpec):
    """The enhanced spec: paths that carry aliases, so that outputs and inputs of different names can be matched."""

    input_path_specs: dict[str, PathSpec] = Field(default_factory=dict)
    output_path_specs: dict[str, PathSpec] = Field(default_factory=dict)

    @property
    def input_paths(self) -> dict[str, str]:
        """Logical name -> input path, as a basic spec has it; a new dict."""
        return self.paths("input")

    @property
    def output_paths(self) -> dict[str, str]:
        """Logical name -> output path, as a basic spec has it; a new dict."""
        return self.paths("output")

    def path_specs(self, side: Side) -> dict[str, PathSpec]:
        """Logical name -> path with its aliases on one side; the dict itself."""
        return self.input_path_specs if side == "input" else self.output_path_specs

    def paths(self, side: Side) -> dict[str, str]:
        """Logical name -> path on one side; a new dict."""
        return {name: spec.path for name, spec in self.path_specs(side).items()}

    def add_path(self, side: Side, logical_name: str, path: str | os.PathLike[str]) -> None:
        """Add a path without aliases, or change one and keep its aliases, and the time of the last update."""
        specs = self.path_specs(side)
        if logical_name in specs:
            specs[logical_name] = specs[logical_name].model_copy(update={"path": os.fspath(path)})
        else:
            specs[logical_name] = PathSpec(logical_name=logical_name, path=os.fspath(path))
        self.update_timestamp()

    def validate_paths(self) -> list[str]:
        """What is wrong with the paths, as for a basic spec; an optional input may be missing."""
        return path_problems(self.without_absent_inputs().input_paths, self.output_paths)

    def without_absent_inputs(self) -> EnhancedScriptExecutionSpec:
        """The spec without the optional inputs whose paths do not exist, as a container would present it."""
        present = {
            name: spec
            for name, spec in self.input_path_specs.items()
            if not spec.optional or os.path.exists(spec.path)  # noqa: PTH110
        }
        return self.model_copy(update={"input_path_specs": present})

    @classmethod
    def from_basic(
        cls, spec: ScriptExecutionSpec, aliases_of: Callable[[Side, str], Iterable[str]]
    ) -> EnhancedScriptExecutionSpec:
        """The basic spec with the aliases that `aliases_of(side, logical_name)` gives; everything else is the same."""

        def enhanced(side: Side) -> dict[str, PathSpec]:
            return {
                name: PathSpec(logical_name=name, path=path, aliases=list(aliases_of(side, name)))
                for name, path in spec.paths(side).items()
            }

        common = spec.model_dump(exclude={"input_paths", "output_paths"})
        return cls(**common, input_path_specs=enhanced("input"), output_path_specs=enhanced("output"))

    def to_basic(self) -> ScriptExecutionSpec:
        """The spec without its aliases; everything else is the same."""
        common = self.model_dump(exclude={"input_path_specs", "output_path_specs"})
        return ScriptExecutionSpec(**common, input_paths=self.input_paths, output_paths=self.output_paths)


def is_enhanced(document: JsonObject) -> bool:
    """Whether a spec's document is that of an enhanced one."""
    return "input_path_specs" in document or "output_path_specs" in document


def load_spec(file_path: Path | str) -> ScriptExecutionSpec | EnhancedScriptExecutionSpec:
    """Read a spec of either kind; raises as `StoredSpec.load_from_file` does."""
    path = Path(file_path)
    document = read_resolved(path)
    kind = EnhancedScriptExecutionSpec if is_enhanced(document) else ScriptExecutionSpec
    return kind.from_document(document, path)
