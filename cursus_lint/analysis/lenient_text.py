"""The text of a source file for showing it: what cannot be decoded is replaced, nothing is parsed, nothing raised."""

from __future__ import annotations

import io
import re
import tokenize

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


def lenient_text(data: bytes) -> str:
    """The text of a Python file by its coding cookie, or of any other file as UTF-8, without a byte-order mark."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError:
        encoding = "utf-8-sig"
    return data.decode(encoding, errors="replace")


def lines_of(text: str) -> list[str]:
    """The lines of a text as Python counts them, without their ends."""
    return _LINE_BREAK.split(text)
