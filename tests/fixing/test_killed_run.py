"""`cursus-lint --fix` over many files, killed at random moments: every file is the old or the new one, whole."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

CONTRACT = """\
step_type: Work
registry:
  sagemaker_step_type: Processing
contract:
  entry_point: work.py
  env_vars:
    required: [ALPHA]
"""
OLD = """\
import os


def main(input_paths, output_paths, environ_vars, job_args):
    return int(environ_vars["ALPHA"])


if __name__ == "__main__":
    main({}, {}, {"ALPHA": os.environ.get("ALPHA", "1")}, None)
"""
NEW = OLD.replace('.get("ALPHA", "1")', '["ALPHA"]')


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize(("number", "kills"), [(60, 1), pytest.param(200, 12, marks=pytest.mark.long)])
def test_killed_at_any_moment_every_file_is_old_or_new(tmp_path: Path, number: int, kills: int) -> None:
    (tmp_path / "cursus-lint.toml").write_text("", encoding="utf-8")
    (tmp_path / "work.step.yaml").write_text(CONTRACT, encoding="utf-8")
    files = [tmp_path / f"script_{index:03}.py" for index in range(number)]
    for file in files:
        file.write_text(OLD, encoding="utf-8")
    names = sorted(tmp_path.iterdir())
    random = Random(7)
    cut_short = 0
    for kill in range(kills):
        run = fix(tmp_path, files)
        # Files are written in the order of their names: let the run reach one of them, then kill it wherever it is.
        goal = files[random.randrange(number * (kill + 1) // (kills + 1))]
        while run.poll() is None and goal.stat().st_size != len(NEW):
            with contextlib.suppress(subprocess.TimeoutExpired):
                run.wait(0.001)
        run.send_signal(signal.SIGKILL)
        run.wait()
        contents = [file.read_text(encoding="utf-8") for file in files]
        assert set(contents) <= {OLD, NEW}
        cut_short += 0 < contents.count(NEW) < number
    assert cut_short, "no run was killed in the middle"
    assert fix(tmp_path, files).wait() == 0
    assert {file.read_text(encoding="utf-8") for file in files} == {NEW}
    assert sorted(tmp_path.iterdir()) == names


def test_the_next_run_cleans_up_where_it_has_nothing_to_fix(tmp_path: Path) -> None:
    (tmp_path / "work.step.yaml").write_text(CONTRACT, encoding="utf-8")
    file = tmp_path / "scripts" / "work.py"
    file.parent.mkdir()
    file.write_text(NEW, encoding="utf-8")
    (file.parent / ".cursus-lint-0123456789abcdef.tmp").write_text(OLD, encoding="utf-8")
    assert fix(tmp_path, [file.relative_to(tmp_path)]).wait() == 0
    assert list(file.parent.iterdir()) == [file]


def fix(folder: Path, files: list[Path]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "cursus_lint", "check", "--fix", "--no-cache", "--contract", "work.step.yaml"]
    return subprocess.Popen(
        [*command, *(str(file) for file in files)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
