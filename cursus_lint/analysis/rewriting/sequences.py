"""Elements added to what stands between brackets and commas, in the layout of the elements that are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

import libcst as cst

from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit

Item = Union[cst.Arg, cst.BaseElement, cst.BaseDictElement]


def item_range(piece: Piece, item: Item) -> Range:
    """Where an element stands, without its comma."""
    end = piece.outer_range(item.value)[1]
    if isinstance(item, cst.StarredElement):
        return piece.range(item)[0], end
    return piece.outer_range(item)[0], end


def comma_range(piece: Piece, item: Item) -> Range | None:
    """Where the comma after an element stands, if there is one."""
    if not isinstance(item.comma, cst.Comma):
        return None
    start = piece.outer_range(item.comma)[0] + len(piece.module.code_for_node(item.comma.whitespace_before))
    return start, start + 1


def append(script: Script, piece: Piece, items: Sequence[Item], brackets: Range, text: str) -> tuple[Edit, ...]:
    """Add the element `text` after the last of `items`; `brackets` is the range between the brackets."""
    if not items:
        if script.slice(brackets).strip():
            raise CannotRewrite("a comment stands between the brackets")
        return (script.edit(brackets, text),)
    last = items[-1]
    place, comma = item_range(piece, last), comma_range(piece, last)
    reached = comma[1] if comma else place[1]
    if _has_own_line(script, place, brackets[1]):
        line_end = _line_end(script, reached)
        rest = script.text[reached:line_end].strip()
        added = f"{script.newline}{script.indentation(place[0])}{text}"
        if comma and (not rest or rest.startswith("#")):
            return (script.edit((line_end, line_end), f"{added},"),)
        if not comma and not rest:
            return (script.edit((reached, reached), f",{added}"),)
        if not comma and rest.startswith("#"):
            return script.edit((reached, reached), ","), script.edit((line_end, line_end), added)
    if comma:
        alone = len(items) == 1 and isinstance(piece.parent(last), cst.Tuple)
        return (script.edit((comma[1], comma[1]), f" {text}" if alone else f" {text},"),)
    return (script.edit((place[1], place[1]), f", {text}"),)


def insert_after(script: Script, piece: Piece, item: Item, text: str, brackets_end: int) -> Edit:
    """Add the element `text` after `item`, on a line of its own if `item` has one."""
    place = item_range(piece, item)
    own_line = _has_own_line(script, place, brackets_end)
    separator = f",{script.newline}{script.indentation(place[0])}" if own_line else ", "
    return script.edit((place[1], place[1]), separator + text)


def _has_own_line(script: Script, place: Range, brackets_end: int) -> bool:
    """Whether an element begins its line, in brackets that close on a later one."""
    line = script.line_range(script.line(place[0]))
    return not script.text[line[0] : place[0]].strip() and script.line(brackets_end) > script.line(place[1])


def _line_end(script: Script, offset: int) -> int:
    start, end = script.line_range(script.line(offset))
    return start + len(script.text[start:end].rstrip("\r\n"))
