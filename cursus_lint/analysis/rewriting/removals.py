"""Entries taken out: an element of a dict, or the statement that assigns an item."""

from __future__ import annotations

import ast

import libcst as cst

from cursus_lint.analysis.rewriting import sequences
from cursus_lint.analysis.rewriting.blocks import begins_its_line, block_around, line_after
from cursus_lint.analysis.rewriting.intents import RemoveEntry
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit


def remove_entry(script: Script, rewrite: RemoveEntry) -> tuple[Edit, ...]:
    """The element goes with its comma, and with its line if it has one; a statement leaves no empty block behind.

    Raises CannotRewrite where a comment would go with it.
    """
    place = script.range(rewrite.span)
    piece = script.piece_at(place)
    for dictionary in piece.nodes(cst.Dict):
        for index, element in enumerate(dictionary.elements):
            start, end = sequences.item_range(piece, element)
            if place[0] == start and place[1] >= end and place[1] <= piece.outer_range(element)[1]:
                return _without_element(script, piece, dictionary, index)
    block, index = block_around(script, place)
    statement = block[index]
    if isinstance(statement, (ast.Assign, ast.AnnAssign, ast.Expr)) and script.node_range(statement) == place:
        return (_without_statement(script, statement, len(block)),)
    raise CannotRewrite("no entry stands there")


def _without_element(script: Script, piece: Piece, dictionary: cst.Dict, index: int) -> tuple[Edit, ...]:
    element = dictionary.elements[index]
    place, comma = sequences.item_range(piece, element), sequences.comma_range(piece, element)
    _refuse_comments(script, piece, (place[0], comma[1] if comma else place[1]))
    end = comma[1] if comma else place[1]
    lines = (script.line_range(script.line(place[0]))[0], script.line_range(script.line(end))[1])
    before, after = script.text[lines[0] : place[0]], script.text[end : lines[1]]
    if after.strip().startswith("#"):
        raise CannotRewrite("a comment on the line of the entry would be left without it")
    previous = sequences.comma_range(piece, dictionary.elements[index - 1]) if index else None
    last = index == len(dictionary.elements) - 1
    if not before.strip() and not after.strip():
        whole = script.edit(lines, "")
        # The entry before takes over the style of the last one: no comma.
        return (script.edit(previous, ""), whole) if last and comma is None and previous else (whole,)
    if last and previous is not None:
        gap = (previous[0], place[0])
        _refuse_comments(script, piece, gap)
        return (script.edit((previous[1] if comma else previous[0], end), ""),)
    blanks = len(after) - len(after.lstrip(" \t"))
    return (script.edit((place[0], end + (blanks if after.strip() else 0)), ""),)


def _without_statement(script: Script, statement: ast.stmt, block_size: int) -> Edit:
    place = script.node_range(statement)
    piece = script.piece_at(place)
    if not begins_its_line(script, statement):
        raise CannotRewrite("another statement stands on the same line")
    end = line_after(script, statement)
    if script.text[place[1] : end].strip():
        raise CannotRewrite("a comment on the line of the entry would be left without it")
    _refuse_comments(script, piece, place)
    if block_size == 1:
        return script.edit(place, "pass")
    return script.edit((script.line_range(script.line(place[0]))[0], script.line_range(script.line(end))[1]), "")


def _refuse_comments(script: Script, piece: Piece, place: Range) -> None:
    if script.has_comment(piece, place):
        raise CannotRewrite("a comment stands inside the entry and would be lost")
