"""The violations as SARIF results."""

from __future__ import annotations

from collections.abc import Sequence

from cursus_lint.diagnostics import Report, Span, Violation
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.places import Places
from cursus_lint.reporting.realised import RealisedFixes
from cursus_lint.reporting.sarif_rules import LEVELS, Json


class Results:
    """Writes results; `codes` are the rules in the order of their descriptors."""

    def __init__(self, places: Places, fixes: RealisedFixes, codes: Sequence[str], report: Report) -> None:
        self._places = places
        self._fixes = fixes
        self._index = {code: index for index, code in enumerate(codes)}
        self._known = frozenset(report.known)
        self._has_baseline = bool(report.baseline)

    def of(self, violations: Sequence[tuple[Violation, str]]) -> list[Json]:
        """A result for each violation with the reason why it does not count, "" where it does."""
        identities = self._places.identities(violation for violation, _ in violations)
        return [
            self._result(violation, why, identity)
            for (violation, why), identity in zip(violations, identities, strict=True)
        ]

    def _result(self, violation: Violation, why: str, identity: str) -> Json:
        region = self._places.first_line(violation.path, violation.span)
        line = self._places.line_hash(violation)
        fingerprints = {"primaryLocationLineHash": line} if line else {}
        result: dict[str, Json] = {
            "ruleId": violation.code,
            "ruleIndex": self._index[violation.code],
            "level": LEVELS[violation.severity],
            "message": {"text": escape(violation.message)},
            "locations": [self._location(violation.path, region)],
            "partialFingerprints": {**fingerprints, "cursusLintIdentity/v1": identity},
            "suppressions": self._suppressions(violation, why),
        }
        contract = violation.contract
        if contract is not None:
            declared = self._places.whole_line(contract.path, contract.line or 1)
            said = f"The contract of {escape(contract.step_type)}." if contract.step_type else "The contract."
            result["relatedLocations"] = [
                {"id": 0, "message": {"text": said}, **self._location(contract.path, declared)}
            ]
        edits = self._fixes.edits_of(violation)
        if violation.fix is not None and edits:
            grade = violation.fix.applicability.value
            result["fixes"] = [
                {
                    "description": {"text": f"{escape(violation.fix.title)} ({grade})."},
                    "artifactChanges": [
                        {
                            "artifactLocation": self._artifact(violation.path),
                            "replacements": [
                                {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
                                for edit in edits
                            ],
                        }
                    ],
                }
            ]
        if self._has_baseline:
            result["baselineState"] = "unchanged" if violation in self._known else "new"
        return result

    def _suppressions(self, violation: Violation, why: str) -> list[Json]:
        if not why:
            return []
        comment = violation.suppression
        if comment is None:
            return [{"kind": "external", "status": "accepted", "justification": why}]
        line = self._places.whole_line(comment.path, comment.line)
        return [
            {
                "kind": "inSource",
                "status": "accepted",
                "justification": why,
                "location": self._location(comment.path, line),
            }
        ]

    def _location(self, path: str, region: Span) -> dict[str, Json]:
        return {"physicalLocation": {"artifactLocation": self._artifact(path), "region": _region(region)}}

    def _artifact(self, path: str) -> Json:
        return {"uri": self._places.uri(path), "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> Json:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
