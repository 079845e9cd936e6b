import json
import os
from datetime import datetime, timezone
from pathlib import Path

import pytest
from pydantic import ValidationError

from cursus_lint.runtime.execution_spec import (
    EnhancedScriptExecutionSpec,
    ExecutionRecord,
    PathSpec,
    ScriptExecutionSpec,
    load_spec,
)
from cursus_lint.runtime.spec_document import InvalidExecutionSpec


def a_spec(**fields):
    given = {
        "script_name": "tabular_preprocessing",
        "step_name": "TabularPreprocessing_training",
        "script_path": "scripts/tabular_preprocessing.py",
    }
    return ScriptExecutionSpec(**{**given, **fields})


def a_runnable_spec(folder: Path, **fields) -> ScriptExecutionSpec:
    script = folder / "tabular_preprocessing.py"
    script.write_text("")
    data = folder / "data"
    data.mkdir()
    paths = {"input_paths": {"DATA": str(data)}, "output_paths": {"processed": str(folder / "out" / "processed")}}
    return a_spec(**{"script_path": str(script), **paths, **fields})


def test_a_spec_reads_back_as_it_was_saved(tmp_path):
    spec = a_spec(
        input_paths={"DATA": "/in"},
        output_paths={"processed": "/out"},
        environ_vars={"LABEL_FIELD": "größe"},
        job_args={"batch_size": 1000, "ratio": 0.2, "metrics": ["a", "b"], "nothing": None, "nested": {"x": [1, True]}},
        tags=("nightly",),
        description="words",
    )
    spec.add_record(ExecutionRecord(outcome="passed", started_at=datetime.now(timezone.utc), seconds=1.5, exit_code=0))
    spec.save_to_file(tmp_path / "spec.json")
    assert ScriptExecutionSpec.load_from_file(tmp_path / "spec.json") == spec


def test_unknown_fields_survive_a_round_trip_at_every_level(tmp_path):
    document = {
        "script_name": "a",
        "step_name": "A",
        "script_path": "a.py",
        "owner": {"team": ["x"]},
        "version": 2,
        "input_path_specs": {"DATA": {"logical_name": "DATA", "path": "/in", "unit": "rows"}},
    }
    file = tmp_path / "spec.json"
    file.write_text(json.dumps(document))
    EnhancedScriptExecutionSpec.load_from_file(file).save_to_file(file)
    saved = json.loads(file.read_text())
    assert saved["owner"] == {"team": ["x"]}
    assert saved["input_path_specs"]["DATA"]["unit"] == "rows"


def test_times_carry_a_zone_and_updates_move_forward():
    spec = a_spec()
    before = spec.updated_at
    assert spec.created_at.tzinfo is not None
    spec.add_job_arg("x", 1)
    assert spec.updated_at >= before
    assert spec.updated_at.tzinfo is not None


def test_every_way_to_add_something_updates_the_time():
    spec = a_spec()
    changes = (
        lambda: spec.add_input_path("a", "/a"),
        lambda: spec.add_output_path("b", "/b"),
        lambda: spec.add_environ_var("C", "c"),
        lambda: spec.add_job_arg("d", 1),
    )
    for change in changes:
        spec.updated_at = datetime(2000, 1, 1, tzinfo=timezone.utc)
        change()
        assert spec.updated_at.year > 2000
    assert (spec.get_input_path("a"), spec.get_output_path("b"), spec.get_input_path("b")) == ("/a", "/b", None)


def test_what_cannot_be_stored_is_not_added():
    spec = a_spec()
    with pytest.raises(ValidationError, match=r"environ_vars\.BATCH"):
        spec.add_environ_var("BATCH", 5)
    with pytest.raises(ValidationError, match=r"job_args\.rows"):
        spec.add_job_arg("rows", {1, 2})
    with pytest.raises(TypeError):
        spec.add_input_path("data", 5)
    assert (spec.environ_vars, spec.job_args, spec.input_paths) == ({}, {}, {})


def test_a_path_may_be_a_path_object():
    enhanced = EnhancedScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py")
    for spec in (a_spec(), enhanced):
        for path in ("x/a", "x/b"):
            spec.add_input_path("data", Path(path))
        assert spec.get_input_path("data") == "x/b"


def test_a_variable_that_became_something_else_is_a_problem(tmp_path):
    spec = a_runnable_spec(tmp_path)
    spec.environ_vars["BATCH"] = 5
    assert spec.validate_spec() == ["Environment variable 'BATCH' is not a text: 5"]


def test_the_environment_is_this_process_with_the_variables_on_top(monkeypatch):
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.setenv("CHANGED", "old")
    environment = a_spec(environ_vars={"CHANGED": "new"}).get_execution_environment()
    assert (environment["KEPT"], environment["CHANGED"]) == ("1", "new")


