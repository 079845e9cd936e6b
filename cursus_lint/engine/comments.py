"""Where the comments of a file stand: real ones only, never strings that look like one."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: the place of its `#`, its text from there on, and the line it speaks of.

    `target` is the comment's own line, or, for a comment that has a line to itself, the next line that is not one.
    """

    line: int
    column: int
    text: str
    target: int


@dataclass(frozen=True, slots=True)
class CommentedText:
    """The comments of one file, and the lines that cannot carry one.

    `carriers` maps a line on which no comment can stand (inside a string, before a backslash) to the next one that can.
    """

    comments: tuple[Comment, ...] = ()
    carriers: dict[int, int] = field(default_factory=dict)

    def lines_of(self, first: int, last: int) -> Iterator[int]:
        """The lines whose comments speak of the lines `first` to `last`."""
        yield from range(first, last + 1)
        if last in self.carriers:
            yield from range(last + 1, self.carriers[last] + 1)


def comments_of(path: str, data: bytes) -> CommentedText:
    """The comments of a file with the content `data`: YAML by its name, else Python."""
    from cursus_lint.analysis.lenient_text import lenient_text

    text = lenient_text(data)
    return yaml_comments(text) if path.endswith((".yaml", ".yml")) else python_comments(text)


def python_comments(text: str) -> CommentedText:
    """The comments of Python source.

    Of source that cannot be tokenised, those before that place, and after it those that have a line to themselves.
    """
    lines = io.StringIO(text, newline=None).readlines()
    found: list[tuple[int, int, str]] = []
    carriers: dict[int, int] = {}
    reached = 0
    strings_begun: list[int] = []
    try:
        for token in tokenize.generate_tokens(iter(lines).__next__):
            reached = token.end[0]
            kind = tokenize.tok_name[token.type]
            if kind == "COMMENT":
                found.append((*token.start, token.string))
            elif kind.endswith("STRING_START"):
                strings_begun.append(token.start[0])
            elif kind.endswith("STRING_END") or kind == "STRING":
                begun = token.start[0] if kind == "STRING" else strings_begun.pop()
                carriers.update((line, token.end[0]) for line in range(begun, token.end[0]))
    except (tokenize.TokenError, SyntaxError):
        found.extend(_whole_line_comments(lines, reached))
    commented = {line for line, _, _ in found}
    for number in range(len(lines), 0, -1):
        if number not in carriers and number not in commented and lines[number - 1].rstrip("\n").endswith("\\"):
            carriers[number] = carriers.get(number + 1, number + 1)
    return CommentedText(tuple(_with_targets(found, lines)), carriers)


def yaml_comments(text: str) -> CommentedText:
    """The comments of a YAML document; where it cannot be scanned, only whole-line ones."""
    import yaml

    lines = io.StringIO(text, newline=None).readlines()
    scalars: list[tuple[int, int]] = []
    try:
        for token in yaml.scan("".join(lines)):
            if isinstance(token, yaml.ScalarToken):
                scalars.append((token.start_mark.index, token.end_mark.index))
    except (yaml.YAMLError, RecursionError):
        return CommentedText(tuple(_with_targets(_whole_line_comments(lines, 0), lines)))
    return CommentedText(tuple(_with_targets(_outside(scalars, lines), lines)))


def _outside(scalars: list[tuple[int, int]], lines: list[str]) -> Iterator[tuple[int, int, str]]:
    """The first `#` of each line that starts a comment and lies in none of `scalars` (sorted character ranges)."""
    offset, at = 0, 0
    for number, line in enumerate(lines, 1):
        for mark in re.finditer(r"(?:(?<=\s)|^)#", line):
            index = offset + mark.start()
            while at < len(scalars) and scalars[at][1] <= index:
                at += 1
            if at == len(scalars) or index < scalars[at][0]:
                yield number, mark.start(), line[mark.start() :].rstrip("\n")
                break
        offset += len(line)


def _whole_line_comments(lines: list[str], after: int) -> Iterator[tuple[int, int, str]]:
    for number, line in enumerate(lines[after:], after + 1):
        if line.lstrip().startswith("#"):
            yield number, len(line) - len(line.lstrip()), line.strip()


def _with_targets(found: Iterable[tuple[int, int, str]], lines: list[str]) -> Iterator[Comment]:
    """`found` as comments (columns from 0), each with the line it speaks of."""
    places = sorted(found)
    alone = {line for line, column, _ in places if not lines[line - 1][:column].strip()}
    for line, column, text in places:
        target = line
        while target in alone:
            target += 1
        yield Comment(line, column + 1, text, target)
