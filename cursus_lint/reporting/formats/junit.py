"""`junit`: a test report, one suite for each file and one case for each violation, which every CI system can show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax.saxutils import escape as escape_xml
from xml.sax.saxutils import quoteattr

from cursus_lint.diagnostics import Report, Severity, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.places import Places
from cursus_lint.reporting.silence import Silenced, silenced

_NOT_XML = re.compile("[\ufffe\uffff]")
"""What XML cannot hold, spelled as a reference or not, and `escape` takes for printable."""


@dataclass(slots=True)
class _Suite:
    """What is to be said of one file."""

    reported: list[Violation] = field(default_factory=list)
    silenced: list[Silenced] = field(default_factory=list)

    @property
    def failures(self) -> int:
        return sum(violation.severity is not Severity.INFO for violation in self.reported)

    @property
    def tests(self) -> int:
        return max(len(self.reported) + len(self.silenced), 1)


def render(report: Report, files: Files, style: Style) -> str:
    """An XML document: errors and warnings fail, infos pass, what does not count is skipped and says why.

    A script without violations is one case that passes.
    """
    suites = {path: _Suite() for path in report.linted}
    for violation in report.reported:
        suites.setdefault(violation.path, _Suite()).reported.append(violation)
    for each in silenced(report):
        suites.setdefault(each.violation.path, _Suite()).silenced.append(each)
    tests = sum(suite.tests for suite in suites.values())
    failures = sum(suite.failures for suite in suites.values())
    places = Places(files)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append(f'<testsuites name="cursus-lint" tests="{tests}" failures="{failures}" errors="0">')
    for path, suite in sorted(suites.items()):
        lines += _suite(path, suite, places)
    lines.append("</testsuites>")
    return "\n".join(lines) + "\n"


def _suite(path: str, suite: _Suite, places: Places) -> Iterator[str]:
    name = _attribute(places.path(path))
    counts = f'tests="{suite.tests}" failures="{suite.failures}" errors="0" skipped="{len(suite.silenced)}"'
    yield f"  <testsuite name={name} {counts}>"
    if not suite.reported and not suite.silenced:
        yield f'    <testcase name="contract" classname={name}/>'
    for violation in suite.reported:
        yield f"    <testcase name={_name(violation)} classname={name}>"
        if violation.severity is Severity.INFO:
            yield f"      <system-out>{_text(_told(violation, places))}</system-out>"
        else:
            kind, message = violation.severity.value, _attribute(violation.message)
            yield f'      <failure type="{kind}" message={message}>{_text(_told(violation, places))}</failure>'
        yield "    </testcase>"
    for each in suite.silenced:
        yield f"    <testcase name={_name(each.violation)} classname={name}>"
        yield f"      <skipped message={_attribute(each.why)}/>"
        yield "    </testcase>"
    yield "  </testsuite>"


def _name(violation: Violation) -> str:
    return _attribute(
        f"{violation.code} {violation.subject} (line {violation.span.line}, column {violation.span.column})"
    )


def _told(violation: Violation, places: Places) -> str:
    place = f"{places.path(violation.path)}:{violation.span.line}:{violation.span.column}"
    contract = violation.contract
    against = f" ({places.path(contract.path)}:{contract.line})" if contract and contract.line else ""
    return f"{place}: {violation.code} {violation.message}{against}"


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _text(text: str) -> str:
    return escape_xml(_clean(text))


def _clean(text: str) -> str:
    return _NOT_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", escape(text))
