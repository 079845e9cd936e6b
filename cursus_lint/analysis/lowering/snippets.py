"""The pieces of a statement that a fact can come from, each cut out and read with LibCST."""

from __future__ import annotations

import ast
from dataclasses import dataclass

import libcst as cst

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.lowering.concrete.walk import Lowering
from cursus_lint.analysis.places import ConcretePlaces, cut, whole_span
from cursus_lint.analysis.source import Statement


@dataclass(frozen=True)
class ReadStatement:
    """The code of a simple statement, and whether it yields."""

    code: ir.Block
    yields: bool


@dataclass(frozen=True)
class ReadExpression:
    """The code of an expression, and whether it yields."""

    code: ir.Expr
    yields: bool


class Snippets:
    """Cuts pieces out of one top-level statement, by the nodes that Python's own parser made of them.

    `telling` are the indices of its lines that a fact can come from.
    """

    def __init__(self, statement: Statement, telling: frozenset[int]) -> None:
        self._statement = statement
        self._first = statement.outline_line
        self._telling = telling

    def matters(self, node: ast.stmt | ast.expr) -> bool:
        """Whether a fact can come from the lines that `node` stands in."""
        if not self._telling:
            return False
        first, last = node.lineno - self._first, (node.end_lineno or node.lineno) - self._first
        return first in self._telling or (first < last and not self._telling.isdisjoint(range(first + 1, last + 1)))

    def statement(self, node: ast.stmt) -> ReadStatement | None:
        """What a simple statement says; None where LibCST cannot be asked."""
        module = _parse(self._cut(node))
        if module is None:
            return None
        low = self._lowering(node, module, 0)
        code = low.block(module.body)
        return ReadStatement(code, low.yields)

    def expression(self, node: ast.expr) -> ReadExpression | None:
        """What an expression says, which LibCST reads in brackets; None where LibCST cannot be asked."""
        module = _parse(f"({self._cut(node)})")
        if module is None:
            return None
        line = module.body[0]
        assert isinstance(line, cst.SimpleStatementLine)
        assert isinstance(line.body[0], cst.Expr)
        low = self._lowering(node, module, 1)
        code = low.expr(line.body[0].value)
        return ReadExpression(code, low.yields)

    def _lowering(self, node: ast.stmt | ast.expr, module: cst.Module, before: int) -> Lowering:
        span = whole_span(node, self._statement.lines, self._first)
        return Lowering(ConcretePlaces(self._statement, module, span.line, span.column - before))

    def _cut(self, node: ast.stmt | ast.expr) -> str:
        return cut(self._statement.lines, whole_span(node, self._statement.lines, self._first))


def _parse(text: str) -> cst.Module | None:
    if len(text) > bounds.SNIPPET_CHARACTERS:
        return None
    try:
        return cst.parse_module(text)
    except (cst.ParserSyntaxError, RecursionError):
        return None
