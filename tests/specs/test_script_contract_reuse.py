"""The document that the specification system was drawn up in, code block by code block.

Each test is one block of it, with what the block leaves out filled in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cursus_lint import (
    DependencySpec,
    OutputSpec,
    ScriptAnalyzer,
    ScriptContract,
    SpecificationRegistry,
    StepSpecification,
    ValidationResult,
)

SCRIPT = """\
import argparse
import os

import pandas as pd


def main(input_paths, output_paths, environ_vars, job_args):
    data = pd.read_csv(os.path.join(input_paths["DATA"], "part.csv"))
    if os.path.isdir(input_paths["METADATA"]):
        data = data.merge(pd.read_csv(os.path.join(input_paths["METADATA"], "metadata.csv")))
    if os.path.isdir(input_paths["SIGNATURE"]):
        data = data[open(os.path.join(input_paths["SIGNATURE"], "signature")).read().split(",")]
    data = data.dropna(subset=[environ_vars["LABEL_FIELD"]])
    first = int(len(data) * environ_vars["TRAIN_RATIO"])
    second = first + int((len(data) - first) * environ_vars["TEST_VAL_RATIO"])
    data["split"] = job_args.job_type
    data[:second].to_csv(os.path.join(output_paths["processed_data"], "train.csv"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True)
    args = parser.parse_args()
    main(
        {
            "DATA": "/opt/ml/processing/input/data",
            "METADATA": "/opt/ml/processing/input/metadata",
            "SIGNATURE": "/opt/ml/processing/input/signature",
        },
        {"processed_data": "/opt/ml/processing/output"},
        {
            "LABEL_FIELD": os.environ["LABEL_FIELD"],
            "TRAIN_RATIO": float(os.environ["TRAIN_RATIO"]),
            "TEST_VAL_RATIO": float(os.environ["TEST_VAL_RATIO"]),
        },
        args,
    )
"""

# Block 4: the contract of tabular preprocessing, and the specification that carries it.
PREPROCESSING_SCRIPT_CONTRACT = ScriptContract(
    entry_point="tabular_preprocess.py",
    expected_input_paths={
        "DATA": "/opt/ml/processing/input/data",
        "METADATA": "/opt/ml/processing/input/metadata",  # Optional
        "SIGNATURE": "/opt/ml/processing/input/signature",  # Optional
    },
    expected_output_paths={"processed_data": "/opt/ml/processing/output"},
    required_env_vars=["LABEL_FIELD", "TRAIN_RATIO", "TEST_VAL_RATIO"],
    framework_requirements={"sklearn": ">=1.0.0", "pandas": ">=1.3.0"},
    expected_arguments={"job_type": "training"},
)
PREPROCESSING_SPEC = StepSpecification(
    step_type="TabularPreprocessing",
    dependencies=[
        DependencySpec(logical_name="DATA", compatible_sources=["DataLoading"]),
        DependencySpec(logical_name="METADATA", required=False),
        DependencySpec(logical_name="SIGNATURE", required=False),
        DependencySpec(logical_name="EXTRA", required=False),
    ],
    outputs=[OutputSpec(logical_name="processed_data")],
    script_contract=PREPROCESSING_SCRIPT_CONTRACT,
)


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    SpecificationRegistry.clear()
    SpecificationRegistry.register(PREPROCESSING_SPEC)
    yield
    SpecificationRegistry.clear()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "tabular_preprocess.py"
    path.write_text(SCRIPT)
    return path


def test_block_1_a_script_is_validated_against_specification_and_contract(script: Path) -> None:
    for result in (
        PREPROCESSING_SPEC.validate_script_compliance(str(script)),
        PREPROCESSING_SCRIPT_CONTRACT.validate_implementation(str(script)),
    ):
        assert isinstance(result, ValidationResult)
        assert result.errors == ()
        assert result.is_valid

    script.write_text(SCRIPT.replace('os.environ["LABEL_FIELD"]', '"label"').replace("/input/data", "/input/dat"))
    result = PREPROCESSING_SCRIPT_CONTRACT.validate_implementation(str(script))
    assert not result.is_valid
    assert {(violation.code, violation.subject) for violation in result.violations} >= {
        ("ENV108", "LABEL_FIELD"),
        ("PATH205", "DATA"),
    }
    assert StepSpecification(step_type="Other").validate_script_compliance(str(script)).is_valid


def test_block_1_the_analyzer_answers_in_sets(script: Path) -> None:
    analyzer = ScriptAnalyzer(script)
    script_inputs = analyzer.get_input_paths()
    for expected_path in PREPROCESSING_SCRIPT_CONTRACT.expected_input_paths.values():
        assert expected_path in script_inputs
    assert "/opt/ml/processing/output" in analyzer.get_output_paths()
    missing_env_vars = set(PREPROCESSING_SCRIPT_CONTRACT.required_env_vars) - analyzer.get_env_var_usage()
    assert missing_env_vars == set()
    assert analyzer.get_argument_usage() == {"job_type"}


def test_block_2_the_registry_validates_and_maps_channels(script: Path) -> None:
    assert SpecificationRegistry.validate_script_compliance("TabularPreprocessing", str(script)).is_valid
    assert SpecificationRegistry.get_script_channel_mapping("TabularPreprocessing") == (
        PREPROCESSING_SCRIPT_CONTRACT.expected_input_paths
    )
    unknown = SpecificationRegistry.validate_script_compliance("TabularPreprocesing", str(script))
    assert unknown.errors == ("No specification found for TabularPreprocesing; did you mean TabularPreprocessing?",)
    assert SpecificationRegistry.get_script_channel_mapping("TabularPreprocesing") == {}


def test_block_3_the_runtime_resolves_channels(tmp_path: Path) -> None:
    from cursus_lint.runtime.channels import SpecificationAwareScriptRuntime

    data = tmp_path / "opt/ml/processing/input/data"
    data.mkdir(parents=True)
    runtime = SpecificationAwareScriptRuntime("TabularPreprocessing", root=tmp_path)
    assert runtime.spec is PREPROCESSING_SPEC
    assert runtime.channel_mapping == {
        **PREPROCESSING_SCRIPT_CONTRACT.expected_input_paths,
        "EXTRA": "/opt/ml/processing/input/extra",
    }
    assert runtime.get_input_path("DATA") == str(data)
    assert runtime.get_input_path("METADATA") is None
    with pytest.raises(ValueError, match="Unknown input channel: DATE"):
        runtime.get_input_path("DATE")
    assert runtime.validate_inputs().is_valid
    data.rmdir()
    with pytest.raises(RuntimeError, match="Required input path not found"):
        runtime.get_input_path("DATA")
    assert [error.split(" (")[0] for error in runtime.validate_inputs().errors] == ["Missing required input: DATA"]
    with pytest.raises(RuntimeError, match="No specification found for Unknown"):
        SpecificationAwareScriptRuntime("Unknown")


def test_block_4_a_specification_carries_its_contract() -> None:
    assert PREPROCESSING_SPEC.script_contract is PREPROCESSING_SCRIPT_CONTRACT
    assert [dep.logical_name for dep in PREPROCESSING_SPEC.dependencies if dep.required] == ["DATA"]
    assert StepSpecification(script_contract=PREPROCESSING_SCRIPT_CONTRACT).step_type == "TabularPreprocess"


def test_block_5_a_builder_refuses_a_script_that_violates_its_contract(script: Path) -> None:
    from cursus_lint.builders.config import ProcessingStepConfig
    from cursus_lint.builders.tabular_preprocessing import TabularPreprocessingStepBuilder

    config = ProcessingStepConfig(
        script_dir=script.parent,
        entry_point=script.name,
        environment={"LABEL_FIELD": "label", "TRAIN_RATIO": "0.7", "TEST_VAL_RATIO": "0.5"},
    )
    builder = TabularPreprocessingStepBuilder(config)
    builder.validate_configuration()
    script.write_text(SCRIPT.replace('["LABEL_FIELD"]', '["LABLE_FIELD"]'))
    with pytest.raises(ValueError, match="LABLE_FIELD"):
        builder.validate_configuration()


def test_block_6_a_script_asks_the_runtime(tmp_path: Path) -> None:
    from cursus_lint.runtime.channels import SpecificationAwareScriptRuntime

    block = textwrap.dedent(
        '''
        def main(job_type, label_field, train_ratio, test_val_ratio, input_base_dir, output_dir):
            """Enhanced main function using specification runtime"""
            runtime = SpecificationAwareScriptRuntime("TabularPreprocessing", root=root)

            validation = runtime.validate_inputs()
            if not validation.is_valid:
                raise RuntimeError(f"Input validation failed: {validation.errors}")

            data_path = runtime.get_input_path("DATA")
            metadata_path = runtime.get_input_path("METADATA")  # May be None if optional
            signature_path = runtime.get_input_path("SIGNATURE")  # May be None if optional
            return data_path, metadata_path, signature_path
        '''
    )
    space: dict[str, Any] = {"SpecificationAwareScriptRuntime": SpecificationAwareScriptRuntime, "root": tmp_path}
    exec(compile(block, "block 6", "exec"), space)
    arguments = ("training", "label", 0.7, 0.5, "", "")
    with pytest.raises(RuntimeError, match=r"Input validation failed.*Missing required input: DATA"):
        space["main"](*arguments)
    for name in ("data", "signature"):
        (tmp_path / "opt/ml/processing/input" / name).mkdir(parents=True)
    below = tmp_path / "opt/ml/processing/input"
    assert space["main"](*arguments) == (str(below / "data"), None, str(below / "signature"))
