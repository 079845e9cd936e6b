"""Rules asked about one script: the pure heart of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cursus_lint.diagnostics import Span, Violation
from cursus_lint.rule import Incident, Rule, Subject


def check_subject(subject: Subject, rules: Sequence[Rule]) -> list[Violation]:
    """What `rules` say about `subject`, sorted by place.

    A rule that raises is reported as CUR004 and keeps what it had said before; the others go on.
    """
    said: list[Violation] = []
    crashes: list[Incident] = []
    for rule in rules:
        try:
            said.extend(rule.check(subject))
        except Exception as error:  # noqa: BLE001 - the one place where a rule may fail without stopping the run
            crashes.append(_crash_of(rule, subject, error))
    if crashes:
        crashed = replace(subject, incidents=tuple(crashes))
        said.extend(violation for rule in rules if rule.code == "CUR004" for violation in rule.check(crashed))
    return sorted(said, key=Violation.sort_key)


def _crash_of(rule: Rule, subject: Subject, error: Exception) -> Incident:
    about = f"{rule.code} ({rule.name})"
    return Incident(
        code="CUR004",
        path=subject.path,
        span=Span.at(1),
        subject=rule.code,
        fields=(("rule", about), ("error", f"{type(error).__name__}: {error}")),
    )
