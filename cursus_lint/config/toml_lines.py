"""On which line of a TOML file something stands; the parser does not tell."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = r"""(?:"[^"]*"|'[^']*'|[\w-]+)"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*\[\[?\s*(?P<name>{_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(rf"\s*(?P<name>{_DOTTED})\s*=")
_PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")


def line_of(path: Path | None, keys: tuple[str, ...], text: str = "") -> int:
    """The 1-based line of the key path `keys` below our table, or of the quoted `text` that follows it.

    The line of the nearest enclosing key where it cannot be told more exactly; 0 without a file, or when nothing is
    found.
    """
    if path is None:
        return 0
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return 0
    ours = ("tool", "cursus-lint") if path.name == "pyproject.toml" else ()
    wanted = (*ours, *keys)
    table: tuple[str, ...] = ()
    at, depth = 0, 0
    for number, line in enumerate(lines, 1):
        if header := _HEADER.match(line):
            here = table = _parts(header["name"])
        elif key := _KEY.match(line):
            here = table + _parts(key["name"])
        else:
            continue
        if max(depth + 1, len(ours)) <= len(here) and here == wanted[: len(here)]:
            at, depth = number, len(here)
    if not (text and at):
        return at
    quoted = (f'"{text}"', f"'{text}'")
    return next((n for n, line in enumerate(lines[at - 1 :], at) if any(q in line for q in quoted)), at)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(match[1] or match[2] or match[3] or "" for match in _PART.finditer(name))
