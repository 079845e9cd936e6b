"""Measures whole processes and prints the table of the README: `python tests/benchmarks/table.py [--large]`.

Seconds are processor time of the process and its children, except where the clock is named. What is compared runs in
turn, and of several runs the least counts: what else a machine does only adds.
Without `--large` the projects are small and it takes a minute; with it, they are those of the goals, and it takes five.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator import project, script

CHECK = (sys.executable, "-m", "cursus_lint", "check", "--quiet", "--statistics", "--exit-zero", ".")
COLD = (*CHECK, "--no-cache", "--jobs", "1")
TWO = (*CHECK, "--no-cache", "--jobs", "2")
BARE = (sys.executable, "-c", "import click, sqlite3")
PARSE = (
    sys.executable,
    "-c",
    "import pathlib, libcst\n"
    "for file in sorted(pathlib.Path('.').glob('*.py')): libcst.parse_module(file.read_bytes())\n",
)
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As a user's, whose Python compiles the program once and not at every start."""


@dataclass(frozen=True)
class Cost:
    """What one process took: processor seconds, seconds on the clock, and its largest memory in MiB."""

    cpu: float
    wall: float
    memory: float


Job = tuple[Sequence[str], Path]
"""A command and the folder it runs in."""


def side_by_side(runs: int, *jobs: Job) -> list[Cost]:
    """The least that each job took of `runs` runs."""
    turns = [[_run(*job) for job in jobs] for _ in range(runs)]
    return [_least(costs) for costs in zip(*turns, strict=True)]


def _least(costs: Sequence[Cost]) -> Cost:
    return Cost(min(c.cpu for c in costs), min(c.wall for c in costs), min(c.memory for c in costs))


def _run(command: Sequence[str], folder: Path) -> Cost:
    before = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=quiet, stderr=quiet)
    _, _, used = os.wait4(process.pid, 0)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - before, used.ru_maxrss / 1024)


def row(what: str, measured: float, against: float, unit: str, goal: str) -> None:
    """Print one line of the table: two measurements and their ratio."""
    _say(f"| {what} | {measured:.2f} {unit} : {against:.2f} {unit} | {measured / against:.2f} | {goal} |")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def lines_of_code(root: Path, scripts: int) -> None:
    """Scripts of 1,200 lines, as people write them: cold, in two processes, and warm."""
    folder = root / "real"
    lines = project(folder, scripts, 1_200)
    cold, parse, two = side_by_side(3, (COLD, folder), (PARSE, folder), (TWO, folder))
    row(f"Cold against the parser alone, {lines:,} lines", cold.cpu, parse.cpu, "s", "at most 1")
    row("One process against two, on the clock", cold.wall, two.wall, "s", "at least 1.7")
    _run(CHECK, folder)
    warm, bare = side_by_side(9, (CHECK, folder), (BARE, folder))
    row(f"Warm, {scripts} scripts, against `import click, sqlite3`", warm.cpu, bare.cpu, "s", "at most 3")


def growth(root: Path, scripts: int) -> None:
    """What a thousand lines more cost: in more scripts, and in longer ones."""
    sizes = {"one": (1, 1_200), "few": (scripts // 5, 1_200), "all": (scripts, 1_200)}
    sizes |= {"short": (20, 1_000), "long": (2, 10_000)}
    lines = {name: project(root / name, *size) for name, size in sizes.items()}
    costs = side_by_side(5, *((COLD, root / name) for name in lines))
    cpu = {name: cost.cpu for name, cost in zip(lines, costs, strict=True)}

    def more(most: str, least: str) -> float:
        return (cpu[most] - cpu[least]) / (lines[most] - lines[least]) * 1_000

    one, few, every = (f"{lines[name]:,}" for name in ("one", "few", "all"))
    what = f"A thousand lines more, from {few} to {every}, against from {one} to {few}"
    row(what, more("all", "few"), more("few", "one"), "s", "0.85 to 1.15")
    what = "A thousand lines more in scripts of 10,000, against in scripts of 1,000"
    row(what, more("long", "one"), more("short", "one"), "s", "at most 1.3")


def many_files(root: Path, scripts: int) -> None:
    """Many small scripts: warm, one of them changed, and memory."""
    many = root / "many"
    project(many, scripts, 60)
    cold = _run((*CHECK, "--jobs", "1"), many)
    _run(CHECK, many)
    warm = _least([_run(CHECK, many) for _ in range(3)])
    row(f"Cold against warm, {scripts:,} scripts", cold.cpu, warm.cpu, "s", "at least 50")
    turns = []
    for turn in range(3):
        (many / "step_0.py").write_text(script(0, 60) + f"# {turn}\n", encoding="utf-8")
        turns.append(_run(CHECK, many))
    row("Warm, one script changed, against none", _least(turns).cpu, warm.cpu, "s", "at most 1.1")
    project(root / "hundred", 100, 60)
    hundred = _run((*CHECK, "--jobs", "1"), root / "hundred")
    row(f"Peak memory, {scripts:,} scripts against 100", cold.memory, hundred.memory, "MiB", "at most 1.2")


def main() -> None:
    """Build the projects, measure, and print."""
    large = "--large" in sys.argv
    _say(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors\n")
    _say("| What | Measured | Ratio | Goal |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        lines_of_code(Path(name), 50 if large else 10)
        growth(Path(name), 50 if large else 10)
        many_files(Path(name), 5_000 if large else 200)


if __name__ == "__main__":
    main()
