"""Places in a text: the engine counts lines and characters from 1, the protocol from 0 and in code units."""

from __future__ import annotations

import re
from itertools import accumulate

from lsprotocol import types

from cursus_lint.diagnostics import Span

_LINE_END = re.compile(r"\r\n|\n|\r")


def _line_starts(content: str) -> list[int]:
    """Where each line begins; made after every keystroke, hence the short way for all but old texts of Windows."""
    if "\r" in content:
        return [0, *(match.end() for match in _LINE_END.finditer(content))]
    lengths = (len(line) + 1 for line in content.split("\n"))
    return [0, *accumulate(lengths)][:-1]


class Text:
    """The text of a document, addressed by line; only `\\n`, `\\r\\n` and `\\r` end a line.

    `encoding` is what the protocol's columns count: `utf-8`, `utf-16` or `utf-32`.
    """

    def __init__(self, content: str, encoding: str) -> None:
        self.content = content
        self._encoding = encoding
        self._starts = _line_starts(content)

    @property
    def line_count(self) -> int:
        """How many lines there are; at least one."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """The line with this 0-based number, without its end; empty where there is none."""
        if not 0 <= number < len(self._starts):
            return ""
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.content)
        return self.content[self._starts[number] : end].rstrip("\r\n")

    def offset(self, position: types.Position) -> int:
        """Where in the content a position of the protocol is; one past the end of its line is its end."""
        if position.line >= len(self._starts):
            return len(self.content)
        line = self.line(position.line)
        return self._starts[position.line] + self._characters(line, position.character)

    def position(self, offset: int) -> types.Position:
        """The position in the protocol's units of a place in the content."""
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self._starts[middle] <= offset else (low, middle)
        return types.Position(low, self._units(self.content[self._starts[low] : offset]))

    def range_of(self, span: Span) -> types.Range:
        """A span of the engine in the protocol's units."""
        return types.Range(
            self._position(span.line, span.column),
            self._position(span.end_line, span.end_column),
        )

    def range_of_name(self, line: int, name: str) -> types.Range:
        """Where `name` stands in the 1-based `line`; the whole line without its indentation if it does not."""
        content = self.line(line - 1)
        begin = content.find(name) if name else -1
        if begin < 0:
            begin = len(content) - len(content.lstrip())
            name = content.strip()
        return types.Range(
            types.Position(max(line - 1, 0), self._units(content[:begin])),
            types.Position(max(line - 1, 0), self._units(content[: begin + len(name)])),
        )

    def place(self, position: types.Position) -> tuple[int, int]:
        """The line and column of a position as the engine counts them."""
        column = self._characters(self.line(position.line), position.character) + 1
        return position.line + 1, column - self._mark(position.line)

    def edited(self, change: types.Range, replacement: str) -> Text:
        """The text with the characters of a range replaced."""
        start, end = self.offset(change.start), self.offset(change.end)
        content = self.content[:start] + replacement + self.content[max(start, end) :]
        return Text(content, self._encoding)

    def with_content(self, content: str) -> Text:
        """Another text, addressed alike."""
        return Text(content, self._encoding)

    def _position(self, line: int, column: int) -> types.Position:
        number = line - 1
        return types.Position(number, self._units(self.line(number)[: column - 1 + self._mark(number)]))

    def _mark(self, number: int) -> int:
        """The engine does not count a byte order mark, which some editors keep in the text."""
        return int(number == 0 and self.content.startswith("\ufeff"))

    def _units(self, text: str) -> int:
        if self._encoding == "utf-32" or text.isascii():
            return len(text)
        if self._encoding == "utf-8":
            return len(text.encode("utf-8", "replace"))
        return len(text) + sum(character > "\uffff" for character in text)

    def _characters(self, line: str, units: int) -> int:
        if self._encoding == "utf-32" or line.isascii():
            return min(units, len(line))
        reached = 0
        for number, character in enumerate(line):
            if reached >= units:
                return number
            reached += self._units(character)
        return len(line)
