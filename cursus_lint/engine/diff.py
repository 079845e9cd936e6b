"""What a fix would change, as a unified diff."""

from __future__ import annotations

import difflib
import re

from cursus_lint.engine.encoding import EncodingProblem, decode

_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")


def diff(path: str, old: bytes, new: bytes) -> str:
    """A unified diff that `git apply` and `patch -p1` understand; "" where nothing changes.

    `path` is written with slashes. Line endings are kept: a carriage return stays at the end of its line.
    """
    name = path.replace("\\", "/")
    before, after = (_LINE.findall(_text(content, path)) for content in (old, new))
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _text(content: bytes, path: str) -> str:
    try:
        decoded = decode(content, path)
    except EncodingProblem:
        return content.decode("utf-8", "backslashreplace")
    return ("\ufeff" if decoded.mark else "") + decoded.text
