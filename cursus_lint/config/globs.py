"""`Glob`: a pattern for files, relative to the folder of the file that says it."""

from __future__ import annotations

import functools
import posixpath
import re
from typing import NamedTuple

_WILD = re.compile(r"[*?\[\\]")
_SET = re.compile(r"(?P<not>[!^]?)(?P<body>\]?[^\]]+|\])\]")


class Glob(NamedTuple):
    """A pattern for absolute paths with `/` between the parts.

    The pattern is read as in a `.gitignore`: without a slash it matches a name at any depth below `base`, with one
    (also in front) it is anchored to `base`; `*` and `?` stay within a name, `**` crosses folders, `[...]` is a set of
    characters, a backslash takes the meaning from the next one. It may begin with `../`, and with `base` itself.
    `base` "" matches anywhere.
    """

    base: str
    pattern: str

    @property
    def is_name(self) -> bool:
        """Whether the pattern is one name that is meant wherever it occurs."""
        return not self.base and "/" not in self.pattern and not _WILD.search(self.pattern)

    @property
    def literal(self) -> str | None:
        """The one path that is meant, if the pattern is a path without wildcards."""
        base, pattern = _anchor(self.base, self.pattern)
        if _WILD.search(pattern) or "/" not in self.pattern.rstrip("/"):
            return None
        return posixpath.join(base, pattern) if pattern else base

    @property
    def folder(self) -> str:
        """The deepest folder that everything the pattern matches lies below."""
        base, pattern = _anchor(self.base, self.pattern)
        if "/" not in self.pattern.rstrip("/"):
            return base
        fixed = []
        for part in pattern.split("/")[:-1]:
            if _WILD.search(part):
                break
            fixed.append(part)
        return posixpath.join(base, *fixed)

    def matches(self, path: str) -> bool:
        """Whether the pattern matches this very file or folder."""
        return any_matches((self,), path)

    def covers(self, path: str) -> bool:
        """Whether the pattern matches this path or a folder that it lies in."""
        return any_covers((self,), path)


def any_matches(globs: tuple[Glob, ...], path: str) -> bool:
    """Whether one of the patterns matches this very file or folder."""
    return bool(globs) and compile_globs(globs).fullmatch(path) is not None


def any_covers(globs: tuple[Glob, ...], path: str) -> bool:
    """Whether one of the patterns matches this path or a folder that it lies in."""
    return bool(globs) and compile_covering(globs).match(path + "/") is not None


def _anchor(base: str, pattern: str) -> tuple[str, str]:
    """Base and pattern with a leading `/`, `./`, `../` or base of the pattern worked into the base."""
    if pattern.startswith("/"):
        return base, pattern.removeprefix(base).strip("/")
    parts = pattern.rstrip("/").split("/")
    while parts and parts[0] in ("..", "."):
        base = posixpath.dirname(base) if parts.pop(0) == ".." else base
    return base, "/".join(parts)


@functools.lru_cache(maxsize=512)
def compile_globs(globs: tuple[Glob, ...]) -> re.Pattern[str]:
    """A regular expression whose `fullmatch` says whether one of the patterns matches this very path."""
    if not globs:
        return re.compile(r"(?!)")
    return re.compile("|".join(f"(?:{_regex(glob)})" for glob in globs), re.DOTALL)


@functools.lru_cache(maxsize=512)
def compile_covering(globs: tuple[Glob, ...]) -> re.Pattern[str]:
    """One whose `match`, given a path and a slash, says whether a pattern matches it or a folder that it lies in."""
    return re.compile(f"(?:{compile_globs(globs).pattern})/", re.DOTALL)


def _regex(glob: Glob) -> str:
    """The pattern as a regular expression for a path."""
    base, pattern = _anchor(glob.base, glob.pattern)
    parts = pattern.rstrip("/").split("/") if pattern else []
    if "/" not in glob.pattern.rstrip("/"):
        parts.insert(0, "**")
    where = re.escape(base.rstrip("/")) if base else r"(?:/|[A-Za-z]:/|(?=[^/]))"
    pieces = [where]
    slash = "/" if base else ""
    for index, part in enumerate(parts):
        if part == "**":
            last = index == len(parts) - 1
            pieces.append(slash + (".+" if last else "(?:[^/]+/)*"))
            slash = "/" if last else ""
        else:
            pieces.append(slash + _part_regex(part))
            slash = "/"
    return "".join(pieces)


def _part_regex(part: str) -> str:
    """One name of a pattern as a regular expression."""
    pieces: list[str] = []
    position = 0
    while position < len(part):
        char = part[position]
        position += 1
        if char == "*":
            pieces.append("[^/]*")
        elif char == "?":
            pieces.append("[^/]")
        elif char == "[" and (closed := _SET.match(part, position)) is not None:
            pieces.append(_set_regex(closed["body"], negated=bool(closed["not"])))
            position = closed.end()
        elif char == "\\" and position < len(part):
            pieces.append(re.escape(part[position]))
            position += 1
        else:
            pieces.append(re.escape(char))
    return "".join(pieces)


def _set_regex(body: str, *, negated: bool) -> str:
    """`[...]` as a regular expression; a range that runs backwards holds nothing, as in a shell."""
    inside = re.sub(r"([\\\[\]&~|^])", r"\\\1", body)
    for low, high in re.findall(r"(.)-(.)", body):
        if low > high:
            return "(?!)"
    return f"(?!/)[{'^' if negated else ''}{inside}]"
