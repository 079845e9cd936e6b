"""Findings as text: an outline that is enough to count by, and the rest for when somebody looks at it.

A run over thousands of scripts holds what it found in this form, and so does the cache: most of a report is only
counted, and what is shown is shown once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from cursus_lint.diagnostics import Applicability, Kind, Proof, Severity, Unknown, Violation
from cursus_lint.engine.checked import Findings
from cursus_lint.engine.pile import Pile
from cursus_lint.engine.target import Target
from cursus_lint.rule import Rule


class Outline(NamedTuple):
    """What there is to know of findings without their places and words.

    `kinds` has one entry for each violation, in their order. `plain`: every violation is about the script and lies in
    it, and no rule crashed, so that nothing but configuration and comments decides what becomes of them.
    """

    kinds: tuple[Kind, ...]
    proof: Proof
    unknown: int
    plain: bool


def to_text(findings: Findings, target: Target) -> str:
    """Three lines: the outline, the violations, and what is unknown."""
    from cursus_lint.engine import plain

    violations = tuple(dict.fromkeys(findings.violations))
    own = all(
        each.path == target.path
        and (each.contract is None or each.contract.path == target.contract_path)
        and each.code != "CUR004"
        for each in violations
    )
    kinds = [each.kind for each in violations]
    outline = (kinds, (findings.proof.proven, findings.proof.total), len(findings.unknown), own)
    return f"{json.dumps(outline)}\n{plain.to_text(violations)}\n{plain.to_text(findings.unknown)}"


class Shelf:
    """The findings of one run, filed; what turns out to be no text of ours is found out again with `rules`."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = rules
        self._pile = Pile()
        self._outlines: dict[str, Outline] = {}

    def file(self, text: str, target: Target) -> Filed:
        """Put away what `to_text` made of the findings about a target; raises `ValueError` for another text."""
        outline, _, rest = text.partition("\n")
        known = self._outlines.get(outline)
        if known is None:
            known = self._outlines[outline] = _outline(outline)
        return Filed(known, target, self, self._pile.add(rest))

    def read(self, number: int, outline: Outline, target: Target) -> Findings:
        """The findings that were filed under this number."""
        from cursus_lint.engine.plain import from_text

        try:
            violations, unknown = map(from_text, self._pile[number].split("\n"))
            if tuple(each.kind for each in violations) == outline.kinds and len(unknown) == outline.unknown:
                return Findings(violations, outline.proof, unknown)
        except (ValueError, TypeError, AttributeError):  # a damaged entry
            pass
        from cursus_lint.engine.run import examine

        return examine(target, self._rules).findings


class Filed:
    """Findings of which only the outline is at hand; the rest is read again each time it is asked for."""

    __slots__ = ("_number", "_shelf", "_target", "outline")

    def __init__(self, outline: Outline, target: Target, shelf: Shelf, number: int) -> None:
        self.outline = outline
        self._target = target
        self._shelf = shelf
        self._number = number

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What contradicts the contract, sorted by place; each once."""
        return self._read().violations if self.outline.kinds else ()

    @property
    def proof(self) -> Proof:
        """How much is proven."""
        return self.outline.proof

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """What cannot be known."""
        return self._read().unknown if self.outline.unknown else ()

    @property
    def doubts(self) -> int:
        """How much is unknown."""
        return self.outline.unknown

    @property
    def path(self) -> str:
        """The script they are about."""
        return self._target.path

    def _read(self) -> Findings:
        return self._shelf.read(self._number, self.outline, self._target)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Filed):
            return NotImplemented
        return (self.outline, self.violations, self.unknown) == (other.outline, other.violations, other.unknown)

    __hash__ = None  # type: ignore[assignment]


def _outline(text: str) -> Outline:
    try:
        kinds, (proven, total), unknown, own = json.loads(text)
        return Outline(tuple(map(_kind, kinds)), Proof(proven, total), unknown, own)
    except TypeError as error:
        raise ValueError(f"no outline: {error}") from None


def _kind(values: list[str]) -> Kind:
    code, name, severity, grade = values
    return Kind(code, name, Severity(severity), Applicability(grade) if grade is not None else None)
