"""Bytes to text and back, so that what is not edited comes back byte for byte."""

from __future__ import annotations

import codecs
import io
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass


class EncodingProblem(Exception):
    """A file's bytes that cannot be read as text, or a text that cannot be written as such a file."""


@dataclass(frozen=True, slots=True)
class EncodedText:
    """The text of a file, without a byte order mark, and how it was encoded."""

    text: str
    encoding: str
    mark: bytes = b""

    def encode(self, pieces: Iterable[str]) -> bytes:
        """The bytes of a text made of `pieces`, in the encoding of this file.

        Raises EncodingProblem where a character cannot be written, or where the bytes of one piece depend on another.
        """
        parts = list(pieces)
        text = "".join(parts)
        try:
            encoded = text.encode(self.encoding)
            separate = b"".join(part.encode(self.encoding) for part in parts)
        except UnicodeEncodeError as error:
            character = text[error.start]
            raise EncodingProblem(f"{character!r} cannot be written in the file's encoding, {self.encoding}") from None
        if encoded != separate:
            raise EncodingProblem(f"the file's encoding, {self.encoding}, cannot be edited piece by piece")
        return self.mark + encoded


def decode(content: bytes, path: str) -> EncodedText:
    """The text of the file `path`: Python by its coding cookie, everything else as UTF-8.

    Raises EncodingProblem where the bytes are not that, or would not come back the same.
    """
    python = path.endswith((".py", ".pyi", ".pyw"))
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        encoding = _cookie(content) if python else "utf-8"
        text = content[len(mark) :].decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise EncodingProblem(f"the file cannot be read as text: {error}") from None
    decoded = EncodedText(text, encoding, mark)
    if decoded.encode([text]) != content:
        raise EncodingProblem(f"the file's encoding, {encoding}, does not come back the same")
    return decoded


def _cookie(content: bytes) -> str:
    encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
    return "utf-8" if encoding == "utf-8-sig" else encoding
