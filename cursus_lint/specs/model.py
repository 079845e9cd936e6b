"""Step specifications: what a step depends on, what it puts out, and the contract of its script."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Optional, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from cursus_lint.contracts.model import Names, ScriptContract
from cursus_lint.contracts.naming import step_type_name
from cursus_lint.contracts.validation import ValidationResult

_Port = TypeVar("_Port", bound="Port")


class Port(BaseModel):
    """What dependencies and outputs have in common: a logical name, a type, words for matching, and further keys kept.

    `line` is where the file declares it (0 without a file); it has no part in equality.
    """

    model_config = ConfigDict(frozen=True, extra="allow", defer_build=True)

    logical_name: str = Field(min_length=1)
    type: str = "processing_output"
    semantic_keywords: Names = ()
    data_type: Optional[str] = None
    description: Optional[str] = None
    line: int = Field(default=0, repr=False)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        mine, theirs = self.model_dump(exclude={"line"}), other.model_dump(exclude={"line"})
        return mine == theirs

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.logical_name, self.type))


class DependencySpec(Port):
    """Something a step needs from another: its logical name, its type, and who can supply it."""

    required: bool = True
    compatible_sources: Names = ()


class OutputSpec(Port):
    """Something a step puts out: its logical name, its type, where the platform shows it, and its other names."""

    property_path: str = ""
    aliases: Names = ()


def _ports(value: object) -> object:
    """Ports given as a list, or as a mapping of logical names to the rest."""
    if not isinstance(value, Mapping):
        return value
    return tuple({"logical_name": name, **port} if isinstance(port, Mapping) else port for name, port in value.items())


def _single(ports: tuple[_Port, ...]) -> tuple[_Port, ...]:
    seen: set[str] = set()
    for port in ports:
        if port.logical_name in seen:
            raise ValueError(f"the logical name {port.logical_name!r} occurs twice")
        seen.add(port.logical_name)
    return ports


class StepSpecification(BaseModel):
    """A step: its type, its dependencies and outputs, and its script's contract if it has one.

    `dependencies` and `outputs` are in the order declared, each logical name once; they may be given as lists or as
    mappings of logical names. Without a `step_type` the step has its contract's. `job_type` is set for a variant of a
    step, and `variants` are the step's own, by job type.

    Raises pydantic's ValidationError, a ValueError, for anything else than is described here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    step_type: str = ""
    node_type: str = "internal"
    dependencies: Annotated[tuple[DependencySpec, ...], BeforeValidator(_ports)] = ()
    outputs: Annotated[tuple[OutputSpec, ...], BeforeValidator(_ports)] = ()
    script_contract: Optional[ScriptContract] = None
    job_type: Optional[str] = None
    variants: Mapping[str, StepSpecification] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _step_type_of_contract(cls, data: Any) -> Any:
        contract = data.get("script_contract") if isinstance(data, dict) else None
        if isinstance(contract, ScriptContract) and not data.get("step_type"):
            return {**data, "step_type": contract.step_type or step_type_name(contract.entry_point or "")}
        return data

    @model_validator(mode="after")
    def _is_consistent(self) -> StepSpecification:
        if not self.step_type:
            raise ValueError("a specification needs a step_type")
        _single(self.dependencies)
        _single(self.outputs)
        return self

    @classmethod
    def of_contract(cls, contract: ScriptContract) -> StepSpecification:
        """The specification of a step of which nothing but the contract is known: its channels are its ports."""
        return cls(
            step_type=contract.step_type,
            dependencies=tuple(
                DependencySpec(
                    logical_name=name,
                    required=name not in contract.optional_inputs,
                    line=contract.line_of("input", name),
                )
                for name in contract.expected_input_paths
            ),
            outputs=tuple(
                OutputSpec(logical_name=name, line=contract.line_of("output", name))
                for name in contract.expected_output_paths
            ),
            script_contract=contract,
        )

    def dependency(self, logical_name: str) -> DependencySpec | None:
        """The dependency of this name, None if there is none."""
        return next((port for port in self.dependencies if port.logical_name == logical_name), None)

    def output(self, logical_name: str) -> OutputSpec | None:
        """The output of this name, None if there is none; aliases do not count."""
        return next((port for port in self.outputs if port.logical_name == logical_name), None)

    def validate_script_compliance(self, script_path: str | os.PathLike[str]) -> ValidationResult:
        """Check a script against this step: the violations that `cursus-lint check` reports for the two.

        A specification without a contract is valid, and the result's message says so. The script is read, never run.
        """
        if self.script_contract is None:
            return ValidationResult.success("No script contract defined")

        from cursus_lint.engine.check import check_script

        return ValidationResult.of(check_script(Path(script_path), self.script_contract, specification=self))
