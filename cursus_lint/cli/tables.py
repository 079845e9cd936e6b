"""Tables for people, on standard output: drawn to the width of a terminal, unbroken lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cursus_lint.reporting.escaping import escape

_UNBROKEN = 10_000


class Styled(NamedTuple):
    """A text of a table with the style that it has on a terminal."""

    text: str
    style: str


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str | Styled]]) -> None:
    """Print a table with a heading; a table without rows is left out. Texts are escaped here."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        cells = (Styled(cell, "") if isinstance(cell, str) else cell for cell in row)
        table.add_row(*(Text(escape(cell.text), cell.style) for cell in cells))
    if table.row_count:
        drawn = console()
        with drawn.capture() as printed:
            if title:  # not the table's own, which would be broken to the table's width
                drawn.print(Text(escape(title), "bold"), soft_wrap=True)
            drawn.print(table)
        click.echo("\n".join(line.rstrip() for line in printed.get().splitlines()).lstrip("\n"))


def console() -> Console:
    """A console on standard output."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else _UNBROKEN, highlight=False, markup=False)
