import subprocess
import sys
from pathlib import Path

import pytest

from cursus_lint.contracts.model import ScriptContract
from cursus_lint.runtime.channels import SpecificationAwareScriptRuntime
from cursus_lint.specs.model import DependencySpec, OutputSpec, StepSpecification
from cursus_lint.specs.registry import SpecificationRegistry

CONTRACT_FILE = Path(__file__).parents[2] / "fixtures" / "scripts" / "tabular" / "tabular_preprocess.step.yaml"
CONTRACT = ScriptContract(
    entry_point="tabular_preprocess.py",
    expected_input_paths={"DATA": "/opt/ml/processing/input/data", "EXTRA": "/opt/ml/processing/input/extra"},
    expected_output_paths={"processed_data": "/opt/ml/processing/output"},
    required_env_vars=("LABEL_FIELD",),
    optional_env_vars={"TRAIN_RATIO": "0.7", "WORKERS": "4", "FAST": "true", "NOTHING": None},
    optional_inputs=frozenset({"EXTRA"}),
)


@pytest.fixture
def registry():
    return SpecificationRegistry(
        [
            StepSpecification(
                step_type="TabularPreprocessing",
                dependencies=(
                    DependencySpec(logical_name="DATA"),
                    DependencySpec(logical_name="METADATA", required=False),
                    DependencySpec(logical_name="Signature"),
                ),
                outputs=(OutputSpec(logical_name="processed_data"), OutputSpec(logical_name="Report")),
                script_contract=CONTRACT,
            )
        ]
    )


@pytest.fixture
def runtime(registry, tmp_path):
    return SpecificationAwareScriptRuntime(
        "TabularPreprocessing", registry=registry, root=tmp_path, environ={"LABEL_FIELD": "y", "WORKERS": "many"}
    )


def test_channels_come_from_the_contract_and_else_from_their_names(runtime):
    assert dict(runtime.channel_mapping) == {
        "DATA": "/opt/ml/processing/input/data",
        "METADATA": "/opt/ml/processing/input/metadata",
        "Signature": "/opt/ml/processing/input/signature",
        "EXTRA": "/opt/ml/processing/input/extra",
    }
    assert dict(runtime.output_mapping) == {
        "processed_data": "/opt/ml/processing/output",
        "Report": "/opt/ml/processing/output/report",
    }


def test_an_input_that_is_there_is_found_below_the_root(runtime, tmp_path):
    folder = tmp_path / "opt/ml/processing/input/data"
    folder.mkdir(parents=True)
    assert runtime.get_input_path("DATA") == str(folder)


def test_without_a_root_the_paths_are_the_containers(registry):
    runtime = SpecificationAwareScriptRuntime("TabularPreprocessing", registry=registry)
    with pytest.raises(RuntimeError, match="Required input path not found: /opt/ml/processing/input/data "):
        runtime.get_input_path("DATA")


def test_missing_inputs(runtime, tmp_path):
    assert runtime.get_input_path("METADATA") is None
    assert runtime.get_input_path("EXTRA") is None
    with pytest.raises(RuntimeError) as caught:
        runtime.get_input_path("DATA")
    path = tmp_path / "opt/ml/processing/input/data"
    assert str(caught.value) == f"Required input path not found: {path} (channel DATA of TabularPreprocessing)"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("METADTA", "Unknown input channel: METADTA; did you mean METADATA?"),
        (
            "weights",
            "Unknown input channel: weights; TabularPreprocessing has DATA, METADATA, Signature, EXTRA",
        ),
    ],
)
def test_an_unknown_input_names_the_nearest(runtime, name, message):
    with pytest.raises(ValueError, match="Unknown input channel") as caught:
        runtime.get_input_path(name)
    assert str(caught.value) == message


def test_an_output_is_created(runtime, tmp_path):
    assert runtime.get_output_path("Report") == str(tmp_path / "opt/ml/processing/output/report")
    assert (tmp_path / "opt/ml/processing/output/report").is_dir()
    with pytest.raises(ValueError, match="Unknown output channel: DATA"):
        runtime.get_output_path("DATA")


