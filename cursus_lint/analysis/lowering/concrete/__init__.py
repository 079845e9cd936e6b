"""What LibCST's tree says, of a piece of a statement or of a whole file."""

from __future__ import annotations

import libcst as cst

from cursus_lint.analysis import ir
from cursus_lint.analysis.lowering.concrete import expressions, statements
from cursus_lint.analysis.lowering.concrete.walk import Lowering
from cursus_lint.analysis.places import ConcretePlaces
from cursus_lint.analysis.source import Statement

KINDS = (expressions, statements)
"""The modules that say what becomes of each kind of node."""


def lower(statement: Statement, tree: cst.Module) -> ir.Block:
    """The code of a statement that only LibCST has read, `tree` being all of it."""
    return Lowering(ConcretePlaces(statement, tree)).block(tree.body)
