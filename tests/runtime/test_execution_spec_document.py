"""The code blocks of the document that execution specs were drawn up in; paths lie in the test's folder."""

import argparse
import inspect
import json
import os
import textwrap
from datetime import datetime
from pathlib import Path

import pytest

from cursus_lint.runtime import matching as path_matcher
from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec
from cursus_lint.runtime.outcome import ScriptTestResult
from cursus_lint.runtime.spec_builder import PipelineTestingSpecBuilder
from cursus_lint.runtime.tester import RuntimeTester
from cursus_lint.specs.registry import SpecificationRegistry

JSON_STRUCTURE = """
{
  "script_name": "tabular_preprocessing",
  "step_name": "TabularPreprocessing_training",
  "script_path": "/path/to/scripts/tabular_preprocessing.py",
  "input_paths": {
    "data_input": "/test_data/input/raw_data",
    "config": "/test_data/config/preprocessing_config.json"
  },
  "output_paths": {
    "data_output": "/test_data/output/processed_data",
    "metrics": "/test_data/output/preprocessing_metrics"
  },
  "environ_vars": {
    "PYTHONPATH": "/path/to/cursus/src",
    "CURSUS_ENV": "testing"
  },
  "job_args": {
    "batch_size": 1000,
    "validation_split": 0.2
  },
  "created_at": "2025-09-09T22:14:23.123456",
  "updated_at": "2025-09-09T22:14:23.123456"
}
"""


@pytest.fixture
def scripts(tmp_path):
    folder = tmp_path / "scripts"
    folder.mkdir()
    for name in ("tabular_preprocessing", "xgboost_model_evaluation", "xgboost_training"):
        (folder / f"{name}.py").write_text(
            textwrap.dedent(
                """
                import os
                from pathlib import Path

                def main(input_paths, output_paths, environ_vars, job_args):
                    for path in output_paths.values():
                        Path(path, "done.txt").write_text(os.environ.get("CURSUS_ENV", "") + str(job_args.batch_size))
                """
            )
        )
    return folder


def example_1(scripts: Path, data: Path) -> ScriptExecutionSpec:
    return ScriptExecutionSpec(
        script_name="tabular_preprocessing",
        step_name="TabularPreprocessing_training",
        script_path=str(scripts / "tabular_preprocessing.py"),
        input_paths={
            "data_input": str(data / "input/raw_data"),
            "config": str(data / "config/preprocessing_config.json"),
        },
        output_paths={
            "data_output": str(data / "output/processed_data"),
            "metrics": str(data / "output/preprocessing_metrics"),
        },
        environ_vars={"PYTHONPATH": "/path/to/cursus/src", "CURSUS_ENV": "testing"},
        job_args={"batch_size": 1000, "validation_split": 0.2},
    )


def with_inputs(spec):
    """Make the inputs of a spec."""
    for path in map(Path, spec.input_paths.values()):
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix:
            path.write_text("{}")
        else:
            path.mkdir()
    return spec


def example_3(scripts: Path, data: Path) -> EnhancedScriptExecutionSpec:
    return EnhancedScriptExecutionSpec(
        script_name="tabular_preprocessing",
        step_name="TabularPreprocessing_training",
        script_path=str(scripts / "tabular_preprocessing.py"),
        input_path_specs={
            "data_input": PathSpec(
                logical_name="data_input",
                path=str(data / "input/raw_data"),
                aliases=["input", "dataset", "training_data", "raw_dataset"],
            ),
            "config": PathSpec(
                logical_name="config",
                path=str(data / "config/preprocessing_config.json"),
                aliases=["configuration", "params", "hyperparameters", "settings"],
            ),
        },
        output_path_specs={
            "data_output": PathSpec(
                logical_name="data_output",
                path=str(data / "output/processed_data"),
                aliases=["output", "result", "processed_data", "dataset"],
            ),
            "metrics": PathSpec(
                logical_name="metrics",
                path=str(data / "output/preprocessing_metrics"),
                aliases=["stats", "statistics", "performance", "quality_metrics"],
            ),
        },
    )


def test_basic_structure():
    spec = ScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py")
    assert (spec.input_paths, spec.output_paths, spec.environ_vars, spec.job_args) == ({}, {}, {}, {})
    assert isinstance(spec.created_at, datetime)
    assert isinstance(spec.updated_at, datetime)
    described = {name: field.description for name, field in ScriptExecutionSpec.model_fields.items()}
    assert described["script_name"] == "Script file name (snake_case)"
    assert described["step_name"] == "DAG node name (PascalCase with job type)"
    assert described["input_paths"] == "Logical name to input path mapping"


def test_enhanced_structure():
    path = PathSpec(logical_name="data_input", path="/x", aliases=["dataset"])
    assert path.matches_name_or_alias("data_input")
    assert path.matches_name_or_alias("dataset")
    assert not path.matches_name_or_alias("data")
    spec = EnhancedScriptExecutionSpec(
        script_name="a", step_name="A", script_path="a.py", input_path_specs={"data_input": path}
    )
    assert spec.input_paths == {"data_input": "/x"}
    assert spec.output_paths == {}


