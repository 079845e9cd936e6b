"""What a top-level statement says, read from the tree of Python's own parser and, where it matters, with LibCST."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.lowering.abstract import expressions, statements
from cursus_lint.analysis.lowering.abstract.walk import Lowering
from cursus_lint.analysis.source import Statement

KINDS = (expressions, statements)
"""The modules that say what becomes of each kind of node."""


def lower(statement: Statement, telling: frozenset[int]) -> ir.Block:
    """The code of one top-level statement that Python's own parser has read; LibCST reads its `telling` lines."""
    return Lowering(statement, telling).block(statement.outline)
