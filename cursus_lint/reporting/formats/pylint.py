"""`pylint`: one line for each violation as pylint writes it, which many CI systems can read."""

from __future__ import annotations

from cursus_lint.diagnostics import Report, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.silence import shown_silenced


def render(report: Report, files: Files, style: Style) -> str:
    """`path:line: [CODE(name), subject] message` for each violation."""
    lines = [f"{_head(violation)} {escape(violation.message)}" for violation in report.reported]
    lines += [
        f"{_head(each.violation)} {escape(each.violation.message)} ({each.why})"
        for each in shown_silenced(report, style)
    ]
    return "".join(line + "\n" for line in lines)


def _head(violation: Violation) -> str:
    about = escape(violation.subject).replace("]", "\\x5d")
    return f"{escape(violation.path)}:{violation.span.line}: [{violation.code}({violation.name}), {about}]"
