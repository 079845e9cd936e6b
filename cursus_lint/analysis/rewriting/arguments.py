"""Command-line arguments: added, given a default, another spelling, another choice."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from cursus_lint.analysis.facts import Scalar
from cursus_lint.analysis.rewriting import sequences
from cursus_lint.analysis.rewriting.blocks import block_around, line_after
from cursus_lint.analysis.rewriting.format_strings import refuse_unless_it_fits
from cursus_lint.analysis.rewriting.intents import AddArgument, AddChoice, AddFlag, RenameAttribute, SetArgumentDefault
from cursus_lint.analysis.rewriting.literals import (
    quote_of,
    respell_string,
    spell_scalar_like,
    spell_string,
    spell_text_like,
    string_value,
)
from cursus_lint.analysis.rewriting.paths import constant_definition
from cursus_lint.analysis.rewriting.piece import Piece
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit

_COLLECTIONS = ("list", "tuple", "set", "frozenset", "sorted")


def set_argument_default(script: Script, rewrite: SetArgumentDefault) -> tuple[Edit, ...]:
    """The argument defaults to `value`, as the kind of literal that stands there or that its `type` makes."""
    piece, call = _call(script, script.range(rewrite.span))
    existing = _keyword(call, "default")
    if existing is None:
        if rewrite.value is None:
            raise CannotRewrite("the argument has no default")
        text = f"default={_spell_typed(rewrite.value, call, _quote(script, piece, call))}"
        return sequences.append(script, piece, call.args, _brackets(piece, call), text)
    place = piece.outer_range(existing.value)
    if script.has_comment(piece, place):
        raise CannotRewrite("a comment stands inside the default and would be lost")
    literal = isinstance(existing.value, (cst.SimpleString, cst.BaseNumber, cst.UnaryOperation))
    quote = _quote(script, piece, call)
    if literal or (isinstance(existing.value, cst.Name) and existing.value.value in ("True", "False")):
        return (script.edit(place, spell_scalar_like(rewrite.value, existing.value, quote)),)
    return (script.edit(place, _spell_typed(rewrite.value, call, quote)),)


def add_flag(script: Script, rewrite: AddFlag) -> tuple[Edit, ...]:
    """The argument can also be given as `flag`; its dest stays what it was."""
    piece, call = _call(script, script.range(rewrite.span))
    flags = _flags(call)
    spelled = [string_value(argument.value) or "" for argument in flags]
    if not spelled[0].startswith("-") and isinstance(flags[0].value, cst.SimpleString):
        raise CannotRewrite("the argument is positional")
    brackets = _brackets(piece, call)
    text = spell_string(rewrite.flag, quote_of(script.slice(piece.range(flags[-1].value))))
    added = sequences.insert_after(script, piece, flags[-1], text, brackets[1])
    if _keyword(call, "dest") is not None or _derived_dest([*spelled, rewrite.flag]) == rewrite.dest:
        return (added,)
    dest = f"dest={spell_string(rewrite.dest, text[0])}"
    if flags[-1] is call.args[-1]:
        return (Edit(added.span, f"{added.text}, {dest}"),)
    return (added, *sequences.append(script, piece, call.args, brackets, dest))


def add_choice(script: Script, rewrite: AddChoice) -> tuple[Edit, ...]:
    """The argument also accepts `choice`."""
    piece, call = _call(script, script.range(rewrite.span))
    keyword = _keyword(call, "choices")
    if keyword is None:
        raise CannotRewrite("the argument has no choices")
    piece, collection = _literal_collection(script, piece, keyword.value)
    last = collection.elements[-1].value if collection.elements else None
    quote = _quote(script, piece, call) if last is None else quote_of(script.slice(piece.range(last)))
    text = spell_text_like(rewrite.choice, last, quote)
    start, end = piece.range(collection)
    bare = isinstance(collection, cst.Tuple) and not collection.lpar
    brackets = (start, end) if bare else _inside(script, piece, collection)
    return sequences.append(script, piece, collection.elements, brackets, text)


def rename_attribute(script: Script, rewrite: RenameAttribute) -> tuple[Edit, ...]:
    """`args.old`, `getattr(args, "old")` or `vars(args)["old"]` asks for `new`."""
    place = script.range(rewrite.span)
    piece = script.piece_at(place)
    for node in piece.at(place):
        if isinstance(node, cst.Attribute):
            start = piece.range(node)[0]
            refuse_unless_it_fits(piece, node, rewrite.new)
            return (script.edit(piece.range(node), script.text[start : piece.range(node.attr)[0]] + rewrite.new),)
        name = _spelled_attribute(node)
        if name is not None:
            literal = respell_string(name.value, rewrite.new)
            if literal is not None:
                refuse_unless_it_fits(piece, name, literal)
                return (script.edit(piece.range(name), literal),)
    raise CannotRewrite("no attribute of the arguments is read there")


def add_argument(script: Script, rewrite: AddArgument) -> tuple[Edit, ...]:
    """A call like the parser's other ones, on the line after the last of them, or after the parser is made."""
    place = script.range(rewrite.span)
    block, index = block_around(script, place)
    receiver = _receiver(script, block[index], place)
    calls = [
        statement
        for statement in _before_parsing(block[index + 1 :], receiver)
        if isinstance(statement, (ast.Expr, ast.Assign)) and _is_call_of(statement.value, receiver, "add_argument")
    ]
    after = calls[-1] if calls else block[index]
    indent = script.indentation(script.node_range(after)[0])
    text = _new_call(script, rewrite, receiver, [call.value for call in calls], indent)
    end = line_after(script, after)
    return (script.edit((end, end), script.newline + indent + text),)


