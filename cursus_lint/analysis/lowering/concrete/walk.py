"""The walk over a LibCST tree, and where it is told what becomes of each kind of node."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.places import ConcretePlaces

_Lower = Callable[["Lowering", Any], Any]
EXPRESSIONS: dict[type[cst.CSTNode], _Lower] = {}
STATEMENTS: dict[type[cst.CSTNode], _Lower] = {}


def expression(kind: type[cst.CSTNode]) -> Callable[[_Lower], _Lower]:
    """Register what becomes of an expression of this kind."""

    def register(function: _Lower) -> _Lower:
        EXPRESSIONS[kind] = function
        return function

    return register


def statement(kind: type[cst.CSTNode]) -> Callable[[_Lower], _Lower]:
    """Register what becomes of a statement of this kind."""

    def register(function: _Lower) -> _Lower:
        STATEMENTS[kind] = function
        return function

    return register


class Lowering:
    """Lowers what stands below one node; knows how deep it stands and whether the function around it yields.

    Kinds of nodes are compared by `type`: LibCST's classes are abstract ones, of which `isinstance` takes ten times as
    long, and none of those that the parser makes has subclasses.
    """

    def __init__(self, home: ConcretePlaces) -> None:
        self.home = home
        self.depth = 0
        self.yields = False

    def site(self, node: cst.CSTNode) -> ir.Site:
        """The place of a node."""
        return ir.Site(self.home, node)

    def expr(self, node: cst.CSTNode) -> ir.Expr:
        """An expression; unmodelled where nothing is registered, or it stands too deep."""
        function = EXPRESSIONS.get(type(node))
        if function is None or self.depth >= bounds.EXPRESSION_DEPTH:
            return ir.Unmodelled(self.site(node), ())
        self.depth += 1
        lowered: ir.Expr = function(self, node)
        self.depth -= 1
        return lowered

    def exprs(self, nodes: Sequence[cst.CSTNode]) -> tuple[ir.Expr, ...]:
        """Several expressions."""
        return tuple([self.expr(n) for n in nodes])

    def block(self, body: Sequence[cst.CSTNode]) -> ir.Block:
        """The code of statements in order."""
        code: list[ir.Code] = []
        for node in body:
            if type(node) is cst.SimpleStatementLine:
                for small in node.body:
                    self._into(code, small)
            else:
                self._into(code, node)
        return tuple(code)

    def _into(self, code: list[ir.Code], node: cst.CSTNode) -> None:
        function = STATEMENTS.get(type(node))
        if function is not None:
            code.extend(function(self, node))

    def suite(self, node: cst.BaseSuite | None) -> ir.Block:
        """The code below a colon."""
        return self.block(node.body) if node is not None else ()

    def target(self, node: cst.CSTNode) -> ir.Target:
        """What is assigned to."""
        if type(node) is cst.Name:
            return ir.NameTarget(node.value)
        if type(node) is cst.Attribute or type(node) is cst.Subscript:
            place = self.expr(node)
            if isinstance(place, (ir.Attribute, ir.Item)):
                return ir.PlaceTarget(place)
        if isinstance(node, (cst.Tuple, cst.List)):
            starred = next((i for i, e in enumerate(node.elements) if isinstance(e, cst.StarredElement)), None)
            return ir.UnpackTarget(tuple(self.target(e.value) for e in node.elements), starred)
        return ir.UnpackTarget((), None)

    def function(
        self, name: str, site: ir.Site, parameters: cst.Parameters, body: Callable[[], ir.Block]
    ) -> ir.FunctionCode:
        """A function whose body is lowered by `body`, knowing whether it yields."""
        lowered = self._parameters(parameters)
        around, self.yields, depth, self.depth = self.yields, False, self.depth, 0
        code = ir.FunctionCode(site, name, lowered, body(), self.yields)
        self.yields, self.depth = around, depth
        return code

    def _parameters(self, node: cst.Parameters) -> tuple[ir.Parameter, ...]:
        found: list[ir.Parameter] = []

        def add(parameter: cst.Param, kind: str) -> None:
            default = self.expr(parameter.default) if parameter.default is not None else None
            annotation = self.expr(parameter.annotation.annotation) if parameter.annotation is not None else None
            found.append(ir.Parameter(parameter.name.value, kind, default, annotation))

        for parameter in node.posonly_params:
            add(parameter, "positional")
        for parameter in node.params:
            add(parameter, "either")
        if isinstance(node.star_arg, cst.Param):
            add(node.star_arg, "args")
        for parameter in node.kwonly_params:
            add(parameter, "keyword")
        if node.star_kwarg is not None:
            add(node.star_kwarg, "kwargs")
        return tuple(found)


OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.BitOr: "|", cst.BitAnd: "&", cst.BitXor: "^", cst.LeftShift: "<<", cst.RightShift: ">>",
    cst.MatrixMultiply: "@",
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.BitOrAssign: "|",
    cst.BitAndAssign: "&", cst.BitXorAssign: "^", cst.LeftShiftAssign: "<<", cst.RightShiftAssign: ">>",
    cst.MatrixMultiplyAssign: "@",
    cst.Equal: "==", cst.NotEqual: "!=", cst.Is: "is", cst.IsNot: "is not", cst.In: "in", cst.NotIn: "not in",
    cst.LessThan: "<", cst.GreaterThan: ">", cst.LessThanEqual: "<=", cst.GreaterThanEqual: ">=",
}  # fmt: skip
"""Operators as they are written."""
