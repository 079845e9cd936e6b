"""Contracts whose entry point names a file that is not there."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cursus_lint.config import DEFAULT_EXCLUDE
from cursus_lint.discovery.binding import entry_base
from cursus_lint.discovery.walk import Tree

if TYPE_CHECKING:
    from cursus_lint.discovery.project import Declared


class EntryPoints:
    """What entry points can name in a tree: every Python file of it, also where nothing is linted."""

    def __init__(self, tree: Tree) -> None:
        scripts = sorted((file for file in tree.files if file.endswith(".py")), key=posixpath.basename)
        self._by_name = {name: tuple(files) for name, files in groupby(scripts, key=posixpath.basename)}
        self._left_out = tree.left_out
        self._left_out_files: tuple[str, ...] | None = None

    def is_missing(self, declared: Declared) -> bool:
        """Whether the contract names a Python file, and no file of the tree is the one."""
        entry_point = declared.contract.entry_point
        if not entry_point or not entry_point.endswith(".py"):
            return False
        name = posixpath.basename(entry_point.replace("\\", "/"))
        if any(entry_base(file, entry_point) is not None for file in self._by_name.get(name, ())):
            return False
        return not any(entry_base(file, entry_point) is not None for file in self._excluded())

    def files_near(self, declared: Declared, others: Sequence[Declared]) -> tuple[str, ...]:
        """The names of Python files that may have been meant: beside the contract, and where other scripts lie."""
        folders = {posixpath.dirname(declared.file)}
        for other in others:
            entry_point = other.contract.entry_point or ""
            for file in self._by_name.get(posixpath.basename(entry_point), ()):
                if entry_base(file, entry_point) is not None:
                    folders.add(posixpath.dirname(file))
        names = (name for name, files in self._by_name.items() if any(posixpath.dirname(f) in folders for f in files))
        return tuple(sorted(names))

    def _excluded(self) -> tuple[str, ...]:
        """The Python files that are left out of linting; a script that is not linted is there all the same."""
        if self._left_out_files is None:
            found: list[str] = []
            for path in self._left_out:
                if path.endswith(".py"):
                    found.append(path)
                elif posixpath.basename(path) not in DEFAULT_EXCLUDE:
                    for folder, _, names in os.walk(path):
                        found += [posixpath.join(folder, name) for name in names if name.endswith(".py")]
            self._left_out_files = tuple(found)
        return self._left_out_files
