"""What was found out about one target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cursus_lint.diagnostics import Proof, Unknown, Violation
from cursus_lint.engine.target import Target

if TYPE_CHECKING:
    from cursus_lint.engine.suppress import Suppressions


class Findings(NamedTuple):
    """What the rules made of a target: violations, how much is proven, and what is unknown."""

    violations: tuple[Violation, ...] = ()
    proof: Proof = Proof()
    unknown: tuple[Unknown, ...] = ()

    @property
    def doubts(self) -> int:
        """How much is unknown."""
        return len(self.unknown)


class Found(Protocol):
    """Findings, at hand or filed as text."""

    @property
    def violations(self) -> Sequence[Violation]:
        """What contradicts the contract, sorted by place."""

    @property
    def proof(self) -> Proof:
        """How much is proven."""

    @property
    def unknown(self) -> Sequence[Unknown]:
        """What cannot be known."""

    @property
    def doubts(self) -> int:
        """How much is unknown."""


class Checked(NamedTuple):
    """What was found out about one target, before suppressions and configuration.

    `analysed` is false where no facts could be read, so that nothing can be called unused.
    """

    target: Target
    findings: Found
    suppressions: Suppressions | None = None
    analysed: bool = False

    @property
    def violations(self) -> Sequence[Violation]:
        """What contradicts the contract, sorted by place."""
        return self.findings.violations
