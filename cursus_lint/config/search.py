"""`Configurations`: which configuration and which project root rule a folder."""

from __future__ import annotations

import os
from pathlib import Path

from cursus_lint.config.errors import ConfigError
from cursus_lint.config.model import Config, Layer, merge
from cursus_lint.config.settings import Settings
from cursus_lint.config.table import FILE_NAMES, read_layer
from cursus_lint.config.toml_lines import line_of


class Configurations:
    """Finds the configuration of each folder: the nearest file, what it extends, and the command line over both.

    `command_line` is the strongest layer; its patterns are relative to `cwd`. With `file` that file rules every folder,
    with `isolated` no file is read. Files are read once. All paths are absolute.
    """

    def __init__(
        self, cwd: Path, command_line: Settings | None = None, *, file: Path | None = None, isolated: bool = False
    ) -> None:
        self._cwd = cwd
        self._command_line = () if command_line is None else (Layer(command_line, cwd, None),)
        self._isolated = isolated
        self._everywhere: tuple[Layer, ...] | None = None
        if isolated:
            self._everywhere = ()
        elif file is not None:
            self._everywhere = _chain(_must_read(file if file.is_absolute() else cwd / file))
        self._chains: dict[Path, tuple[Layer, ...]] = {}
        self._configs: dict[tuple[Path | None, ...], Config] = {}
        self._roots: dict[Path, Path | None] = {}

    def for_folder(self, folder: Path) -> Config:
        """The configuration of the files in a folder.

        Raises:
            ConfigError: the file that rules the folder, or one that it extends, cannot be used.
        """
        layers = self._everywhere if self._everywhere is not None else self._nearest(folder)
        key = tuple(layer.path for layer in layers)
        if key not in self._configs:
            self._configs[key] = merge((*layers, *self._command_line))
        return self._configs[key]

    def root_of(self, folder: Path) -> Path | None:
        """The root of the project that a folder belongs to; None if nothing marks one.

        The nearest folder with a configuration file or a `.git`. A configuration that extends one from a folder above
        belongs to the project of that one, unless it says `root = true`.
        """
        if folder not in self._roots:
            self._roots[folder] = self._own_root(folder) or (
                None if folder.parent == folder else self.root_of(folder.parent)
            )
        return self._roots[folder]

    def _own_root(self, folder: Path) -> Path | None:
        """The root if this very folder holds what marks it."""
        layers = self._everywhere if self._everywhere is not None else self._nearest(folder)
        nearest = layers[-1] if layers else None
        if nearest is not None and nearest.folder == folder:
            if nearest.settings.root:
                return folder
            above = [layer.folder for layer in layers if folder.is_relative_to(layer.folder)]
            return min(above, key=lambda path: len(path.parts))
        return folder if os.access(folder / ".git", os.F_OK) else None

    def _nearest(self, folder: Path) -> tuple[Layer, ...]:
        """The nearest configuration file at or above a folder, after the ones it extends."""
        if folder not in self._chains:
            own = next((layer for name in FILE_NAMES if (layer := read_layer(folder / name))), None)
            if own is not None:
                self._chains[folder] = _chain(own)
            else:
                self._chains[folder] = () if folder.parent == folder else self._nearest(folder.parent)
        return self._chains[folder]


def _must_read(path: Path) -> Layer:
    layer = read_layer(path)
    if layer is not None:
        return layer
    raise ConfigError(
        "has no table `[tool.cursus-lint]`" if path.is_file() else "there is no such configuration file", path
    )


def _chain(layer: Layer) -> tuple[Layer, ...]:
    """A configuration after the ones it extends, the farthest first."""
    chain = [layer]
    while (extended := chain[-1].settings.extend) is not None:
        child = chain[-1]
        path = Path(*_normal(child.folder / extended))
        line = line_of(child.path, ("extend",))
        if any(path == seen.path for seen in chain):
            names = " -> ".join(str(seen.path.name if seen.path else "") for seen in [*chain, chain[0]])
            raise ConfigError(f"`extend` goes in a circle: {names}", child.path, line)
        parent = read_layer(path)
        if parent is None:
            missing = "has no table `[tool.cursus-lint]`" if path.is_file() else "does not exist"
            raise ConfigError(f"`extend` names {extended}, which {missing}", child.path, line)
        chain.append(parent)
    return tuple(reversed(chain))


def _normal(path: Path) -> tuple[str, ...]:
    """The parts of an absolute path with `..` taken away; symlinks stay as they are."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part != "..":
            parts.append(part)
    return tuple(parts)
