"""`gitlab`: a Code Quality report, which GitLab shows in the merge request."""

from __future__ import annotations

import json

from cursus_lint.diagnostics import Report, Severity, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.places import Places, last_line
from cursus_lint.reporting.silence import shown_silenced

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.INFO: "info"}


def render(report: Report, files: Files, style: Style) -> str:
    """A JSON array with one object for each violation; what is suppressed or known has the severity `info`."""
    places = Places(files)
    silent = list(shown_silenced(report, style))
    identities = places.identities([*report.reported, *(each.violation for each in silent)])
    issues = [
        _issue(violation, places, identity, _SEVERITIES[violation.severity], "")
        for violation, identity in zip(report.reported, identities, strict=False)
    ]
    issues += [
        _issue(each.violation, places, identity, "info", f" ({each.why})")
        for each, identity in zip(silent, identities[len(report.reported) :], strict=True)
    ]
    return json.dumps(issues, indent=2) + "\n"


def _issue(violation: Violation, places: Places, identity: str, severity: str, remark: str) -> dict[str, object]:
    return {
        "description": f"{violation.code} {escape(violation.message)}{remark}",
        "check_name": violation.name,
        "fingerprint": identity,
        "severity": severity,
        "location": {
            "path": places.path(violation.path),
            "lines": {"begin": violation.span.line, "end": last_line(violation.span)},
        },
    }
