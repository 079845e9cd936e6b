"""What a document should look like, as data, and the check that names every place where it does not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Union

from cursus_lint.contracts.document.nodes import Mapping, Node, Plain, Scalar, Sequence, kind_of, plain
from cursus_lint.contracts.problems import ProblemLog

_TRUTH_WORDS = {"yes": True, "no": False, "on": True, "off": False}


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, taken as written. `nullable`: it may also be null; `filled`: it may not be empty."""

    what: str = "text"
    nullable: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """True or false, in any of YAML's spellings."""

    what: str = "true or false"


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever is written, kept."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape; null is the empty one."""

    item: Shape
    what: str


@dataclass(frozen=True, slots=True)
class TableOf:
    """A mapping of free names to values of one shape; null is the empty one."""

    value: Shape
    what: str


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping whose known names have shapes of their own; unknown names are kept.

    `required` are the names that must be there.
    """

    fields: dict[str, Shape] = field(hash=False)
    what: str
    required: tuple[str, ...] = ()
    nullable: bool = False


Shape = Union[Text, Truth, Anything, ListOf, TableOf, Record]


def without_required(shape: Shape) -> Shape:
    """The shape of a part of such a document: the same, but nothing has to be there."""
    if isinstance(shape, Record):
        return replace(shape, fields={name: without_required(part) for name, part in shape.fields.items()}, required=())
    if isinstance(shape, TableOf):
        return replace(shape, value=without_required(shape.value))
    return shape


def truth_of(node: Node | None) -> bool | None:
    """The truth value that a node spells, None if it spells none."""
    if not isinstance(node, Scalar):
        return None
    if isinstance(node.value, bool):
        return node.value
    return None if node.quoted else _TRUTH_WORDS.get(node.text.lower())


def check_shape(node: Node, shape: Shape, log: ProblemLog, about: str = "") -> None:
    """Note in `log` every place of `node` that does not have the shape; `about` is the dotted path of `node`."""
    if isinstance(shape, Anything):
        return
    if isinstance(shape, Text):
        _check_text(node, shape, log, about)
    elif isinstance(shape, Truth):
        if truth_of(node) is None:
            log.add(node.line, node.column, about, kind_of(node), shape.what)
    elif isinstance(node, Scalar) and node.is_null and (not isinstance(shape, Record) or shape.nullable):
        return
    elif isinstance(shape, ListOf):
        if isinstance(node, Sequence):
            for index, item in enumerate(node.items):
                check_shape(item, shape.item, log, f"{about}[{index}]")
        else:
            log.add(node.line, node.column, about, kind_of(node), shape.what)
    elif not isinstance(node, Mapping):
        log.add(node.line, node.column, about, kind_of(node), shape.what)
    elif isinstance(shape, TableOf):
        for name, entry in node:
            if not name:
                log.add(entry.key.line, entry.key.column, about, "a name is empty", shape.what)
            check_shape(entry.value, shape.value, log, f"{about}.{name}".removeprefix("."))
    else:
        _check_record(node, shape, log, about)


def _check_text(node: Node, shape: Text, log: ProblemLog, about: str) -> None:
    if not isinstance(node, Scalar):
        log.add(node.line, node.column, about, kind_of(node), shape.what)
    elif node.is_null:
        if not shape.nullable:
            log.add(node.line, node.column, about, "nothing", shape.what)
    elif shape.filled and not node.text.strip():
        log.add(node.line, node.column, about, "an empty text", shape.what)


def _check_record(node: Mapping, shape: Record, log: ProblemLog, about: str) -> None:
    for name in shape.required:
        if name not in node.entries:
            log.add(
                node.line, node.column, f"{about}.{name}".removeprefix("."), "it is missing", _what(shape.fields[name])
            )
    for name, part in shape.fields.items():
        entry = node.entries.get(name)
        if entry is not None:
            check_shape(entry.value, part, log, f"{about}.{name}".removeprefix("."))


def _what(shape: Shape) -> str:
    return "a value" if isinstance(shape, Anything) else shape.what


def unknown_parts(node: Node, shape: Shape) -> Plain:
    """What a shape does not know of a node, as plain data under the names it has there; None if it knows all.

    Items of a list go by their index.
    """
    if isinstance(shape, Anything):
        return plain(node)
    rest: dict[str, Plain] = {}
    if isinstance(node, Mapping):
        for name, entry in node:
            if isinstance(shape, TableOf):
                part = unknown_parts(entry.value, shape.value)
                known = True
            else:
                known = isinstance(shape, Record) and name in shape.fields
                part = (
                    unknown_parts(entry.value, shape.fields[name])
                    if isinstance(shape, Record) and known
                    else plain(entry.value)
                )
            if not known or part is not None:
                rest[name] = part
    elif isinstance(node, Sequence) and isinstance(shape, ListOf):
        for index, item in enumerate(node.items):
            part = unknown_parts(item, shape.item)
            if part is not None:
                rest[str(index)] = part
    return rest or None
