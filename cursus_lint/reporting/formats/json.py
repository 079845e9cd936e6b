"""`json`: everything, for other programs, in a shape that is versioned and stable."""

from __future__ import annotations

import json
from typing import Union

from cursus_lint.diagnostics import Edit, Report, Severity, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.realised import RealisedFixes

Json = Union[str, int, bool, None, "list[Json]", "dict[str, Json]"]


def render(report: Report, files: Files, style: Style) -> str:
    """One JSON document: the reported and the suppressed violations by file and place, and the summary."""
    shown = sorted((*report.reported, *report.suppressed), key=Violation.sort_key)
    fixes = RealisedFixes(files)
    document: Json = {
        "version": 1,
        "violations": [_violation(violation, fixes) for violation in shown],
        "summary": _summary(report),
    }
    return json.dumps(document, indent=2) + "\n"


def _violation(violation: Violation, fixes: RealisedFixes) -> Json:
    line, column, end_line, end_column = violation.span
    contract = violation.contract
    return {
        "code": violation.code,
        "name": violation.name,
        "severity": violation.severity.value,
        "subject": violation.subject,
        "message": violation.message,
        "path": violation.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "contract": contract and {"path": contract.path, "step_type": contract.step_type, "line": contract.line},
        "fix": _fix(violation, fixes),
        "suppressed": violation.suppression is not None,
    }


def _fix(violation: Violation, fixes: RealisedFixes) -> Json:
    edits = fixes.edits_of(violation)
    if violation.fix is None or edits is None:
        return None
    return {
        "applicability": violation.fix.applicability.value,
        "title": violation.fix.title,
        "edits": [_edit(edit) for edit in edits],
    }


def _edit(edit: Edit) -> Json:
    line, column, end_line, end_column = edit.span
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column, "text": edit.text}


def _summary(report: Report) -> Json:
    return {
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "infos": report.count(Severity.INFO),
        "suppressed": len(report.suppressed),
        "ignored": len(report.ignored),
        "fixable": sum(violation.fix is not None for violation in report.reported),
        "fixed": len(report.fixed),
        "linted": len(report.linted),
        "without_contract": list(report.without_contract),
        "contracts": len(report.contracts),
        "proven": report.proof.proven,
        "provable": report.proof.total,
        "unknown": [
            {"path": each.path, "line": each.span.line, "kind": each.kind, "reason": each.reason}
            for each in report.unknown
        ],
    }
