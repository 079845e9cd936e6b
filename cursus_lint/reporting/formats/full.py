"""`full`: each violation with its message, the script's lines, the contract line they contradict, and the fix."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Report, Span, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.ink import FRAME, SEVERITY_STYLES, Line, Piece, line, written
from cursus_lint.reporting.summary import closing_lines, fixed_lines, statistics

if TYPE_CHECKING:  # loaded for a report that has something to show
    from cursus_lint.reporting.excerpt import Excerpts


def render(report: Report, files: Files, style: Style) -> Iterator[str]:
    """The whole report for a person at a terminal."""
    return written(_lines(report, files, style), color=style.color)


def _lines(report: Report, files: Files, style: Style) -> Iterator[Line]:
    if style.statistics:
        yield from statistics(report)
    elif report.reported:
        from cursus_lint.reporting.excerpt import Excerpts

        excerpts = Excerpts(files)
        for violation in report.reported:
            yield from _violation(violation, files, excerpts)
    if style.show_fixes:
        yield from fixed_lines(report)
    yield from closing_lines(report, style)


def _violation(violation: Violation, files: Files, excerpts: Excerpts) -> Iterator[Line]:
    color = SEVERITY_STYLES[violation.severity]
    yield line(
        Piece(f"{violation.severity.value}[{violation.code}]", color), Piece(f": {escape(violation.message)}", "bold")
    )
    contract = violation.contract
    gutter = len(str(max(violation.span.end_line, contract.line if contract else 0)))
    spoken_of = violation.span != Span.at(1)
    yield line(
        Piece(" " * gutter + "--> ", FRAME),
        Piece(_place(violation) if spoken_of else escape(violation.path), "", files.link(violation.path)),
    )
    if spoken_of:
        yield from _framed(excerpts.of_span(violation.path, violation.span, gutter, color), gutter)
    if contract is not None and contract.line:
        yield line(
            Piece(" " * gutter + "::: ", FRAME),
            Piece(f"{escape(contract.path)}:{contract.line}", "", files.link(contract.path)),
        )
        marked = excerpts.of_name(contract.path, contract.line, violation.subject, gutter, FRAME)
        yield from _framed(marked, gutter)
    if violation.fix is not None:
        grade = violation.fix.applicability.value
        yield line(
            Piece(" " * gutter + " = ", FRAME), Piece(f"{grade} fix", "bold"), f": {escape(violation.fix.title)}"
        )
    yield line()


def _framed(excerpt: Iterator[Line], gutter: int) -> Iterator[Line]:
    lines = list(excerpt)
    if lines:
        yield line(Piece(" " * gutter + " |", FRAME))
        yield from lines
        yield line(Piece(" " * gutter + " |", FRAME))


def _place(violation: Violation) -> str:
    return f"{escape(violation.path)}:{violation.span.line}:{violation.span.column}"
