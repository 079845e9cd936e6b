"""`markdown`: a report for a pull request's comment or a job's summary."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import ContractPlace, Report, Severity, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.silence import Silenced, silenced
from cursus_lint.reporting.summary import summary_text

_SPECIAL = {ord(each): f"&#{ord(each)};" for each in "\\`*_[]<>&|~!$#:"}
# What stands in code is not taken for the name of a person to be told.
_SPECIAL |= {ord("@"): "<code>&#64;</code>"}


def render(report: Report, files: Files, style: Style) -> str:
    """A heading, the counts, a table of the violations, and one of those that do not count."""
    return "".join(line + "\n" for line in _lines(report, style))


def _lines(report: Report, style: Style) -> Iterator[str]:
    yield "## cursus-lint"
    yield ""
    for line in summary_text(report, style):
        yield f"{_text(line)}  "
    if report.reported:
        yield ""
        yield "| severity | rule | place | what is wrong | contract |"
        yield "|---|---|---|---|---|"
        worst = sorted(report.reported, key=lambda violation: (violation.severity.rank, violation.sort_key()))
        yield from (_row(violation) for violation in worst)
    silent = list(silenced(report))
    if silent:
        yield ""
        yield f"<details><summary>{len(silent)} suppressed or known</summary>"
        yield ""
        yield "| rule | place | what is wrong | why it does not count |"
        yield "|---|---|---|---|"
        yield from (_silent_row(each) for each in silent)
        yield ""
        yield "</details>"


def _row(violation: Violation) -> str:
    severity = violation.severity.value
    cells = (
        f"**{severity}**" if violation.severity is Severity.ERROR else severity,
        f"{violation.code} {_text(violation.name)}",
        _place(violation),
        _message(violation.message),
        _contract(violation.contract),
    )
    return f"| {' | '.join(cells)} |"


def _silent_row(each: Silenced) -> str:
    violation = each.violation
    return f"| {violation.code} | {_place(violation)} | {_message(violation.message)} | {_text(each.why)} |"


def _place(violation: Violation) -> str:
    return f"{_text(violation.path)}:{violation.span.line}"


def _contract(place: ContractPlace | None) -> str:
    if place is None:
        return ""
    return _text(place.path) + (f":{place.line}" if place.line else "")


def _message(message: str) -> str:
    """A message, what stands between backticks written as code."""
    parts = message.split("`")
    if len(parts) % 2 == 0:
        return _text(message)
    return "".join(f"<code>{_code(part)}</code>" if index % 2 else _text(part) for index, part in enumerate(parts))


def _code(text: str) -> str:
    return escape(text).translate({**_SPECIAL, ord("@"): "&#64;"})


def _text(text: str) -> str:
    """Text without anything that Markdown or HTML would act on."""
    return escape(text).translate(_SPECIAL)
