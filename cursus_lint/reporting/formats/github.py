"""`github`: workflow commands, which GitHub Actions shows as annotations, and a summary of the job in Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Report, Severity, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.formats import markdown
from cursus_lint.reporting.places import Places, last_line
from cursus_lint.reporting.silence import shown_silenced

_MOST = 10
"""GitHub shows so many annotations of a step."""
_MOST_BYTES = 1_000_000
"""GitHub refuses a summary of more than 1 MiB."""
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, files: Files, style: Style) -> str:
    """At most ten commands, the worst violations first; where there are more, the last says how many are left out."""
    places = Places(files)
    worst = sorted(report.reported, key=lambda violation: (violation.severity.rank, violation.sort_key()))
    shown = worst if len(worst) <= _MOST else worst[: _MOST - 1]
    lines = [_annotation(violation, places) for violation in shown]
    if len(shown) < len(worst):
        rest = _counts(worst[len(shown) :])
        lines.append(command("notice", {"title": "cursus-lint"}, f"{rest} more; the job's summary lists them."))
    lines += _silenced(report, style)
    return "".join(line + "\n" for line in lines)


def step_summary(report: Report, files: Files, style: Style) -> str:
    """What goes into the summary of the job, cut where GitHub would refuse it."""
    text = markdown.render(report, files, style)
    data = text.encode("utf-8")
    if len(data) <= _MOST_BYTES:
        return text
    kept = data[:_MOST_BYTES].decode("utf-8", "ignore")
    return kept[: kept.rfind("\n") + 1] + "\nThe rest is left out: GitHub takes no summary of more than 1 MiB.\n"


def command(name: str, properties: dict[str, str], message: str) -> str:
    """One workflow command, escaped so that nothing in it ends a property or begins another command."""
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name}{' ' if written else ''}{written}::{_data(message)}"


def _annotation(violation: Violation, places: Places) -> str:
    span = violation.span
    last = last_line(span)
    properties = {"file": escape(places.path(violation.path)), "line": str(span.line), "endLine": str(last)}
    if last == span.line and span.end_line == span.line and span.end_column > span.column:
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = f"cursus-lint {violation.code} ({violation.name})"
    return command(_COMMANDS[violation.severity], properties, escape(violation.message))


def _silenced(report: Report, style: Style) -> Iterator[str]:
    for each in shown_silenced(report, style):
        violation = each.violation
        place = f"{escape(violation.path)}:{violation.span.line}"
        yield command("debug", {}, f"{place}: {violation.code} {escape(violation.message)} ({each.why})")


def _counts(violations: list[Violation]) -> str:
    counts = [(sum(each.severity is severity for each in violations), severity.value) for severity in Severity]
    return ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts if count)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