def _call(script: Script, place: Range) -> tuple[Piece, cst.Call]:
    piece = script.piece_at(place)
    for call in piece.nodes(cst.Call, place):
        if isinstance(call.func, cst.Attribute) and call.func.attr.value == "add_argument" and call.args:
            if any(argument.star for argument in call.args):
                raise CannotRewrite("the arguments of the call are unpacked from elsewhere")
            return piece, call
    raise CannotRewrite("no `add_argument` call stands there")


def _keyword(call: cst.Call, name: str) -> cst.Arg | None:
    return next((a for a in call.args if a.keyword is not None and a.keyword.value == name), None)


def _flags(call: cst.Call) -> list[cst.Arg]:
    flags = [argument for argument in call.args if argument.keyword is None]
    if not flags:
        raise CannotRewrite("the call spells no argument name")
    return flags


def _quote(script: Script, piece: Piece, call: cst.Call) -> str:
    strings = piece.nodes(cst.SimpleString, piece.range(call))
    return quote_of(strings[0].value) if strings else '"'


def _brackets(piece: Piece, call: cst.Call) -> Range:
    """Between the parentheses of a call that has arguments."""
    return sequences.item_range(piece, call.args[0])[0], piece.range(call)[1] - 1


def _inside(script: Script, piece: Piece, collection: cst.BaseExpression) -> Range:
    start, end = piece.outer_range(collection)
    if script.text[start] not in "[({" or script.text[end - 1] not in "])}":
        raise CannotRewrite("the choices are not a plain list")
    return start + 1, end - 1


def _spell_typed(value: Scalar, call: cst.Call, quote: str) -> str:
    """A literal of `value` as the argument's `type` makes it."""
    keyword = _keyword(call, "type")
    converter = keyword.value.value if keyword is not None and isinstance(keyword.value, cst.Name) else None
    if isinstance(value, str) and converter in ("int", "float"):
        like: cst.BaseExpression = cst.Integer("0") if converter == "int" else cst.Float("0.0")
        return spell_text_like(value, like, quote)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and converter == "str":
        return spell_string(str(value), quote)
    return spell_scalar_like(value, None, quote)


def _derived_dest(flags: Sequence[str]) -> str:
    """The dest that argparse makes of the spellings: the first long one, else the first."""
    long = [flag for flag in flags if flag.startswith("--")]
    return (long or list(flags))[0].lstrip("-").replace("-", "_")