def test_a_runnable_spec_is_valid_and_checking_it_creates_nothing(tmp_path):
    spec = a_runnable_spec(tmp_path)
    assert spec.validate_spec() == []
    assert spec.is_valid()
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"script_name": ""}, "script_name is required"),
        ({"script_name": "TabularPreprocessing"}, "script_name must be in snake_case format: 'TabularPreprocessing'"),
        ({"step_name": ""}, "step_name is required"),
        (
            {"step_name": "tabular_preprocessing"},
            "step_name must be in PascalCase format with optional job type suffix: 'tabular_preprocessing'",
        ),
        ({"script_path": ""}, "script_path is required"),
        ({"script_path": "nowhere.py"}, "Script file does not exist: nowhere.py"),
        ({"script_path": "run.sh"}, "script_path must point to a Python file (.py): run.sh"),
        ({"input_paths": {"DATA": "/no/such"}}, "Input path 'DATA' does not exist: /no/such"),
        (
            {"output_paths": {"out": "/dev/null/x"}},
            "Cannot create output path 'out': /dev/null/x - /dev/null is not a folder",
        ),
        (
            {"output_paths": {"out": "/x" * 3000}},
            f"Cannot create output path 'out': {'/x' * 3000} - File name too long",
        ),
        ({"output_paths": {"out": "\0"}}, "Cannot create output path 'out': \0 - the path contains a NUL character"),
        ({"output_paths": {"out": ""}}, "Cannot create output path 'out':  - the path is empty"),
        ({"environ_vars": {"A=B": "x"}}, "Not a name of an environment variable: 'A=B'"),
    ],
)
def test_each_problem_of_a_spec_is_named(tmp_path, fields, problem):
    assert a_runnable_spec(tmp_path, **fields).validate_spec() == [problem]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_folders_that_may_not_be_written_are_problems(tmp_path):
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    spec = a_spec(output_paths={"a": str(locked), "b": str(locked / "below")})
    assert spec.validate_paths() == [
        f"Output path 'a' is not writable: {locked}",
        f"Cannot create output path 'b': {locked}/below - {locked} is not writable",
    ]


def test_missing_job_arguments_are_listed_in_order():
    assert a_spec(job_args={"b": 1}).validate_job_args(["c", "b", "a"]) == ["Missing required job arguments: a, c"]


def test_common_issues_are_repaired_and_told(tmp_path):
    spec = a_runnable_spec(tmp_path, script_name="XGBoostModelEval.py")
    out = tmp_path / "out" / "processed"
    assert spec.auto_fix_common_issues() == [
        "Fixed script_name format: XGBoostModelEval.py -> xgboost_model_eval",
        f"Created output directory: {out}",
    ]
    assert out.is_dir()
    assert spec.is_valid()
    assert spec.auto_fix_common_issues() == []


def test_the_history_keeps_the_last_twenty_runs():
    spec = a_spec()
    for number in range(25):
        spec.add_record(ExecutionRecord(outcome=str(number), started_at=datetime.now(timezone.utc), seconds=0))
    assert [record.outcome for record in spec.history] == [str(number) for number in range(5, 25)]


def test_enhancing_keeps_everything_and_leads_back(tmp_path):
    basic = a_spec(
        input_paths={"DATA": "/in"}, output_paths={"out": "/o"}, environ_vars={"A": "1"}, job_args={"x": 1}, tags=("t",)
    )
    basic.owner = "me"
    enhanced = EnhancedScriptExecutionSpec.from_basic(basic, lambda side, name: [f"{side}-{name}"])
    assert enhanced.input_path_specs["DATA"].aliases == ["input-DATA"]
    assert enhanced.output_path_specs["out"].aliases == ["output-out"]
    assert (enhanced.input_paths, enhanced.output_paths) == (basic.input_paths, basic.output_paths)
    assert enhanced.to_basic() == basic
    enhanced.save_to_file(tmp_path / "spec.json")
    assert load_spec(tmp_path / "spec.json") == enhanced


def test_a_changed_path_of_an_enhanced_spec_keeps_its_aliases():
    specs = {"DATA": PathSpec(logical_name="DATA", path="/old", aliases=["dataset"], optional=True)}
    spec = EnhancedScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py", input_path_specs=specs)
    spec.add_input_path("DATA", "/new")
    spec.add_input_path("MORE", "/more")
    assert spec.input_path_specs["DATA"] == PathSpec(
        logical_name="DATA", path="/new", aliases=["dataset"], optional=True
    )
    assert spec.input_paths == {"DATA": "/new", "MORE": "/more"}


def test_an_optional_input_may_be_missing():
    def spec(optional):
        path = PathSpec(logical_name="META", path="/no/such", optional=optional)
        return EnhancedScriptExecutionSpec(
            script_name="a", step_name="A", script_path="a.py", input_path_specs={"META": path}
        )

    assert spec(True).validate_paths() == []
    assert spec(True).without_absent_inputs().input_paths == {}
    assert spec(False).validate_paths() == ["Input path 'META' does not exist: /no/such"]


def test_a_basic_spec_does_not_swallow_an_enhanced_file(tmp_path):
    file = tmp_path / "spec.json"
    EnhancedScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py").save_to_file(file)
    with pytest.raises(InvalidExecutionSpec) as caught:
        ScriptExecutionSpec.load_from_file(file)
    assert str(caught.value) == (
        f"{file}: this is an enhanced spec; load it with EnhancedScriptExecutionSpec or load_spec"
    )


def test_assignments_are_checked():
    spec = a_spec()
    with pytest.raises(ValidationError):
        spec.step_name = 5
