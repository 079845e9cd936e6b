"""Turns the intents that rules name into edits of a file's text.

The place is found by its span, the one top-level statement around it is parsed with LibCST, and the change is returned
as the smallest replacements of text that make it, so that everything outside them stays byte for byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.diagnostics import Edit, Rewrite

if TYPE_CHECKING:
    from cursus_lint.analysis.rewriting.script import Script

__all__ = ["CannotRewrite", "realise"]


def realise(source: str | Script, rewrite: Rewrite) -> tuple[Edit, ...]:
    """The edits that make `rewrite` true in `source`, disjoint and in the order of the text.

    Raises CannotRewrite, with a reason for the user, where the place is not as the intent says or where the change
    could not be made without harm. A `Script` keeps the statements it has parsed from one call to the next.
    """
    # Rules import the intents from this package; only who realises one pays for LibCST.
    from cursus_lint.analysis.rewriting import realisation
    from cursus_lint.analysis.rewriting.script import Script

    script = source if isinstance(source, Script) else Script(source)
    return realisation.carry_out(script, rewrite)
