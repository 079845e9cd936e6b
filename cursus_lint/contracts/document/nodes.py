"""The nodes of a document, whatever its syntax: scalars, sequences and mappings that know where they stand."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Union

Plain = Union[None, bool, int, float, str, "list[Plain]", "dict[str, Plain]"]
PlainScalar = Union[None, bool, int, float, str]

# Bounds of a document. Real contracts nest 7 levels and hold some 500 values; what reads nodes recurses into them.
MAX_DEPTH = 60
MAX_NODES = 100_000

_NUMBER_STARTS = frozenset("-0123456789")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})\Z")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: its `text` as written, and `value`, what the syntax makes of it.

    `quoted`: it was marked as text where the syntax leaves a choice.
    """

    text: str
    value: PlainScalar
    line: int
    column: int
    quoted: bool = False

    @property
    def is_null(self) -> bool:
        """Whether this is the absence of a value."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of values."""

    items: tuple[Node, ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A key of a mapping with its value."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Named values in the order written; every name occurs once."""

    entries: dict[str, Entry]
    line: int
    column: int

    def __iter__(self) -> Iterator[tuple[str, Entry]]:
        return iter(self.entries.items())

    def get(self, name: str) -> Node | None:
        """The value called `name`, None if there is none or it is null."""
        entry = self.entries.get(name)
        if entry is None or (isinstance(entry.value, Scalar) and entry.value.is_null):
            return None
        return entry.value

    def line_of(self, name: str) -> int:
        """The line on which the key `name` stands, this mapping's own if there is no such key."""
        entry = self.entries.get(name)
        return entry.key.line if entry else self.line


Node = Union[Scalar, Sequence, Mapping]


def kind_of(node: Node) -> str:
    """A node's kind in words for people: "a list", "a mapping", "nothing", "the number 5"."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return f"the truth value {node.text}"
    if isinstance(node.value, (int, float)):
        return f"the number {node.text}"
    shown = node.text if len(node.text) <= 40 else node.text[:37] + "..."
    return f"the text {shown!r}"


def plain(node: Node) -> Plain:
    """A node as plain data, without its places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {name: plain(entry.value) for name, entry in node}


def overlaid(base: Mapping, overlay: Mapping) -> Mapping:
    """`base` with what `overlay` says otherwise: mappings are merged name by name, everything else is replaced."""
    entries = dict(base.entries)
    for name, entry in overlay:
        below = base.get(name)
        if isinstance(below, Mapping) and isinstance(entry.value, Mapping):
            entry = Entry(entry.key, overlaid(below, entry.value))
        entries[name] = entry
    return Mapping(entries, overlay.line, overlay.column)


def number_or_text(text: str) -> PlainScalar:
    """`text` as a number where the number's own spelling is just that text, else the text: nothing is lost."""
    if _INTEGER.match(text) and text != "-0":
        return int(text)
    if text[:1] not in _NUMBER_STARTS:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return number if repr(number) == text and math.isfinite(number) else text
