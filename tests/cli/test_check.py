"""`cursus-lint check` as a process: exit codes, what goes where, selecting, fixing, standard input."""

from __future__ import annotations

import json

import pytest

CONTRACT = """\
step_type: Step
contract:
  entry_point: step.py
  inputs: {}
  outputs: {}
  env_vars:
    required: [FIELD]
    optional: {RATIO: '0.7'}
"""
SCRIPT = """\
import os


def main(input_paths, output_paths, environ_vars, job_args):
    return environ_vars["FIELD"], environ_vars["RATIO"]


if __name__ == "__main__":
    harvest = {
        "FIELD": os.environ.get("FIELD", "label"),
        "RATIO": os.environ.get("RATIO", "0.5"),
    }
    print(main({}, {}, harvest, None))
"""
CLEAN = SCRIPT.replace('.get("FIELD", "label")', '["FIELD"]').replace("0.5", "0.7")


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "step.step.yaml").write_text(CONTRACT)
    (tmp_path / "step.py").write_text(SCRIPT)
    return tmp_path


def codes(done):
    return [each["code"] for each in json.loads(done.stdout)["violations"]]


@pytest.mark.parametrize(
    ("script", "arguments", "code"),
    [
        (CLEAN, (), 0),
        (SCRIPT, (), 1),
        (SCRIPT, ("--exit-zero",), 0),
        (SCRIPT, ("--fail-level", "error"), 0),
        (SCRIPT, ("--fix", "--unsafe-fixes"), 0),
        (SCRIPT, ("--fix", "--unsafe-fixes", "--exit-non-zero-on-fix"), 1),
        (SCRIPT, ("--fix-only",), 0),
        (SCRIPT, ("--select", "ENV999", "--exit-zero"), 2),
        (SCRIPT, ("--config", "gone.toml"), 2),
        (SCRIPT, ("gone.py", "--exit-zero"), 2),
        (SCRIPT, ("--contract", "Unknown"), 2),
        (SCRIPT, ("--exclude", "step.py,step.step.yaml"), 3),
        (SCRIPT, ("--exclude", "step.py,step.step.yaml", "--allow-no-scripts"), 0),
    ],
)
def test_exit_code(project, cursus_lint, script, arguments, code):
    (project / "step.py").write_text(script)
    done = cursus_lint(*arguments)
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["concise", "json"])
@pytest.mark.parametrize(("script", "path", "code"), [(CLEAN, ".", 0), (SCRIPT, ".", 1), (SCRIPT, "empty", 3)])
def test_exit_code_is_the_same_in_every_format(project, cursus_lint, form, script, path, code):
    (project / "step.py").write_text(script)
    (project / "empty").mkdir()
    assert cursus_lint(path, "--output-format", form).returncode == code


def test_paths_without_a_command_are_checked(project, cursus_lint):
    assert cursus_lint("check", "step.py").stdout == cursus_lint("step.py").stdout == cursus_lint().stdout != ""


def test_usage_errors_say_what_is_wrong(project, cursus_lint):
    done = cursus_lint("--no-such-option")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--no-such-option" in done.stderr
    done = cursus_lint("--select", "undeclared-env-vra")
    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean `undeclared-env-var`?" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), ["ENV102", "ENV105"]),
        (("--select", "ENV105"), ["ENV105"]),
        (("--select", "env-default-mismatch"), ["ENV105"]),
        (("--select", "ENV"), ["ENV102", "ENV105"]),
        (("--ignore", "ENV102"), ["ENV105"]),
        (("--select", "ENV10", "--ignore", "ENV105"), ["ENV102"]),
        (("--extend-ignore", "ENV102,ENV105"), []),
    ],
)
def test_rules_are_selected(project, cursus_lint, arguments, expected):
    done = cursus_lint("--output-format", "json", *arguments)
    assert codes(done) == expected
    assert json.loads(done.stdout)["summary"]["ignored"] == 2 - len(expected)


def test_severity_is_configured(project, cursus_lint):
    (project / "cursus-lint.toml").write_text('fail-level = "error"\n[severity]\nENV105 = "error"\nENV102 = "info"\n')
    done = cursus_lint("--output-format", "json")
    assert [each["severity"] for each in json.loads(done.stdout)["violations"]] == ["info", "error"]
    assert done.returncode == 1
    assert cursus_lint("--isolated", "--fail-level", "error").returncode == 0


def test_configuration_errors_name_file_and_line(project, cursus_lint):
    (project / "cursus-lint.toml").write_text('selct = ["ENV"]\n')
    done = cursus_lint()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: cursus-lint.toml:1: ")
    assert "`select`" in done.stderr


def test_safe_fixes_only_unless_asked(project, cursus_lint):
    done = cursus_lint("--fix", "--output-format", "json")
    assert codes(done) == ["ENV105"]
    assert json.loads(done.stdout)["summary"]["fixed"] == 1
    assert (project / "step.py").read_text() == SCRIPT.replace('.get("FIELD", "label")', '["FIELD"]')
    done = cursus_lint("--unsafe-fixes", "--output-format", "json")
    assert codes(done) == []
    assert (project / "step.py").read_text() == CLEAN
    assert cursus_lint("--unsafe-fixes", "--diff").stdout == ""


