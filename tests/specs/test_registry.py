"""The registry holds specifications, finds variants, and says what it does not know."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cursus_lint import SpecificationRegistry, StepSpecification, ValidationResult
from cursus_lint.contracts.model import ScriptContract


@pytest.fixture(autouse=True)
def empty_default_registry() -> Iterator[None]:
    SpecificationRegistry.clear()
    yield
    SpecificationRegistry.clear()


SPLIT = """\
step_type: RegionSplit
node_type: source
contract:
  entry_point: region_split.py
  inputs:
    ORDERS: {path: /opt/ml/processing/input/orders}
    RATES: {path: /opt/ml/processing/input/rates, required: false}
  outputs:
    regions: {path: /opt/ml/processing/output}
spec:
  dependencies:
    ORDERS: {type: training_data, compatible_sources: [OrderLoading], semantic_keywords: [orders]}
  outputs:
    regions: {aliases: [parts], property_path: p}
variants:
  training:
    spec: {dependencies: {ORDERS: {semantic_keywords: [training]}}}
    contract: {inputs: {ORDERS: {path: /opt/ml/processing/input/training}}}
  testing:
    step_type: RegionSplitTest
"""
PLAIN = (
    "step_type: Package\ncontract: {entry_point: package.py, inputs: {MODEL: {path: /m}}, outputs: {out: {path: /o}}}\n"
)
MODULE = "TRAIN = TrainingScriptContract(entry_point='xgboost_training.py', expected_input_paths={'data': '/d'})\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "steps" / "deep"
    below.mkdir(parents=True)
    (below / "region_split.step.yaml").write_text(SPLIT)
    (tmp_path / "steps" / "package.step.yml").write_text(PLAIN)
    (tmp_path / "train_contract.py").write_text(MODULE)
    (tmp_path / "train.py").write_text("X = ScriptContract(entry_point='never_read.py')\n")
    (tmp_path / "notes.yaml").write_text("not: a contract\n")
    for name in (".hidden", "env", "node_modules"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.step.yaml").write_text("not: a contract\n")
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    return tmp_path


def test_folders_are_searched_for_contracts(folder: Path) -> None:
    registry = SpecificationRegistry()
    assert registry.load(folder) == ()
    assert registry.list() == ["Package", "RegionSplit", "XGBoostTraining"]
    assert SpecificationRegistry.list() == []


def test_a_specification_is_what_its_file_says(folder: Path) -> None:
    registry = SpecificationRegistry()
    registry.load(folder / "steps")
    split = registry.get_specification("RegionSplit")
    assert split is not None
    assert split.node_type == "source"
    (orders,) = split.dependencies
    assert (orders.type, orders.required, orders.compatible_sources, orders.semantic_keywords, orders.line) == (
        "training_data", True, ("OrderLoading",), ("orders",), 12,
    )  # fmt: skip
    (regions,) = split.outputs
    assert (regions.aliases, regions.property_path, regions.line) == (("parts",), "p", 14)
    assert split.dependency("ORDERS") is orders
    assert split.output("regions") is regions
    assert (split.dependency("RATES"), split.output("parts")) == (None, None)


@pytest.mark.parametrize("step_type", ["Package", "XGBoostTraining"])
def test_without_a_specification_the_channels_are_the_ports(folder: Path, step_type: str) -> None:
    registry = SpecificationRegistry()
    registry.load(folder)
    specification = registry.get_specification(step_type)
    assert specification is not None
    contract = specification.script_contract
    assert contract is not None
    assert {port.logical_name: port.line for port in specification.dependencies} == {
        name: contract.line_of("input", name) for name in contract.expected_input_paths
    }
    assert [port.logical_name for port in specification.outputs] == list(contract.expected_output_paths)


def test_variants_are_laid_over_the_step(folder: Path) -> None:
    registry = SpecificationRegistry()
    registry.load(folder)
    base = registry.get_specification("RegionSplit")
    assert base is not None
    for name in ("RegionSplit_training", "RegionSplit-Training"):
        variant = registry.get_specification(name)
        assert variant is not None
        assert (variant.step_type, variant.job_type, variant.node_type) == (
            "RegionSplit_training", "training", "source",
        )  # fmt: skip
        (orders,) = variant.dependencies
        assert (orders.semantic_keywords, orders.compatible_sources, orders.line) == (
            ("training",), ("OrderLoading",), 17,
        )  # fmt: skip
        assert registry.get_script_channel_mapping(name) == {
            "ORDERS": "/opt/ml/processing/input/training",
            "RATES": "/opt/ml/processing/input/rates",
        }
    testing = registry.get_specification("RegionSplitTest")
    assert testing is not None
    assert testing is registry.get_specification("RegionSplit_testing")
    assert testing.dependencies == base.dependencies


def test_a_job_type_that_the_step_does_not_come_in_is_unknown(folder: Path) -> None:
    registry = SpecificationRegistry()
    registry.load(folder)
    assert registry.get_specification("RegionSplit_validation") is None
    assert registry.get_specification("Package_training") is registry.get_specification("Package")
    assert registry.get_specification("Packages_training") is None


def test_an_unknown_step_is_explained() -> None:
    registry = SpecificationRegistry()
    assert registry.why_unknown("Package") == "No specification found for Package: the registry is empty"
    registry.register(StepSpecification(step_type="Package"))
    registry.register(StepSpecification(step_type="RegionSplit"))
    assert registry.why_unknown("region_split") == "No specification found for region_split; did you mean RegionSplit?"
    assert registry.why_unknown("Other") == "No specification found for Other; known steps: Package, RegionSplit"
    assert registry.get_script_channel_mapping("Other") == {}
    assert registry.validate_script_compliance("Pakage", "a.py") == ValidationResult.error(
        "No specification found for Pakage; did you mean Package?"
    )


def test_bad_and_repeated_files_are_problems_and_the_others_load(folder: Path) -> None:
    (folder / "a.step.yaml").write_text("step_type: A\n")
    (folder / "z.step.json").write_text('{"step_type": "Package",\n "contract": {"entry_point": "p.py"}}')
    registry = SpecificationRegistry()
    problems = registry.load(folder)
    assert [str(problem).removeprefix(f"{folder}/") for problem in problems] == [
        "a.step.yaml:1:1: contract: it is missing; expected a mapping with `entry_point`",
        "z.step.json:1:1: step_type: the step type Package is declared a second time; "
        f"the first is in {folder}/steps/package.step.yml; expected each step once",
    ]
    assert registry.list() == ["Package", "RegionSplit", "XGBoostTraining"]
    missing = registry.load(folder / "nowhere.step.yaml")
    assert [problem.message for problem in missing] == ["there is no such file"]


def test_the_class_stands_for_its_default_instance() -> None:
    specification = StepSpecification(
        step_type="Package", script_contract=ScriptContract(entry_point="p.py", expected_input_paths={"MODEL": "/m"})
    )
    SpecificationRegistry.register(specification)
    assert SpecificationRegistry.get_specification("Package") is specification
    assert SpecificationRegistry.default().get_specification("Package") is specification
    assert SpecificationRegistry.get_script_channel_mapping("Package") == {"MODEL": "/m"}
    assert SpecificationRegistry().get_specification("Package") is None
    assert SpecificationRegistry([specification]).list() == ["Package"]


def test_what_is_registered_later_counts() -> None:
    registry = SpecificationRegistry([StepSpecification(step_type="A")])
    later = StepSpecification(step_type="A", node_type="sink")
    registry.register(later)
    assert registry.get_specification("A") is later
