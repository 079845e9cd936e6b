"""`check --add-ignores`: what is reported now is silenced by comments, and nothing else changes."""

from __future__ import annotations

import pytest

CONTRACT = """\
step_type: Step
contract:
  entry_point: step.py
  env_vars:
    required: [FIELD]
    optional: {RATIO: '0.7', NEVER: ''}
"""
SCRIPT = """\
import os


def main(input_paths, output_paths, environ_vars, job_args):
    return environ_vars["FIELD"], environ_vars["RATIO"]


if __name__ == "__main__":
    harvest = {
        "FIELD": os.environ.get("FIELD", "label"),
        "RATIO": os.environ.get("RATIO", "0.5"),  # half
    }
    print(main({}, {}, harvest, None))
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "step.step.yaml").write_text(CONTRACT)
    (tmp_path / "step.py").write_text(SCRIPT)
    return tmp_path


def test_everything_is_silenced_with_a_reason(project, cursus_lint) -> None:
    done = cursus_lint("check", "--add-ignores", "--reason", "as it was")
    assert (project / "step.py").read_text() == SCRIPT.replace(
        '"label"),', '"label"),  # cursus-lint: ignore[ENV102] -- as it was'
    ).replace("# half", "# half  # cursus-lint: ignore[ENV105] -- as it was").replace(
        "harvest = {", "harvest = {  # cursus-lint: ignore[ENV103] -- as it was"
    )
    assert (project / "step.step.yaml").read_text() == CONTRACT
    assert done.stderr == "Comments added for 3 violations in 1 file.\n"
    assert (done.returncode, done.stdout.splitlines()[:2]) == (
        0,
        ["No contradictions in 1 script.", "3 suppressed by comments."],
    )
    assert cursus_lint("check").returncode == 0
    again = cursus_lint("check", "--add-ignores")
    assert (again.returncode, again.stderr) == (0, "")


def test_only_what_is_selected_is_silenced(project, in_process) -> None:
    done = in_process("check", "--select", "ENV105", "--add-ignores")
    assert done.returncode == 0
    assert (project / "step.py").read_text() == SCRIPT.replace("# half", "# half  # cursus-lint: ignore[ENV105]")
    assert (project / "step.step.yaml").read_text() == CONTRACT


def test_diff_shows_and_writes_nothing(project, in_process) -> None:
    done = in_process("check", "--add-ignores", "--diff")
    assert done.returncode == 1
    assert '+        "FIELD": os.environ.get("FIELD", "label"),  # cursus-lint: ignore[ENV102]\n' in done.stdout
    assert ((project / "step.py").read_text(), (project / "step.step.yaml").read_text()) == (SCRIPT, CONTRACT)


def test_where_reasons_are_required_one_must_be_given(project, in_process) -> None:
    (project / "cursus-lint.toml").write_text("require-reasons = true\n")
    done = in_process("check", "--add-ignores")
    assert done.returncode == 1
    assert (project / "step.py").read_text() == SCRIPT
    assert "step.py:10: a comment to ignore ENV102 was not written: it would bring a new violation: CUR003" in (
        done.stderr
    )
    assert in_process("check", "--add-ignores", "--reason", "as it was").returncode == 0


def test_standard_input_goes_to_standard_output(project, cursus_lint) -> None:
    done = cursus_lint("check", "--add-ignores", "--stdin-filename", "step.py", "-", stdin=SCRIPT.encode())
    assert done.stdout.count("# cursus-lint: ignore") == 3
    assert (project / "step.py").read_text() == SCRIPT


def test_a_file_that_cannot_be_written_is_told(project, in_process) -> None:
    (project / "step.py").chmod(0o444)
    done = in_process("check", "--add-ignores", "step.py")
    assert done.returncode == 2
    assert "step.py: not written: the file is read-only; make it writable (chmod u+w) and run again" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--add-ignores", "--fix"), "--add-ignores ignores what fixes would repair: run --fix first"),
        (("--reason", "x"), "--reason belongs to --add-ignores"),
        (("--add-ignores", "--reason", "x\ny"), "a reason is one line of text"),
        (("--add-ignores", "--reason", " "), "a reason is one line of text"),
    ],
)
def test_what_cannot_be_meant_is_refused(project, in_process, arguments, message: str) -> None:
    done = in_process("check", *arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert (project / "step.py").read_text() == SCRIPT
