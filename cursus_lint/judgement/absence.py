"""How loudly an absence may be claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts


def absence_severity(facts: ScriptFacts, severity: Severity) -> Severity:
    """`severity`, or `info` where the script hands its work to another program that may do what is missing."""
    return Severity.INFO if facts.delegated is not None else severity
