"""Modules of the same project, found on disk beside a script: read, never imported."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

from cursus_lint.analysis import bounds
from cursus_lint.analysis.source import Source, Unlintable, Unparsable


class Siblings:
    """Finds and reads the project's modules for one script; `read` are the files that were, in order."""

    def __init__(self, script: Path | None, root: Path | None) -> None:
        """`script` is the file on disk (None: none), `root` the folder that nothing is looked for above."""
        self.folder = script.parent if script is not None else None
        self.root = root if root is not None else self.folder
        self.read: list[Path] = []
        self._sources: dict[Path, Source | None] = {}

    def exists(self, module: str) -> bool:
        """Whether the project has a module or package of this dotted name."""
        return self.find(module, 0, ()) is not None or self._package(module)

    def _package(self, module: str) -> bool:
        if is_standard_library(module):
            return False
        return any((base / Path(*module.split("."))).is_dir() for base in self._bases() if module)

    def find(self, module: str, level: int, package: tuple[str, ...]) -> Path | None:
        """The file of a module, relative to `package` (folders from the script's) where `level` says so."""
        if self.folder is None:
            return None
        parts = [p for p in module.split(".") if p]
        if level:
            base = self.folder.joinpath(*package)
            for _ in range(level - 1):
                base = base.parent
            return _module_file(base, parts)
        if is_standard_library(module):
            return None
        for base in self._bases():
            found = _module_file(base, parts)
            if found is not None:
                return found
        return None

    def _bases(self) -> list[Path]:
        """Where absolute imports are looked up: the script's folder, and those above it up to the root."""
        if self.folder is None or self.root is None:
            return []
        bases = [self.folder]
        current = self.folder
        while current != self.root and self.root in current.parents:
            current = current.parent
            bases.append(current)
        if self.root not in bases:
            bases.append(self.root)
        if (self.root / "src").is_dir():
            bases.append(self.root / "src")
        return bases

    def sources(self) -> list[Source]:
        """The sources that were read."""
        return [source for source in self._sources.values() if source is not None]

    def source(self, path: Path) -> Source | None:
        """The source of one of these files; None if it cannot be read, or too many have been."""
        if path not in self._sources:
            self._sources[path] = None
            if len(self.read) < bounds.SIBLINGS:
                # One that is no Python has been read, too: what is known of the script is so because it is none.
                self.read.append(path)
                with suppress(OSError, Unparsable, Unlintable):
                    self._sources[path] = Source.of_bytes(path.read_bytes(), str(path))
        return self._sources[path]


def _module_file(base: Path, parts: list[str]) -> Path | None:
    target = base.joinpath(*parts)
    for candidate in (target.with_name(target.name + ".py") if parts else None, target / "__init__.py"):
        if candidate is not None and candidate.is_file():
            return candidate
    return None


def is_standard_library(module: str) -> bool:
    """Whether a module belongs to Python itself, in any version that is supported."""
    return module.split(".")[0] in sys.stdlib_module_names | _GONE_OR_NEW


_GONE_OR_NEW = frozenset(
    {"distutils", "imp", "asynchat", "asyncore", "smtpd", "tomllib", "annotationlib", "compression"}
)
