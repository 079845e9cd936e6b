"""Step specifications: what a step depends on, what it puts out, and the contract of its script."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from pydantic import BaseModel, ConfigDict, Field

from cursus_lint.contracts.model import ScriptContract


class DependencySpec(BaseModel):
    """Something a step needs from another: its logical name, its type, and who can supply it."""

    model_config = ConfigDict(frozen=True, extra="allow")

    logical_name: str
    type: str = "processing_output"
    required: bool = True
    compatible_sources: tuple[str, ...] = ()
    semantic_keywords: tuple[str, ...] = ()
    line: int = 0


class OutputSpec(BaseModel):
    """Something a step puts out: its logical name, its type, where the platform shows it, and its other names."""

    model_config = ConfigDict(frozen=True, extra="allow")

    logical_name: str
    type: str = "processing_output"
    property_path: str = ""
    aliases: tuple[str, ...] = ()
    line: int = 0


class StepSpecification(BaseModel):
    """A step: its type, its dependencies and outputs by logical name, and its script's contract if it has one."""

    model_config = ConfigDict(frozen=True)

    step_type: str
    node_type: str = "internal"
    dependencies: Mapping[str, DependencySpec] = Field(default_factory=dict)
    outputs: Mapping[str, OutputSpec] = Field(default_factory=dict)
    script_contract: Optional[ScriptContract] = None
