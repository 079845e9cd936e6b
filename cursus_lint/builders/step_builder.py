"""`StepBuilderBase`: from a contract and a configuration to a processing step of a SageMaker pipeline."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from cursus_lint.builders.config import ProcessingStepConfig
from cursus_lint.builders.sdk import sdk_module
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.near_miss import nearest
from cursus_lint.specs.model import StepSpecification
from cursus_lint.specs.registry import SpecificationRegistry

if TYPE_CHECKING:
    from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor
    from sagemaker.session import Session
    from sagemaker.workflow.steps import ProcessingStep, Step

_DEFAULT_INPUTS = "/opt/ml/processing/input"
_DEFAULT_OUTPUTS = "/opt/ml/processing/output"


class StepBuilderBase(ABC):
    """Builds a processing step that gives its script exactly what the contract promises.

    The step's specification comes from `registry`, by default the one behind the class `SpecificationRegistry`; that of
    the configuration's job type where the step has variants. Raises ValueError where there is none, or it has no
    contract.
    """

    step_type: ClassVar[str]

    def __init__(
        self,
        config: ProcessingStepConfig,
        sagemaker_session: Session | None = None,
        registry: SpecificationRegistry | None = None,
    ) -> None:
        self.config = config
        self.session = sagemaker_session
        self.registry = SpecificationRegistry.default() if registry is None else registry
        specification = self.registry.get_specification(f"{self.step_type}_{config.job_type}")
        specification = specification or self.registry.get_specification(self.step_type)
        if specification is None:
            raise ValueError(self.registry.why_unknown(self.step_type))
        if specification.script_contract is None:
            raise ValueError(
                f"The specification of {specification.step_type} has no script contract to build a step from"
            )
        self.spec: StepSpecification = specification
        self.contract: ScriptContract = specification.script_contract

    def validate_configuration(self) -> None:
        """Refuse what would only fail in the running pipeline.

        Raises ValueError, which lists every problem: a script that is not there or violates its contract, required
        variables and arguments without a value, and names in the configuration that the contract does not know.
        """
        problems = [*self._script_problems(), *self._value_problems(), *self._name_problems()]
        if problems:
            raise ValueError("\n".join([f"The step {self.step_name} cannot be built:", *problems]))

    @property
    def step_name(self) -> str:
        """The name of the step in its pipeline."""
        return self.config.step_name or f"{self.step_type}-{self.config.job_type}"

    def create_step(
        self,
        inputs: Mapping[str, object],
        outputs: Mapping[str, object] | None = None,
        depends_on: Sequence[Step] = (),
    ) -> ProcessingStep:
        """The step, once its configuration is valid.

        `inputs` maps logical names to where the data comes from (an S3 address or a pipeline variable), `outputs` to
        where it goes. Raises ValueError as `validate_configuration` does and for inputs that are missing or unknown.
        """
        self.validate_configuration()
        steps = sdk_module("sagemaker.workflow.steps")
        arguments = self._create_processor().run(
            inputs=self._get_processor_inputs(inputs),
            outputs=self._get_processor_outputs(outputs or {}),
            arguments=self._get_job_arguments() or None,
            code=self.config.get_script_path(),
        )
        step: ProcessingStep = steps.ProcessingStep(self.step_name, step_args=arguments, depends_on=list(depends_on))
        return step

    @abstractmethod
    def _create_processor(self) -> Processor:
        """The processor that runs the script, of a pipeline session."""

    def _get_processor_inputs(self, inputs: Mapping[str, object]) -> list[ProcessingInput]:
        """The step's inputs, where the contract says that the script finds them."""
        processing = sdk_module("sagemaker.processing")
        _refuse_unknown("input", inputs, [dependency.logical_name for dependency in self.spec.dependencies])
        missing = [
            each.logical_name for each in self.spec.dependencies if each.required and each.logical_name not in inputs
        ]
        if missing:
            raise ValueError(f"Missing required input: {', '.join(missing)}")
        paths = self.contract.expected_input_paths
        return [
            processing.ProcessingInput(
                source=inputs[name],
                destination=paths.get(name) or f"{_DEFAULT_INPUTS}/{name.lower()}",
                input_name=self.config.input_names.get(name, name),
            )
            for name in (dependency.logical_name for dependency in self.spec.dependencies)
            if name in inputs
        ]

    def _get_processor_outputs(self, outputs: Mapping[str, object]) -> list[ProcessingOutput]:
        """The step's outputs, from where the contract says that the script puts them."""
        processing = sdk_module("sagemaker.processing")
        names = dict.fromkeys(
            [*(output.logical_name for output in self.spec.outputs), *self.contract.expected_output_paths]
        )
        _refuse_unknown("output", outputs, names)
        paths = self.contract.expected_output_paths
        return [
            processing.ProcessingOutput(
                source=paths.get(name) or f"{_DEFAULT_OUTPUTS}/{name.lower()}",
                destination=outputs.get(name, self._default_destination(name)),
                output_name=self.config.output_names.get(name, name),
            )
            for name in names
        ]

    def _default_destination(self, name: str) -> str | None:
        location = self.config.output_location.rstrip("/")
        return f"{location}/{self.step_name}/{name}" if location else None

    def _get_environment_variables(self) -> dict[str, str]:
        """Every variable that the contract declares and that has a value, from the configuration or by default."""
        defaults = {name: text for name, text in self.contract.optional_env_vars.items() if text is not None}
        return {**defaults, **self.config.environment}

    def _get_job_arguments(self) -> list[str]:
        """The command line that the contract declares, with the values of the configuration or the defaults."""
        return [word for flag, value in self._arguments() if value is not None for word in (flag, value)]

    def _arguments(self) -> Iterator[tuple[str, str | None]]:
        """Each flag of the contract with its value, None where it has none."""
        known = {argument.flag for argument in self.contract.job_arguments}
        for argument in self.contract.job_arguments:
            name = argument.flag.lstrip("-")
            source = getattr(self.config, argument.source, None) if argument.source else None
            yield argument.flag, self._value(name, argument.default if source is None else source)
        for name, default in self.contract.expected_arguments.items():
            if f"--{name}" not in known:
                yield f"--{name}", self._value(name, default)

    def _value(self, name: str, default: object) -> str | None:
        if name in self.config.arguments:
            return self.config.arguments[name]
        return None if default is None else str(default)

    def _script_problems(self) -> list[str]:
        script = Path(self.config.get_script_path())
        if not script.is_file():
            return [f"the script {script} does not exist"]
        result = self.spec.validate_script_compliance(script)
        return [f"the script violates its contract: {error}" for error in result.errors]

    def _value_problems(self) -> Iterator[str]:
        environment = self._get_environment_variables()
        for name in self.contract.required_env_vars:
            if name not in environment:
                yield f"the contract requires the environment variable {name}, and the configuration does not set it"
        optional = {argument.flag for argument in self.contract.job_arguments if argument.required is False}
        for flag, value in self._arguments():
            if value is None and flag not in optional:
                yield f"the contract passes the argument {flag}, but there is no value for it"

    def _name_problems(self) -> Iterator[str]:
        named = (
            ("environment", self.config.environment, self.contract.declared_env_vars),
            ("arguments", self.config.arguments, [flag.lstrip("-") for flag, _ in self._arguments()]),
            (
                "input_names",
                self.config.input_names,
                [dependency.logical_name for dependency in self.spec.dependencies],
            ),
            ("output_names", self.config.output_names, self.contract.expected_output_paths),
        )
        for field, given, known in named:
            for name in given:
                if name not in known:
                    yield f"{field}: the contract does not declare {name!r}{_suggestion(name, known)}"


def _refuse_unknown(side: str, given: Iterable[str], known: Iterable[str]) -> None:
    names = list(known)
    for name in given:
        if name not in names:
            raise ValueError(f"Unknown {side}: {name}{_suggestion(name, names)}")


def _suggestion(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"; did you mean {near!r}?" if near else ""
