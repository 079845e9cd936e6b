"""Where the nodes of Python's own syntax trees stand, in characters."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from cursus_lint.diagnostics import Span

_GAP = r"(?:[ \t\f]|\\\r?\n|\\\r)"
_BREAK = re.compile(r"\r\n|\r|\n")
_INTRODUCTION = re.compile(rf"(?:async{_GAP}+)?(?:def|class){_GAP}+")


def span_of(node: ast.AST, lines: Sequence[str], first: int) -> Span:
    """The span of `node`, the line numbers as its tree counts them and `lines[0]` being line `first`.

    Columns are 1-based, the end exclusive. Of a function or class it is its name, of an imported module its name
    without `as`.
    """
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return _name_of_definition(node, lines, first)
    assert isinstance(node, (ast.expr, ast.stmt, ast.alias)), type(node)
    line, end_line = node.lineno, node.end_lineno or node.lineno
    start = _column(lines[line - first], node.col_offset)
    if isinstance(node, ast.alias):
        return Span(line, start, line, start + len(node.name))
    return Span(line, start, end_line, _column(lines[end_line - first], node.end_col_offset or node.col_offset))


def _column(line: str, offset: int) -> int:
    """The 1-based column of the character at `offset`, which counts bytes of UTF-8."""
    return offset + 1 if line.isascii() else len(line.encode()[:offset].decode(errors="replace")) + 1


def _name_of_definition(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, lines: Sequence[str], first: int
) -> Span:
    line = node.lineno
    indent = _column(lines[line - first], node.col_offset) - 1
    rest = "".join(lines[line - first :])
    found = _INTRODUCTION.match(rest, indent)
    ahead = _BREAK.split(rest[: found.end() if found else indent])
    line, column = line + len(ahead) - 1, len(ahead[-1]) + 1
    return Span(line, column, line, column + len(node.name))
