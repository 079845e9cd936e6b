import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from cursus_lint.cli import command_line

SCRIPT = "def main(input_paths, output_paths, environ_vars, job_args): pass\n"
CONTRACT = """
step_type: Alpha
contract:
  entry_point: alpha.py
  inputs: {}
  outputs:
    result: {path: /opt/ml/processing/output}
  env_vars:
    required: [LABEL]
    optional: {ROWS: '5'}
"""


def cursus_lint(*arguments, cwd):
    runner = CliRunner()
    before = Path.cwd()
    os.chdir(cwd)
    try:
        return runner.invoke(command_line, list(map(str, arguments)))
    finally:
        os.chdir(before)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "alpha.py").write_text(SCRIPT)
    (tmp_path / "alpha.step.yaml").write_text(CONTRACT)
    return tmp_path


@pytest.fixture
def saved(project):
    done = cursus_lint("spec", "new", "Alpha", "--scripts", "scripts", "--enhanced", "--tag", "nightly", cwd=project)
    assert done.exit_code == 0, done.stderr
    assert done.stderr == "Alpha: to be filled in: LABEL\n"
    return project / done.stdout.strip()


def change(file, **fields):
    file.write_text(json.dumps({**json.loads(file.read_text()), **fields}))


def test_a_new_spec_says_what_the_contract_says(saved):
    document = json.loads(saved.read_text())
    assert (document["environ_vars"], document["tags"]) == ({"ROWS": "5"}, ["nightly"])
    assert document["output_path_specs"]["result"]["path"] == "test_data/output/Alpha/result"


def test_a_spec_that_is_there_is_not_replaced_unasked(project, saved):
    change(saved, description="mine")
    again = cursus_lint("spec", "new", "Alpha", "--scripts", "scripts", cwd=project)
    assert (again.exit_code, again.stdout) == (2, "")
    assert f"{saved.relative_to(project)} is there already; use --force to replace it" in again.stderr
    assert json.loads(saved.read_text())["description"] == "mine"
    assert cursus_lint("spec", "new", "Alpha", "--scripts", "scripts", "--force", cwd=project).exit_code == 0
    assert json.loads(saved.read_text())["description"] == ""


def test_nodes_of_one_script_share_one_spec(project):
    (project / "dag.json").write_text(json.dumps({"nodes": ["Alpha_training", "Alpha_evaluation"]}))
    command = ("spec", "new", "--pipeline", "dag.json", "--scripts", "scripts", "Alpha_training")
    done = cursus_lint(*command, cwd=project)
    file = "test_data/.specs/alpha_runtime_test_spec.json"
    assert (done.exit_code, done.stdout) == (0, f"{file}\n")
    shared = f"Alpha_evaluation: runs the same script as Alpha_training, and shares its spec {file}"
    assert done.stderr.splitlines() == ["Alpha_training: to be filled in: LABEL", shared]
    assert json.loads((project / file).read_text())["step_name"] == "Alpha_training"


def test_a_new_spec_may_inherit(project):
    (project / "fast.json").write_text(json.dumps({"version": 2, "environ_vars": {"ROWS": "1", "LABEL": "y"}}))
    done = cursus_lint("spec", "new", "Alpha", "--scripts", "scripts", "--extends", "fast.json", cwd=project)
    assert (done.exit_code, done.stderr) == (0, "")
    document = json.loads((project / done.stdout.strip()).read_text())
    assert document["extends"] == "../../fast.json"
    assert "environ_vars" not in document


def test_check_names_each_problem_and_fix_repairs_what_it_can(project, saved):
    change(saved, script_name="Alpha", script_path="scripts/gone.py", version=1)
    checked = cursus_lint("spec", "check", "test_data", cwd=project)
    name = saved.relative_to(project)
    assert (checked.exit_code, checked.stdout.splitlines()) == (
        1,
        [
            f"{name}: script_name must be in snake_case format: 'Alpha'",
            f"{name}: Script file does not exist: scripts/gone.py",
        ],
    )
    fixed = cursus_lint("spec", "fix", "test_data", cwd=project)
    assert (fixed.exit_code, fixed.stdout.splitlines()) == (
        1,
        [
            f"{name}: fixed: Fixed script_name format: Alpha -> alpha",
            f"{name}: fixed: Created output directory: test_data/output/Alpha/result",
            f"{name}: fixed: Updated the format to version 2",
            f"{name}: Script file does not exist: scripts/gone.py",
        ],
    )
    change(saved, script_path="scripts/alpha.py")
    before = saved.read_bytes()
    again = cursus_lint("spec", "fix", saved, cwd=project)
    assert (again.exit_code, again.stdout, saved.read_bytes()) == (0, "", before)
    assert cursus_lint("spec", "check", saved, cwd=project).exit_code == 0


def test_a_file_that_does_not_load_is_a_problem_and_stops_nothing(project, saved):
    broken = saved.with_name("broken_runtime_test_spec.json")
    broken.write_text('{"script_name": "a"}')
    done = cursus_lint("spec", "check", "test_data", cwd=project)
    assert (done.exit_code, done.stdout.splitlines()) == (
        1,
        [
            "test_data/.specs/broken_runtime_test_spec.json: step_name: the field is missing",
            "test_data/.specs/broken_runtime_test_spec.json: script_path: the field is missing",
        ],
    )
    assert done.stderr == "2 specs, 1 with problems\n"


