import argparse
import json
from pathlib import Path

import pytest

from cursus_lint.contracts.model import JobArgument, ScriptContract
from cursus_lint.runtime.dag import Edge, dag_of
from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec
from cursus_lint.runtime.spec_builder import PipelineTestingSpecBuilder, ScriptNotFound
from cursus_lint.specs.model import DependencySpec, OutputSpec, StepSpecification
from cursus_lint.specs.registry import SpecificationRegistry

CONTRACT = ScriptContract(
    entry_point="tabular_preprocess_v2.py",
    step_type="TabularPreprocessing",
    expected_input_paths={"DATA": "/opt/ml/processing/input/data", "META": "/opt/ml/processing/input/meta"},
    expected_output_paths={"processed_data": "/opt/ml/processing/output"},
    required_env_vars=("LABEL_FIELD",),
    optional_env_vars={"TRAIN_RATIO": "0.7", "NOTHING": None},
    optional_inputs=frozenset({"META"}),
    job_arguments=(JobArgument(flag="--job-type"), JobArgument(flag="--depth", default=3), JobArgument(flag="--free")),
    expected_arguments={"seed": 7, "name": None},
)
STEP = StepSpecification(
    step_type="TabularPreprocessing",
    dependencies=(DependencySpec(logical_name="DATA"), DependencySpec(logical_name="META", required=False)),
    outputs=(OutputSpec(logical_name="processed_data", aliases=("training_data",)),),
    script_contract=CONTRACT,
)


