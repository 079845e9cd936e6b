"""What is said beside the report: messages on standard error, colours, and the progress of long runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

import click

from cursus_lint.reporting.escaping import escape

_LONG_RUN = 50
"""From this many targets on, a run takes long enough for a progress bar."""


def warn(message: str) -> None:
    """Say something on standard error; what does not print is spelled out."""
    click.echo(escape(message), err=True)


def wants_color(stream: TextIO) -> bool:
    """Whether colours and links belong on `stream`: a terminal that knows them, and nobody said `NO_COLOR`."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def progress(total: int) -> Iterator[Callable[[object], None]]:
    """A progress bar on standard error, if that is a terminal and the run is long; call what it gives after each."""
    if total < _LONG_RUN or not sys.stderr.isatty():
        yield lambda done: None
        return
    # rich is loaded for a terminal only.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=total)
        yield lambda done: bar.advance(task)
