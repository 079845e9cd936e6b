"""A script's text as a list of top-level statements, each lowered when it is first needed, and then kept.

Python's own parser gives the verdict "this is Python" and the outline: which statements there are, and in which lines.
LibCST reads, inside them, what a fact can come from, and what fixes rewrite. Where Python's parser refuses a file that
LibCST accepts (syntax newer than the running Python), the file is one statement, all of it read with LibCST.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from cursus_lint.analysis import bounds

if TYPE_CHECKING:
    from cursus_lint.analysis import ir

MATTERS = re.compile(
    r"environ|getenv|argparse|argument|args(?<!\wargs)\b|Namespace|click|typer|absl|DEFINE_|Parser|Settings|"
    r"'\.{0,2}/|\"\.{0,2}/|Path\(|os\.path|input_paths|output_paths|job_args|"
    r"import(?<!\wimport)\b|subprocess|os\.exec|os\.system|runpy|main(?<!\wmain)\b"
)
"""What a statement's text holds if it can hold a fact by itself; the rest is read only when evaluation reaches it.

Each alternative begins with a letter or sign that is given, so that `re` passes over all others four times as fast.
"""

READS = re.compile(r"environ|getenv|add_argument")
"""What the text of a helper holds that reads something its callers name."""

_WORD = re.compile(r"[^\W\d]\w*")

_NEWER = re.compile(
    r"^\s*type\s+\w|\b(?:def|class)\s+\w+\s*\[|\bexcept\s*\*|\bexcept\s+[\w.]+\s*,|\[\s*\*|"
    r"\b(?:[ft]r?|r[ft])['\"]|^\s*(?:match|case)\b",
    re.IGNORECASE,
)
"""Beginnings of what came after the oldest Python that runs this: PEP 634, 646, 654, 695, 701, 750, 758."""

_FORM_FEED = re.compile(r"^[ \t]*\f[ \t\f]*", re.MULTILINE)


class Unparsable(Exception):
    """The script is not valid Python, or not readable as text; `line` and `column` are 1-based."""

    def __init__(self, reason: str, line: int = 1, column: int = 1) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


class Unlintable(Exception):
    """The script is too large or too deep to be analysed."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decode(data: bytes) -> str:
    """The text of a Python file, by its byte-order mark or coding cookie, newlines as they are.

    Raises `Unparsable` where the encoding is unknown, or the bytes are not text in it, or hold NUL characters.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, UnicodeError, LookupError) as error:
        line = data[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        raise Unparsable(f"not readable as text: {error}", line) from None
    if "\0" in text:
        raise Unparsable("contains a NUL character", text[: text.index("\0")].count("\n") + 1)
    return text


@dataclass(eq=False)
class Statement:
    """One top-level statement, or several that share a line: its lines, its first line in the file, its code on demand.

    `outline` is what Python's own parser says of it; where that cannot read the file, `tree` is what LibCST says.
    `code` is the lowered code, once somebody has asked for it.
    """

    lines: list[str]
    first_line: int
    outline: tuple[ast.stmt, ...]
    tree: cst.Module | None = None
    code: ir.Block | None = None

    @property
    def last_line(self) -> int:
        """Its last line in the file."""
        return self.first_line + len(self.lines) - 1

    @cached_property
    def text(self) -> str:
        """The statement's lines as one text."""
        return "".join(self.lines)

    @cached_property
    def matters(self) -> bool:
        """Whether its text can hold a fact by itself."""
        return MATTERS.search(self.text) is not None

    @cached_property
    def reads(self) -> bool:
        """Whether its text may read something that its callers name."""
        return READS.search(self.text) is not None

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of its text."""
        return frozenset(_WORD.findall(self.text))

    @property
    def outline_line(self) -> int:
        """The line that its first is for the nodes of its outline, which an edit may have moved since."""
        return _first_line(self.outline[0])

    @property
    def telling_lines(self) -> frozenset[int]:
        """The indices of the lines whose text can hold a fact by itself."""
        if not self.matters:
            return frozenset()
        return frozenset([i for i, line in enumerate(self.lines) if MATTERS.search(line)])

    def forget(self) -> None:
        """Drop the code, which knows the statement it came from."""
        self.code = None


def _parse_with_libcst(text: str) -> cst.Module:
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError:
        # LibCST refuses form feeds in an indentation, which Python takes as its start.
        if "\f" not in text:
            raise
        return cst.parse_module(_FORM_FEED.sub(lambda m: m.group().rpartition("\f")[2], text))


class Source:
    """The text of one Python file and its top-level statements, in order."""

    def __init__(self, text: str, path: str = "<script>", previous: Source | None = None) -> None:
        """Split `text`; raises `Unparsable` or `Unlintable`.

        The statements of `previous`, an earlier text of the same file, that have not changed move over with their
        code, so that `previous` must not be used any more.
        """
        if len(text) > bounds.FILE_CHARACTERS:
            raise Unlintable(f"the file has {len(text):,} characters; the limit is {bounds.FILE_CHARACTERS:,}")
        self.path = path
        self.text = text[1:] if text.startswith("\ufeff") else text
        self.lines: list[str] = io.StringIO(self.text, newline="").readlines()
        kept = self._edited(previous) if previous is not None else None
        self.statements: tuple[Statement, ...] = kept if kept is not None else tuple(self._split())

    def release(self) -> None:
        """Take apart the code of all statements, so that nobody has to search memory for them later."""
        for statement in self.statements:
            statement.forget()

    @classmethod
    def of_bytes(cls, data: bytes, path: str = "<script>") -> Source:
        """The source that `data`, the content of a file, holds."""
        if len(data) > 4 * bounds.FILE_CHARACTERS:
            raise Unlintable(f"the file has {len(data):,} bytes; the limit is {4 * bounds.FILE_CHARACTERS:,}")
        return cls(decode(data), path)

    def _edited(self, previous: Source) -> tuple[Statement, ...] | None:
        """The statements if only those around the changed lines are parsed; None if that is not enough."""
        old, new = previous.lines, self.lines
        most = min(len(old), len(new))
        above = next((i for i in range(most) if old[i] != new[i]), most)
        below = next((i for i in range(most - above) if old[-1 - i] != new[-1 - i]), most - above)
        # What follows a statement can still belong to it: an `else`, or more lines of its body.
        before = [s for s in previous.statements if s.last_line <= above][:-1]
        after = [s for s in previous.statements if s.first_line > len(old) - below]
        begin = before[-1].last_line if before else 0
        end = len(new) - len(old) + after[0].first_line - 1 if after else len(new)
        try:
            body = _parse("".join(new[begin:end]))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        kept = {*before, *after}
        for statement in previous.statements:
            if statement not in kept:
                statement.forget()
        for statement in after:
            statement.first_line += len(new) - len(old)
        return (*before, *_grouped(body, new, begin), *after)

    def _split(self) -> Iterator[Statement]:
        try:
            body = _parse(self.text)
        except (RecursionError, MemoryError):
            raise Unlintable("the code is nested too deeply") from None
        except SyntaxError as error:
            if not self._may_be_newer(error) or not self._is_shallow():
                raise self._refusal(error) from None
            yield self._whole(error)
            return
        except ValueError as error:
            raise Unparsable(str(error)) from None
        yield from _grouped(body, self.lines, 0)

    def _whole(self, error: SyntaxError) -> Statement:
        try:
            return Statement(self.lines, 1, (), _parse_with_libcst(self.text))
        except cst.ParserSyntaxError:
            raise self._refusal(error) from None
        except RecursionError:
            raise Unlintable("the code is nested too deeply") from None

    @staticmethod
    def _refusal(error: SyntaxError) -> Unparsable | Unlintable:
        if "too many" in error.msg and "nested" in error.msg:
            return Unlintable(f"the code is nested too deeply (line {error.lineno or 1})")
        return Unparsable(error.msg, error.lineno or 1, max(error.offset or 1, 1))

    def _may_be_newer(self, error: SyntaxError) -> bool:
        """Whether what Python refuses may be read by LibCST: syntax of a later version, or a very long number."""
        first = error.lineno or 1
        refused = self.lines[first - 1 : max(error.end_lineno or first, first)]
        return error.msg.startswith(("f-string", "Exceeds the limit")) or any(map(_NEWER.search, refused))

    def _is_shallow(self) -> bool:
        """Whether LibCST can parse it without overflowing its stack: few tokens and brackets in any statement."""
        depth = tokens = 0
        try:
            for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
                tokens = 0 if token.type in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT) else tokens + 1
                depth += (token.string in "([{") - (token.string in ")]}") if token.type == tokenize.OP else 0
                if depth > bounds.NESTING or tokens > bounds.STATEMENT_TOKENS:
                    return False
        except (tokenize.TokenError, SyntaxError, IndentationError):
            return False
        return True


def _parse(text: str) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(text).body


def _grouped(body: list[ast.stmt], lines: list[str], begin: int) -> Iterator[Statement]:
    """The statements of `body`, whose line 1 is the one after line `begin` of the file's `lines`."""
    groups: list[list[ast.stmt]] = []
    reached = 0
    for node in body:
        if groups and _first_line(node) <= reached:
            groups[-1].append(node)
        else:
            groups.append([node])
        reached = max(reached, node.end_lineno or node.lineno)
    for group in groups:
        first, last = _first_line(group[0]), max(n.end_lineno or n.lineno for n in group)
        yield Statement(lines[begin + first - 1 : begin + last], begin + first, tuple(group))


def _first_line(node: ast.stmt) -> int:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and node.decorator_list:
        return min(node.lineno, node.decorator_list[0].lineno)
    return node.lineno
