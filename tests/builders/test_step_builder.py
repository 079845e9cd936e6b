"""The builder with the real SageMaker SDK; S3 and STS are answered by moto, nothing leaves the machine.

What needs the SDK is run with `pip install -e '.[sagemaker,test]' 'moto[s3,sts]'` and `pytest -m sagemaker`.
"""

import json
import os
import subprocess
import sys

import pytest

from cursus_lint.builders.config import ProcessingStepConfig
from cursus_lint.builders.tabular_preprocessing import TabularPreprocessingStepBuilder
from cursus_lint.contracts.model import JobArgument, ScriptContract
from cursus_lint.specs.model import DependencySpec, OutputSpec, StepSpecification
from cursus_lint.specs.registry import SpecificationRegistry

SCRIPT = """
import argparse
import os

import pandas as pd


def main(input_paths, output_paths, environ_vars, job_args):
    frame = pd.read_csv(os.path.join(input_paths["DATA"], "data.csv"))
    label, ratio = environ_vars["LABEL_FIELD"], float(environ_vars["TRAIN_RATIO"])
    frame[[label]].head(int(ratio * len(frame))).to_csv(os.path.join(output_paths["processed_data"], "out.csv"))
    print(job_args.job_type, job_args.depth)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True)
    parser.add_argument("--depth", type=int, default=3)
    args = parser.parse_args()
    input_paths = {"DATA": "/opt/ml/processing/input/data"}
    output_paths = {"processed_data": "/opt/ml/processing/output"}
    environ_vars = {
        "LABEL_FIELD": os.environ["LABEL_FIELD"],
        "TRAIN_RATIO": os.environ.get("TRAIN_RATIO", "0.7"),
    }
    main(input_paths, output_paths, environ_vars, args)
"""
CONTRACT = ScriptContract(
    step_type="TabularPreprocessing",
    entry_point="tabular_preprocessing.py",
    sagemaker_step_type="Processing",
    expected_input_paths={"DATA": "/opt/ml/processing/input/data"},
    expected_output_paths={"processed_data": "/opt/ml/processing/output"},
    required_env_vars=("LABEL_FIELD",),
    optional_env_vars={"TRAIN_RATIO": "0.7"},
    framework_requirements={"pandas": ">=1.3.0"},
    job_arguments=(JobArgument(flag="--job_type", source="job_type"), JobArgument(flag="--depth", default=3)),
)


def registry_of(contract):
    dependencies = (DependencySpec(logical_name="DATA"), DependencySpec(logical_name="METADATA", required=False))
    return SpecificationRegistry(
        [
            StepSpecification(
                step_type="TabularPreprocessing",
                dependencies=dependencies if contract is CONTRACT else dependencies[:1],
                outputs=(OutputSpec(logical_name="processed_data"),),
                script_contract=contract,
            )
        ]
    )


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tabular_preprocessing.py").write_text(SCRIPT)
    return tmp_path


@pytest.fixture(scope="module")
def session():
    pytest.importorskip("sagemaker.processing", reason="the extra `sagemaker` is not installed")
    moto = pytest.importorskip("moto", reason="moto is not installed")
    import boto3
    from sagemaker.workflow.pipeline_context import PipelineSession

    with pytest.MonkeyPatch.context() as patch, moto.mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        boto = boto3.Session(region_name="us-east-1")
        boto.client("s3").create_bucket(Bucket="bucket")
        yield PipelineSession(boto_session=boto, default_bucket="bucket")


def config(folder, **fields):
    given = {
        "script_dir": folder,
        "entry_point": "tabular_preprocessing.py",
        "role": "arn:aws:iam::123456789012:role/Worker",
        "environment": {"LABEL_FIELD": "label"},
    }
    return ProcessingStepConfig(**{**given, **fields})


def builder(folder, session=None, **fields):
    return TabularPreprocessingStepBuilder(config(folder, **fields), session, registry_of(CONTRACT))