def folder_with(folder: Path, *scripts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for script in scripts:
        (folder / script).write_text("def main(input_paths, output_paths, environ_vars, job_args): pass\n")
    return folder


def builder(tmp_path, *folders, registry=None):
    return PipelineTestingSpecBuilder(tmp_path / "data", folders or None, registry or SpecificationRegistry())


class TestFindingScripts:
    @pytest.mark.parametrize("script", ["xgboost_model_eval.py", "xgboost_model_evaluation.py"])
    def test_whichever_of_the_two_names_is_there(self, tmp_path, script):
        scripts = folder_with(tmp_path / "scripts", script, "xgboost_training.py")
        spec = builder(tmp_path, scripts).resolve_script_execution_spec_from_node("XGBoostModelEval_evaluation")
        assert (spec.script_name, spec.step_name) == (script.removesuffix(".py"), "XGBoostModelEval_evaluation")
        assert spec.script_path == str(scripts / script)

    def test_the_first_folder_wins(self, tmp_path):
        first = folder_with(tmp_path / "first", "xgboost_model_evaluation.py")
        second = folder_with(tmp_path / "second", "xgboost_model_eval.py")
        found = builder(tmp_path, first, second).find_script("XGBoostModelEval_evaluation")
        assert found == first / "xgboost_model_evaluation.py"

    def test_the_contract_names_it_before_the_convention_does(self, tmp_path):
        scripts = folder_with(tmp_path / "s", "tabular_preprocessing.py", "tabular_preprocess_v2.py")
        with_contract = builder(tmp_path, scripts, registry=SpecificationRegistry([STEP]))
        assert with_contract.find_script("TabularPreprocessing_training").name == "tabular_preprocess_v2.py"
        assert (
            builder(tmp_path, scripts).find_script("TabularPreprocessing_training").name == "tabular_preprocessing.py"
        )

    def test_a_near_miss_is_reported_and_not_taken(self, tmp_path):
        scripts = folder_with(tmp_path / "scripts", "tabular_preprocesing.py")
        with pytest.raises(ScriptNotFound) as caught:
            builder(tmp_path, scripts).find_script("TabularPreprocessing_training")
        assert str(caught.value) == (
            "no script for the node TabularPreprocessing_training: looked for tabular_preprocessing.py or "
            f"tabular_preprocess.py in {scripts}; tabular_preprocesing.py is there, but its name is not the node's"
        )

    def test_the_scripts_of_the_test_data_are_the_default(self, tmp_path):
        folder_with(tmp_path / "data" / "scripts", "package.py")
        assert builder(tmp_path).find_script("Package") == tmp_path / "data" / "scripts" / "package.py"


class TestNewSpecs:
    @pytest.fixture
    def built(self, tmp_path):
        scripts = folder_with(tmp_path / "scripts", "tabular_preprocess_v2.py")
        return builder(tmp_path, scripts, registry=SpecificationRegistry([STEP]))

    def test_a_new_spec_has_what_the_contract_says(self, built, tmp_path):
        spec = built.resolve_script_execution_spec_from_node("TabularPreprocessing_training")
        data = tmp_path / "data"
        assert spec.input_paths == {"DATA": f"{data}/input/TabularPreprocessing_training/DATA"}
        assert spec.output_paths == {"processed_data": f"{data}/output/TabularPreprocessing_training/processed_data"}
        assert spec.environ_vars == {"TRAIN_RATIO": "0.7"}
        assert spec.job_args == {"seed": 7, "job-type": "training", "depth": 3}
        assert built.unset_variables(spec) == ("LABEL_FIELD",)

    def test_enhancing_adds_aliases_and_optional_inputs(self, built, tmp_path):
        basic = built.resolve_script_execution_spec_from_node("TabularPreprocessing_training")
        enhanced = built.enhance(basic)
        assert enhanced.output_path_specs["processed_data"].aliases == ["training_data"]
        assert enhanced.input_path_specs["META"] == PathSpec(
            logical_name="META",
            path=f"{tmp_path}/data/input/TabularPreprocessing_training/META",
            aliases=["meta", "metadata"],
            optional=True,
        )
        assert built.enhance(enhanced) is enhanced

    def test_parameters_of_main(self, built):
        spec = built.resolve_script_execution_spec_from_node("TabularPreprocessing_training")
        assert built.get_script_main_params(spec) == {
            "input_paths": spec.input_paths,
            "output_paths": spec.output_paths,
            "environ_vars": {"TRAIN_RATIO": "0.7"},
            "job_args": argparse.Namespace(seed=7, job_type="training", depth=3),
        }
        Path(spec.script_path).write_text("print('no main')")
        assert built.get_script_main_params(spec) is None

    def test_a_saved_spec_is_loaded_and_turned_to_the_node(self, built):
        spec = built.resolve_script_execution_spec_from_node("TabularPreprocessing_training")
        spec.environ_vars["LABEL_FIELD"] = "mine"
        file = built.save_script_spec(spec)
        assert file == built.specs_dir / "tabular_preprocess_v2_runtime_test_spec.json"
        same = built.load_or_create_script_spec("TabularPreprocessing_training")
        assert same == spec
        other = built.load_or_create_script_spec("TabularPreprocessing_calibration")
        assert (other.step_name, other.environ_vars["LABEL_FIELD"], other.job_args["job-type"]) == (
            "TabularPreprocessing_calibration",
            "mine",
            "calibration",
        )

    def test_two_nodes_of_one_script_do_not_share_their_folders(self, built, tmp_path):
        spec = built.resolve_script_execution_spec_from_node("TabularPreprocessing_training")
        spec.add_output_path("chosen", tmp_path / "chosen")
        for saved in (spec, built.enhance(spec)):
            built.save_script_spec(saved)
            other = built.load_or_create_script_spec("TabularPreprocessing_calibration")
            folder = tmp_path / "data" / "output" / "TabularPreprocessing_calibration"
            assert other.output_paths == {
                "processed_data": str(folder / "processed_data"),
                "chosen": str(tmp_path / "chosen"),
            }
            assert other.input_paths["DATA"].endswith("/input/TabularPreprocessing_calibration/DATA")

    def test_a_job_type_that_somebody_chose_stays(self, built):
        spec = built.resolve_script_execution_spec_from_node("TabularPreprocessing_training")
        spec.job_args["job-type"] = "chosen"
        built.save_script_spec(spec)
        other = built.load_or_create_script_spec("TabularPreprocessing_calibration")
        assert other.job_args["job-type"] == "chosen"

    def test_a_saved_enhanced_spec_keeps_its_aliases(self, built):
        path = PathSpec(logical_name="DATA", path="/x", aliases=["mine"])
        spec = EnhancedScriptExecutionSpec(
            script_name="tabular_preprocess_v2",
            step_name="TabularPreprocessing",
            script_path="x.py",
            input_path_specs={"DATA": path},
        )
        built.save_script_spec(spec)
        assert built.load_or_create_script_spec("TabularPreprocessing") == spec


def test_all_specs_of_a_graph_in_order_and_all_missing_scripts_at_once(tmp_path):
    scripts = folder_with(tmp_path / "scripts", "alpha.py", "beta.py")
    both = dag_of(["Beta", "Alpha"], [Edge("Alpha", "Beta")])
    assert list(builder(tmp_path, scripts).build_from_dag(both)) == ["Alpha", "Beta"]
    with pytest.raises(ScriptNotFound) as caught:
        builder(tmp_path, scripts).build_from_dag(dag_of(["Alpha", "Gamma", "Delta"], []))
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == [
        "no script for the node Gamma",
        "no script for the node Delta",
    ]


def test_nothing_is_written_unasked(tmp_path):
    scripts = folder_with(tmp_path / "scripts", "alpha.py")
    builder(tmp_path, scripts).build_from_dag(dag_of(["Alpha"], []))
    assert not (tmp_path / "data").exists()


def test_the_file_of_a_spec_is_json_that_the_basic_spec_reads(tmp_path):
    scripts = folder_with(tmp_path / "scripts", "alpha.py")
    built = builder(tmp_path, scripts)
    file = built.save_script_spec(built.resolve_script_execution_spec_from_node("Alpha"))
    assert json.loads(file.read_text())["step_name"] == "Alpha"
    assert ScriptExecutionSpec.load_from_file(file).script_name == "alpha"
