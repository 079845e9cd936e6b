"""Where reports go: standard output and files, each in its format."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import click

from cursus_lint.contracts.near_miss import nearest
from cursus_lint.diagnostics import Report
from cursus_lint.reporting import Files, Style, format_names, pieces, render


class CannotReport(Exception):
    """A report that cannot be written; the message says which, and why."""


class Output(NamedTuple):
    """A format and the file it is written to, None for standard output."""

    format: str
    file: Path | None = None


def parse_outputs(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[Output, ...]:
    """What `--output-format FORMAT[=FILE]` asks for; at most one of them is for standard output."""
    outputs = tuple(_output(value) for value in values)
    if sum(output.file is None for output in outputs) > 1:
        raise click.BadParameter("only one format can go to standard output; give the others a file, as in sarif=FILE")
    return outputs


def output_of_configuration(value: str) -> Output:
    """The same for the configuration's `output-format`. Raises click.BadParameter."""
    return _output(value)


def write_outputs(outputs: Sequence[Output], report: Report, files: Files, style: Style, *, to_stderr: bool) -> None:
    """Write the report in each format; files are written whole, without colours, and replace what was there.

    Where GitHub offers a file for the summary of the job, the format `github` adds its own. Raises CannotReport.
    """
    for output in outputs:
        shown = style if output.file is None else style._replace(color=False)
        try:
            if output.file is None:
                _echo(pieces(output.format, report, files, shown), err=to_stderr)
            else:
                _write(output.file, render(output.format, report, files, shown))
        except ModuleNotFoundError as missing:
            raise CannotReport(
                f"the format {output.format} needs {missing.name}: install `cursus-lint[{output.format}]`"
            ) from missing
    if any(output.format == "github" for output in outputs):
        _add_step_summary(report, files, style)


def _output(value: str) -> Output:
    name, equals, file = value.partition("=")
    if name not in format_names():
        near = nearest(name, format_names())
        hint = f"did you mean {near}?" if near else f"there are {', '.join(format_names())}"
        raise click.BadParameter(f"there is no format {name!r}; {hint}")
    if equals and not file:
        raise click.BadParameter(f"{value!r} names no file; write {name}=FILE, or {name} for standard output")
    return Output(name, Path(file) if equals else None)


def _echo(texts: Iterator[str], *, err: bool) -> None:
    """Write the pieces of a report as they come, some hundred at a time."""
    while text := "".join(islice(texts, 500)):
        click.echo(text, nl=False, err=err)


def _write(file: Path, text: str) -> None:
    try:
        file.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise CannotReport(f"{file}: the report was not written: {error.strerror}") from error


def _add_step_summary(report: Report, files: Files, style: Style) -> None:
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if not place:
        return
    from cursus_lint.reporting.formats.github import step_summary

    try:
        with Path(place).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as summary:
            summary.write(step_summary(report, files, style))
    except OSError as error:
        raise CannotReport(f"{place}: the job's summary was not written: {error.strerror}") from error
