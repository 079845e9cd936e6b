"""Violations that are there and do not count, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cursus_lint.diagnostics import Report, Violation
from cursus_lint.reporting import Style
from cursus_lint.reporting.escaping import escape


class Silenced(NamedTuple):
    """A violation that does not count: `state` is `suppressed` or `known`; `by` is what says so, already escaped."""

    violation: Violation
    state: str
    by: str

    @property
    def why(self) -> str:
        """The state and what it comes from, for people; already escaped."""
        return f"{self.state} {self.by}"


def silenced(report: Report) -> Iterator[Silenced]:
    """Everything that a comment silences or the baseline lists, by file and place."""
    found = [Silenced(each, "suppressed", _comment(each)) for each in report.suppressed]
    found += [Silenced(each, "known", f"in the baseline {escape(report.baseline)}") for each in report.known]
    yield from sorted(found, key=lambda each: each.violation.sort_key())


def shown_silenced(report: Report, style: Style) -> Iterator[Silenced]:
    """The same for a format without a place for them, which shows them when it is asked to say more."""
    return silenced(report) if style.verbose else iter(())


def _comment(violation: Violation) -> str:
    comment = violation.suppression
    assert comment is not None
    until = f"until {comment.until} " if comment.until else ""
    where = f"{until}by the comment at {escape(comment.path)}:{comment.line}"
    return f"{where}: {escape(comment.reason)}" if comment.reason else f"{where}, which gives no reason"
