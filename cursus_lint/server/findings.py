"""Violations as the protocol's diagnostics."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.server.documents import Documents, uri_of
from cursus_lint.server.linting import Linted

SOURCE = "cursus-lint"

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_OF_NO_USE = ("unused-", "unread-", "unimported-")


def diagnostics_of(linted: Linted, documents: Documents) -> list[types.Diagnostic]:
    """What is to be shown in a document: its own violations, and those that contradict its declarations."""
    own = [_diagnostic(violation, linted, documents) for violation in linted.own]
    return own + [_declaration(violation, linted, documents) for violation in linted.declared]


def _diagnostic(violation: Violation, linted: Linted, documents: Documents) -> types.Diagnostic:
    text = linted.document.text
    return types.Diagnostic(
        range=text.range_of(violation.span),
        message=violation.message,
        severity=_SEVERITIES[violation.severity],
        code=violation.code,
        source=SOURCE,
        tags=_tags(violation, text.line(violation.span.line - 1)),
        related_information=_contract_place(violation, linted, documents),
        data=_data(violation),
    )


def _declaration(violation: Violation, linted: Linted, documents: Documents) -> types.Diagnostic:
    """A violation in a script, shown where the contract declares what it contradicts."""
    assert violation.contract is not None
    text = linted.document.text
    script = Path(violation.path).name
    return types.Diagnostic(
        range=text.range_of_name(violation.contract.line, violation.subject),
        message=f"{script}: {violation.message}",
        severity=_SEVERITIES[violation.severity],
        code=violation.code,
        source=SOURCE,
        tags=_tags(violation, violation.subject),
        related_information=_script_place(violation, linted, documents),
    )


def _tags(violation: Violation, shown: str) -> list[types.DiagnosticTag] | None:
    """What is of no use is faded, where it is the thing itself that is shown."""
    if violation.name.startswith(_OF_NO_USE) and violation.subject in shown:
        return [types.DiagnosticTag.Unnecessary]
    return None


def _data(violation: Violation) -> dict[str, str] | None:
    """What tells a violation among those of its document, so that its fix is found again."""
    if violation.fix is None:
        return None
    return {
        "subject": violation.subject,
        "title": violation.fix.title,
        "applicability": violation.fix.applicability.value,
    }


def _contract_place(
    violation: Violation, linted: Linted, documents: Documents
) -> list[types.DiagnosticRelatedInformation] | None:
    place = violation.contract
    file = linted.binding.places.get(place.path) if place is not None else None
    document = documents.read(file) if file is not None else None
    if place is None or file is None or document is None or place.line < 1:
        return None
    where = types.Location(uri_of(file), document.text.range_of_name(place.line, violation.subject))
    return [types.DiagnosticRelatedInformation(where, f"the contract of {place.step_type}")]


def _script_place(
    violation: Violation, linted: Linted, documents: Documents
) -> list[types.DiagnosticRelatedInformation] | None:
    file = linted.binding.places.get(violation.path)
    document = documents.read(file) if file is not None else None
    if file is None or document is None:
        return None
    where = types.Location(uri_of(file), document.text.range_of(violation.span))
    return [types.DiagnosticRelatedInformation(where, violation.path)]
