"""A script as a rewrite needs it: its text by offset, and the one statement that a rewrite touches as a tree.

Only the top-level statement that contains a place is parsed with LibCST, once. Offsets count characters of
`Script.text` from 0; a range is `(start, end)`, the end exclusive.
"""

from __future__ import annotations

import ast
import bisect
import re
import tokenize
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Union

from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.diagnostics import Edit, Span

if TYPE_CHECKING:
    from cursus_lint.analysis.rewriting.piece import Piece

Range = tuple[int, int]


class Token(NamedTuple):
    """A token: its kind as in the `tokenize` module, its text, and its place."""

    kind: int
    text: str
    place: Range


_LINE_END = re.compile(r"\r\n|\n|\r")


class Script:
    """A script's text, with its statements parsed when a rewrite needs them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._line_starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self._pieces: dict[Range, Piece] = {}

    @cached_property
    def tree(self) -> ast.Module:
        """The whole script as the running Python reads it. Raises CannotRewrite where it does not."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise CannotRewrite(f"the script is not valid Python: {error}") from None

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens that have a width, but for indentation. Raises CannotRewrite where the text is not Python."""
        lines = self.lines()
        found: list[Token] = []
        try:
            for kind, text, start, end, _ in tokenize.generate_tokens(lambda: next(lines, "")):
                if kind != tokenize.INDENT and text:
                    found.append(Token(kind, text, (self._token_offset(*start), self._token_offset(*end))))
        except (tokenize.TokenError, SyntaxError) as error:
            raise CannotRewrite(f"the script is not valid Python: {error}") from None
        return tuple(found)

    def _token_offset(self, line: int, column: int) -> int:
        """The offset of a token's end; the tokeniser counts any line ending as one column."""
        start, end = self.line_range(line)
        return min(start + column, end)

    @cached_property
    def _blocks(self) -> list[Range]:
        """The first and last line of each run of top-level statements that share lines, in order."""
        blocks: list[Range] = []
        for statement in self.tree.body:
            decorators = getattr(statement, "decorator_list", [])
            first = min([statement.lineno, *(d.lineno for d in decorators)])
            last = statement.end_lineno or first
            if blocks and first <= blocks[-1][1]:
                blocks[-1] = (blocks[-1][0], max(last, blocks[-1][1]))
            else:
                blocks.append((first, last))
        return blocks

    @cached_property
    def newline(self) -> str:
        """The line ending that the script uses first; a newline where it has none."""
        found = _LINE_END.search(self.text)
        return found.group() if found else "\n"

    def offset(self, line: int, column: int) -> int:
        """The offset of a 1-based line and column. Raises CannotRewrite where there is no such place."""
        if not 1 <= line <= len(self._line_starts):
            raise CannotRewrite(f"the script has no line {line}")
        offset = self._line_starts[line - 1] + column - 1
        if offset > len(self.text):
            raise CannotRewrite(f"line {line} has no column {column}")
        return offset

    def range(self, span: Span) -> Range:
        """The offsets of `span`."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def line(self, offset: int) -> int:
        """The 1-based line that `offset` lies in."""
        return bisect.bisect_right(self._line_starts, offset)

    def span(self, place: Range) -> Span:
        """The lines and columns of `place`."""
        (first, last) = (self.line(offset) for offset in place)
        return Span(
            first, place[0] - self._line_starts[first - 1] + 1, last, place[1] - self._line_starts[last - 1] + 1
        )

    def line_range(self, line: int) -> Range:
        """Where a 1-based line stands, with its line ending."""
        following = self._line_starts[line] if line < len(self._line_starts) else len(self.text)
        return self._line_starts[line - 1], following

    def lines(self) -> Iterator[str]:
        """The lines of the text, each ending in a plain newline whatever ends it in the file."""
        for start, end in zip(self._line_starts, [*self._line_starts[1:], len(self.text)], strict=True):
            line = self.text[start:end]
            yield line.rstrip("\r\n") + "\n" if line.endswith(("\r", "\n")) else line

    def slice(self, place: Range) -> str:
        """The text at `place`."""
        return self.text[place[0] : place[1]]

    def edit(self, place: Range, text: str) -> Edit:
        """The edit that puts `text` in the place of what stands at `place`."""
        return Edit(self.span(place), text)

    def indentation(self, offset: int) -> str:
        """The blanks that the line of `offset` begins with."""
        start, end = self.line_range(self.line(offset))
        line = self.text[start:end]
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def node_range(self, node: Union[ast.stmt, ast.expr, ast.alias, ast.keyword, ast.arg]) -> Range:
        """Where a node of `tree` stands; its columns count bytes, ours characters."""
        if node.end_lineno is None or node.end_col_offset is None:
            raise CannotRewrite("a part of the script has no place")
        return self._byte_offset(node.lineno, node.col_offset), self._byte_offset(node.end_lineno, node.end_col_offset)

    def _byte_offset(self, line: int, column: int) -> int:
        start, end = self.line_range(line)
        text = self.text[start:end]
        return start + (column if text.isascii() else len(text.encode()[:column].decode()))

    def piece_at(self, place: Range) -> Piece:
        """The tree of the top-level statement around `place`. Raises CannotRewrite where there is none."""
        first, last = self.line(place[0]), self.line(place[1])
        for block in self._blocks:
            if block[0] <= first and last <= block[1]:
                return self._piece(block)
        raise CannotRewrite(f"no statement stands at line {first}")

    def _piece(self, block: Range) -> Piece:
        # LibCST is loaded when something is rewritten, and not for looking at tokens.
        from cursus_lint.analysis.rewriting.piece import piece_of

        if block not in self._pieces:
            start, end = self.line_range(block[0])[0], self.line_range(block[1])[1]
            self._pieces[block] = piece_of(self.text[start:end], start, block[0])
        return self._pieces[block]

    def has_comment(self, piece: Piece, place: Range) -> bool:
        """Whether a comment stands inside `place`."""
        return piece.has_comment(place)