class TestValidation:
    def test_a_step_that_keeps_its_contract_is_accepted(self, folder):
        builder(folder).validate_configuration()

    def test_a_script_that_violates_its_contract_is_refused_with_the_violations(self, folder):
        script = folder / "tabular_preprocessing.py"
        script.write_text(SCRIPT.replace('os.environ["LABEL_FIELD"]', 'os.environ["LABEL_FILED"]'))
        with pytest.raises(ValueError, match="cannot be built") as caught:
            builder(folder).validate_configuration()
        lines = str(caught.value).splitlines()
        assert lines[0] == "The step TabularPreprocessing-training cannot be built:"
        assert any("ENV101" in line and "LABEL_FILED" in line for line in lines)

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            ({"entry_point": "gone.py"}, "the script {folder}/gone.py does not exist"),
            (
                {"environment": {}},
                "the contract requires the environment variable LABEL_FIELD, and the configuration does not set it",
            ),
            (
                {"environment": {"LABEL_FIELD": "x", "TRAIN_RATO": "1"}},
                "environment: the contract does not declare 'TRAIN_RATO'; did you mean 'TRAIN_RATIO'?",
            ),
            (
                {"arguments": {"dept": "1"}},
                "arguments: the contract does not declare 'dept'; did you mean 'depth'?",
            ),
            ({"input_names": {"DTA": "x"}}, "input_names: the contract does not declare 'DTA'; did you mean 'DATA'?"),
        ],
    )
    def test_each_problem_is_named(self, folder, fields, problem):
        with pytest.raises(ValueError, match="cannot be built") as caught:
            builder(folder, **fields).validate_configuration()
        assert str(caught.value).splitlines()[1:] == [problem.format(folder=folder)]

    def test_an_argument_without_a_value_is_a_problem(self, folder):
        contract = CONTRACT.model_copy(
            update={"job_arguments": (*CONTRACT.job_arguments, JobArgument(flag="--region", source="region"))}
        )
        made = TabularPreprocessingStepBuilder(config(folder), None, registry_of(contract))
        with pytest.raises(ValueError, match="cannot be built") as caught:
            made.validate_configuration()
        assert "the contract passes the argument --region, but there is no value for it" in str(caught.value)
        with_region = TabularPreprocessingStepBuilder(config(folder, region="eu"), None, registry_of(contract))
        assert with_region._get_job_arguments() == ["--job_type", "training", "--depth", "3", "--region", "eu"]

    def test_a_step_that_nobody_knows_names_what_is_known(self, folder):
        registry = SpecificationRegistry([StepSpecification(step_type="TabularPreprocesing")])
        with pytest.raises(ValueError, match="did you mean TabularPreprocesing"):
            TabularPreprocessingStepBuilder(config(folder), None, registry)

    def test_a_specification_without_contract_is_refused(self, folder):
        registry = SpecificationRegistry([StepSpecification(step_type="TabularPreprocessing")])
        with pytest.raises(ValueError, match="has no script contract"):
            TabularPreprocessingStepBuilder(config(folder), None, registry)

    def test_environment_and_arguments(self, folder):
        made = builder(folder, job_type="calibration", arguments={"depth": "9"})
        assert made._get_environment_variables() == {"LABEL_FIELD": "label", "TRAIN_RATIO": "0.7"}
        assert made._get_job_arguments() == ["--job_type", "calibration", "--depth", "9"]


