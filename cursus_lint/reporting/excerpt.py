"""Excerpts of files with marks below the place that a violation is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from cursus_lint.analysis.lenient_text import lenient_text, lines_of
from cursus_lint.diagnostics import Span
from cursus_lint.reporting import Files
from cursus_lint.reporting.escaping import cells, escape_character
from cursus_lint.reporting.ink import FRAME, Line, Piece, line

_TAB = "    "
_BEFORE, _AFTER = 40, 100
"""How many characters of a long line are shown before the marked place, and from there on."""
_MOST_LINES = 6
_AT_HAND = 8
"""How many files are held: reports go from script to script, each beside its contract."""


class Excerpts:
    """Cuts excerpts out of the files of a report; a file is read once as long as the report stays with it."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self.lines = lru_cache(maxsize=_AT_HAND)(self._read)

    def _read(self, path: str) -> list[str]:
        """The lines of a file; none where it cannot be read."""
        data = self._files.read(path)
        return [] if data is None else lines_of(lenient_text(data))

    def of_span(self, path: str, span: Span, gutter: int, style: str) -> Iterator[Line]:
        """The lines of `span` with carets below it, or with a bar along it where it has several lines."""
        lines = self.lines(path)
        last = min(span.end_line - (span.end_column == 1 and span.end_line > span.line), len(lines))
        if last < span.line:
            return
        if last == span.line:
            end = span.end_column if span.end_line == span.line else len(lines[span.line - 1]) + 1
            yield from _marked(lines[span.line - 1], span.line, gutter, span.column, end, Piece("^", style))
            return
        shown = list(range(span.line, last + 1))
        cut = len(shown) > _MOST_LINES
        for number in shown[: _MOST_LINES - 2] if cut else shown:
            bar = Piece(" / " if number == span.line else " | ", style)
            yield (*_frame(gutter, number), bar, Piece(_window(lines[number - 1], 1, 1).text))
        if cut:
            yield line(Piece("..." + " " * (gutter - 1), FRAME), Piece(" | ", style))
            yield (*_frame(gutter, last), Piece(" | ", style), Piece(_window(lines[last - 1], 1, 1).text))
        end = span.end_column if span.end_line == last else len(lines[last - 1]) + 1
        reach = cells(_window(lines[last - 1], 1, end).before_end)
        yield (*_frame(gutter), Piece(" |_" + "_" * max(reach - 1, 0) + "^", style))

    def of_name(self, path: str, number: int, name: str, gutter: int, style: str) -> Iterator[Line]:
        """The line `number` of a file with dashes below `name`, where it is spelled there."""
        lines = self.lines(path)
        if not 0 < number <= len(lines):
            return
        text = lines[number - 1]
        found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) if name else None
        start, end = found.span() if found else (len(text) - len(text.lstrip()), len(text.rstrip()))
        yield from _marked(text, number, gutter, start + 1, end + 1, Piece("-", style))


class _Shown(NamedTuple):
    """A line as it is shown, and its parts before the marked place and before the end of that place."""

    text: str
    before_start: str
    before_end: str


def _marked(text: str, number: int, gutter: int, column: int, end: int, mark: Piece) -> Iterator[Line]:
    shown = _window(text, column, end)
    start = cells(shown.before_start)
    width = max(cells(shown.before_end) - start, 1)
    yield (*_frame(gutter, number), Piece(" " + shown.text))
    yield (*_frame(gutter), Piece(" " * (start + 1)), mark._replace(text=mark.text * width))


def _window(text: str, column: int, end: int) -> _Shown:
    """A line with nothing unprintable, cut at both ends where it is long, around the columns `column` to `end`."""
    left = max(column - 1 - _BEFORE, 0) if len(text) > _BEFORE + _AFTER else 0
    right = max(left + _BEFORE + _AFTER, 0)
    head, tail = ("…" if left else ""), ("…" if right < len(text) else "")

    def part(stop: int) -> str:
        return head + "".join(_TAB if each == "\t" else escape_character(each) for each in text[left:stop])

    return _Shown(part(right) + tail, part(column - 1), part(min(end - 1, right)))


def _frame(gutter: int, number: int | None = None) -> Line:
    return line(Piece(f"{'' if number is None else number:>{gutter}} |", FRAME))
