"""Which program this is: what results depend on besides their inputs."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import cursus_lint

_PARSERS = ("libcst", "pydantic", "pydantic_core", "yaml", "packaging")
"""The packages that a result can depend on."""


def version() -> bytes:
    """Differs where our own sources, the packages that read files, or Python are others.

    Files are compared by size and time, as Python does to see whether its compiled code still holds.
    """
    digest = hashlib.blake2b(f"{cursus_lint.__version__} {sys.version}".encode(), digest_size=16)
    for path, status in sorted(_sources(str(Path(cursus_lint.__file__).parent))):
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    for name in _PARSERS:
        found = next((spec for each in sys.meta_path if (spec := each.find_spec(name, None)) is not None), None)
        if found is not None and found.origin is not None:
            status = Path(found.origin).stat()
            digest.update(f"{found.origin} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.digest()


def _sources(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    """The Python files below a folder."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(".py"):
                yield entry.path, entry.stat()
            elif entry.is_dir() and entry.name != "__pycache__":
                yield from _sources(entry.path)
