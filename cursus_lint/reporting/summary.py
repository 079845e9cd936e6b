"""The closing lines of a report for people: how much of what was found, and how much could be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cursus_lint.diagnostics import Applicability, Report, Severity, Violation
from cursus_lint.reporting import Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.ink import QUIET, SEVERITY_STYLES, Line, Piece, line, write
from cursus_lint.reporting.silence import silenced


def closing_lines(report: Report, style: Style) -> Iterator[Line]:
    """Everything that follows the violations in a report for people."""
    if style.show_unknown and report.unknown:
        yield line("Cannot be known:")
        for each in report.unknown:
            yield line(f"  {escape(each.path)}:{each.span.line}:{each.span.column}: {each.kind}: {escape(each.reason)}")
        yield line()
    if style.verbose:
        yield from _details(report)
    if not style.quiet:
        yield from _summary(report, style)


def summary_text(report: Report, style: Style) -> list[str]:
    """The summary as lines of plain text; what is unprintable in it is spelled out."""
    return write(_summary(report, style), color=False).splitlines()


def statistics(report: Report) -> Iterator[Line]:
    """How often each rule speaks, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    worst: dict[str, Severity] = {}
    for kind, count in report.kinds().items():
        counts[kind.code, kind.name] += count
        worst[kind.code] = min(worst.get(kind.code, kind.severity), kind.severity, key=_rank)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    width = len(str(ranked[0][1])) if ranked else 1
    for (code, name), count in ranked:
        yield line(f"{count:>{width}}  ", Piece(code, SEVERITY_STYLES[worst[code]]), f"  {name}")
    if ranked:
        yield line()


def fixed_lines(report: Report) -> Iterator[Line]:
    """What was fixed, one line each."""
    for violation in report.fixed:
        title = escape(violation.fix.title) if violation.fix else violation.name
        yield line(Piece("fixed", "bold green"), f": {_place(violation)}: {violation.code} {title}")
    if report.fixed:
        yield line()


def _rank(severity: Severity) -> int:
    return severity.rank


def _details(report: Report) -> Iterator[Line]:
    for path in report.without_contract:
        yield line(f"no contract: {escape(path)}")
    for violation, state, by in silenced(report):
        yield line(f"{state}: {_place(violation)}: {violation.code} {by}")
    if report.without_contract or report.suppressed or report.known:
        yield line()


def _place(violation: Violation) -> str:
    return f"{escape(violation.path)}:{violation.span.line}:{violation.span.column}"


def _summary(report: Report, style: Style) -> Iterator[Line]:
    linted = _count(len(report.linted), "script")
    if report.reported:
        yield line(*_found(report), f" in {linted}.")
    elif report.linted or report.contracts:
        none = "No new contradictions" if report.known or report.elsewhere else "No contradictions"
        yield line(Piece(none, "bold green"), f" in {linted}.")
    if report.fixed:
        yield line(f"Fixed {len(report.fixed)}.")
    yield from _fixable(report)
    if report.suppressed:
        yield line(f"{len(report.suppressed)} suppressed by comments.")
    if report.known:
        yield line(f"{len(report.known)} known in the baseline {escape(report.baseline)}.")
    if report.elsewhere:
        yield line(f"{len(report.elsewhere)} outside of the changes not shown.")
    if report.without_contract:
        count = len(report.without_contract)
        has = "has no contract and was" if count == 1 else "have no contract and were"
        hint = "" if style.verbose else "; --verbose names " + ("it" if count == 1 else "them")
        yield line(Piece(f"{_count(count, 'script')} {has} not checked{hint}.", QUIET))
    if report.proof.total:
        yield line(Piece(_proof(report, style), QUIET))


def _found(report: Report) -> Iterator[Piece]:
    yield Piece("Found ")
    parts = [
        (_count(count, severity.value), SEVERITY_STYLES[severity])
        for severity in Severity
        if (count := report.count(severity))
    ]
    for index, (text, style) in enumerate(parts):
        yield Piece(text if index == 0 else (", " if index < len(parts) - 1 else " and ") + text, style)


def _fixable(report: Report) -> Iterator[Line]:
    grades: Counter[Applicability | None] = Counter()
    for kind, count in report.kinds().items():
        grades[kind.grade] += count
    safe, unsafe = grades[Applicability.SAFE], grades[Applicability.UNSAFE]
    if safe and unsafe:
        yield line(f"{safe} can be fixed with --fix, {unsafe} more with --unsafe-fixes.")
    elif safe:
        yield line(f"{safe} can be fixed with --fix.")
    elif unsafe:
        yield line(f"{unsafe} can be fixed with --unsafe-fixes.")


def _proof(report: Report, style: Style) -> str:
    proven, total = report.proof.proven, report.proof.total
    share = 100 * proven // total
    if share == 100:
        return f"All {total} elements of the contracts were decided." if total > 1 else "The contract was decided."
    hint = "" if style.show_unknown else " (--show-unknown says why)"
    return f"{share} % of the contracts' {total} elements proven, {100 - share} % unknown{hint}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
