"""Saved specs as `cursus-lint check` meets them."""

import json

import pytest
from click.testing import CliRunner

from cursus_lint.cli import command_line
from cursus_lint.diagnostics import Span
from cursus_lint.runtime.execution_spec import ScriptExecutionSpec
from cursus_lint.runtime.saved_spec import SavedSpecs, read_saved_spec
from cursus_lint.runtime.spec_names import is_saved_spec

SCRIPT = """
import os


def main(input_paths, output_paths, environ_vars, job_args):
    open(os.path.join(output_paths["result"], "x"), "w").close()


if __name__ == "__main__":
    main({}, {"result": "/opt/ml/processing/output"}, {}, None)
"""
CONTRACT = """
step_type: Alpha
contract:
  entry_point: alpha.py
  outputs:
    result: {path: /opt/ml/processing/output}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.cursus-lint]\n")
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "alpha.py").write_text(SCRIPT)
    (tmp_path / "steps" / "alpha.step.yaml").write_text(CONTRACT)
    return tmp_path


def save(folder, name="alpha", **fields):
    given = {"script_name": "alpha", "step_name": "Alpha", "script_path": "steps/alpha.py"}
    spec = ScriptExecutionSpec(**{**given, "output_paths": {"result": "out"}, **fields})
    file = folder / ".specs" / f"{name}_runtime_test_spec.json"
    spec.save_to_file(file)
    return file


@pytest.fixture
def check(monkeypatch):
    """Lints in a folder and returns what was printed."""

    def check(*arguments, cwd, output_format="concise"):
        monkeypatch.chdir(cwd)
        command = ["check", "--output-format", output_format, "--quiet", *map(str, arguments)]
        return CliRunner().invoke(command_line, command).stdout

    return check


def test_specs_anywhere_in_the_project_are_checked(project, check):
    save(project / "test_data")
    assert check(cwd=project) == ""
    save(project / "test_data", output_paths={})
    assert check(cwd=project) == (
        "test_data/.specs/alpha_runtime_test_spec.json:15:3: error[RUN615] the spec does not map the output `result`, "
        "which the contract declares\n"
    )


def test_one_script_is_checked_with_its_spec_and_from_any_folder(project, check):
    save(project / "test_data", output_paths={})
    assert "error[RUN615]" in check("alpha.py", cwd=project / "steps")


def test_a_spec_of_another_script_is_left_alone(project, check):
    save(project / "test_data", script_path="elsewhere/beta.py", script_name="beta", name="beta")
    assert check(cwd=project) == ""


def test_a_configuration_may_turn_the_rules_off_for_specs(project, check):
    save(project / "test_data", output_paths={})
    (project / "pyproject.toml").write_text('[tool.cursus-lint]\nignore = ["RUN615"]\n')
    assert check(cwd=project) == ""


def test_json_tells_the_place(project, check):
    file = save(project / "test_data", step_name="Beta")
    (violation,) = json.loads(check(cwd=project, output_format="json"))["violations"]
    line = file.read_text().splitlines()[violation["line"] - 1]
    assert line[violation["column"] - 1 : violation["end_column"] - 1] == '"step_name"'
    assert violation["path"] == "test_data/.specs/alpha_runtime_test_spec.json"
    assert violation["contract"]["path"] == "steps/alpha.step.yaml"


def test_a_place_that_is_inherited_is_the_nearest_there_is(tmp_path):
    base = tmp_path / "base.json"
    base.write_text('{"script_name": "a", "step_name": "A", "script_path": "a.py", "job_args": {"x": 1}}')
    file = tmp_path / "a_runtime_test_spec.json"
    file.write_text('{"version": 2,\n "extends": "base.json",\n "job_args": {"y": 2}}')
    saved = read_saved_spec("shown", file, [])
    assert saved.spec.job_args == {"x": 1, "y": 2}
    assert saved.place("job_args", "y") == Span(3, 15, 3, 18)
    assert saved.place("job_args", "x") == Span(3, 2, 3, 12)
    assert saved.place("script_name") == Span.at(1)


def test_a_file_that_does_not_load_belongs_to_the_script_of_its_name(tmp_path):
    file = tmp_path / "alpha_runtime_test_spec.json"
    file.write_text("{")
    specs = SavedSpecs([read_saved_spec("shown", file, [])])
    assert [saved.path for saved in specs.of(tmp_path / "steps" / "alpha.py")] == ["shown"]
    assert specs.of(tmp_path / "steps" / "beta.py") == ()


@pytest.mark.parametrize("script", ["x" * 5000, "\0", "/dev/zero", ""])
def test_a_script_that_cannot_be_is_none(tmp_path, script):
    file = tmp_path / "alpha_runtime_test_spec.json"
    file.write_text(json.dumps({"script_name": "alpha", "step_name": "Alpha", "script_path": script, "version": 2}))
    saved = read_saved_spec("shown", file, [])
    assert (saved.problems, saved.script) == ((), None)


def test_what_is_wrong_in_a_base_is_told_of_the_base(tmp_path):
    file = tmp_path / "alpha_runtime_test_spec.json"
    file.write_text('{"extends": "base.json"}')
    (tmp_path / "base.json").write_text("[]")
    (problem,) = read_saved_spec("shown", file, []).problems
    expected = "expected a JSON object with the fields of an execution spec"
    assert str(problem) == f"extends: {tmp_path}/base.json: {expected}"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("test_data/.specs/a_runtime_test_spec.json", True),
        (".specs/a_runtime_test_spec.json", True),
        ("test_data/a_runtime_test_spec.json", False),
        ("x.specs/a_runtime_test_spec.json", False),
        (".specs/a.json", False),
    ],
)
def test_which_files_are_saved_specs(path, expected):
    assert is_saved_spec(path) is expected
