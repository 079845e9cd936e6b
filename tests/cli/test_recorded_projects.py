"""Whole projects through the real command line, compared with what is recorded beside them.

`pytest --record` writes the recordings anew. A recording is a `.console` file: after each `$ cursus-lint ...` what that
prints, what it says on standard error (lines that begin with `! `), and `[exit N]`. Commands of a file run one after
the other in the same copy of the project.
"""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parents[2] / "fixtures"
RECORDINGS = sorted(FIXTURES.glob("projects/*/expected/*.console"))


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: f"{path.parent.parent.name}-{path.stem}")
def test_project_is_reported_as_recorded(recording, tmp_path, cursus_lint, record):
    project = tmp_path / recording.parent.parent.name
    shutil.copytree(recording.parent.parent, project, ignore=shutil.ignore_patterns("expected", "__pycache__"))
    (project / ".git").mkdir()
    written = recording.read_text(encoding="utf-8")
    said = ""
    for command in (line for line in written.splitlines() if line.startswith("$ cursus-lint ")):
        done = cursus_lint(*shlex.split(command)[2:], cwd=project)
        errors = "".join(f"! {line}\n" for line in done.stderr.splitlines())
        said += f"{command}\n{done.stdout}{errors}[exit {done.returncode}]\n"
    if record:
        recording.write_text(said, encoding="utf-8")
    assert said == written if not record else True


def test_there_are_projects():
    assert len({recording.parent for recording in RECORDINGS}) >= 1