def test_all_missing_inputs_are_listed_at_once(runtime, tmp_path):
    folder = tmp_path / "opt/ml/processing/input"
    result = runtime.validate_inputs()
    assert not result.is_valid
    assert result.errors == (
        f"Missing required input: DATA ({folder}/data)",
        f"Missing required input: Signature ({folder}/signature)",
    )
    for name in ("data", "signature"):
        (folder / name).mkdir(parents=True)
    assert runtime.validate_inputs().is_valid


def test_the_environment_has_the_contracts_defaults_and_types(runtime):
    environment = runtime.environment
    assert environment.require("LABEL_FIELD", str) == "y"
    assert environment.require("TRAIN_RATIO", float) == 0.7
    assert environment.require("FAST", bool) is True
    assert environment.get("NOTHING", int) is None
    assert environment.as_dict() == {"FAST": "true", "LABEL_FIELD": "y", "TRAIN_RATIO": "0.7", "WORKERS": "many"}


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda environment: environment.get("WORKERS", int),
            "The environment variable WORKERS should be a whole number, but it is 'many'",
        ),
        (
            lambda environment: environment.get("LABEL_FIELD", bool),
            "The environment variable LABEL_FIELD should be true or false, but it is 'y'",
        ),
        (
            lambda environment: environment.get("TRAIN_RATO", float),
            "Unknown environment variable: TRAIN_RATO; did you mean TRAIN_RATIO?",
        ),
        (
            lambda environment: environment.require("NOTHING", str),
            "The environment variable NOTHING is not set, and the contract has no default for it",
        ),
    ],
)
def test_the_environment_says_what_is_wrong(runtime, ask, message):
    with pytest.raises((ValueError, RuntimeError)) as caught:
        ask(runtime.environment)
    assert str(caught.value) == message


def test_required_variables_that_are_not_set_are_told(registry, tmp_path):
    runtime = SpecificationAwareScriptRuntime("TabularPreprocessing", registry=registry, root=tmp_path, environ={})
    assert runtime.validate_environment().errors == ("Missing required environment variable: LABEL_FIELD",)
    with pytest.raises(RuntimeError, match="Required environment variable not set: LABEL_FIELD"):
        runtime.environment.get("LABEL_FIELD", str)


def test_an_unknown_step_names_the_nearest(registry):
    with pytest.raises(RuntimeError) as caught:
        SpecificationAwareScriptRuntime("TabularPreprocesing", registry=registry)
    assert str(caught.value) == "No specification found for TabularPreprocesing; did you mean TabularPreprocessing?"


def test_a_job_type_is_the_step_itself(registry):
    runtime = SpecificationAwareScriptRuntime("TabularPreprocessing_training", registry=registry)
    assert runtime.spec.step_type == "TabularPreprocessing"


def test_a_specification_without_contract_has_channels_by_name_and_no_environment(tmp_path):
    registry = SpecificationRegistry(
        [StepSpecification(step_type="A", dependencies=(DependencySpec(logical_name="X"),))]
    )
    runtime = SpecificationAwareScriptRuntime("A", registry=registry, root=tmp_path)
    assert dict(runtime.channel_mapping) == {"X": "/opt/ml/processing/input/x"}
    assert runtime.environment.as_dict() == {}


def test_importing_the_runtime_loads_nothing_heavy():
    heavy = {"libcst", "click", "rich", "pydantic", "yaml", "importlib.metadata"}
    program = f"import sys, cursus_lint.runtime.channels\nprint(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_using_the_runtime_needs_neither_libcst_nor_click():
    program = (
        "import sys\n"
        "from cursus_lint import SpecificationAwareScriptRuntime, SpecificationRegistry\n"
        f"SpecificationRegistry.load({str(CONTRACT_FILE)!r})\n"
        "SpecificationAwareScriptRuntime('TabularPreprocess').validate_inputs()\n"
        "print(sorted({'libcst', 'click', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
