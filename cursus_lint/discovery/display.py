"""How paths are shown."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


class Display:
    """Shows paths relative to `base` with `/` between the parts; what was given as an absolute path outside, as that.

    `given` are the absolute paths that were given as such.
    """

    def __init__(self, base: Path, given: frozenset[Path] = frozenset()) -> None:
        self._base = base
        self._given = given
        self._prefix = base.as_posix().rstrip("/") + "/"

    def __call__(self, path: str) -> str:
        """The absolute path, with `/` between its parts, as it is to be shown."""
        if path.startswith(self._prefix):
            return path[len(self._prefix) :]
        if any(Path(path).is_relative_to(given) for given in self._given):
            return path
        return Path(os.path.relpath(path, self._base)).as_posix()


def shown_base(roots: Iterable[Path], cwd: Path) -> Path:
    """The folder that paths are shown relative to: the project's root; the folder that holds all, if there are several.

    `cwd` if the projects have nothing in common.
    """
    parts = sorted({root.as_posix() for root in roots})
    common = Path(os.path.commonpath(parts)) if parts else cwd
    return cwd if common == Path(common.anchor) and len(parts) > 1 else common