def _literal_collection(
    script: Script, piece: Piece, node: cst.BaseExpression
) -> tuple[Piece, cst.List | cst.Tuple | cst.Set]:
    if isinstance(node, cst.Name):
        piece, node = constant_definition(script, node.value)
    if isinstance(node, cst.Call) and len(node.args) == 1 and getattr(node.func, "value", None) in _COLLECTIONS:
        return _literal_collection(script, piece, node.args[0].value)
    if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        return piece, node
    raise CannotRewrite("the choices are not a plain list")


def _spelled_attribute(node: cst.CSTNode) -> cst.SimpleString | None:
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value in ("getattr", "hasattr"):
        name = node.args[1].value if len(node.args) > 1 else None
    elif isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Index):
        name = node.slice[0].slice.value
    else:
        name = node if isinstance(node, cst.SimpleString) else None
    return name if isinstance(name, cst.SimpleString) else None


def _receiver(script: Script, statement: ast.stmt, place: Range) -> str:
    """The name that the parser made at `place` gets."""
    if isinstance(statement, (ast.Assign, ast.AnnAssign)) and statement.value is not None:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        made_here = place in (script.node_range(statement.value), script.node_range(statement))
        if made_here and len(targets) == 1 and isinstance(targets[0], (ast.Name, ast.Attribute)):
            return ast.unparse(targets[0])
    raise CannotRewrite("the parser is not given a name where it is made")


def _before_parsing(block: Sequence[ast.stmt], receiver: str) -> list[ast.stmt]:
    """The statements up to where the parser is used to parse, or its name gets another meaning."""
    for index, statement in enumerate(block):
        for node in ast.walk(statement):
            stored = isinstance(node, ast.Name) and node.id == receiver and isinstance(node.ctx, ast.Store)
            parsed = any(_is_call_of(node, receiver, name) for name in ("parse_args", "parse_known_args"))
            if stored or parsed:
                return list(block[:index])
    return list(block)


def _is_call_of(node: ast.AST | None, receiver: str, method: str) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method):
        return False
    return isinstance(node.func.value, (ast.Name, ast.Attribute)) and ast.unparse(node.func.value) == receiver


def _new_call(
    script: Script, rewrite: AddArgument, receiver: str, models: Sequence[ast.expr | None], indent: str
) -> str:
    calls = [_call(script, script.node_range(model)) for model in models if model is not None]
    optional = [(piece, call) for piece, call in calls if (string_value(call.args[0].value) or "").startswith("-")]
    quote = _quote(script, *optional[-1]) if optional else '"'
    parts = [spell_string(rewrite.flag, quote)]
    if _derived_dest([rewrite.flag]) != rewrite.dest:
        parts.append(f"dest={spell_string(rewrite.dest, quote)}")
    value = str(rewrite.default).lower() if isinstance(rewrite.default, bool) else rewrite.default
    if isinstance(value, (int, float)):
        parts.append(f"type={type(value).__name__}")
    elif any(_keyword(call, "type") is not None for _, call in optional):
        parts.append("type=str")
    if value is not None:
        parts.append(f"default={spell_scalar_like(value, None, quote)}")
    layout = _layout(script, *optional[-1]) if optional else None
    if layout is None:
        return f"{receiver}.add_argument({', '.join(parts)})"
    inner, trailing = layout
    separator = f",{script.newline}{indent}{inner}"
    ending = f"{',' if trailing else ''}{script.newline}{indent}"
    return f"{receiver}.add_argument({script.newline}{indent}{inner}{separator.join(parts)}{ending})"


def _layout(script: Script, piece: Piece, call: cst.Call) -> tuple[str, bool] | None:
    """How a call is spread over lines, one argument a line: the further indentation, and whether a comma ends it."""
    first = sequences.item_range(piece, call.args[0])[0]
    start, end = piece.range(call)
    line = script.line_range(script.line(first))[0]
    lines = {script.line(sequences.item_range(piece, argument)[0]) for argument in call.args}
    if (
        script.text[line:first].strip()
        or len(lines) < len(call.args)
        or script.text[script.line_range(script.line(end))[0] : end - 1].strip()
    ):
        return None
    outer = script.indentation(start)
    inner = script.indentation(first)
    return inner[len(outer) :] if inner.startswith(outer) else "    ", isinstance(call.args[-1].comma, cst.Comma)
