"""`SpecificationAwareScriptRuntime`: a script asks for channels by name and gets the paths that its contract says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from cursus_lint.contracts.near_miss import nearest
from cursus_lint.contracts.validation import ValidationResult
from cursus_lint.runtime.environment import ContractEnvironment
from cursus_lint.specs.registry import SpecificationRegistry

_DEFAULT_INPUTS = PurePosixPath("/opt/ml/processing/input")
_DEFAULT_OUTPUTS = PurePosixPath("/opt/ml/processing/output")


class SpecificationAwareScriptRuntime:
    """The channels and the environment of a step's script.

    `registry` is where the step's specification comes from, by default the one behind `SpecificationRegistry`.
    With `root` the container's paths lie below that folder (`/opt/ml/x` is `<root>/opt/ml/x`), so that the same script
    runs outside a container. `environ` stands for the process's environment.

    Raises RuntimeError where the registry does not know the step.
    """

    def __init__(
        self,
        step_type: str,
        registry: SpecificationRegistry | None = None,
        root: Path | str | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        registry = SpecificationRegistry.default() if registry is None else registry
        specification = registry.get_specification(step_type)
        if specification is None:
            raise RuntimeError(registry.why_unknown(step_type))
        self.step_type = step_type
        self.spec = specification
        self.root = None if root is None else Path(root)
        contract = specification.script_contract
        inputs = contract.expected_input_paths if contract else {}
        outputs = contract.expected_output_paths if contract else {}
        optional = contract.optional_inputs if contract else frozenset()
        ports = {dependency.logical_name: dependency.required for dependency in specification.dependencies}
        for name in inputs:  # a channel that only the contract knows is as good as a dependency
            ports.setdefault(name, name not in optional)
        self._required: Mapping[str, bool] = MappingProxyType(ports)
        self.channel_mapping: Mapping[str, str] = MappingProxyType(
            {name: inputs.get(name) or str(_DEFAULT_INPUTS / name.lower()) for name in ports}
        )
        output_names = dict.fromkeys([*(output.logical_name for output in specification.outputs), *outputs])
        self.output_mapping: Mapping[str, str] = MappingProxyType(
            {name: outputs.get(name) or str(_DEFAULT_OUTPUTS / name.lower()) for name in output_names}
        )
        self.environment = ContractEnvironment(contract, environ)

    def get_input_path(self, logical_name: str) -> str | None:
        """The path of an input; None for an optional one that is not there.

        Raises ValueError for a name that the step does not have, RuntimeError for a required input that is not there.
        """
        path = self._local(logical_name, self.channel_mapping, "input")
        if _is_there(path):
            return str(path)
        if self._required[logical_name]:
            raise RuntimeError(f"Required input path not found: {path} (channel {logical_name} of {self.step_type})")
        return None

    def get_output_path(self, logical_name: str) -> str:
        """The path of an output, a folder that exists afterwards.

        Raises ValueError for a name that the step does not have, OSError where the folder cannot be made.
        """
        path = self._local(logical_name, self.output_mapping, "output")
        path.mkdir(parents=True, exist_ok=True)
        return str(path)

    def validate_inputs(self) -> ValidationResult:
        """Whether every required input is there; lists all that are missing, and never raises."""
        missing = [
            f"Missing required input: {name} ({path})"
            for name, path in (
                (name, self._local(name, self.channel_mapping, "input")) for name in self.channel_mapping
            )
            if self._required[name] and not _is_there(path)
        ]
        return ValidationResult.error(missing) if missing else ValidationResult.success()

    def validate_environment(self) -> ValidationResult:
        """Whether every required variable is set; lists all that are missing, and never raises."""
        missing = [f"Missing required environment variable: {name}" for name in self.environment.missing()]
        return ValidationResult.error(missing) if missing else ValidationResult.success()

    def _local(self, logical_name: str, mapping: Mapping[str, str], side: str) -> Path:
        if logical_name not in mapping:
            near = nearest(logical_name, mapping)
            known = f"did you mean {near}?" if near else f"{self.step_type} has {', '.join(mapping) or 'none'}"
            raise ValueError(f"Unknown {side} channel: {logical_name}; {known}")
        path = PurePosixPath(mapping[logical_name])
        return Path(path) if self.root is None else self.root / path.relative_to(path.anchor)


def _is_there(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110 (Path.exists raises where a folder above may not be searched)
