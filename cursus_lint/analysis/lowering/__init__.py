"""From LibCST trees to the small language of `ir`: a walk of our own over the fields that carry meaning."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.lowering import expressions, statements
from cursus_lint.analysis.lowering.walk import Lowering
from cursus_lint.analysis.source import Statement, Unlintable

KINDS = (expressions, statements)
"""The modules that say what becomes of each kind of node."""


def lower(statement: Statement) -> ir.Block:
    """The code of one top-level statement; raises `Unparsable` or `Unlintable` as its tree does."""
    lowering = Lowering(statement)
    try:
        return lowering.members(statement.tree.body, statement.outline)
    except RecursionError:
        raise Unlintable(f"the code is nested too deeply (line {statement.first_line})") from None
