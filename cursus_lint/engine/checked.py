"""What was found out about one target."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Proof, Unknown, Violation
from cursus_lint.engine.target import Target

if TYPE_CHECKING:
    from cursus_lint.engine.suppress import Suppressions

Findings = tuple[tuple[Violation, ...], Proof, tuple[Unknown, ...]]
"""What the rules made of a target: violations, how much is proven, and what is unknown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about one target, before suppressions and configuration.

    `analysed` is false where no facts could be read, so that nothing can be called unused.
    """

    target: Target
    violations: tuple[Violation, ...] = ()
    suppressions: Suppressions | None = None
    proof: Proof = field(default_factory=Proof)
    unknown: tuple[Unknown, ...] = ()
    analysed: bool = False
