"""What a step builder has to be told beyond the contract."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class ProcessingStepConfig(BaseModel):
    """The configuration of a processing step.

    `environment` and `arguments` (by flag without its dashes) override the contract's defaults. An argument whose
    `source` the contract names has the value of the field of that name, further fields included. `input_names` and
    `output_names` rename channels in the job; `output_location` is the S3 folder below which outputs go, where the call
    that creates the step does not say.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    script_dir: Path
    entry_point: str
    job_type: str = "training"
    step_name: str = ""
    role: str = ""
    instance_type: str = "ml.m5.xlarge"
    instance_count: int = Field(default=1, ge=1)
    volume_size_in_gb: int = Field(default=30, ge=1)
    framework_version: str = "1.2-1"
    environment: dict[str, str] = Field(default_factory=dict)
    arguments: dict[str, str] = Field(default_factory=dict)
    input_names: dict[str, str] = Field(default_factory=dict)
    output_names: dict[str, str] = Field(default_factory=dict)
    output_location: str = ""

    def get_script_path(self) -> str:
        """The path of the step's script."""
        return str(self.script_dir / self.entry_point)
