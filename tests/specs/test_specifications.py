"""Specifications take lists and mappings, and say clearly what they do not take."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pydantic import ValidationError

from cursus_lint import DependencySpec, OutputSpec, ScriptContract, StepSpecification, ValidationResult


def test_ports_as_lists_and_as_mappings() -> None:
    listed = StepSpecification(
        step_type="Split",
        dependencies=[DependencySpec(logical_name="DATA", required=False, owner="sales")],
        outputs=[{"logical_name": "out", "aliases": ["result"]}],
    )
    mapped = StepSpecification(
        step_type="Split",
        dependencies={"DATA": {"required": False, "owner": "sales", "line": 7}},
        outputs={"out": OutputSpec(logical_name="out", aliases=("result",))},
    )
    assert listed == mapped
    assert [dependency.logical_name for dependency in mapped.dependencies] == ["DATA"]
    assert listed.dependencies[0] != DependencySpec(logical_name="DATA", required=False)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "a specification needs a step_type"),
        ({"step_type": "A", "dependencies": [{"logical_name": "D"}] * 2}, "the logical name 'D' occurs twice"),
        ({"step_type": "A", "outputs": [{"logical_name": ""}]}, "outputs.0.logical_name"),
        ({"step_type": "A", "node": "sink"}, "node\n  Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        StepSpecification(**fields)
    assert message in str(raised.value)


def test_the_step_type_may_be_the_contracts() -> None:
    assert StepSpecification(script_contract=ScriptContract(entry_point="a/region_split.py")).step_type == "RegionSplit"
    assert StepSpecification(script_contract=ScriptContract(entry_point="a.py", step_type="B")).step_type == "B"


def test_a_specification_without_contract_is_valid_and_says_so(tmp_path: object) -> None:
    result = StepSpecification(step_type="A").validate_script_compliance("nowhere.py")
    assert (result.is_valid, result.message, result.errors) == (True, "No script contract defined", ())


def test_results_combine() -> None:
    first, second = ValidationResult.error("a"), ValidationResult.error(["b", "c"])
    warned = ValidationResult(warnings=("w",))
    both = ValidationResult.combine(ValidationResult.success("fine"), first, warned, second)
    assert (both.is_valid, both.errors, both.warnings, both.message) == (False, ("a", "b", "c"), ("w",), "fine")
    assert ValidationResult.combine().is_valid
    assert warned.is_valid
    assert bool(warned)
    assert not first
    with pytest.raises(ValueError, match="at least one message"):
        ValidationResult.error([])


def test_importing_the_package_costs_nothing() -> None:
    code = "import sys, cursus_lint; print(sorted(m for m in sys.modules if m.split('.')[0] in " + (
        "('pydantic', 'yaml', 'libcst', 'click', 'rich')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_every_public_name_is_there() -> None:
    import cursus_lint

    for name in cursus_lint._HOMES:
        assert getattr(cursus_lint, name).__name__ == name
        assert name in dir(cursus_lint)
        assert name in cursus_lint.__all__
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        cursus_lint.Nothing  # noqa: B018
