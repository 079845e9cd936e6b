"""Workers that start before it is known what binds the scripts: when they do, who gets them, and what they import."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest

from cursus_lint.config import Configurations
from cursus_lint.discovery import Request, discover
from cursus_lint.engine.cache import Cache
from cursus_lint.engine.standby import WORTH_PROCESSES, Standby
from cursus_lint.specs.filed import ContractFile, read_contract_file


class Threads:
    """Executors, each with the number of workers that was asked for."""

    def __init__(self) -> None:
        self.made: list[tuple[int, ThreadPoolExecutor]] = []

    def __call__(self, workers: int) -> Executor:
        executor = ThreadPoolExecutor(workers)
        self.made.append((workers, executor))
        return executor


@pytest.fixture
def scripts(tmp_path: Path) -> list[str]:
    """Two scripts that are just worth processes."""
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    for file in files:
        file.write_text("#" * (WORTH_PROCESSES // 2), encoding="utf-8")
    return [str(file) for file in files]


def test_workers_wait_for_the_first_who_asks(scripts: list[str]) -> None:
    threads = Threads()
    with Standby(2, blank=True, executors=threads) as standby:
        standby.expect(scripts)
        ((workers, started),) = threads.made
        assert workers == 2
        assert standby(2) is started
        assert standby(2) is not started


@pytest.mark.parametrize(
    ("jobs", "blank", "count"),
    [
        pytest.param(1, True, 2, id="one process is enough"),
        pytest.param(2, False, 2, id="earlier runs may know the scripts"),
        pytest.param(2, True, 1, id="too little to read"),
    ],
)
def test_no_workers_are_started_in_vain(scripts: list[str], jobs: int, blank: bool, count: int) -> None:
    threads = Threads()
    with Standby(jobs, blank=blank, executors=threads) as standby:
        standby.expect([*scripts[:count], "gone.py", "nul\0.py"])
    assert threads.made == []


def test_workers_that_nobody_asks_for_are_sent_home(scripts: list[str]) -> None:
    threads = Threads()
    with Standby(2, blank=True, executors=threads) as standby:
        standby.expect(scripts)
        ((_, started),) = threads.made
    with pytest.raises(RuntimeError, match="shutdown"):
        started.submit(int)


def test_a_cache_is_blank_until_something_was_kept(tmp_path: Path) -> None:
    with Cache(tmp_path / "cache") as cache:
        assert cache.blank
        cache.put(b"key", "text")
    with Cache(tmp_path / "cache") as cache:
        assert not cache.blank


def test_discovery_tells_of_as_many_scripts_as_it_sees_contracts_before_it_reads_one(tmp_path: Path) -> None:
    for name in ("a.py", "folder/b.py", "folder/c.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("import os\n", encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / f"{name}.step.yaml").write_text(f"step_type: {name.upper()}\n", encoding="utf-8")
    heard: list[str] = []

    def load(path: Path) -> ContractFile:
        heard.append(path.name)
        return read_contract_file(path)

    configs = Configurations(tmp_path, isolated=True)
    paths = ("folder", "a.py")
    discover(Request(tmp_path, paths), configs, load, lambda found: heard.extend(Path(each).name for each in found))
    assert heard == ["b.py", "c.py", "a.step.yaml", "b.step.yaml"]


STARTS_ANEW = """
import multiprocessing, sys
from cursus_lint.engine.workers import processes
if __name__ == "__main__":
    multiprocessing.set_start_method("spawn")
    sys.platform = "elsewhere"
    with processes(1) as executor:
        print(executor.submit(pow, 2, 3).result())
"""


def test_a_process_that_is_started_anew_imports_nothing_from_the_current_folder(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (here / "signal.py").write_text("raise SystemExit('what lies in the folder was run')\n", encoding="utf-8")
    program = tmp_path / "program.py"
    program.write_text(STARTS_ANEW, encoding="utf-8")
    done = subprocess.run([sys.executable, program], cwd=here, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("8\n", "")