def test_specs_are_found_by_their_tags(project, saved):
    (project / "scripts" / "beta.py").write_text(SCRIPT)
    assert cursus_lint("spec", "new", "Beta", "--scripts", "scripts", cwd=project).exit_code == 0
    for command in ("check", "fix"):
        assert cursus_lint("spec", command, "test_data", cwd=project).stderr == "2 specs, 0 with problems\n"
        done = cursus_lint("spec", command, "test_data", "--tag", "nightly", cwd=project)
        assert done.stderr == "1 spec, 0 with problems\n"
    shown = cursus_lint("spec", "show", "test_data", "--tag", "nightly", cwd=project).stdout
    assert "Alpha" in shown
    assert "Beta" not in shown
    assert cursus_lint("spec", "show", "test_data", "--tag", "nightly", "--tag", "slow", cwd=project).exit_code == 3


def test_what_is_wrong_in_a_base_is_told_of_the_base(project, saved):
    change(saved, extends="base.json")
    saved.with_name("base.json").write_text("{")
    for command in ("check", "fix"):
        done = cursus_lint("spec", command, saved.relative_to(project), cwd=project)
        assert done.stdout.startswith("test_data/.specs/base.json: not JSON: ")


def test_paths_that_no_system_takes_are_problems_and_no_riddle(project, saved):
    optional = {"META": {"logical_name": "META", "path": "x" * 5000, "optional": True}}
    change(saved, script_path="\0.py", input_path_specs=optional)
    for command in (("spec", "check"), ("spec", "fix"), ("spec", "show"), ("run",)):
        done = cursus_lint(*command, saved, cwd=project)
        assert (done.exit_code, done.exception is None or isinstance(done.exception, SystemExit)) == (
            0 if command[-1] == "show" else 1,
            True,
        )
    change(
        saved, script_path="scripts/alpha.py", output_path_specs={"out": {"logical_name": "out", "path": "x" * 5000}}
    )
    for command in (("spec", "check"), ("spec", "fix"), ("run",)):
        done = cursus_lint(*command, saved, cwd=project)
        assert done.exit_code == 1
        assert "File name too long" in done.stdout


@pytest.mark.parametrize("command", ["check", "fix", "show"])
def test_without_specs_nothing_was_done(project, command):
    done = cursus_lint("spec", command, "scripts", cwd=project)
    assert (done.exit_code, done.stdout) == (3, "")


def test_show_is_a_table_of_what_the_spec_says(project, saved):
    done = cursus_lint("spec", "show", saved, cwd=project)
    assert done.exit_code == 0
    cells = [line.split() for line in done.stdout.splitlines()]
    assert ["tags", "nightly"] in cells
    assert ["ROWS", "5"] in cells
    assert ["output", "result", "test_data/output/Alpha/result"] in cells


def test_the_schema_is_json(project):
    done = cursus_lint("spec", "schema", cwd=project)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["title"] == "Script execution spec"


class TestContract:
    def test_list(self, project):
        done = cursus_lint("contract", "list", cwd=project)
        assert done.exit_code == 0
        assert ["Alpha", "alpha.py", "0", "1", "2", "alpha.step.yaml"] in [
            line.split() for line in done.stdout.splitlines()
        ]

    @pytest.mark.parametrize("named", ["Alpha", "Alpha_training", "alpha.step.yaml"])
    def test_show(self, project, named):
        done = cursus_lint("contract", "show", named, cwd=project)
        assert done.exit_code == 0
        cells = [line.split() for line in done.stdout.splitlines()]
        assert ["output", "result", "/opt/ml/processing/output"] in cells
        assert ["LABEL", "yes"] in cells
        assert ["ROWS", "no", "'5'"] in cells

    def test_an_unknown_step_names_the_nearest(self, project):
        done = cursus_lint("contract", "show", "Alhpa", cwd=project)
        assert done.exit_code == 2
        assert "No specification found for Alhpa; did you mean Alpha?" in done.stderr

    def test_check_names_contracts_that_do_not_load(self, project):
        assert cursus_lint("contract", "check", cwd=project).exit_code == 0
        (project / "beta.step.yaml").write_text("step_type: Beta\ncontract:\n  entry_point: [x]\n")
        done = cursus_lint("contract", "check", cwd=project)
        assert done.exit_code == 1
        assert done.stdout.startswith("beta.step.yaml:3:")
        assert "SPEC501" in done.stdout

    def test_check_compares_contract_and_specification(self, project):
        contract = project / "alpha.step.yaml"
        contract.write_text(contract.read_text() + "spec:\n  outputs:\n    other: {type: processing_output}\n")
        done = cursus_lint("contract", "check", cwd=project)
        assert done.exit_code == 1
        assert "SPEC504" in done.stdout

    @pytest.mark.parametrize("command", ["check", "list"])
    def test_without_contracts_nothing_was_done(self, project, command):
        done = cursus_lint("contract", command, "scripts", cwd=project)
        assert (done.exit_code, done.stdout) == (3, "")
