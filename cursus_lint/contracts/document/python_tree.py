"""Python literals -> nodes, read with `ast` and never run."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from cursus_lint.contracts.document.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
)
from cursus_lint.contracts.document.source_text import is_text
from cursus_lint.contracts.problems import ProblemLog

_LITERAL = "a literal, or a constant of this module"
_CHARACTERS_A_VALUE = 64  # texts that are put together count like this many characters for one value
_COLLECTIONS = ("list", "tuple", "set", "frozenset")


class NotLiteral(Exception):
    """An expression whose value cannot be known without running it; `place` is where it stands."""

    def __init__(self, node: ast.AST, message: str, expected: str = _LITERAL) -> None:
        super().__init__(message)
        self.place = (getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1)
        self.expected = expected


def parse_python(content: bytes, log: ProblemLog) -> ast.Module | None:
    """The module's syntax tree, or None after noting why there is none."""
    try:
        return ast.parse(content)
    except SyntaxError as error:
        what = error.msg.partition(";")[0]
        log.add(max(error.lineno or 1, 1), max(error.offset or 1, 1), "", f"this is not Python: {what}", "valid Python")
    except (RecursionError, MemoryError):
        log.add(1, 1, "", "the nesting is too deep to be read", "a contract written as literals")
    except ValueError as error:
        log.add(1, 1, "", f"this is not Python: {error}", "valid Python")
    return None


