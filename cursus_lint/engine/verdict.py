"""From what was found to what is reported: suppressions applied, useless ones named, configuration obeyed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.rule import Incident, IncidentRule, Rule, Subject

if TYPE_CHECKING:  # loaded for a file that holds such comments
    from cursus_lint.engine.suppress import Silencer, Suppressions

Ruling = Callable[[str, Severity], "Severity | None"]
"""How much a violation of the rule with this code matters that would by itself have this severity; None: not at all."""


class Policy(Protocol):
    """What configuration makes of violations, file by file."""

    def ruling(self, path: str) -> Ruling:
        """The ruling on violations in a file; the same one for all files that are judged alike."""


class _AsTheyAre:
    """The policy where nothing is configured."""

    def ruling(self, path: str) -> Ruling:
        """Everything matters as much as its rule says."""
        return _as_it_is


def _as_it_is(code: str, severity: Severity) -> Severity:
    return severity


AS_THEY_ARE: Policy = _AsTheyAre()


def ruled(violation: Violation, ruling: Ruling) -> Violation | None:
    """The violation with the severity that it is given; None where it does not count."""
    severity = ruling(violation.code, violation.severity)
    if severity is None or severity is violation.severity:
        return violation if severity is not None else None
    return replace(violation, severity=severity)


class Verdicts:
    """Sorts violations into reported, ignored by configuration and suppressed by a comment; each into exactly one.

    `comments` are the suppressions of every file concerned, by the file's path as reported.
    """

    def __init__(self, comments: Mapping[str, Suppressions], policy: Policy) -> None:
        self.reported: list[Violation] = []
        self.ignored: list[Violation] = []
        self.suppressed: list[Violation] = []
        self.used: set[Silencer] = set()
        self._comments = comments
        self._policy = policy

    def add(self, violations: Iterable[Violation]) -> None:
        """Sort `violations` in; a comment counts as used even where configuration turns the rule off."""
        for violation in violations:
            silencers = self._silencers(violation)
            self.used.update(silencers)
            allowed = ruled(violation, self._policy.ruling(violation.path))
            if allowed is None:
                self.ignored.append(violation)
            elif holding := [silencer for silencer in silencers if not silencer.expired]:
                self.suppressed.append(allowed.suppressed_by(holding[0].as_suppression()))
            elif silencers:
                self.reported.append(_back(allowed, silencers[0]))
            else:
                self.reported.append(allowed)

    def _silencers(self, violation: Violation) -> list[Silencer]:
        if not self._comments:
            return []
        places = {violation.path, violation.contract.path if violation.contract else violation.path}
        files = (self._comments[path] for path in sorted(places) if path in self._comments)
        return [silencer for file in files for silencer in file.silencing(violation)]


def _back(violation: Violation, expired: Silencer) -> Violation:
    """A violation that is back, saying which suppression has come to its end."""
    reason = f": {expired.reason}" if expired.reason else ""
    why = f"the suppression at {expired.path}:{expired.span.line} ended on {expired.until}{reason}"
    return replace(violation, message=f"{violation.message} ({why})")


def useless_comments(
    files: Iterable[Suppressions], used: frozenset[Silencer], crashed: frozenset[str], rules: Sequence[Rule]
) -> list[Violation]:
    """CUR002 for each suppression comment of `files` that silenced nothing; rules that `crashed` are not judged."""
    judged = list(files)
    if not judged:
        return []
    from cursus_lint.engine.suppress import unused

    return word([incident for file in judged for incident in unused(file, used, crashed)], rules)


def word(incidents: Sequence[Incident], rules: Sequence[Rule]) -> list[Violation]:
    """What the incident rules among `rules` say of `incidents` that belong to no single script."""
    if not incidents:
        return []
    # The rules, and what they need, are loaded where one has something to say.
    from cursus_lint.contracts.platform import SAGEMAKER_PROCESSING
    from cursus_lint.engine.check import check_subject

    subject = Subject(incidents[0].path, SAGEMAKER_PROCESSING, incidents=tuple(incidents))
    return check_subject(subject, [rule for rule in rules if isinstance(rule, IncidentRule)])
