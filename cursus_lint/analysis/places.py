"""Where the nodes of a statement stand in the file, whichever parser they come from."""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import libcst as cst

from cursus_lint.analysis import bounds
from cursus_lint.analysis.source import Statement
from cursus_lint.analysis.spans import measure
from cursus_lint.diagnostics import Span


class Places(Protocol):
    """Knows where the nodes stand that one parser made of a statement, or of a piece of it."""

    @property
    def statement(self) -> Statement:
        """The statement."""

    def want(self, node: Any) -> None:
        """Be told that the span of `node` will be asked for."""

    def span(self, node: Any) -> Span:
        """Where `node` stands in the file."""


@dataclass(eq=False)
class ConcretePlaces:
    """The places of the nodes of `module`, LibCST's tree of some piece of a statement.

    The piece's first character stands in this line and column of the statement; both count from 1.
    """

    statement: Statement
    module: cst.Module
    line: int = 1
    column: int = 1
    _spans: dict[cst.CSTNode, Span] = field(default_factory=dict)
    _wanted: list[cst.CSTNode] = field(default_factory=list)

    def want(self, node: cst.CSTNode) -> None:
        """Ask for the span of `node`, so that one pass measures all that are asked for."""
        if node not in self._spans:
            self._wanted.append(node)

    def span(self, node: cst.CSTNode) -> Span:
        """Where `node` stands in the file."""
        if node not in self._spans:
            self._spans.update(measure(self.module, {*self._wanted, node}))
            self._wanted.clear()
        return _moved(self._spans[node], self.statement.first_line + self.line - 1, self.column)


@dataclass(eq=False)
class AbstractPlaces:
    """The places of the nodes that Python's own parser made of a statement."""

    statement: Statement

    def want(self, node: ast.AST) -> None:
        """Nothing: these nodes know where they stand."""

    def span(self, node: ast.AST) -> Span:
        """Where `node` stands in the file: a function or class its name, an imported module without its new name."""
        lines = self.statement.lines
        return _moved(_span(node, lines, self.statement.outline_line), self.statement.first_line, 1)

    def inside(self, formatted: ast.JoinedStr) -> AbstractPlaces | PlaceholderPlaces:
        """The places of what stands inside an f-string, of which Python is sure since 3.12 only."""
        return self if sys.version_info >= (3, 12) else PlaceholderPlaces(self, formatted)


@dataclass(eq=False)
class PlaceholderPlaces:
    """The places of the nodes inside an f-string, for a Python whose parser is often wrong about them."""

    around: AbstractPlaces | PlaceholderPlaces
    formatted: ast.JoinedStr

    @property
    def statement(self) -> Statement:
        """The statement that the f-string stands in."""
        return self.around.statement

    def want(self, node: ast.AST) -> None:
        """Nothing: each is found by itself."""

    def span(self, node: ast.AST) -> Span:
        """Where `node` stands in the file: LibCST finds the placeholder, which is then parsed alone."""
        whole = self.around.span(self.formatted)
        text = _text_at(self.statement, whole)
        if len(text) > bounds.SNIPPET_CHARACTERS:
            return whole
        placeholders = [v.value for v in self.formatted.values if isinstance(v, ast.FormattedValue)]
        for value, place in zip(placeholders, _placeholders(text), strict=True):
            for twin, part in zip(_nodes(self.statement, whole, place), ast.walk(value), strict=True):
                if part is node:
                    return self._found(twin, whole, place)
        return whole

    def _found(self, twin: ast.AST, whole: Span, place: Span) -> Span:
        outer = _moved(place, whole.line, whole.column - 1)
        return _moved(_span(twin, _lines(_bracketed(_text_at(self.statement, outer))), 1), outer.line, outer.column - 1)

    def inside(self, formatted: ast.JoinedStr) -> AbstractPlaces | PlaceholderPlaces:
        """The places of what stands inside an f-string inside this one."""
        return PlaceholderPlaces(self, formatted)