@dataclass(slots=True)
class Literals:
    """The constants of one module, as far as they have been read.

    `records` tells of a called expression whether the call stands for a mapping of its keywords.
    """

    records: Callable[[ast.expr], bool]
    known: dict[str, Node] = field(default_factory=dict)
    budget: int = MAX_NODES

    def read(self, node: ast.expr, depth: int = 0) -> Node:
        """The value of an expression; raises `NotLiteral` where it cannot be known."""
        self.spend(node, 1)
        if depth > MAX_DEPTH:
            raise NotLiteral(node, f"the nesting is deeper than {MAX_DEPTH} levels", "")
        line, column = node.lineno, node.col_offset + 1
        if isinstance(node, ast.Constant):
            return _constant(node)
        if isinstance(node, ast.Name):
            return self._name(node, depth)
        if isinstance(node, ast.JoinedStr):
            return self._joined([self._part(part, node, depth) for part in node.values], node)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return Sequence(self._items(node.elts, depth), line, column)
        if isinstance(node, ast.Dict):
            return Mapping(self._entries(node, depth), line, column)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            return _signed(node, self.read(node.operand, depth + 1))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._sum(node, depth)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        raise NotLiteral(node, f"{_described(node)} cannot be read without running the module")

    def spend(self, node: ast.AST, cost: int) -> None:
        """Count `cost` values; raises `NotLiteral` when the module has too many."""
        self.budget -= cost
        if self.budget < 0:
            raise NotLiteral(node, f"the module has more than {MAX_NODES:,} values", "")

    def keywords(self, node: ast.Call, depth: int = 0) -> Mapping:
        """The keywords of a call as a mapping, unpacked mappings included."""
        if node.args:
            raise NotLiteral(node.args[0], "an argument is given by position", "keywords")
        entries: dict[str, Entry] = {}
        for keyword in node.keywords:
            value = self.read(keyword.value, depth + 1)
            if keyword.arg is not None:
                key = Scalar(keyword.arg, keyword.arg, keyword.lineno, keyword.col_offset + 1, quoted=True)
                entries[keyword.arg] = Entry(key, value)
            elif isinstance(value, Mapping):
                entries.update(value.entries)
            else:
                raise NotLiteral(keyword.value, "** unpacks what is not a mapping")
        return Mapping(entries, node.lineno, node.col_offset + 1)

    def _name(self, node: ast.Name, depth: int) -> Node:
        found = self.known.get(node.id)
        if found is None:
            raise NotLiteral(node, f"`{node.id}` is not a constant of this module")
        size, height = _measured(found)
        self.spend(node, size)
        if depth + height > MAX_DEPTH:
            raise NotLiteral(node, f"`{node.id}` makes the nesting deeper than {MAX_DEPTH} levels", "")
        return found

    def _joined(self, parts: list[str], node: ast.expr) -> Scalar:
        self.spend(node, sum(map(len, parts)) // _CHARACTERS_A_VALUE)
        return _text("".join(parts), node)

    def _items(self, nodes: list[ast.expr], depth: int) -> tuple[Node, ...]:
        items: list[Node] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                inner = self.read(node.value, depth + 1)
                if not isinstance(inner, Sequence):
                    raise NotLiteral(node, "* unpacks what is not a list")
                items.extend(inner.items)
            else:
                items.append(self.read(node, depth + 1))
        return tuple(items)

    def _entries(self, node: ast.Dict, depth: int) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            value = self.read(value_node, depth + 1)
            if key_node is None:
                if not isinstance(value, Mapping):
                    raise NotLiteral(value_node, "** unpacks what is not a mapping")
                entries.update(value.entries)
                continue
            key = self.read(key_node, depth + 1)
            if not isinstance(key, Scalar) or not isinstance(key.value, str):
                raise NotLiteral(key_node, f"{_described(key_node)} is not a name", "a name in quotes")
            first = entries.get(key.text)
            if first is not None and isinstance(key_node, ast.Constant):
                message = f"the key {key.text!r} is here a second time; the first is on line {first.key.line}"
                raise NotLiteral(key_node, message, "each key once")
            place = Scalar(key.text, key.text, key_node.lineno, key_node.col_offset + 1, quoted=True)
            entries[key.text] = Entry(place, value)
        return entries

    def _part(self, node: ast.expr, whole: ast.JoinedStr, depth: int) -> str:
        if isinstance(node, ast.FormattedValue):
            if node.conversion != -1 or node.format_spec is not None:
                raise NotLiteral(whole, "an f-string formats a value")
            value = self.read(node.value, depth + 1)
        else:
            value = self.read(node, depth + 1)
        if not isinstance(value, Scalar):
            raise NotLiteral(whole, "an f-string holds what is not a single value")
        return value.text

    def _sum(self, node: ast.BinOp, depth: int) -> Node:
        terms: list[ast.expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
            terms.append(left.right)
            left = left.left
        values = [self.read(term, depth + 1) for term in (left, *reversed(terms))]
        if all(isinstance(value, Sequence) for value in values):
            items = tuple(item for value in values if isinstance(value, Sequence) for item in value.items)
            return Sequence(items, node.lineno, node.col_offset + 1)
        if all(isinstance(value, Scalar) and isinstance(value.value, str) for value in values):
            return self._joined([value.text for value in values if isinstance(value, Scalar)], node)
        raise NotLiteral(node, "a sum of something else than texts or lists")

    def _call(self, node: ast.Call, depth: int) -> Node:
        if self.records(node.func):
            return self.keywords(node, depth)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in self.known:
            name = ""
        if name in _COLLECTIONS and not node.keywords and len(node.args) <= 1:
            inner = self.read(node.args[0], depth + 1) if node.args else Sequence((), node.lineno, node.col_offset + 1)
            if isinstance(inner, Sequence):
                return inner
        if name == "dict" and len(node.args) <= 1:
            rest = self.keywords(ast.copy_location(ast.Call(node.func, [], node.keywords), node), depth)
            first = self.read(node.args[0], depth + 1) if node.args else Mapping({}, rest.line, rest.column)
            if isinstance(first, Mapping):
                return Mapping({**first.entries, **rest.entries}, rest.line, rest.column)
        raise NotLiteral(node, f"{_described(node)} cannot be read without running the module")


def _constant(node: ast.Constant) -> Scalar:
    value = node.value
    if value is None or isinstance(value, (bool, int, float)):
        try:
            text = str(value)
        except ValueError:  # an integer of thousands of digits
            raise NotLiteral(node, "the number is too large") from None
        return Scalar(text, value, node.lineno, node.col_offset + 1)
    if isinstance(value, str):
        return _text(value, node)
    raise NotLiteral(node, f"{_described(node)} is neither text nor number")


def _text(value: str, node: ast.expr) -> Scalar:
    if not is_text(value):
        raise NotLiteral(node, "half a surrogate pair is not a character", "")
    return Scalar(value, value, node.lineno, node.col_offset + 1, quoted=True)


def _signed(node: ast.UnaryOp, operand: Node) -> Scalar:
    if not isinstance(operand, Scalar) or isinstance(operand.value, (str, bool)) or operand.value is None:
        raise NotLiteral(node, "a sign before what is not a number")
    value = -operand.value if isinstance(node.op, ast.USub) else operand.value
    return Scalar(str(value), value, node.lineno, node.col_offset + 1)


def _measured(node: Node) -> tuple[int, int]:
    """How many values a node holds, and how deep it is."""
    size = height = 0
    waiting = [(node, 1)]
    while waiting:
        part, depth = waiting.pop()
        size, height = size + 1, max(height, depth)
        if isinstance(part, Sequence):
            waiting.extend((item, depth + 1) for item in part.items)
        elif isinstance(part, Mapping):
            waiting.extend((entry.value, depth + 1) for _, entry in part)
    return size, height


def _described(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        called = node.func
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        return f"the call of `{name}`" if name else "a call"
    if isinstance(node, ast.Attribute):
        return f"the attribute `.{node.attr}`"
    words = {
        ast.Constant: "this literal",
        ast.BinOp: "this operation",
        ast.Subscript: "a subscript",
        ast.Lambda: "a lambda",
        ast.IfExp: "a conditional expression",
        ast.ListComp: "a comprehension",
        ast.DictComp: "a comprehension",
        ast.SetComp: "a comprehension",
    }
    return next((words[kind] for kind in words if isinstance(node, kind)), "this expression")
