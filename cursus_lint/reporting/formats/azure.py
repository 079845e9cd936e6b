"""`azure`: logging commands, which Azure Pipelines shows as issues of the run."""

from __future__ import annotations

from cursus_lint.diagnostics import Report, Severity, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.places import Places
from cursus_lint.reporting.silence import shown_silenced


def render(report: Report, files: Files, style: Style) -> str:
    """One command for each violation; Azure knows errors and warnings, so that infos are written as debug lines."""
    places = Places(files)
    lines = [_issue(violation, places) for violation in report.reported]
    lines += [_debug(f"{_about(each.violation, places)} ({each.why})") for each in shown_silenced(report, style)]
    return "".join(line + "\n" for line in lines)


def _issue(violation: Violation, places: Places) -> str:
    if violation.severity is Severity.INFO:
        return _debug(_about(violation, places))
    properties = {
        "type": violation.severity.value,
        "sourcepath": escape(places.path(violation.path)),
        "linenumber": str(violation.span.line),
        "columnnumber": str(violation.span.column),
        "code": violation.code,
    }
    written = ";".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"##vso[task.logissue {written}]{_data(escape(violation.message))}"


def _debug(text: str) -> str:
    return f"##vso[task.debug]{_data(text)}"


def _about(violation: Violation, places: Places) -> str:
    place = f"{escape(places.path(violation.path))}:{violation.span.line}:{violation.span.column}"
    return f"{place}: {violation.code} {escape(violation.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(";", "%3B").replace("]", "%5D")
