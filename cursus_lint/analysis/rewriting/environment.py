"""Reads of the environment: made strict, or given a fallback."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst
import libcst.matchers as m

from cursus_lint.analysis.rewriting.format_strings import refuse_unless_it_fits
from cursus_lint.analysis.rewriting.intents import ReadStrictly, SetFallback
from cursus_lint.analysis.rewriting.literals import quote_of, spell_text_like, string_value
from cursus_lint.analysis.rewriting.names import environ_expression
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit

# Calls whose only effect is their value: dropping one with the fallback it computes changes nothing.
_BUILTINS = frozenset({"str", "int", "float", "bool", "repr", "len", "list", "dict", "tuple", "sorted"})
_TEXTS = frozenset({"join", "lower", "upper", "strip", "format", "split", "replace", "dumps"})
_PLACES = frozenset({"gettempdir", "getcwd", "abspath", "dirname", "basename", "expanduser", "Path", "joinpath"})
_PURE_CALLS = _BUILTINS | _TEXTS | _PLACES | {"get", "getenv", "cpu_count"}


@dataclass(frozen=True)
class _Read:
    """A read of one variable: `node` as a whole, the `key` argument, and the `default` argument if there is one."""

    piece: Piece
    node: cst.Call | cst.Subscript
    key: cst.BaseExpression
    key_argument: cst.Arg | None = None
    default: cst.Arg | None = None


def read_strictly(script: Script, rewrite: ReadStrictly) -> tuple[Edit, ...]:
    """`env.get("X", "d")` becomes `env["X"]`; in `env.get("X") or "d"`, what follows `or` stays for an empty X."""
    read = _find_read(script, script.range(rewrite.span), rewrite.variable)
    if not isinstance(read.node, cst.Call):
        raise CannotRewrite("the variable is already read strictly")
    place = read.piece.range(read.node)
    _refuse_comments(script, read.piece, place)
    if read.default is not None:
        _refuse_effects(read.default.value)
    key = script.slice(read.piece.outer_range(read.key))
    mapping, imports = _mapping(script, read)
    text = f"{mapping}[{key}]"
    refuse_unless_it_fits(read.piece, read.node, text)
    return (*imports, script.edit(place, text))


def set_fallback(script: Script, rewrite: SetFallback) -> tuple[Edit, ...]:
    """What takes effect when the variable is unset becomes the text `value`, in the style of what is there."""
    read = _find_read(script, script.range(rewrite.span), rewrite.variable)
    quote = quote_of(script.slice(read.piece.range(read.key)))
    refuse_unless_it_fits(read.piece, read.node, spell_text_like(rewrite.value, None, quote))
    alternative = _alternative(read)
    unset_or_empty = isinstance(read.node, cst.Call) and (read.default is None or _is_falsy(read.default.value))
    if alternative is not None and unset_or_empty:
        return (_replace(script, read.piece, alternative, rewrite.value, quote),)
    if alternative is not None and not rewrite.value and not _is_falsy(alternative):
        raise CannotRewrite("an empty default would still be replaced by what stands after `or`")
    if isinstance(read.node, cst.Subscript):
        place = read.piece.range(read.node)
        _refuse_comments(script, read.piece, place)
        mapping = script.slice(read.piece.outer_range(read.node.value))
        key = script.slice(read.piece.outer_range(read.key))
        return (script.edit(place, f"{mapping}.get({key}, {spell_text_like(rewrite.value, None, quote)})"),)
    if read.default is not None:
        return (_replace(script, read.piece, read.default.value, rewrite.value, quote),)
    return (_add_default(script, read, spell_text_like(rewrite.value, None, quote)),)


def _replace(script: Script, piece: Piece, node: cst.BaseExpression, value: str, quote: str) -> Edit:
    place = piece.outer_range(node)
    _refuse_comments(script, piece, place)
    return script.edit(place, spell_text_like(value, node, quote))


def _add_default(script: Script, read: _Read, literal: str) -> Edit:
    argument = read.key_argument
    assert argument is not None
    text = f", default={literal}" if argument.keyword is not None else f", {literal}"
    end = read.piece.outer_range(read.key)[1]
    return script.edit((end, end), text)


def _find_read(script: Script, place: Range, variable: str) -> _Read:
    """The read at `place`, or the only read of `variable` in the expression there."""
    piece = script.piece_at(place)
    for candidate in (*piece.nodes(cst.Call, place), *piece.nodes(cst.Subscript, place)):
        read = _as_read(piece, candidate, variable)
        if read is not None:
            return read
    raise CannotRewrite(f"no plain read of {variable} stands there")


def _as_read(piece: Piece, node: cst.CSTNode, variable: str) -> _Read | None:
    if isinstance(node, cst.Subscript):
        if len(node.slice) != 1 or not isinstance(node.slice[0].slice, cst.Index):
            return None
        key = node.slice[0].slice.value
        return _Read(piece, node, key) if _may_be(key, variable) else None
    if not isinstance(node, cst.Call) or not 1 <= len(node.args) <= 2 or any(a.star for a in node.args):
        return None
    named = {argument.keyword.value: argument for argument in node.args if argument.keyword is not None}
    plain = [argument for argument in node.args if argument.keyword is None]
    key_argument = plain[0] if plain else named.get("key")
    default = plain[1] if len(plain) > 1 else named.get("default")
    if key_argument is None or len(node.args) != 1 + (default is not None):
        return None
    if not _may_be(key_argument.value, variable) or not m.matches(node.func, _READER):
        return None
    return _Read(piece, node, key_argument.value, key_argument, default)


_READER = m.Attribute(attr=m.Name("get") | m.Name("getenv")) | m.Name()


def _may_be(key: cst.BaseExpression, variable: str) -> bool:
    """Whether `key` may name `variable`: its literal, or a name, whose value the analysis has looked up."""
    value = string_value(key)
    return value == variable if value is not None else isinstance(key, (cst.Name, cst.Attribute))


def _mapping(script: Script, read: _Read) -> tuple[str, tuple[Edit, ...]]:
    """The expression for the environment that a strict read can subscript, and the edits that import it."""
    assert isinstance(read.node, cst.Call)
    function = read.node.func
    if isinstance(function, cst.Attribute):
        owner = script.slice(read.piece.outer_range(function.value))
        return (owner if function.attr.value == "get" else f"{owner}.environ"), ()
    assert isinstance(function, cst.Name)
    return environ_expression(script, function.value, read.piece.range(read.node)[0])


def _alternative(read: _Read) -> cst.BaseExpression | None:
    """`d` in `read or d`. Raises CannotRewrite where `d` is not something that can be replaced."""
    parent = read.piece.parent(read.node)
    if not (isinstance(parent, cst.BooleanOperation) and isinstance(parent.operator, cst.Or)):
        return None
    if parent.left is not read.node:
        return None
    simple = (cst.BaseString, cst.BaseNumber, cst.Name, cst.Attribute, cst.UnaryOperation)
    if not isinstance(parent.right, simple):
        raise CannotRewrite("the fallback after `or` is computed")
    return parent.right


def _is_falsy(node: cst.BaseExpression) -> bool:
    return m.matches(node, m.Name("None") | m.Name("False")) or string_value(node) == ""


def _refuse_comments(script: Script, piece: Piece, place: Range) -> None:
    if script.has_comment(piece, place):
        raise CannotRewrite("a comment stands inside the expression and would be lost")


def _refuse_effects(default: cst.BaseExpression) -> None:
    """Dropping the fallback must drop nothing but a value."""
    if m.findall(default, m.Await() | m.Yield() | m.NamedExpr()):
        raise CannotRewrite("computing the fallback does something else besides")
    for call in m.findall(default, m.Call()):
        assert isinstance(call, cst.Call)
        name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        if not (isinstance(name, cst.Name) and name.value in _PURE_CALLS):
            raise CannotRewrite("the fallback is computed by a call that may do something else besides")
