"""From syntax trees to the small language of `ir`: a walk of our own over the fields that carry meaning."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.lowering import abstract, concrete
from cursus_lint.analysis.source import Statement, Unlintable


def lower(statement: Statement) -> ir.Block:
    """The code of one top-level statement; raises `Unlintable`."""
    try:
        if statement.tree is not None:
            return concrete.lower(statement, statement.tree)
        return abstract.lower(statement, statement.telling_lines)
    except RecursionError:
        raise Unlintable(f"the code is nested too deeply (line {statement.first_line})") from None
