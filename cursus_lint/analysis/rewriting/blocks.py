"""Statements and the blocks they stand in: where a line can be added or taken out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script

Block = list[ast.stmt]


def blocks(node: ast.AST) -> Iterator[Block]:
    """The blocks of statements directly inside `node`."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
            yield block
    for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield from blocks(part)


def block_around(script: Script, place: Range) -> tuple[Block, int]:
    """The innermost block with a statement around `place`, and the index of that statement in it."""
    node: ast.AST = script.tree
    found: tuple[Block, int] | None = None
    while True:
        inner = _step(script, node, place)
        if inner is None:
            break
        found = inner
        node = inner[0][inner[1]]
    if found is None:
        raise CannotRewrite("no statement stands there")
    return found


def _step(script: Script, node: ast.AST, place: Range) -> tuple[Block, int] | None:
    for block in blocks(node):
        for index, statement in enumerate(block):
            start, end = statement_range(script, statement)
            if start <= place[0] and place[1] <= end:
                return block, index
    return None


def statement_range(script: Script, statement: ast.stmt) -> Range:
    """Where a statement stands, with its decorators."""
    start, end = script.node_range(statement)
    decorators = getattr(statement, "decorator_list", [])
    return min([start, *(script.node_range(decorator)[0] for decorator in decorators)]), end


def line_after(script: Script, statement: ast.stmt) -> int:
    """The end of the last line of `statement`, with its comment and without the line ending, where a line can be added.

    Raises CannotRewrite where another statement stands on that line.
    """
    end = script.node_range(statement)[1]
    start, stop = script.line_range(script.line(end))
    line = script.text[start:stop].rstrip("\r\n")
    rest = script.text[end : start + len(line)].strip()
    if rest and not rest.startswith("#"):
        raise CannotRewrite("another statement stands on the same line")
    return start + len(line)


def begins_its_line(script: Script, statement: ast.stmt) -> bool:
    """Whether nothing but blanks stands before a statement on its line."""
    start = statement_range(script, statement)[0]
    return not script.text[script.line_range(script.line(start))[0] : start].strip()


def block_start(script: Script, block: Block) -> tuple[int, str]:
    """Where a line can be added at the start of a block, below its docstring, and the indentation it needs.

    Comments that stand above the first statement stay with it. Raises CannotRewrite for a block on its header's line.
    """
    documented = isinstance(block[0], ast.Expr) and isinstance(block[0].value, ast.Constant)
    if documented and isinstance(getattr(getattr(block[0], "value", None), "value", None), str):
        end = line_after(script, block[0])
        return script.line_range(script.line(end))[1], script.indentation(script.node_range(block[0])[0])
    first = statement_range(script, block[0])[0]
    if not begins_its_line(script, block[0]):
        raise CannotRewrite("the block stands on the line of its header")
    line = script.line(first)
    while line > 1 and _is_blank_or_comment(script, line - 1):
        line -= 1
    return script.line_range(line)[0], script.indentation(first)


def _is_blank_or_comment(script: Script, line: int) -> bool:
    text = script.slice(script.line_range(line)).strip()
    return not text or text.startswith("#")
