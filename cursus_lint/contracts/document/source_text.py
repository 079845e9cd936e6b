"""Reading a contract file's text, with a problem instead of an exception for whatever stands in the way."""

from __future__ import annotations

import codecs
import errno
import os
import re
import stat
from pathlib import Path

from cursus_lint.contracts.problems import ProblemLog

MAX_BYTES = 4 * 1024 * 1024  # real contracts have 15 kB at most; what is larger by this much is something else

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.EACCES: "the file may not be read",
    errno.EISDIR: "this is a folder",
    errno.ELOOP: "the symbolic links go round in a circle",
    errno.ENOTDIR: "a part of the path is not a folder",
    errno.ENAMETOOLONG: "the path is too long",
}


def read_head(path: Path, size: int) -> bytes:
    """The first `size` bytes of a file, none if it cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return b""
        with path.open("rb") as file:
            return file.read(size)
    except (OSError, ValueError):
        return b""


def read_bytes(path: Path, log: ProblemLog, content: bytes | None = None) -> bytes | None:
    """The file's bytes, or None after noting why it cannot be read.

    Only regular files are opened: a pipe would block, a device never end. `content` is taken instead of what they hold.
    """
    if content is not None:
        return _of_bearable_size(content, len(content), log)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(status.st_mode):
            log.add(1, 1, "", "this is not a regular file", "a contract file")
            return None
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else "the path is not valid"
        log.add(1, 1, "", reason or f"the file cannot be read: {error}", "a readable contract file")
        return None
    return _of_bearable_size(content, max(status.st_size, len(content)), log)


def _of_bearable_size(content: bytes, size: int, log: ProblemLog) -> bytes | None:
    if len(content) > MAX_BYTES:
        log.add(1, 1, "", f"the file has {size:,} bytes", f"at most {MAX_BYTES:,}")
        return None
    return content


def decode(content: bytes, log: ProblemLog) -> str | None:
    """UTF-8 as text, without a byte order mark, or None after noting where it is not UTF-8."""
    for mark, name in (
        (codecs.BOM_UTF32_LE, "UTF-32"),
        (codecs.BOM_UTF32_BE, "UTF-32"),
        (codecs.BOM_UTF16_LE, "UTF-16"),
        (codecs.BOM_UTF16_BE, "UTF-16"),
    ):
        if content.startswith(mark):
            log.add(1, 1, "", f"the file is encoded in {name}", "UTF-8")
            return None
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        column = len(before) - (before.rfind("\n") + 1) + 1
        log.add(before.count("\n") + 1, column, "", f"the byte 0x{content[error.start]:02x} is not UTF-8", "UTF-8")
        return None


def is_text(text: str) -> bool:
    """Whether `text` can be written out again: it holds no half of a surrogate pair."""
    return text.isascii() or not _SURROGATE.search(text)
