"""One walk through a tree that finds what may be a script or a contract."""

from __future__ import annotations

import os
from bisect import bisect_left
from pathlib import Path
from typing import NamedTuple

from cursus_lint.config import Configurations
from cursus_lint.discovery.gitignore import Ignores, ignores_above, repository_ignores

_SUFFIXES = (".py", ".yaml", ".yml", ".json")


class Tree(NamedTuple):
    """What a walk met, as sorted absolute paths with `/` between the parts.

    `files` are the files that may be scripts or contracts, `folders` those that were entered, `left_out` folders and
    files that the configuration or git leaves out, `unreadable` folders that cannot be read, with the reason.
    """

    files: tuple[str, ...]
    folders: frozenset[str]
    left_out: tuple[str, ...]
    unreadable: tuple[tuple[str, str], ...]

    def below(self, folder: str) -> tuple[str, ...]:
        """The files below a folder."""
        prefix = folder.rstrip("/") + "/"
        start = bisect_left(self.files, prefix)
        return self.files[start : bisect_left(self.files, prefix[:-1] + chr(ord("/") + 1), lo=start)]


def walk(start: Path, configs: Configurations, root: Path) -> Tree:
    """Walk through `start`, which is entered whatever is configured about it.

    Excluded and ignored entries are left out, each by the configuration of the folder it lies in. Symlinks to folders
    are not followed, as git does not; so there are no loops. Outside a repository `.gitignore` files count from `root`
    down.

    Raises:
        ConfigError: a configuration file in the tree cannot be used.
    """
    files: list[str] = []
    folders: set[str] = set()
    left_out: list[str] = []
    unreadable: list[tuple[str, str]] = []
    stack: list[tuple[str, Ignores]] = [(start.as_posix(), ignores_above(start, root))]
    while stack:
        folder, ignores = stack.pop()
        try:
            with os.scandir(folder) as scanned:
                entries = list(scanned)
        except OSError as error:
            unreadable.append((folder, error.strerror or str(error)))
            continue
        folders.add(folder)
        here = Path(folder)
        config = configs.for_folder(here)
        names = {entry.name for entry in entries}
        if ".git" in names and here != start:
            ignores = repository_ignores(here)
        if not config.respect_gitignore:
            ignores = Ignores()
        elif ".gitignore" in names:
            ignores = ignores.entering(here)
        for entry in entries:
            is_folder = entry.is_dir(follow_symlinks=False)
            if not is_folder and not (entry.name.endswith(_SUFFIXES) and _is_file(entry)):
                continue
            path = f"{folder.rstrip('/')}/{entry.name}"
            if config.excludes(path) or ignores.ignores(path, is_folder=is_folder):
                left_out.append(path)
            elif is_folder:
                stack.append((path, ignores))
            else:
                files.append(path)
    return Tree(tuple(sorted(files)), frozenset(folders), tuple(sorted(left_out)), tuple(sorted(unreadable)))


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False
