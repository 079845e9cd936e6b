"""The paths of a command line, sorted by what they are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cursus_lint.config import Configurations
from cursus_lint.discovery.result import PathError

_DATA_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Arguments:
    """Absolute paths without `..`, each once; `skipped` are data files that are no contracts."""

    folders: tuple[Path, ...]
    scripts: tuple[Path, ...]
    contracts: tuple[Path, ...]
    skipped: tuple[Path, ...]
    errors: tuple[PathError, ...]

    def hold(self, file: str) -> bool:
        """Whether a file is named, or lies below a folder that is named."""
        files, below = self._places
        return file.startswith(below) or file in files

    @cached_property
    def _places(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """The files, and how everything below one of the folders begins."""
        files = frozenset(path.as_posix() for path in (*self.contracts, *self.scripts))
        return files, tuple(folder.as_posix().rstrip("/") + "/" for folder in self.folders)


def absolute(path: str, cwd: Path) -> Path:
    """A path as given, seen from `cwd`, without `.` and `..`; symlinks stay as they are."""
    return Path(os.path.normpath(cwd / path))


def read_arguments(paths: tuple[str, ...], cwd: Path, configs: Configurations) -> Arguments:
    """Sort out what the paths are; one that does not exist is an error.

    A file is a contract if the configuration of its folder calls it one, and a script otherwise, whatever it is called,
    except data files. With `force-exclude`, paths that the configuration excludes are left out.

    Raises:
        ConfigError: the configuration of one of the paths cannot be used.
    """
    folders: dict[Path, None] = {}
    scripts: dict[Path, None] = {}
    contracts: dict[Path, None] = {}
    skipped: dict[Path, None] = {}
    errors: list[PathError] = []
    for given in paths:
        path = absolute(given, cwd)
        problem = _problem(path)
        if problem:
            errors.append(PathError(given, problem))
            continue
        is_folder = path.is_dir()
        config = configs.for_folder(path if is_folder else path.parent)
        if config.force_exclude and is_excluded(path, configs):
            continue
        if is_folder:
            folders[path] = None
        elif config.is_contract(path.as_posix()):
            contracts[path] = None
        elif path.suffix.lower() in _DATA_SUFFIXES:
            skipped[path] = None
        else:
            scripts[path] = None
    return Arguments(tuple(folders), tuple(scripts), tuple(contracts), tuple(skipped), tuple(errors))


def is_excluded(path: Path, configs: Configurations) -> bool:
    """Whether the configuration leaves out a path, or a folder of its project that it lies in."""
    root = configs.root_of(path.parent)
    inside = [path, *(above for above in path.parents if root and above != root and above.is_relative_to(root))]
    return any(configs.for_folder(each.parent).excludes(each.as_posix()) for each in inside)


def _problem(path: Path) -> str:
    """Why nothing can be linted there; "" if there is a file or a folder."""
    try:
        if path.is_dir() or path.is_file():
            return ""
        if path.is_symlink() and not path.exists():
            return f"is a symlink to {path.readlink()}, which does not exist"
        return "is neither a file nor a folder" if path.exists() else "there is no such file or folder"
    except OSError as error:
        return f"cannot be looked at: {error.strerror}"
    except ValueError:
        return "is no path"
