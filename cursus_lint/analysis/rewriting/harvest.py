"""The dict that the entry block fills from the environment: an entry added, in the style of the others."""

from __future__ import annotations

import ast

import libcst as cst

from cursus_lint.analysis.rewriting import sequences
from cursus_lint.analysis.rewriting.blocks import Block, block_around, line_after
from cursus_lint.analysis.rewriting.intents import AddHarvestLine
from cursus_lint.analysis.rewriting.literals import quote_of, spell_string
from cursus_lint.analysis.rewriting.names import environment_names, name_for_module
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit


def add_harvest_line(script: Script, rewrite: AddHarvestLine) -> tuple[Edit, ...]:
    """The dict at the span also gets the variable: in the literal, or by an assignment where assignments fill it."""
    place = script.range(rewrite.span)
    piece, collection = _collection(script, place)
    block, index = block_around(script, piece.range(collection))
    fillings = _fillings(script, block, index)
    around = (
        piece.range(collection)[0],
        script.node_range(fillings[-1])[1] if fillings else piece.range(collection)[1],
    )
    quote = _key_quote(script, piece, collection, fillings)
    read, imports = _read(script, rewrite, around, quote)
    key = spell_string(rewrite.variable, quote)
    items = collection.elements if isinstance(collection, cst.Dict) else collection.args
    if fillings and not items:
        last = fillings[-1]
        assert isinstance(last.targets[0], ast.Subscript)
        name = ast.unparse(last.targets[0].value)
        end = line_after(script, last)
        indent = script.indentation(script.node_range(last)[0])
        return (*imports, script.edit((end, end), f"{script.newline}{indent}{name}[{key}] = {read}"))
    start, end = piece.range(collection)
    brackets = (script.text.index("{" if isinstance(collection, cst.Dict) else "(", start) + 1, end - 1)
    entry = f"{key}: {read}" if isinstance(collection, cst.Dict) else f"{rewrite.variable}={read}"
    return (*imports, *sequences.append(script, piece, items, brackets, entry))


def _collection(script: Script, place: Range) -> tuple[Piece, cst.Dict | cst.Call]:
    """The dict literal or `dict(...)` call at `place`, or the one that the statement or name there stands for."""
    piece = script.piece_at(place)
    for node in piece.at(place):
        if isinstance(node, (cst.Assign, cst.AnnAssign)) and node.value is not None:
            return _collection(script, piece.range(node.value))
        if isinstance(node, cst.Dict) or (isinstance(node, cst.Call) and _makes_dict(node)):
            return piece, node
        if isinstance(node, cst.Name):
            return _assigned_to(script, node.value, place)
    raise CannotRewrite("the entries are not written out as a dict there")


def _makes_dict(call: cst.Call) -> bool:
    named = isinstance(call.func, cst.Name) and call.func.value == "dict"
    return named and all(argument.keyword is not None for argument in call.args)


def _assigned_to(script: Script, name: str, before: Range) -> tuple[Piece, cst.Dict | cst.Call]:
    block, index = block_around(script, before)
    for statement in reversed(block[:index]):
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, (ast.Dict, ast.Call)):
            continue
        if any(isinstance(target, ast.Name) and target.id == name for target in statement.targets):
            return _collection(script, script.node_range(statement.value))
    raise CannotRewrite(f"`{name}` is not written out as a dict in the same block")


def _fillings(script: Script, block: Block, index: int) -> list[ast.Assign]:
    """The statements after the one that makes the dict, in its block, that assign its items."""
    made = block[index]
    targets = made.targets if isinstance(made, ast.Assign) else [getattr(made, "target", None)]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return [
        statement
        for statement in block[index + 1 :]
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Subscript)
        and isinstance(statement.targets[0].value, ast.Name)
        and statement.targets[0].value.id in names
    ]


def _key_quote(script: Script, piece: Piece, collection: cst.Dict | cst.Call, fillings: list[ast.Assign]) -> str:
    if fillings:
        target = fillings[-1].targets[0]
        assert isinstance(target, ast.Subscript)
        return quote_of(script.slice(script.node_range(target.slice)))
    strings = piece.nodes(cst.SimpleString, piece.range(collection))
    return quote_of(strings[-1].value) if strings else '"'


def _read(script: Script, rewrite: AddHarvestLine, around: Range, quote: str) -> tuple[str, tuple[Edit, ...]]:
    """The expression that reads the variable, as the entries around it read theirs, and the import it needs."""
    mapping, reader = _neighbours_reader(script, around)
    imports: tuple[Edit, ...] = ()
    if mapping is None:
        module, imports = name_for_module(script, "os", around[0])
        mapping = f"{module}.environ"
    key = spell_string(rewrite.variable, quote)
    if rewrite.required:
        return f"{mapping}[{key}]", imports
    function = reader or f"{mapping}.get"
    if rewrite.default is None:
        return f"{function}({key})", imports
    return f"{function}({key}, {spell_string(rewrite.default, quote)})", imports


def _neighbours_reader(script: Script, around: Range) -> tuple[str | None, str | None]:
    """How the last read among the entries names the environment, and its reading function if it has one."""
    mappings = environment_names(script)
    mapping = reader = None
    for node in ast.walk(script.tree):
        if not isinstance(node, (ast.Call, ast.Subscript)):
            continue
        start, end = script.node_range(node)
        if not (around[0] <= start and end <= around[1]):
            continue
        subject = node.value if isinstance(node, ast.Subscript) else node.func
        text = ast.unparse(subject)
        if text in mappings:
            mapping = text
        elif isinstance(subject, ast.Attribute) and subject.attr == "get" and ast.unparse(subject.value) in mappings:
            mapping, reader = ast.unparse(subject.value), text
        elif isinstance(subject, ast.Attribute) and subject.attr == "getenv":
            mapping, reader = f"{ast.unparse(subject.value)}.environ", text
    return mapping, reader
