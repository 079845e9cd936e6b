"""Writes a `Report` for people and for machines; one module a format, in `formats`."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from cursus_lint.diagnostics import Report
from cursus_lint.reporting import formats


class Files(NamedTuple):
    """The files a report speaks of, by their path as reported, for excerpts and links.

    `places` are where they are on disk, `contents` what they hold where that is not on disk. `repository` is the
    folder that services know files relative to: the top of the repository.
    """

    places: Mapping[str, str | os.PathLike[str]] = MappingProxyType({})
    contents: Mapping[str, bytes] = MappingProxyType({})
    repository: Path | None = None

    def read(self, path: str) -> bytes | None:
        """The content of a file; None where it cannot be read (any more)."""
        if path in self.contents:
            return self.contents[path]
        try:
            return Path(self.places[path]).read_bytes() if path in self.places else None
        except OSError:
            return None

    def in_repository(self, path: str) -> str:
        """The path of a file relative to the top of the repository, with `/` between the parts."""
        if self.repository is None or path not in self.places:
            return path
        return Path(os.path.relpath(Path(self.places[path]).absolute(), self.repository)).as_posix()

    def link(self, path: str) -> str:
        """The `file:` address of a file; "" where it is not on disk."""
        return Path(self.places[path]).absolute().as_uri() if path in self.places else ""


class Style(NamedTuple):
    """How a format for people is to look: in colour with links, and what it adds.

    `show_unknown`: also what could not be known. `statistics`: counts by rule instead of each violation. `show_fixes`:
    also what was fixed. `verbose`: also the scripts without a contract, and what was suppressed and why. `quiet`: no
    summary.
    """

    color: bool = False
    show_unknown: bool = False
    statistics: bool = False
    show_fixes: bool = False
    verbose: bool = False
    quiet: bool = False


def format_names() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    names = {entry.name for folder in formats.__path__ for entry in Path(folder).iterdir()}
    return tuple(sorted(name[:-3].replace("_", "-") for name in names if name.endswith(".py") and name[0] != "_"))


def render(name: str, report: Report, files: Files, style: Style) -> str:
    """The report in the format `name`, which is one of `format_names()`; ends in a line break unless it is empty."""
    return "".join(pieces(name, report, files, style))


def pieces(name: str, report: Report, files: Files, style: Style) -> Iterator[str]:
    """The same in pieces: line by line in the formats for people, so that a long report is never held as a whole."""
    module = importlib.import_module(f"{formats.__name__}.{name.replace('-', '_')}")
    rendered: str | Iterator[str] = module.render(report, files, style)
    yield from (rendered,) if isinstance(rendered, str) else rendered
