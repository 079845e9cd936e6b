"""`sarif`: SARIF 2.1.0, which GitHub code scanning and many other services read."""

from __future__ import annotations

import json

from cursus_lint import __version__
from cursus_lint.diagnostics import Report, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.places import Places
from cursus_lint.reporting.realised import RealisedFixes
from cursus_lint.reporting.sarif_results import Results
from cursus_lint.reporting.sarif_rules import Json, rule_descriptors
from cursus_lint.reporting.silence import silenced

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS = 25_000
"""GitHub refuses a run with more."""
_MOST_SHOWN = 5_000
"""Of more than these, GitHub shows the worst."""


def render(report: Report, files: Files, style: Style) -> str:
    """One run with all rules and a result for each violation, those included that do not count."""
    from cursus_lint.rules import all_rules

    violations = [(violation, "") for violation in report.reported]
    violations += [(each.violation, each.why) for each in silenced(report)]
    kept = sorted(violations, key=lambda each: (each[0].severity.rank, each[0].sort_key()))[:_MOST_RESULTS]
    kept.sort(key=lambda each: each[0].sort_key())
    rules = sorted(all_rules(), key=lambda rule: rule.code)
    results = Results(Places(files), RealisedFixes(files), [rule.code for rule in rules], report)
    run: Json = {
        "tool": {
            "driver": {
                "name": "cursus-lint",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": rule_descriptors(rules),
            }
        },
        "automationDetails": {"id": "cursus-lint/"},
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": _limits(violations)}],
        "results": results.of(kept),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _limits(violations: list[tuple[Violation, str]]) -> list[Json]:
    """What is said of violations that the reader of the document will not see."""
    if len(violations) <= _MOST_SHOWN:
        return []
    text = f"There are {len(violations)} results; GitHub code scanning shows the {_MOST_SHOWN} worst."
    if len(violations) > _MOST_RESULTS:
        text += f" The {len(violations) - _MOST_RESULTS} mildest are left out: it takes no more than {_MOST_RESULTS}."
    return [{"level": "warning", "message": {"text": text}}]