def test_diff_writes_nothing(project, cursus_lint):
    done = cursus_lint("--diff", "--unsafe-fixes")
    assert done.returncode == 1
    assert '+        "FIELD": os.environ["FIELD"],\n' in done.stdout
    assert '+        "RATIO": os.environ.get("RATIO", "0.7"),\n' in done.stdout
    assert (project / "step.py").read_text() == SCRIPT


def test_fix_only_reports_nothing_of_what_remains(project, cursus_lint):
    done = cursus_lint("--fix-only", "--output-format", "concise", "--show-fixes", "--quiet")
    assert done.stdout == "fixed: step.py:10:18: ENV102 Read `FIELD` so that a missing value raises\n\n"


def test_read_only_file_is_left_alone_and_told(project, cursus_lint):
    (project / "step.py").chmod(0o444)
    done = cursus_lint("--fix", "--output-format", "concise")
    assert done.returncode == 2
    assert "step.py" in done.stderr
    assert (project / "step.py").read_text() == SCRIPT
    assert "ENV102" in done.stdout


def test_standard_input_stands_for_a_file(project, cursus_lint):
    (project / "step.py").unlink()
    done = cursus_lint("-", "--stdin-filename", "step.py", "--output-format", "concise", stdin=SCRIPT.encode())
    assert [line.split(":")[0] for line in done.stdout.splitlines()[:2]] == ["step.py", "step.py"]
    assert done.returncode == 1


def test_standard_input_is_fixed_to_standard_output(project, cursus_lint):
    done = cursus_lint("-", "--stdin-filename", "step.py", "--unsafe-fixes", stdin=SCRIPT.encode())
    assert done.stdout == CLEAN
    assert "No contradictions" in done.stderr
    assert (project / "step.py").read_text() == SCRIPT


def test_suppressed_violations_are_counted_and_shown_in_json(project, cursus_lint):
    (project / "step.py").write_text(SCRIPT.replace('"label"),', '"label"),  # cursus-lint: ignore[ENV102] -- for now'))
    done = cursus_lint("--output-format", "json")
    assert [(each["code"], each["suppressed"]) for each in json.loads(done.stdout)["violations"]] == [
        ("ENV102", True),
        ("ENV105", False),
    ]
    assert "1 suppressed by comments." in cursus_lint().stdout
    named = [line for line in cursus_lint("--verbose").stdout.splitlines() if line.startswith("suppressed: ")]
    assert len(named) == 1
    assert "step.py:10:18: ENV102" in named[0]
    assert "for now" in named[0]


def test_useless_comment_is_reported_and_removed(project, cursus_lint):
    (project / "step.py").write_text(
        CLEAN.replace('environ["FIELD"],', 'environ["FIELD"],  # cursus-lint: ignore[ENV102]')
    )
    done = cursus_lint("--output-format", "concise", "--quiet")
    assert done.stdout == "step.py:10:40: warning[CUR002] this suppression silences nothing: ENV102 [safe fix]\n"
    assert cursus_lint("--fix").returncode == 0
    assert (project / "step.py").read_text() == CLEAN


def test_comment_of_a_rule_that_is_off_is_not_useless(project, cursus_lint):
    (project / "step.py").write_text(SCRIPT.replace('"label"),', '"label"),  # cursus-lint: ignore[ENV102]'))
    assert codes(cursus_lint("--ignore", "ENV102", "--output-format", "json")) == ["ENV105"]


def test_contract_is_named_on_the_command_line(project, cursus_lint):
    (project / "step.step.yaml").rename(project / "promise.yaml")
    assert cursus_lint("step.py").returncode == 3
    assert codes(cursus_lint("step.py", "--contract", "promise.yaml", "--output-format", "json")) == [
        "ENV102",
        "ENV105",
    ]


def test_json_has_the_promised_shape(project, cursus_lint):
    document = json.loads(cursus_lint("--output-format", "json").stdout)
    assert list(document) == ["version", "violations", "summary"]
    promised = {
        "code": "ENV105",
        "name": "env-default-mismatch",
        "severity": "warning",
        "subject": "RATIO",
        "message": '`RATIO` defaults to "0.7" in the contract, but the script falls back to "0.5"',
        "path": "step.py",
        "line": 11,
        "column": 18,
        "end_line": 11,
        "end_column": 48,
        "contract": {"path": "step.step.yaml", "step_type": "Step", "line": 8},
        "fix": {
            "applicability": "unsafe",
            "title": 'Fall back to the contract\'s default "0.7"',
            "edits": [{"line": 11, "column": 42, "end_line": 11, "end_column": 47, "text": '"0.7"'}],
        },
        "suppressed": False,
    }
    assert promised.items() <= document["violations"][1].items()


def test_output_is_the_same_every_time(project, cursus_lint):
    seeds = [cursus_lint(environment={"PYTHONHASHSEED": str(seed)}).stdout for seed in (1, 2)]
    assert seeds[0] == seeds[1]


def test_nothing_but_the_report_goes_to_standard_output(project, cursus_lint):
    (project / "data.json").write_text("{}")
    done = cursus_lint("step.py", "data.json", "gone.py", "--output-format", "json")
    json.loads(done.stdout)
    assert (
        done.stderr
        == "error: gone.py: there is no such file or folder\ndata.json: neither a script nor a contract, skipped\n"
    )
