"""How a pipeline's run goes on, on standard error: a live display on a terminal, a line for each step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cursus_lint.reporting.escaping import escape
from cursus_lint.runtime import pipeline
from cursus_lint.runtime.pipeline import StepResult


class _Lines:
    """One line when a step starts and one when it ends."""

    def started(self, node: str) -> None:
        click.echo(f"{escape(node)}: started", err=True)

    def ended(self, result: StepResult) -> None:
        click.echo(_ending(result), err=True)


class _Live:
    """A bar, the steps that run now, and a line for each that ended."""

    def __init__(self, progress: Progress, steps: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=steps)
        self._running: list[str] = []

    def started(self, node: str) -> None:
        self._running.append(node)
        self._show()

    def ended(self, result: StepResult) -> None:
        if result.step.node in self._running:
            self._running.remove(result.step.node)
        self._progress.console.print(_ending(result), markup=False, highlight=False)
        self._progress.advance(self._task)
        self._show()

    def _show(self) -> None:
        self._progress.update(self._task, description=escape(", ".join(self._running)))


def _ending(result: StepResult) -> str:
    remark = f": {result.outcome.message}" if result.outcome.message else ""
    return escape(f"{result.step.node}: {result.outcome.name}{remark}")


@contextmanager
def progress_on_stderr(steps: int) -> Iterator[pipeline.Progress]:
    """Something that is told of a pipeline's run and shows it on standard error while the block lasts."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(file=sys.stderr), transient=True) as progress:
        yield _Live(progress, steps)
