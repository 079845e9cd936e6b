"""What a path expression is, as far as a rewrite must know it before it replaces it."""

from __future__ import annotations

import ast
import posixpath

import libcst as cst

from cursus_lint.analysis.rewriting.literals import string_value
from cursus_lint.analysis.rewriting.names import bound_names
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Script

PATH_CLASSES = ("Path", "PurePath", "PosixPath", "PurePosixPath")


def path_value(script: Script, node: cst.BaseExpression, seen: frozenset[str] = frozenset()) -> str | None:
    """The text that a path expression comes to, made of literals and of constants defined once; None if not known."""
    if isinstance(node, cst.SimpleString):
        return string_value(node)
    if isinstance(node, cst.Name):
        if node.value in seen:
            return None
        try:
            _, definition = constant_definition(script, node.value)
        except CannotRewrite:
            return None
        return path_value(script, definition, seen | {node.value})
    if isinstance(node, cst.ConcatenatedString):
        return _joined("", [path_value(script, part, seen) for part in (node.left, node.right)])
    if isinstance(node, cst.FormattedString):
        return _joined("", [_format_part(script, part, seen) for part in node.parts])
    if isinstance(node, cst.BinaryOperation):
        parts = [path_value(script, part, seen) for part in (node.left, node.right)]
        if isinstance(node.operator, cst.Add):
            return _joined("", parts)
        return _joined("/", parts) if isinstance(node.operator, cst.Divide) else None
    if isinstance(node, cst.Call):
        return _call_value(script, node, seen)
    return None


def constant_definition(script: Script, name: str) -> tuple[Piece, cst.BaseExpression]:
    """The value that is assigned to `name`. Raises CannotRewrite unless the script binds it exactly once, there."""
    values = [
        statement.value
        for statement in ast.walk(script.tree)
        if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None
        for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
        if isinstance(target, ast.Name) and target.id == name
    ]
    if len(values) != 1 or bound_names(script).count(name) != 1:
        raise CannotRewrite(f"`{name}` is not a constant that is defined once")
    place = script.node_range(values[0])
    piece = script.piece_at(place)
    node = piece.expression_at(place)
    if node is None:
        raise CannotRewrite(f"the value of `{name}` was not found")
    return piece, node


def constant_entry(script: Script, node: cst.Subscript) -> tuple[Piece, cst.BaseExpression]:
    """The value of the entry that `NAME["key"]` stands for, in the dict display that `NAME` is bound to.

    Raises CannotRewrite unless `NAME` is defined once, as a plain dict, and nothing else can see that entry.
    """
    key = _constant_key(node)
    if key is None or not isinstance(node.value, cst.Name):
        raise CannotRewrite("the expression there is no entry of a constant dict")
    name = node.value.value
    piece, definition = constant_definition(script, name)
    elements = definition.elements if isinstance(definition, cst.Dict) else ()
    named = [each for each in elements if isinstance(each, cst.DictElement) and isinstance(each.key, cst.SimpleString)]
    found = [each.value for each in named if string_value(each.key) == key]
    if len(named) != len(elements) or len(found) != 1:
        raise CannotRewrite(f"`{name}` is not a dict of plain names with one entry {key!r}")
    if _other_uses(script, name, key):
        raise CannotRewrite(f"the entry {key!r} of `{name}` is used elsewhere, too")
    return piece, found[0]


def _constant_key(node: cst.Subscript) -> str | None:
    index = node.slice[0].slice if len(node.slice) == 1 else None
    if isinstance(index, cst.Index) and isinstance(index.value, cst.SimpleString):
        return string_value(index.value)
    return None


def _other_uses(script: Script, name: str, key: str) -> bool:
    """Whether anything but one `name["key"]` and reads of other plain keys uses the dict."""
    keys = [
        node.slice.value if isinstance(node.slice, ast.Constant) and isinstance(node.ctx, ast.Load) else None
        for node in ast.walk(script.tree)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == name
    ]
    loads = sum(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
        for node in ast.walk(script.tree)
    )
    return loads != len(keys) or None in keys or keys.count(key) != 1


def _call_value(script: Script, node: cst.Call, seen: frozenset[str]) -> str | None:
    if any(argument.keyword or argument.star for argument in node.args) or not node.args:
        return None
    arguments = [path_value(script, argument.value, seen) for argument in node.args]
    name = node.func.attr.value if isinstance(node.func, cst.Attribute) else getattr(node.func, "value", None)
    if name in PATH_CLASSES or (name == "str" and len(arguments) == 1):
        return _joined("/", arguments)
    if isinstance(node.func, cst.Attribute):
        if name == "join" and isinstance(node.func.value, cst.Attribute) and node.func.value.attr.value == "path":
            return _joined("/", arguments)
        if name == "joinpath":
            return _joined("/", [path_value(script, node.func.value, seen), *arguments])
    return None


def _format_part(script: Script, part: cst.BaseFormattedStringContent, seen: frozenset[str]) -> str | None:
    if isinstance(part, cst.FormattedStringText):
        return None if "\\" in part.value else part.value.replace("{{", "{").replace("}}", "}")
    if not isinstance(part, cst.FormattedStringExpression) or part.conversion or part.format_spec or part.equal:
        return None
    return path_value(script, part.expression, seen)


def _joined(separator: str, parts: list[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    if len(known) != len(parts):
        return None
    return posixpath.join(*known) if separator else "".join(known)