@pytest.mark.sagemaker
class TestWithTheSdk:
    def definition(self, session, *steps):
        """What the pipeline of these steps says of the last one."""
        from sagemaker.workflow.pipeline import Pipeline

        return json.loads(Pipeline("pipeline", steps=list(steps), sagemaker_session=session).definition())["Steps"][-1]

    def test_the_definition_carries_exactly_the_contract(self, folder, session):
        made = builder(folder, session, output_location="s3://bucket/runs/")
        step = made.create_step({"DATA": "s3://bucket/data"})
        found = self.definition(session, step)
        assert (found["Name"], found["Type"]) == ("TabularPreprocessing-training", "Processing")
        arguments = found["Arguments"]
        inputs = {each["InputName"]: each["S3Input"] for each in arguments["ProcessingInputs"]}
        assert set(inputs) == {"DATA", "code"}
        assert (inputs["DATA"]["S3Uri"], inputs["DATA"]["LocalPath"]) == (
            "s3://bucket/data",
            "/opt/ml/processing/input/data",
        )
        (output,) = arguments["ProcessingOutputConfig"]["Outputs"]
        assert (output["OutputName"], output["S3Output"]["LocalPath"], output["S3Output"]["S3Uri"]) == (
            "processed_data",
            "/opt/ml/processing/output",
            "s3://bucket/runs/TabularPreprocessing-training/processed_data",
        )
        assert arguments["Environment"] == {"LABEL_FIELD": "label", "TRAIN_RATIO": "0.7"}
        specification = arguments["AppSpecification"]
        assert specification["ContainerArguments"] == ["--job_type", "training", "--depth", "3"]
        assert specification["ContainerEntrypoint"] == [
            "python3",
            "/opt/ml/processing/input/code/tabular_preprocessing.py",
        ]

    def test_optional_inputs_have_the_default_path_and_channels_may_be_renamed(self, folder, session):
        made = builder(folder, session, input_names={"DATA": "rows"}, output_names={"processed_data": "result"})
        step = made.create_step(
            {"DATA": "s3://bucket/data", "METADATA": "s3://bucket/meta"}, {"processed_data": "s3://bucket/out"}
        )
        arguments = self.definition(session, step)["Arguments"]
        paths = {each["InputName"]: each["S3Input"]["LocalPath"] for each in arguments["ProcessingInputs"]}
        assert paths["rows"] == "/opt/ml/processing/input/data"
        assert paths["METADATA"] == "/opt/ml/processing/input/metadata"
        (output,) = arguments["ProcessingOutputConfig"]["Outputs"]
        assert (output["OutputName"], output["S3Output"]["S3Uri"]) == ("result", "s3://bucket/out")

    def test_a_pipeline_variable_may_be_an_input(self, folder, session):
        from sagemaker.workflow.parameters import ParameterString

        step = builder(folder, session).create_step({"DATA": ParameterString("Source")})
        data = self.definition(session, step)["Arguments"]["ProcessingInputs"][0]
        assert data["S3Input"]["S3Uri"] == {"Get": "Parameters.Source"}

    def test_steps_depend_on_each_other(self, folder, session):
        first = builder(folder, session, step_name="First").create_step({"DATA": "s3://bucket/data"})
        second = builder(folder, session, step_name="Second").create_step(
            {"DATA": "s3://bucket/data"}, depends_on=[first]
        )
        assert self.definition(session, first, second)["DependsOn"] == ["First"]

    @pytest.mark.parametrize(
        ("inputs", "outputs", "message"),
        [
            ({}, {}, "Missing required input: DATA"),
            ({"DATA": "s3://b/x", "METADTA": "s3://b/y"}, {}, "Unknown input: METADTA; did you mean 'METADATA'?"),
            (
                {"DATA": "s3://b/x"},
                {"processed": "s3://b/y"},
                "Unknown output: processed; did you mean 'processed_data'?",
            ),
        ],
    )
    def test_inputs_and_outputs_that_do_not_fit_are_refused(self, folder, session, inputs, outputs, message):
        with pytest.raises(ValueError, match=r"input|output") as caught:
            builder(folder, session).create_step(inputs, outputs)
        assert str(caught.value) == message

    def test_a_step_that_violates_its_contract_is_not_created(self, folder, session):
        with pytest.raises(ValueError, match="cannot be built"):
            builder(folder, session, environment={}).create_step({"DATA": "s3://bucket/data"})


def test_without_the_extra_the_error_names_it(tmp_path):
    program = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == 'sagemaker':\n"
        "            raise ModuleNotFoundError(f'No module named {name!r}', name=name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from cursus_lint.builders.sdk import MissingSdk, sdk_module\n"
        "try:\n    sdk_module('sagemaker.processing')\n"
        "except MissingSdk as missing:\n    print(missing)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ)
    )
    assert done.stdout.startswith("step builders need the SageMaker Python SDK 2.x")
    assert done.stdout.endswith("install it with: pip install 'cursus-lint[sagemaker]'\n")
