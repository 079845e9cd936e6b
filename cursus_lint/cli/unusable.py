"""Errors that end a command with exit code 2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from cursus_lint.reporting.escaping import escape


class Unusable(click.ClickException):
    """What the command was given cannot be used; ends it with exit code 2."""

    exit_code = 2

    def __init__(self, message: str) -> None:
        super().__init__("\n".join(escape(line) for line in message.splitlines()))


@contextmanager
def unusable(*kinds: type[Exception]) -> Iterator[None]:
    """Turn exceptions of these kinds, and files that cannot be read or written, into `Unusable`."""
    try:
        yield
    except kinds as problem:
        raise Unusable(str(problem)) from problem
    except OSError as problem:
        raise Unusable(f"{problem.filename}: {problem.strerror}" if problem.filename else str(problem)) from problem
