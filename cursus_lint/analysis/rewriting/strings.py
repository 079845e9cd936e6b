"""String literals: a name respelled, a path replaced."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

import libcst as cst

from cursus_lint.analysis.rewriting.format_strings import refuse_unless_it_fits
from cursus_lint.analysis.rewriting.intents import RenameString, SetPath
from cursus_lint.analysis.rewriting.literals import quote_of, respell_string, spell_string, string_value
from cursus_lint.analysis.rewriting.paths import PATH_CLASSES, constant_definition, constant_entry, path_value
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit


def rename_string(script: Script, rewrite: RenameString) -> tuple[Edit, ...]:
    """The literal at the span, and those `everywhere`, say `new` instead of `old`, in their own prefix and quotes.

    Where such a literal is the key of a mapping, so it is wherever the script asks that mapping for `old`.
    """
    named = dict.fromkeys(script.range(span) for span in (rewrite.span, *rewrite.everywhere))
    edits = dict.fromkeys(_rename(script, place, rewrite.old, rewrite.new) for place in named)
    literals = {script.range(edit.span) for edit in edits}
    edits |= dict.fromkeys(
        _rename(script, place, rewrite.old, rewrite.new) for place in _same_keys(script, literals, rewrite.old)
    )
    return tuple(sorted(edits, key=lambda edit: edit.span))


def _same_keys(script: Script, literals: Collection[Range], key: str) -> Iterator[Range]:
    """Where the mappings that the `literals` are keys of are asked for `key`: read, tested, or assigned."""
    asked = [
        (ast.unparse(mapping), script.node_range(literal))
        for node in ast.walk(script.tree)
        for mapping, literal in _keys_asked(node)
        if isinstance(literal, ast.Constant) and literal.value == key
    ]
    mappings = {mapping for mapping, place in asked if place in literals}
    return (place for mapping, place in asked if mapping in mappings)


def _keys_asked(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The mapping and the key of `mapping[key]`, `mapping.get(key)` and `key in mapping`."""
    if isinstance(node, ast.Subscript):
        yield node.value, node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if node.func.attr in ("get", "pop", "setdefault"):
            yield node.func.value, node.args[0]
    elif isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
        yield node.comparators[0], node.left


def _rename(script: Script, place: Range, old: str, new: str) -> Edit:
    piece = script.piece_at(place)
    literal = _literal(piece, place, old)
    text = respell_string(literal.value, new)
    if text is None:
        raise CannotRewrite(f"a literal like {literal.value} cannot hold {new!r}")
    refuse_unless_it_fits(piece, literal, text)
    return script.edit(piece.range(literal), text)


def _literal(piece: Piece, place: Range, old: str) -> cst.SimpleString:
    """The one plain literal of `old` at `place`: itself, the key of the read or entry there, or the only one inside."""
    named = [_key(node) for node in piece.at(place)]
    found = [n for n in piece.nodes(cst.SimpleString, place) if string_value(n) == old]
    keys = [literal for literal in found if literal in named]
    if keys:
        found = keys
    if len(found) != 1:
        raise CannotRewrite(f"{old!r} is not spelled there as one plain string")
    (literal,) = found
    around = [type(ancestor) for ancestor in piece.ancestors(literal)]
    if cst.ConcatenatedString in around:
        raise CannotRewrite(f"{old!r} is part of a string put together from several literals")
    return literal


def _key(node: cst.CSTNode) -> cst.CSTNode | None:
    """What names the thing in an expression: the first argument of a call, an index, the key of a dict element."""
    if isinstance(node, cst.Call) and node.args:
        return node.args[0].value
    if isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Index):
        return node.slice[0].slice.value
    if isinstance(node, cst.DictElement):
        return node.key
    return None


def set_path(script: Script, rewrite: SetPath) -> tuple[Edit, ...]:
    """The path expression at the span, or the constant or the entry of one that it names, becomes a literal of `new`.

    `Path(...)` stays around it. Refused where the expression is not known to be the path `old`.
    """
    place = script.range(rewrite.span)
    piece = script.piece_at(place)
    node = piece.expression_at(place)
    if isinstance(node, cst.Name):
        piece, node = constant_definition(script, node.value)
    elif isinstance(node, cst.Subscript):
        piece, node = constant_entry(script, node)
    if node is None or _without_slash(path_value(script, node)) != _without_slash(rewrite.old):
        raise CannotRewrite(f"the expression there is not known to be {rewrite.old}")
    place = piece.range(node)
    if script.has_comment(piece, place):
        raise CannotRewrite("a comment stands inside the expression and would be lost")
    text = _spell_path(script, piece, node, rewrite.new)
    refuse_unless_it_fits(piece, node, text)
    return (script.edit(place, text),)


def _spell_path(script: Script, piece: Piece, node: cst.BaseExpression, new: str) -> str:
    if isinstance(node, cst.SimpleString):
        return respell_string(node.value, new) or spell_string(new, node.quote[0])
    strings = piece.nodes(cst.SimpleString, piece.range(node))
    literal = spell_string(new, quote_of(strings[0].value) if strings else '"')
    for call in piece.nodes(cst.Call, piece.range(node)):
        name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        if isinstance(name, cst.Name) and name.value in PATH_CLASSES:
            return f"{script.slice(piece.outer_range(call.func))}({literal})"
    return literal


def _without_slash(path: str | None) -> str | None:
    return path.rstrip("/") or path if path else path
