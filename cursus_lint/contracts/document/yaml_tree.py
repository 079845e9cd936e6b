"""YAML text -> nodes.

Composed from parser events by a loop with a stack of its own: PyYAML's composer recurses once a nesting level (its C
form until the process dies), drops the places of keys and accepts duplicate ones.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from cursus_lint.contracts.document.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    Mapping,
    Node,
    PlainScalar,
    Scalar,
    Sequence,
    number_or_text,
)
from cursus_lint.contracts.document.source_text import is_text
from cursus_lint.contracts.problems import ProblemLog, dotted

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_ODD_BREAK = re.compile("[\x85\u2028\u2029]")  # line breaks to YAML alone
_UNPRINTABLE = yaml.reader.Reader.NON_PRINTABLE  # compiled once: its ranges are wide, and Python takes its time


class _Mark(Protocol):
    """A place in the text, as both of PyYAML's parsers give it; all numbers from 0."""

    index: int
    line: int
    column: int


class _Abandoned(Exception):
    """The rest of the file cannot be read; the reason is in the log."""


@dataclass(slots=True)
class _Anchored:
    """A finished node with its cost when it is repeated."""

    node: Node
    count: int
    height: int


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been seen yet. `key` is the key of a mapping that waits for its value."""

    line: int
    column: int
    anchor: str | None
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    merged: list[Mapping] = field(default_factory=list)
    key: Scalar | None = None
    skipping: bool = False
    count: int = 1
    height: int = 1

    def step(self) -> str:
        """The part of a dotted path that leads to the value awaited."""
        if not self.is_mapping:
            return f"[{len(self.items)}]"
        return f".{self.key.text}" if self.key else ""


def read_yaml(text: str, log: ProblemLog) -> Node | None:
    """The document in `text`, or None after noting why there is none.

    Duplicate keys, tags, keys that are not scalars, and aliases that multiply the document are noted with their places;
    so are syntax errors, which end the reading. The file must hold one document.
    """
    return _read(text, log, _LOADER)


def _read(text: str, log: ProblemLog, loader: type) -> Node | None:
    composer = _Composer(text, log)
    try:
        for event in yaml.parse(text, Loader=loader):
            composer.take(event)
    except _Abandoned:
        return None
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or "") and loader is not yaml.SafeLoader:
            # The C parser reads so far ahead that it gives up before the level that is too deep has come to us.
            return _read(text, log, yaml.SafeLoader)
        mark = error.problem_mark or error.context_mark
        log.add(
            *composer.place(mark), composer.where(), f"this is not YAML: {error.problem or error.context}", "valid YAML"
        )
        return None
    except yaml.YAMLError:
        bad = _UNPRINTABLE.search(text)
        before = text[: bad.start()] if bad else ""
        what = f"the character U+{ord(bad.group()):04X} is not allowed in YAML" if bad else "this is not YAML"
        log.add(before.count("\n") + 1, len(before) - before.rfind("\n"), "", what, "printable text")
        return None
    if composer.root is None:
        log.add(1, 1, "", "the file is empty", "a mapping with `step_type` and `contract`")
    return composer.root


class _Composer:
    """Builds nodes from the events of one stream."""

    def __init__(self, text: str, log: ProblemLog) -> None:
        self.text = text
        self.log = log
        self.odd_breaks = [found.start() for found in _ODD_BREAK.finditer(text)]
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, _Anchored] = {}
        self.total = 0

    def where(self) -> str:
        """The dotted path of the value awaited."""
        return dotted(frame.step() for frame in self.stack)

    def place(self, mark: _Mark | None) -> tuple[int, int]:
        """The line and column of a mark, lines being what every other program takes for lines."""
        if mark is None:
            return 1, 1
        if not self.odd_breaks:
            return mark.line + 1, mark.column + 1
        line = mark.line + 1 - bisect.bisect_left(self.odd_breaks, mark.index)
        return line, mark.index - self.text.rfind("\n", 0, mark.index)

    def take(self, event: yaml.Event) -> None:
        """Take the next event into the tree."""
        if isinstance(event, yaml.ScalarEvent):
            self._tagged(event)
            self._count(1, event)
            self._put(self._scalar(event), 1, 1, event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._tagged(event)
            self._count(1, event)
            line, column = self.place(event.start_mark)
            if len(self.stack) >= MAX_DEPTH:
                self._abandon(event, f"the nesting is deeper than {MAX_DEPTH} levels")
            self.stack.append(_Open(line, column, event.anchor, isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._abandon(event, "a second document begins", "one document a file")

    def _abandon(self, event: yaml.Event, message: str, expected: str = "") -> None:
        self.log.add(*self.place(event.start_mark), self.where(), message, expected)
        raise _Abandoned

    def _tagged(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if tag:
            short = tag.replace("tag:yaml.org,2002:", "!!")
            self.log.add(*self.place(event.start_mark), self.where(), f"the tag {short} is not supported", "no tag")

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        text: str = event.value
        if not is_text(text):
            self._abandon(event, "half a surrogate pair is not a character")
        is_plain = not event.style or event.style == "plain"
        return Scalar(text, _resolved(text) if is_plain else text, *self.place(event.start_mark), not is_plain)

    def _alias(self, event: yaml.AliasEvent) -> None:
        found = self.anchors.get(event.anchor or "")
        if found is None:
            inside = any(frame.anchor == event.anchor for frame in self.stack)
            what = f"*{event.anchor} stands inside its own anchor" if inside else f"there is no anchor &{event.anchor}"
            self._abandon(event, what)
        else:
            if len(self.stack) + found.height > MAX_DEPTH:
                self._abandon(event, f"*{event.anchor} makes the nesting deeper than {MAX_DEPTH} levels")
            self._count(found.count, event)
            self._put(found.node, found.count, found.height, None)

    def _count(self, more: int, event: yaml.Event) -> None:
        self.total += more
        if self.total > MAX_NODES:
            self._abandon(event, f"the document has more than {MAX_NODES:,} values, each alias written out")

    def _close(self) -> None:
        frame = self.stack.pop()
        if frame.is_mapping:
            node: Node = Mapping(_with_merged(frame), frame.line, frame.column)
        else:
            node = Sequence(tuple(frame.items), frame.line, frame.column)
        self._put(node, frame.count, frame.height + 1, frame.anchor)

    def _put(self, node: Node, count: int, height: int, anchor: str | None) -> None:
        if anchor:
            self.anchors[anchor] = _Anchored(node, count, height)
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.count += count
        frame.height = max(frame.height, height)
        if not frame.is_mapping:
            frame.items.append(node)
        elif frame.key is None:
            self._key(frame, node)
        else:
            if frame.key.text == "<<" and not frame.key.quoted:
                self._merge(frame, node)
            elif not frame.skipping:
                frame.entries[frame.key.text] = Entry(frame.key, node)
            frame.key, frame.skipping = None, False

    def _key(self, frame: _Open, node: Node) -> None:
        if not isinstance(node, Scalar):
            self.log.add(node.line, node.column, self.where(), "a key is a list or a mapping", "a name")
            node = Scalar("?", "?", node.line, node.column)
            frame.skipping = True
        first = frame.entries.get(node.text)
        if first is not None:
            message = f"the key {node.text!r} is here a second time; the first is on line {first.key.line}"
            self.log.add(
                node.line, node.column, f"{self.where()}.{node.text}".removeprefix("."), message, "each key once"
            )
            frame.skipping = True
        frame.key = node

    def _merge(self, frame: _Open, node: Node) -> None:
        several = node.items if isinstance(node, Sequence) else (node,)
        for one in several:
            if isinstance(one, Mapping):
                frame.merged.append(one)
            else:
                self.log.add(
                    one.line, one.column, self.where(), "<< merges what is not a mapping", "an alias of a mapping"
                )


def _with_merged(frame: _Open) -> dict[str, Entry]:
    if not frame.merged:
        return frame.entries
    entries: dict[str, Entry] = {}
    for mapping in reversed(frame.merged):
        entries.update(mapping.entries)
    entries.update(frame.entries)
    return entries


def _resolved(text: str) -> PlainScalar:
    if text in _NULLS:
        return None
    truth = _TRUTHS.get(text)
    return number_or_text(text) if truth is None else truth
