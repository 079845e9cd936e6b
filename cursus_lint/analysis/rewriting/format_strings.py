"""Edits inside f-strings, where older Pythons allow neither the quotes around nor a backslash."""

from __future__ import annotations

import libcst as cst

from cursus_lint.analysis.rewriting.literals import quote_of
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite


def refuse_unless_it_fits(piece: Piece, node: cst.CSTNode, text: str) -> None:
    """Raise CannotRewrite where `node` stands inside an f-string that cannot hold `text` in any supported Python."""
    for around in piece.ancestors(node):
        if isinstance(around, cst.FormattedString) and set(text) & {
            quote_of(around.start),
            "\\",
            "#",
            "{",
            "}",
            "\n",
            "\r",
        }:
            raise CannotRewrite("the place is inside an f-string, which cannot hold the new text")
