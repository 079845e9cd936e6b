"""`json`: everything, for other programs, in a shape that is versioned and stable."""

from __future__ import annotations

import json
from typing import Union

from cursus_lint.diagnostics import ContractPlace, Edit, Report, Severity, Suppression, Violation
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.realised import RealisedFixes

Json = Union[str, int, bool, None, "list[Json]", "dict[str, Json]"]


def render(report: Report, files: Files, style: Style) -> str:
    """One JSON document: the reported, suppressed and known violations by file and place, and the summary."""
    document: Json = {
        "version": 1,
        "violations": violations_as_json(report, files),
        "summary": _summary(report),
    }
    return json.dumps(document, indent=2) + "\n"


def violations_as_json(report: Report, files: Files) -> list[Json]:
    """The reported, suppressed and known violations by file and place."""
    fixes = RealisedFixes(files)
    shown = [(violation, False) for violation in (*report.reported, *report.suppressed)]
    shown += [(violation, True) for violation in report.known]
    shown.sort(key=lambda each: each[0].sort_key())
    return [_violation(violation, known, fixes) for violation, known in shown]


def _violation(violation: Violation, known: bool, fixes: RealisedFixes) -> Json:
    line, column, end_line, end_column = violation.span
    comment = _comment(violation.suppression)
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
        "contract": _contract(violation.contract),
        "fix": _fix(violation, fixes),
        "suppressed": comment is not None,
        "suppression": comment,
        "known": known,
    }


def _contract(place: ContractPlace | None) -> Json:
    return None if place is None else {"path": place.path, "step_type": place.step_type, "line": place.line}


def _comment(comment: Suppression | None) -> Json:
    if comment is None:
        return None
    return {"path": comment.path, "line": comment.line, "reason": comment.reason, "until": comment.until or None}


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
        "known": len(report.known),
        "elsewhere": len(report.elsewhere),
        "ignored": len(report.ignored),
        "fixable": sum(count for kind, count in report.kinds().items() if kind.grade is not None),
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