def test_example_1_standard_processing_step(scripts, tmp_path):
    spec = with_inputs(example_1(scripts, tmp_path / "test_data"))
    assert spec.is_valid()
    assert PipelineTestingSpecBuilder(tmp_path, [scripts]).find_script(spec.step_name) == Path(spec.script_path)


def test_example_2_complex_technical_term_with_job_type(scripts, tmp_path):
    spec = ScriptExecutionSpec(
        script_name="xgboost_model_evaluation",
        step_name="XGBoostModelEval_evaluation",
        script_path=str(scripts / "xgboost_model_evaluation.py"),
        input_paths={"model_input": str(tmp_path / "models/trained_xgboost")},
        output_paths={"metrics_output": str(tmp_path / "results/evaluation_metrics")},
        environ_vars={"MODEL_TYPE": "xgboost", "EVALUATION_MODE": "full"},
        job_args={"metrics": ["accuracy", "precision", "recall", "f1"], "threshold": 0.5},
    )
    assert with_inputs(spec).is_valid()
    builder = PipelineTestingSpecBuilder(tmp_path, [scripts])
    resolved = builder.resolve_script_execution_spec_from_node("XGBoostModelEval_evaluation")
    assert (resolved.script_name, resolved.script_path) == (spec.script_name, spec.script_path)


def test_example_3_enhanced_spec_with_aliases(scripts, tmp_path):
    spec = example_3(scripts, tmp_path)
    assert with_inputs(spec).is_valid()
    assert spec.input_path_specs["config"].matches_name_or_alias("hyperparameters")


def test_serialization_and_persistence(tmp_path):
    spec = ScriptExecutionSpec(script_name="tabular_preprocessing", step_name="A", script_path="a.py")
    assert spec.get_spec_file_name() == "tabular_preprocessing_runtime_test_spec.json"
    spec.save_to_file(tmp_path / spec.get_spec_file_name())
    assert ScriptExecutionSpec.load_from_file(tmp_path / spec.get_spec_file_name()) == spec
    before = spec.updated_at
    spec.update_timestamp()
    assert spec.updated_at > before


def test_path_management(tmp_path):
    spec = ScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py")
    spec.add_input_path("data", str(tmp_path / "in"))
    spec.add_output_path("out", str(tmp_path / "out"))
    assert spec.get_input_path("data") == str(tmp_path / "in")
    assert spec.get_output_path("out") == str(tmp_path / "out")
    assert spec.get_input_path("other") is None
    assert spec.validate_paths() == [f"Input path 'data' does not exist: {tmp_path / 'in'}"]


def test_environment_and_job_arguments():
    spec = ScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py")
    spec.add_environ_var("CURSUS_ENV", "testing")
    spec.add_job_arg("batch_size", 1000)
    assert spec.get_execution_environment() == {**os.environ, "CURSUS_ENV": "testing"}
    assert spec.validate_job_args() == []
    assert spec.validate_job_args(["batch_size", "split"]) == ["Missing required job arguments: split"]


def test_storage_location(scripts, tmp_path):
    builder = PipelineTestingSpecBuilder(tmp_path / "test_data", [scripts])
    for node in ("TabularPreprocessing", "XGBoostTraining"):
        builder.save_script_spec(builder.resolve_script_execution_spec_from_node(node))
    assert sorted(path.name for path in (tmp_path / "test_data" / ".specs").iterdir()) == [
        "tabular_preprocessing_runtime_test_spec.json",
        "xgboost_training_runtime_test_spec.json",
    ]


def test_json_structure(tmp_path):
    file = tmp_path / "tabular_preprocessing_runtime_test_spec.json"
    file.write_text(JSON_STRUCTURE)
    spec = ScriptExecutionSpec.load_from_file(file)
    assert spec.created_at == datetime(2025, 9, 9, 22, 14, 23, 123456).astimezone()
    spec.save_to_file(file)
    given, saved = json.loads(JSON_STRUCTURE), json.loads(file.read_text())
    assert {name: saved[name] for name in given if not name.endswith("_at")} == {
        name: value for name, value in given.items() if not name.endswith("_at")
    }


def test_pipeline_testing_spec_builder_integration(scripts, tmp_path):
    builder = PipelineTestingSpecBuilder(tmp_path, [scripts])
    created = builder.load_or_create_script_spec("TabularPreprocessing_training")
    assert (created.script_name, created.step_name) == ("tabular_preprocessing", "TabularPreprocessing_training")
    created.add_job_arg("batch_size", 5)
    builder.save_script_spec(created)
    loaded = builder.load_or_create_script_spec("TabularPreprocessing_evaluation")
    assert (loaded.step_name, loaded.job_args) == ("TabularPreprocessing_evaluation", {"batch_size": 5})