def _nodes(statement: Statement, whole: Span, place: Span) -> Sequence[ast.AST]:
    text = _text_at(statement, _moved(place, whole.line, whole.column - 1))
    return list(ast.walk(ast.parse(_bracketed(text), mode="eval").body))


def _placeholders(text: str) -> list[Span]:
    """Where the expressions of an f-string stand in it, in brackets; those inside format specifications left out."""
    module = cst.parse_module(_bracketed(text))
    pieces = [module.body[0].body[0].value]  # type: ignore[union-attr, index]
    found: list[cst.CSTNode] = []
    while pieces:
        piece = pieces.pop()
        if isinstance(piece, cst.ConcatenatedString):
            pieces += [piece.right, piece.left]
        elif isinstance(piece, cst.FormattedString):
            found += [p.expression for p in piece.parts if isinstance(p, cst.FormattedStringExpression)]
    spans = measure(module, found) if found else {}
    return [spans[node] for node in found]


def _span(node: ast.AST, lines: Sequence[str], first: int) -> Span:
    """Where `node` stands in `lines`, the first of which is line `first` for it."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return _name_span(node, lines, first)
    assert isinstance(node, (ast.stmt, ast.expr, ast.alias))
    span = whole_span(node, lines, first)
    if isinstance(node, ast.alias) and node.asname is not None:
        return Span(span.line, span.column, span.line, span.column + len(node.name))
    if isinstance(node, (ast.Tuple, ast.GeneratorExp)):
        text = cut(lines, span)
        return _without_parentheses(span, text) if len(text) <= bounds.SNIPPET_CHARACTERS else span
    return span


def whole_span(node: ast.stmt | ast.expr | ast.alias, lines: Sequence[str], first: int) -> Span:
    """All of `node` in `lines`, the first of which is line `first` for it, as Python's own parser says."""
    top, bottom = node.lineno - first, (node.end_lineno or node.lineno) - first
    begin = _column(lines[top], node.col_offset)
    return Span(top + 1, begin + 1, bottom + 1, _column(lines[bottom], node.end_col_offset or 0) + 1)


_DEFINITION = re.compile(r"(?:async[\s\\]+)?(?:def|class)[\s\\]+(?=\w)")


def _name_span(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, lines: Sequence[str], first: int) -> Span:
    top = node.lineno - first
    text = "".join(lines[top : top + 3])
    start = _column(lines[top], node.col_offset)
    found = _DEFINITION.match(text, start)
    assert found is not None
    name = re.compile(r"\w+").match(text, found.end())
    assert name is not None
    at = _lines(text[: name.start()] + "_")
    return Span(top + len(at), len(at[-1]), top + len(at), len(at[-1]) + len(name.group()))


def _without_parentheses(span: Span, text: str) -> Span:
    """Where a tuple or generator stands that Python's parser says is at `span`, as LibCST would say it."""
    module = cst.parse_module(_bracketed(text))
    node = module.body[0].body[0].value  # type: ignore[union-attr, index]
    return _moved(measure(module, [node])[node], span.line, span.column - 1)


def _bracketed(text: str) -> str:
    return f"({text})"


def _lines(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()


def _column(line: str, offset: int) -> int:
    """The characters before the byte `offset` of a line in UTF-8."""
    return offset if line.isascii() else len(line.encode("utf-8", "surrogatepass")[:offset].decode("utf-8", "ignore"))


def cut(lines: Sequence[str], span: Span) -> str:
    """The text that stands at `span` in `lines`."""
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    first, *between = lines[span.line - 1 : span.end_line]
    return "".join((first[span.column - 1 :], *between[:-1], between[-1][: span.end_column - 1]))


def _text_at(statement: Statement, span: Span) -> str:
    return cut(statement.lines, _moved(span, 2 - statement.first_line, 1))


def _moved(span: Span, line: int, column: int) -> Span:
    """A span in a piece whose first character stands in this line and column."""
    shift = column - 1
    return Span(
        span.line + line - 1,
        span.column + (shift if span.line == 1 else 0),
        span.end_line + line - 1,
        span.end_column + (shift if span.end_line == 1 else 0),
    )
