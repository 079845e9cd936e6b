"""`grouped`: the violations file by file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from cursus_lint.diagnostics import Report, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.ink import SEVERITY_STYLES, Line, Piece, line, written
from cursus_lint.reporting.summary import closing_lines, fixed_lines, statistics


def render(report: Report, files: Files, style: Style) -> Iterator[str]:
    """Each file with its violations below it, and the summary."""
    return written(_lines(report, files, style), color=style.color)


def _lines(report: Report, files: Files, style: Style) -> Iterator[Line]:
    if style.statistics:
        yield from statistics(report)
    else:
        for path, violations in groupby(report.reported, key=lambda violation: violation.path):
            yield from _file(path, list(violations), files)
    if style.show_fixes:
        yield from fixed_lines(report)
    yield from closing_lines(report, style)


def _file(path: str, violations: list[Violation], files: Files) -> Iterator[Line]:
    yield line(Piece(escape(path), "bold", files.link(path)))
    width = max(len(_place(violation)) for violation in violations)
    for violation in violations:
        marker = "" if violation.fix is None else f" [{violation.fix.applicability.value} fix]"
        yield line(
            f"  {_place(violation):<{width}}  ",
            Piece(violation.code, SEVERITY_STYLES[violation.severity]),
            f" {escape(violation.message)}{marker}",
        )
    yield line()


def _place(violation: Violation) -> str:
    return f"{violation.span.line}:{violation.span.column}"
