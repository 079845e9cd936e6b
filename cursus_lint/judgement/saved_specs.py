"""What the rules about saved execution specs have in common."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from cursus_lint.contracts.near_miss import nearest

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Side
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.diagnostics import Span
    from cursus_lint.rule import Subject
    from cursus_lint.runtime.saved_spec import SavedSpec


def suggestion(name: str, known: Iterable[str]) -> str:
    """The near-miss as the end of a message, "" if nothing is near.

    >>> suggestion("LABEL_FILED", ["LABEL_FIELD"])
    '; did you mean `LABEL_FIELD`?'
    """
    near = nearest(name, known)
    return f"; did you mean `{near}`?" if near else ""


def is_given(subject: Subject, variable: str) -> bool:
    """Whether the platform, or the configuration, gives every script this variable."""
    return subject.platform.sets(variable) or any(
        fnmatch.fnmatchcase(variable, pattern) for pattern in subject.platform_env_vars
    )


def sides(contract: ScriptContract) -> tuple[tuple[Side, Collection[str]], ...]:
    """The two sides with the logical names that the contract declares."""
    return ("input", contract.expected_input_paths), ("output", contract.expected_output_paths)


def channel_place(saved: SavedSpec, side: Side, name: str = "") -> Span:
    """Where a spec maps a logical name, or would map it; basic and enhanced specs have fields of different names."""
    field = f"{side}_path_specs" if f"{side}_path_specs" in saved.places else f"{side}_paths"
    return saved.place(field, name)
