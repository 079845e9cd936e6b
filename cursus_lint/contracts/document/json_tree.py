"""JSON text -> nodes, by a scanner of our own: the standard one forgets the places and accepts duplicate keys."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from cursus_lint.contracts.document.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Entry,
    Mapping,
    Node,
    Scalar,
    Sequence,
    number_or_text,
)
from cursus_lint.contracts.document.source_text import is_text
from cursus_lint.contracts.problems import ProblemLog, dotted

_TOKEN = re.compile(
    r"""[ \t\r\n]*(?:(?P<string>"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*")"""
    r"""|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)"""
    r"""|(?P<word>true|false|null)|(?P<mark>[\[\]{}:,]))"""
)
_SPACE = re.compile(r"[ \t\r\n]*")
_WORDS = {"true": True, "false": False, "null": None}


class _NotJson(Exception):
    """The text stops being JSON at `offset`."""

    def __init__(self, offset: int, message: str, expected: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.expected = expected


@dataclass(slots=True)
class _Open:
    """An array or object whose end has not been seen yet; `key` is the name of the member that is being read."""

    line: int
    column: int
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    key: Scalar | None = None
    skipping: bool = False

    def step(self) -> str:
        if not self.is_mapping:
            return f"[{len(self.items)}]"
        return f".{self.key.text}" if self.key else ""


def read_json(text: str, log: ProblemLog) -> Node | None:
    """The document in `text`, or None after noting why there is none.

    Duplicate keys are noted with their places; a syntax error ends the reading.
    """
    reader = _Reader(text, log)
    try:
        return reader.read()
    except _NotJson as error:
        line, column = reader.place(error.offset)
        log.add(line, column, reader.where(), str(error), error.expected)
        return None


class _Reader:
    """Reads one text from left to right with a stack of its own."""

    def __init__(self, text: str, log: ProblemLog) -> None:
        self.text = text
        self.log = log
        self.offset = 0
        self.stack: list[_Open] = []
        self.line = 1
        self.line_start = 0
        self.placed = 0

    def where(self) -> str:
        """The dotted path of the value that is being read."""
        return dotted(frame.step() for frame in self.stack)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset that is not before the last one asked for."""
        newlines = self.text.count("\n", self.placed, offset)
        if newlines:
            self.line += newlines
            self.line_start = self.text.rindex("\n", self.placed, offset) + 1
        self.placed = offset
        return self.line, offset - self.line_start + 1

    def read(self) -> Node:
        """The one value of the text."""
        count = 0
        while True:
            start, kind, token = self._token("a value")
            count += 1
            if count > MAX_NODES:
                raise _NotJson(start, f"the document has more than {MAX_NODES:,} values", "")
            line, column = self.place(start)
            if token in ("{", "["):
                if len(self.stack) >= MAX_DEPTH:
                    raise _NotJson(start, f"the nesting is deeper than {MAX_DEPTH} levels", "")
                self.stack.append(_Open(line, column, token == "{"))
                if self._peek() == "]}"[token == "{"]:
                    self._token("")
                    node = self._closed()
                elif token == "{":
                    self._member()
                    continue
                else:
                    continue
            else:
                node = self._scalar(start, kind, token, line, column)
            finished = self._put(node)
            if finished is not None:
                return finished

    def _put(self, node: Node) -> Node | None:
        """Put a value where it belongs and go on to where the next one begins; the root, once it is complete."""
        while self.stack:
            frame = self.stack[-1]
            if not frame.is_mapping:
                frame.items.append(node)
            elif frame.key is not None and not frame.skipping:
                frame.entries[frame.key.text] = Entry(frame.key, node)
            frame.skipping = False
            close = "}" if frame.is_mapping else "]"
            start, _, token = self._token(f"`,` or `{close}`")
            if token == ",":
                if frame.is_mapping:
                    self._member()
                return None
            if token != close:
                raise _NotJson(start, f"this is not JSON: {token[:40]} stands here", f"`,` or `{close}`")
            node = self._closed()
        end = _SPACE.match(self.text, self.offset)
        self.offset = end.end() if end else self.offset
        if self.offset < len(self.text):
            raise _NotJson(self.offset, "this is not JSON: more text follows the document", "the end of the file")
        return node

    def _closed(self) -> Node:
        frame = self.stack.pop()
        if frame.is_mapping:
            return Mapping(frame.entries, frame.line, frame.column)
        return Sequence(tuple(frame.items), frame.line, frame.column)

    def _member(self) -> None:
        """Read a member's name and the colon after it."""
        frame = self.stack[-1]
        frame.key = None
        start, kind, token = self._token("a name in double quotes")
        if kind != "string":
            raise _NotJson(start, f"this is not JSON: {token[:40]} stands here", "a name in double quotes")
        line, column = self.place(start)
        key = self._scalar(start, kind, token, line, column)
        first = frame.entries.get(key.text)
        if first is not None:
            about = f"{self.where()}.{key.text}".removeprefix(".")
            message = f"the key {key.text!r} is here a second time; the first is on line {first.key.line}"
            self.log.add(line, column, about, message, "each key once")
            frame.skipping = True
        frame.key = key
        start, _, token = self._token("`:`")
        if token != ":":
            raise _NotJson(start, f"this is not JSON: {token[:40]} stands here", "`:`")

    def _scalar(self, start: int, kind: str, token: str, line: int, column: int) -> Scalar:
        if kind == "string":
            text: str = json.loads(token)
            if not is_text(text):
                raise _NotJson(start, "half a surrogate pair is not a character", "")
            return Scalar(text, text, line, column, quoted=True)
        if kind == "number":
            return Scalar(token, number_or_text(token), line, column)
        if kind == "word":
            return Scalar(token, _WORDS[token], line, column)
        raise _NotJson(start, f"this is not JSON: {token} stands here", "a value")

    def _peek(self) -> str:
        space = _SPACE.match(self.text, self.offset)
        at = space.end() if space else self.offset
        return self.text[at : at + 1]

    def _token(self, expected: str) -> tuple[int, str, str]:
        found = _TOKEN.match(self.text, self.offset)
        if found is None:
            space = _SPACE.match(self.text, self.offset)
            at = space.end() if space else self.offset
            if at < len(self.text):
                raise _NotJson(at, f"this is not JSON: {self.text[at : at + 20]!r} stands here", expected)
            if not self.stack:
                raise _NotJson(at, "the file is empty", "an object with `step_type` and `contract`")
            raise _NotJson(at, "this is not JSON: the file ends too early", expected)
        kind = found.lastgroup or ""
        self.offset = found.end()
        return found.start(kind), kind, found.group(kind)
