"""`concise`: one line for each violation."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Report, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.ink import SEVERITY_STYLES, Line, Piece, line, written
from cursus_lint.reporting.summary import closing_lines, fixed_lines, statistics


def render(report: Report, files: Files, style: Style) -> Iterator[str]:
    """`path:line:column: severity[CODE] message [fix]` for each violation, and the summary."""
    return written(_lines(report, files, style), color=style.color)


def _lines(report: Report, files: Files, style: Style) -> Iterator[Line]:
    if style.statistics:
        yield from statistics(report)
    else:
        yield from (_violation(violation, files) for violation in report.reported)
    if style.show_fixes:
        yield from fixed_lines(report)
    yield from closing_lines(report, style)


def _violation(violation: Violation, files: Files) -> Line:
    place = f"{escape(violation.path)}:{violation.span.line}:{violation.span.column}"
    marker = "" if violation.fix is None else f" [{violation.fix.applicability.value} fix]"
    return line(
        Piece(place, "bold", files.link(violation.path)),
        ": ",
        Piece(f"{violation.severity.value}[{violation.code}]", SEVERITY_STYLES[violation.severity]),
        f" {escape(violation.message)}{marker}",
    )
