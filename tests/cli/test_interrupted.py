"""Ctrl-C: every process ends, and neither what is said nor the exit code is taken for a result."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cursus_lint.engine.standby import WORTH_PROCESSES

SCRIPT = "import os\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    os.environ['NAME']\n"
CONTRACT = "step_type: Step\ncontract:\n  entry_point: {name}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two scripts that are worth processes, and take some seconds."""
    for number in range(2):
        (tmp_path / f"work_{number}.py").write_text(SCRIPT * (2 * WORTH_PROCESSES // len(SCRIPT)), encoding="utf-8")
        contract = CONTRACT.format(name=f"work_{number}.py")
        (tmp_path / f"work_{number}.step.yaml").write_text(contract, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="how processes are told apart here")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_all_processes_with_one_word(project: Path, jobs: int) -> None:
    check = (sys.executable, "-m", "cursus_lint", "check", "--no-cache", "--jobs", str(jobs))
    run = subprocess.Popen(
        check, cwd=project, start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    # Elsewhere Ctrl-C can hit one of the moments in which Python drops every exception, as in the midst of an import.
    while run.poll() is None and not any(map(reads_a_script, (run.pid, *children(run.pid)))):
        with contextlib.suppress(subprocess.TimeoutExpired):
            run.wait(0.001)
    os.killpg(run.pid, signal.SIGINT)  # the terminal's Ctrl-C goes to every process in the foreground
    assert (*run.communicate(), run.returncode) == ("", "interrupted\n", 130)
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def children(pid: int) -> Iterator[int]:
    with contextlib.suppress(OSError):
        yield from map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split())


def reads_a_script(pid: int) -> bool:
    """Whether a process has set itself an alarm, as it does for each script; what it catches are bits of a mask."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    caught = re.search(r"^SigCgt:\s*(\w+)", status, re.MULTILINE)
    return caught is not None and bool(int(caught[1], 16) >> (signal.SIGALRM - 1) & 1)
