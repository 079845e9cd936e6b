"""Measures whole processes and prints the table of the README: `python tests/benchmarks/table.py [--large]`.

Seconds are processor time of the process and its children, the median of the runs, measured in turn.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import project, script

CHECK = (sys.executable, "-m", "cursus_lint", "check", "--quiet", "--statistics", "--exit-zero", ".")
PARSE = (
    "import pathlib, libcst\n"
    "for file in sorted(pathlib.Path('.').glob('*.py')): libcst.parse_module(file.read_bytes())\n"
)


@dataclass(frozen=True)
class Cost:
    """What one process took: processor seconds, seconds on the clock, and its largest memory in MiB."""

    cpu: float
    wall: float
    memory: float


def measure(command: Sequence[str], folder: Path, runs: int = 3) -> Cost:
    """The medians of `runs` runs."""
    costs = [_run(command, folder) for _ in range(runs)]
    return Cost(*(statistics.median(getattr(c, name) for c in costs) for name in ("cpu", "wall", "memory")))


def _run(command: Sequence[str], folder: Path) -> Cost:
    before = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(process.pid, 0)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - before, used.ru_maxrss / 1024)


def row(what: str, ratio: float, goal: str) -> None:
    """Print one line of the table."""
    _say(f"| {what} | {ratio:.2f} | {goal} |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Build the projects, measure, and print."""
    many, real = (5_000, 50) if "--large" in sys.argv else (200, 10)
    _say(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors; {real} scripts of 1,200 lines, {many} of 60\n")
    _say("| What | Ratio | Goal |\n|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        project(root / "real", real, 1_200)
        once, both = (*CHECK, "--no-cache", "--jobs", "1"), (*CHECK, "--no-cache", "--jobs", "2")
        cold, parse = measure(once, root / "real"), measure((sys.executable, "-c", PARSE), root / "real")
        row("Cold, one process: CPU against parsing alone", cold.cpu / parse.cpu, "at most 1")
        row(
            "Cold, one process against two, on the clock",
            cold.wall / measure(both, root / "real").wall,
            "1.7 on 60,000 lines",
        )
        _run(CHECK, root / "real")
        bare = measure((sys.executable, "-c", "import click, sqlite3"), root / "real")
        again = measure(CHECK, root / "real")
        row(f"Warm, {real} scripts: CPU against importing click and sqlite3", again.cpu / bare.cpu, "at most 3")

        project(root / "many", many, 60)
        first = _run((*CHECK, "--jobs", "1"), root / "many")
        warm = measure(CHECK, root / "many")
        row(f"Cold against warm, {many} scripts: CPU", first.cpu / warm.cpu, "50 at 5,000")
        changed = root / "many" / "step_0.py"
        costs = []
        for turn in range(3):
            changed.write_text(script(0, 60) + f"# {turn}\n", encoding="utf-8")
            costs.append(_run(CHECK, root / "many").cpu)
        row("Warm with one script changed against warm: CPU", statistics.median(costs) / warm.cpu, "at most 1.1")

        for lines in (1_000, 10_000):
            project(root / str(lines), 1, lines)
        project(root / "none", 1, 1)
        start = measure(once, root / "none").cpu
        short, long = (measure(once, root / str(lines)).cpu - start for lines in (1_000, 10_000))
        row("A 10,000-line script against ten of 1,000 lines: CPU", long / (10 * short), "at most 1.3")
        project(root / "hundred", 100, 60)
        row(f"Memory: {many} scripts against 100", first.memory / measure(once, root / "hundred").memory, "at most 1.2")


if __name__ == "__main__":
    main()
