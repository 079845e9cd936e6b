"""Container paths asked of the runtime instead of spelled out."""

from __future__ import annotations

import ast

import libcst as cst

from cursus_lint.analysis.rewriting.blocks import block_start
from cursus_lint.analysis.rewriting.intents import AskRuntime
from cursus_lint.analysis.rewriting.literals import quote_of, spell_string
from cursus_lint.analysis.rewriting.names import added_import, bound_names
from cursus_lint.analysis.rewriting.paths import PATH_CLASSES, path_value
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit

MODULE = "cursus_lint.runtime.channels"
CLASS = "SpecificationAwareScriptRuntime"
_METHODS = {"input": "get_input_path", "output": "get_output_path"}
_NAMES = ("runtime", "script_runtime", "step_runtime")


def ask_runtime(script: Script, rewrite: AskRuntime) -> tuple[Edit, ...]:
    """The path at the span becomes `runtime.get_input_path("DATA")`; the runtime and its import are added if missing.

    The runtime is made at the start of the function or entry block around the place, or else below the imports.
    """
    place = script.range(rewrite.span)
    piece = script.piece_at(place)
    node = piece.expression_at(place)
    if node is None or path_value(script, node) is None:
        raise CannotRewrite("no path is spelled there")
    if any(isinstance(ancestor, (cst.FormattedString, cst.ConcatenatedString)) for ancestor in piece.ancestors(node)):
        raise CannotRewrite("the path is a part of a longer string")
    place = piece.range(node)
    if script.has_comment(piece, place):
        raise CannotRewrite("a comment stands inside the expression and would be lost")
    strings = piece.nodes(cst.SimpleString, place)
    quote = quote_of(strings[0].value) if strings else '"'
    maker = f"{_class_name(script)}({spell_string(rewrite.step_type, quote)})"
    name, edits = _runtime(script, place, maker)
    asked = f"{name}.{_METHODS[rewrite.side]}({spell_string(rewrite.key, quote)})"
    wrapper = _path_class(script, piece, node)
    return (*edits, script.edit(place, f"{wrapper}({asked})" if wrapper else asked))


def _path_class(script: Script, piece: Piece, node: cst.BaseExpression) -> str | None:
    """The class around the first piece of a `Path(...)` expression."""
    for call in piece.nodes(cst.Call, piece.range(node)):
        name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
        if isinstance(name, cst.Name) and name.value in PATH_CLASSES:
            return script.slice(piece.outer_range(call.func))
    return None


def _class_name(script: Script) -> str:
    """The name that the script has for the runtime class, or will have once it is imported."""
    for statement in script.tree.body:
        if isinstance(statement, ast.ImportFrom) and statement.module == MODULE:
            for alias in statement.names:
                if alias.name == CLASS:
                    return alias.asname or alias.name
    return CLASS


def _runtime(script: Script, place: Range, maker: str) -> tuple[str, tuple[Edit, ...]]:
    """The name of a runtime that exists at `place`, and the edits that make it."""
    block = _block_of(script, place)
    visible = [*(block or ()), *script.tree.body]
    for statement in visible:
        if isinstance(statement, ast.Assign) and script.node_range(statement)[1] <= place[0]:
            target = statement.targets[0]
            if isinstance(target, ast.Name) and ast.dump(statement.value) == ast.dump(_expression(maker)):
                return target.id, ()
    bound = bound_names(script)
    name = next((name for name in _NAMES if bound.count(name) == _makings(script, name, maker)), None)
    if name is None:
        raise CannotRewrite("no name is free for the runtime")
    line = f"{name} = {maker}"
    imported = CLASS in bound or _class_name(script) != CLASS
    statement = f"from {MODULE} import {CLASS}"
    if block is None:
        if imported:
            raise CannotRewrite("the runtime is imported, but not made before this place")
        return name, (added_import(script, statement, place[0], f"{script.newline}{line}"),)
    start, indent = block_start(script, block)
    made = script.edit((start, start), f"{indent}{line}{script.newline}")
    return name, ((made,) if imported else (added_import(script, statement, place[0]), made))


def _makings(script: Script, name: str, maker: str) -> int:
    """How often the script gives `name` to such a runtime."""
    return sum(
        isinstance(node, ast.Assign)
        and ast.dump(node.value) == ast.dump(_expression(maker))
        and [ast.unparse(target) for target in node.targets] == [name]
        for node in ast.walk(script.tree)
    )


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _block_of(script: Script, place: Range) -> list[ast.stmt] | None:
    """The body of the outermost function, or of the entry block, around `place`; None for code that runs on import."""
    nodes = list(script.tree.body)
    while nodes:
        node = nodes.pop()
        start, end = script.node_range(node)
        if not (start <= place[0] and place[1] <= end):
            continue
        body = getattr(node, "body", None)
        if isinstance(body, list) and (isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or _is_entry(node)):
            inside = script.node_range(body[0])[0] <= place[0] and place[1] <= script.node_range(body[-1])[1]
            return body if inside else None
        nodes.extend(inner for inner in ast.iter_child_nodes(node) if isinstance(inner, ast.stmt))
    return None


def _is_entry(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.dump(node.test) == ast.dump(_expression("__name__ == '__main__'"))
