"""Writing a fixed file so that at every moment the old or the new one is there, whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

_TEMPORARY = re.compile(r"\.cursus-lint-[0-9a-f]{16}\.tmp")


class CannotWrite(Exception):
    """A file that was left as it is; the message says why, and what to do."""


def write_fixed(path: Path, old: bytes, new: bytes, root: Path) -> None:
    """Replace the content `old` of `path` by `new`.

    A symbolic link is followed as long as it stays inside `root`. The new content is written beside the file, with its
    mode, flushed to disk, and put in its place in one step. Raises CannotWrite, and leaves everything as it is, where a
    link leads outside, where the file has other names (hard links), is read-only or no regular file, or where it has
    changed since `old` was read.
    """
    target = _target(path, root)
    try:
        status = target.stat()
        _refuse_unwritable(path, target, status)
        with _written_beside(target, new, status) as temporary:
            _refuse_changed(path, target, old)
            temporary.replace(target)
        _flush_folder(target.parent)
    except OSError as error:
        raise CannotWrite(f"{path}: not written: {error.strerror or error}") from error


def remove_leftovers(files: Iterable[Path]) -> None:
    """Delete the temporary files that runs killed while they wrote have left beside `files`.

    Those of a run that is still alive stay: it holds a lock on them.
    """
    for folder in dict.fromkeys(file.resolve().parent for file in files):
        with contextlib.suppress(OSError):
            for entry in [entry for entry in folder.iterdir() if _TEMPORARY.fullmatch(entry.name)]:
                _remove_unless_locked(entry)


def _target(path: Path, root: Path) -> Path:
    """The file that `path` leads to."""
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise CannotWrite(f"{path}: not written: {error}") from error
    through_a_link = path.is_symlink() or _spelled_inside(path, root)
    if through_a_link and not target.is_relative_to(root.resolve()):
        raise CannotWrite(f"{path}: not written: it is a link to {target}, outside of {root}; fix that file itself")
    return target


def _spelled_inside(path: Path, root: Path) -> bool:
    return Path(os.path.abspath(path)).is_relative_to(os.path.abspath(root))  # noqa: PTH100 - links must stay


def _refuse_unwritable(path: Path, target: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise CannotWrite(f"{path}: not written: it is no regular file")
    if status.st_nlink > 1:
        raise CannotWrite(
            f"{path}: not written: the file has {status.st_nlink} names (hard links), and replacing it would separate"
            " them; make it a file of its own, or use --diff and apply the patch"
        )
    # For the superuser every file is writable; what counts is what the mode says.
    if not status.st_mode & stat.S_IWUSR or not os.access(target, os.W_OK):
        raise CannotWrite(f"{path}: not written: the file is read-only; make it writable (chmod u+w) and run again")


def _refuse_changed(path: Path, target: Path, old: bytes) -> None:
    if hashlib.sha256(target.read_bytes()).digest() != hashlib.sha256(old).digest():
        raise CannotWrite(f"{path}: not written: the file has changed since it was read; run again")


@contextlib.contextmanager
def _written_beside(target: Path, new: bytes, status: os.stat_result) -> Iterator[Path]:
    """A locked temporary file beside `target` with the content `new`, gone afterwards unless it was moved away."""
    temporary, stream = _locked_file(target.parent)
    try:
        with stream:
            with contextlib.suppress(OSError, AttributeError):
                os.chown(temporary, status.st_uid, status.st_gid)
            temporary.chmod(stat.S_IMODE(status.st_mode))
            stream.write(new)
            stream.flush()
            os.fsync(stream.fileno())
            if sys.platform == "win32":
                stream.close()  # an open file cannot be moved there, nor can another run delete it before this
            yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _locked_file(folder: Path) -> tuple[Path, BinaryIO]:
    """A new file with a lock on it, which no cleaning run has taken for a leftover before it was locked."""
    while True:
        temporary = folder / f".cursus-lint-{secrets.token_hex(8)}.tmp"
        stream = temporary.open("xb")
        if sys.platform == "win32":
            return temporary, stream
        with contextlib.suppress(OSError):  # some network file systems have no locks
            fcntl.flock(stream, fcntl.LOCK_EX)
        if os.fstat(stream.fileno()).st_nlink:
            return temporary, stream
        stream.close()


def _remove_unless_locked(leftover: Path) -> None:
    with contextlib.suppress(OSError), leftover.open("rb") as stream:
        if sys.platform != "win32":
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            leftover.unlink(missing_ok=True)
    if sys.platform == "win32":
        with contextlib.suppress(OSError):
            leftover.unlink(missing_ok=True)


def _flush_folder(folder: Path) -> None:
    """Make the renaming itself last; not every system can, and the file is whole either way."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
