"""`rdjson`: the Reviewdog Diagnostic Format, which reviewdog turns into comments of a review."""

from __future__ import annotations

import json
from typing import Union

from cursus_lint.diagnostics import Report, Severity, Span, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.places import Places
from cursus_lint.reporting.realised import RealisedFixes
from cursus_lint.reporting.silence import shown_silenced

Json = Union[str, int, "list[Json]", "dict[str, Json]"]


def render(report: Report, files: Files, style: Style) -> str:
    """One JSON document with a diagnostic for each violation; columns count bytes, as the format wants them."""
    places, fixes = Places(files), RealisedFixes(files)
    diagnostics: list[Json] = [_diagnostic(each, places, fixes, each.severity, "") for each in report.reported]
    diagnostics += [
        _diagnostic(each.violation, places, fixes, Severity.INFO, f" ({each.why})")
        for each in shown_silenced(report, style)
    ]
    document: Json = {
        "source": {"name": "cursus-lint"},
        "diagnostics": diagnostics,
    }
    return json.dumps(document, indent=2) + "\n"


def _diagnostic(violation: Violation, places: Places, fixes: RealisedFixes, severity: Severity, remark: str) -> Json:
    said: dict[str, Json] = {
        "message": escape(violation.message) + remark,
        "location": {"path": places.path(violation.path), "range": _range(violation.path, violation.span, places)},
        "severity": severity.value.upper(),
        "code": {"value": violation.code},
    }
    contract = violation.contract
    if contract is not None and contract.line:
        line = places.whole_line(contract.path, contract.line)
        said["relatedLocations"] = [
            {
                "message": f"the contract of {escape(contract.step_type)}",
                "location": {"path": places.path(contract.path), "range": _range(contract.path, line, places)},
            }
        ]
    edits = fixes.edits_of(violation)
    if edits:
        said["suggestions"] = [
            {"range": _range(violation.path, edit.span, places), "text": edit.text} for edit in edits
        ]
    return said


def _range(path: str, span: Span, places: Places) -> Json:
    return {
        "start": _position(path, span.line, span.column, places),
        "end": _position(path, span.end_line, span.end_column, places),
    }


def _position(path: str, line: int, column: int, places: Places) -> Json:
    before = places.line_at(path, line)[: column - 1]
    return {"line": line, "column": len(before.encode("utf-8", "surrogatepass")) + 1}
