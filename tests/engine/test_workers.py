"""Work spread over workers: every job gets its result, and a worker that dies takes one job with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest

from cursus_lint.diagnostics import Severity
from cursus_lint.engine.batch import check_all
from cursus_lint.engine.limits import TooLong, time_limit
from cursus_lint.engine.standby import WORTH_PROCESSES
from cursus_lint.engine.target import Target
from cursus_lint.engine.workers import LARGEST_CHUNK, NoProcesses, processes, spread
from cursus_lint.rules import all_rules

SCRIPT = "import os\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    os.environ['NAME_%d']\n"


def double_or_die(jobs: Sequence[int]) -> list[int]:
    if 13 in jobs:
        os._exit(1)
    return [job * 2 for job in jobs]


def test_a_worker_that_dies_takes_one_job_with_it() -> None:
    jobs = [(number, number % 3 + 1) for number in range(40)]
    done = dict(spread(jobs, double_or_die, lambda job: -1, 2, processes))
    assert done == {number: -1 if number == 13 else number * 2 for number in range(40)}


def test_any_executor_will_do() -> None:
    made: list[int] = []

    def threads(workers: int) -> Executor:
        made.append(workers)
        return ThreadPoolExecutor(workers)

    done = dict(spread([(n, 1) for n in range(5)], lambda jobs: [n + 1 for n in jobs], lambda job: -1, 3, threads))
    assert done == {n: n + 1 for n in range(5)}
    assert made == [3]


def test_what_goes_out_together_does_not_grow_with_the_run() -> None:
    chunks: list[int] = []

    def work(jobs: Sequence[int]) -> list[int]:
        chunks.append(len(jobs))
        return list(jobs)

    done = dict(spread([(n, 2_000) for n in range(2_000)], work, lambda job: -1, 2, ThreadPoolExecutor))
    assert done == {n: n for n in range(2_000)}
    assert max(chunks) == LARGEST_CHUNK // 2_000


def test_processes_find_what_one_process_finds_in_the_same_order(tmp_path: Path) -> None:
    targets = []
    for number in range(6):
        file = tmp_path / f"script_{number}.py"
        file.write_text(SCRIPT % number + "#" * (WORTH_PROCESSES // 5) + "\n", encoding="utf-8")
        targets.append(Target(path=file.name, file=file, project_root=tmp_path))
    rules = all_rules()
    assert check_all(targets, rules, jobs=2) == check_all(targets, rules, jobs=1)


WITHOUT = """
import _multiprocessing, errno, os, sys, threading
from pathlib import Path
from cursus_lint.engine.batch import check_all
from cursus_lint.engine.target import Target
from cursus_lint.rules import all_rules

def refuse(error, allowed=()):
    allowed = list(allowed)
    def call(*arguments, **options):
        if allowed:
            return allowed.pop()(*arguments, **options)
        raise error
    return call

if sys.argv[1] == "lock":
    class Refused(_multiprocessing.SemLock):
        __new__ = refuse(OSError(errno.ENOSYS, "Function not implemented"))

    _multiprocessing.SemLock = Refused
elif sys.argv[1] == "second process":
    os.fork = refuse(BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"), [os.fork])
else:
    threading._start_new_thread = threading._start_joinable_thread = refuse(RuntimeError("can't start new thread"))
targets = [Target(path=file.name, file=file) for file in sorted(Path.cwd().glob("*.py"))]
print([(each.target.path, each.analysed) for each in check_all(targets, all_rules(), jobs=2)])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux alone")
@pytest.mark.parametrize("lack", ["lock", "second process", "thread"])
def test_work_is_done_here_where_the_machine_gives_no_processes(lack: str, tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(SCRIPT % 1 + "#" * WORTH_PROCESSES + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, lack], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[('a.py', True), ('b.py', True)]\n", "")


def test_what_may_have_killed_its_process_is_lost_where_there_is_no_other() -> None:
    made: list[Executor] = []

    def one_pool(workers: int) -> Executor:
        if made:
            raise NoProcesses
        made.append(processes(workers))
        return made[0]

    done = dict(spread([(13, 1), (14, 1)], double_or_die, lambda job: -job, 1, one_pool))
    assert done == {0: -13, 1: -14}


def die(chunk: object) -> list[object]:
    os._exit(1)


def test_a_script_that_kills_its_process_is_said_to_be_unlintable(tmp_path: Path) -> None:
    file = tmp_path / "script.py"
    file.write_text(SCRIPT % 1 + "#" * WORTH_PROCESSES + "\n", encoding="utf-8")

    class Dying(ThreadPoolExecutor):
        def submit(self, *_: object, **__: object):  # type: ignore[no-untyped-def]
            from concurrent.futures import BrokenExecutor, Future

            future: Future[object] = Future()
            future.set_exception(BrokenExecutor())
            return future

    target = Target(path=file.name, file=file, project_root=tmp_path)
    (checked,) = check_all([target], all_rules(), jobs=2, executors=Dying)
    (violation,) = [v for v in checked.violations if v.code == "CUR005"]
    assert violation.severity is Severity.ERROR
    assert "the process that read it died" in violation.message


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGALRM")
def test_a_limit_of_time_ends_what_does_not_end() -> None:
    with pytest.raises(TooLong):
        _wait_for_ever(0.05)


def _wait_for_ever(limit: float) -> None:
    with time_limit(limit):
        while True:
            pass
