"""The walk over a tree of Python's own parser, and where it is told what becomes of each kind of node."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.lowering.snippets import Snippets
from cursus_lint.analysis.places import AbstractPlaces, PlaceholderPlaces
from cursus_lint.analysis.source import Statement

_Lower = Callable[["Lowering", Any], Any]
EXPRESSIONS: dict[type[ast.AST], _Lower] = {}
STATEMENTS: dict[type[ast.AST], _Lower] = {}


def expression(kind: type[ast.AST]) -> Callable[[_Lower], _Lower]:
    """Register what becomes of an expression of this kind."""

    def register(function: _Lower) -> _Lower:
        EXPRESSIONS[kind] = function
        return function

    return register


def statement(kind: type[ast.AST]) -> Callable[[_Lower], _Lower]:
    """Register what becomes of a compound statement of this kind, or a simple one that no fact can come from."""

    def register(function: _Lower) -> _Lower:
        STATEMENTS[kind] = function
        return function

    return register


class Lowering:
    """Lowers one top-level statement; knows how deep it stands and whether the function around it yields.

    Simple statements, and expressions at the head of compound ones, are read with LibCST where they stand in one of the
    `telling` lines.
    """

    def __init__(self, statement: Statement, telling: frozenset[int]) -> None:
        self.home: AbstractPlaces | PlaceholderPlaces = AbstractPlaces(statement)
        self.snippets = Snippets(statement, telling)
        self.depth = 0
        self.yields = False

    def site(self, node: ast.AST) -> ir.Site:
        """The place of a node."""
        return ir.Site(self.home, node)

    def expr(self, node: ast.expr) -> ir.Expr:
        """An expression; unmodelled where nothing is registered, or it stands too deep."""
        function = EXPRESSIONS.get(type(node))
        if function is None or self.depth >= bounds.EXPRESSION_DEPTH:
            return ir.Unmodelled(ir.Site(self.home, node), ())
        self.depth += 1
        lowered: ir.Expr = function(self, node)
        self.depth -= 1
        return lowered

    def exprs(self, nodes: Sequence[ast.expr]) -> tuple[ir.Expr, ...]:
        """Several expressions."""
        return tuple([self.expr(n) for n in nodes])

    def head(self, node: ast.expr) -> ir.Expr:
        """An expression that a compound statement holds itself: a test, an iterable, a default."""
        if self.snippets.matters(node):
            read = self.snippets.expression(node)
            if read is not None:
                self.yields |= read.yields
                return read.code
        return self.expr(node)

    def heads(self, nodes: Sequence[ast.expr]) -> tuple[ir.Expr, ...]:
        """Several such expressions."""
        return tuple([self.head(n) for n in nodes])

    def block(self, body: Sequence[ast.stmt]) -> ir.Block:
        """The code of statements in order."""
        code: list[ir.Code] = []
        for node in body:
            if type(node) not in COMPOUND and self.snippets.matters(node):
                read = self.snippets.statement(node)
                if read is not None:
                    self.yields |= read.yields
                    code.extend(read.code)
                    continue
            function = STATEMENTS.get(type(node))
            if function is not None:
                code.extend(function(self, node))
        return tuple(code)

    def target(self, node: ast.expr) -> ir.Target:
        """What is assigned to."""
        if type(node) is ast.Name:
            return ir.NameTarget(node.id)
        if type(node) is ast.Attribute or type(node) is ast.Subscript:
            place = self.expr(node)
            if isinstance(place, (ir.Attribute, ir.Item)):
                return ir.PlaceTarget(place)
        if isinstance(node, (ast.Tuple, ast.List)):
            starred = next((i for i, e in enumerate(node.elts) if type(e) is ast.Starred), None)
            targets = tuple([self.target(e.value if isinstance(e, ast.Starred) else e) for e in node.elts])
            return ir.UnpackTarget(targets, starred)
        return ir.UnpackTarget((), None)

    def function(
        self, name: str, site: ir.Site, parameters: tuple[ir.Parameter, ...], body: Callable[[], ir.Block]
    ) -> ir.FunctionCode:
        """A function whose body is lowered by `body`, knowing whether it yields."""
        around, self.yields, depth, self.depth = self.yields, False, self.depth, 0
        code = ir.FunctionCode(site, name, parameters, body(), self.yields)
        self.yields, self.depth = around, depth
        return code

    def parameters(self, node: ast.arguments, read: Callable[[ast.expr], ir.Expr]) -> tuple[ir.Parameter, ...]:
        """The parameters of a function, whose defaults and annotations `read` lowers."""
        found: list[ir.Parameter] = []

        def add(parameter: ast.arg, kind: str, default: ast.expr | None) -> None:
            lowered = read(default) if default is not None else None
            annotation = read(parameter.annotation) if parameter.annotation is not None else None
            found.append(ir.Parameter(parameter.arg, kind, lowered, annotation))

        positional = (*node.posonlyargs, *node.args)
        without = len(positional) - len(node.defaults)
        for index, parameter in enumerate(positional):
            kind = "positional" if index < len(node.posonlyargs) else "either"
            add(parameter, kind, node.defaults[index - without] if index >= without else None)
        if node.vararg is not None:
            add(node.vararg, "args", None)
        for parameter, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            add(parameter, "keyword", default)
        if node.kwarg is not None:
            add(node.kwarg, "kwargs", None)
        return tuple(found)


COMPOUND = frozenset(
    {
        ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.With, ast.AsyncWith, ast.Match, ast.FunctionDef,
        ast.AsyncFunctionDef, ast.ClassDef, getattr(ast, "TryStar", ast.Try),
    }
)  # fmt: skip
"""The statements that hold others."""

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.Lt: "<", ast.Gt: ">", ast.LtE: "<=", ast.GtE: ">=",
}  # fmt: skip
"""Operators as they are written."""