def test_runtime_tester_integration(scripts, tmp_path):
    spec = with_inputs(example_1(scripts, tmp_path))
    builder = PipelineTestingSpecBuilder(tmp_path, [scripts])
    result = RuntimeTester().test_script_with_spec(spec, builder.get_script_main_params(spec))
    assert isinstance(result, ScriptTestResult)
    assert result.success
    assert (tmp_path / "output/processed_data/done.txt").read_text() == "testing1000"


def test_logical_name_matching_integration(scripts, tmp_path):
    basic = example_1(scripts, tmp_path)
    builder = PipelineTestingSpecBuilder(tmp_path, [scripts], SpecificationRegistry())
    enhanced = builder.enhance(basic)
    assert enhanced.to_basic() == basic
    assert "hyperparameters" in enhanced.input_path_specs["config"].aliases
    assert {"stats", "statistics", "performance"} <= set(enhanced.output_path_specs["metrics"].aliases)


def test_comprehensive_validation(scripts, tmp_path):
    spec = with_inputs(example_1(scripts, tmp_path))
    assert (spec.validate_spec(), spec.is_valid()) == ([], True)
    spec.script_name = "TabularPreprocessing"
    spec.script_path = str(tmp_path / "gone.py")
    assert spec.validate_spec() == [
        "script_name must be in snake_case format: 'TabularPreprocessing'",
        f"Script file does not exist: {tmp_path / 'gone.py'}",
    ]
    assert not spec.is_valid()


def test_error_recovery(scripts, tmp_path):
    spec = with_inputs(example_1(scripts, tmp_path))
    spec.script_name = "TabularPreprocessing"
    before = spec.updated_at
    assert spec.auto_fix_common_issues() == [
        "Fixed script_name format: TabularPreprocessing -> tabular_preprocessing",
        f"Created output directory: {tmp_path / 'output/processed_data'}",
        f"Created output directory: {tmp_path / 'output/preprocessing_metrics'}",
    ]
    assert spec.updated_at > before
    assert spec.is_valid()


def test_usage_basic_creation(scripts, tmp_path):
    spec = ScriptExecutionSpec(
        script_name="tabular_preprocessing",
        step_name="TabularPreprocessing_training",
        script_path=str(scripts / "tabular_preprocessing.py"),
    )
    spec.add_input_path("data_input", str(tmp_path / "input/raw_data"))
    spec.add_output_path("data_output", str(tmp_path / "output/processed_data"))
    spec.add_environ_var("PYTHONPATH", "/path/to/cursus/src")
    spec.add_environ_var("CURSUS_ENV", "testing")
    spec.add_job_arg("batch_size", 1000)
    spec.add_job_arg("validation_split", 0.2)
    assert not spec.is_valid()
    assert with_inputs(spec).is_valid()
    spec.save_to_file(tmp_path / ".specs" / spec.get_spec_file_name())
    assert (tmp_path / ".specs" / "tabular_preprocessing_runtime_test_spec.json").is_file()


def test_usage_loading_and_updating(scripts, tmp_path):
    spec_file = tmp_path / ".specs" / "tabular_preprocessing_runtime_test_spec.json"
    example_1(scripts, tmp_path).save_to_file(spec_file)
    spec = ScriptExecutionSpec.load_from_file(spec_file)
    spec.step_name = "TabularPreprocessing_evaluation"
    spec.add_job_arg("evaluation_mode", "full")
    spec.update_timestamp()
    spec.save_to_file(spec_file)
    saved = ScriptExecutionSpec.load_from_file(spec_file)
    assert (saved.step_name, saved.job_args["evaluation_mode"]) == ("TabularPreprocessing_evaluation", "full")


def test_usage_enhanced_spec(scripts, tmp_path):
    enhanced_spec = EnhancedScriptExecutionSpec(
        script_name="xgboost_training",
        step_name="XGBoostTraining_training",
        script_path=str(scripts / "xgboost_training.py"),
        input_path_specs={
            "data_input": PathSpec(
                logical_name="data_input",
                path=str(tmp_path / "input/training_data"),
                aliases=["training_data", "dataset", "input"],
            )
        },
        output_path_specs={
            "model_output": PathSpec(
                logical_name="model_output",
                path=str(tmp_path / "models/trained_xgboost"),
                aliases=["model", "artifact", "trained_model"],
            )
        },
    )
    source_spec = example_3(scripts, tmp_path)
    matches = path_matcher.find_path_matches(source_spec, enhanced_spec)
    assert [(match.source, match.target, match.kind.value, match.by) for match in matches] == [
        ("data_output", "data_input", "alias to alias", ("dataset", "dataset"))
    ]


def test_the_signature_of_the_tester_is_the_documents():
    parameters = list(inspect.signature(RuntimeTester.test_script_with_spec).parameters)
    assert parameters == ["self", "spec", "main_params"]


def test_arguments_travel_as_a_namespace(scripts, tmp_path):
    builder = PipelineTestingSpecBuilder(tmp_path, [scripts])
    assert builder.get_script_main_params(example_1(scripts, tmp_path))["job_args"] == argparse.Namespace(
        batch_size=1000, validation_split=0.2
    )
