"""The contracts of a project: looked for once, loaded once."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cursus_lint.config import Config, ConfigError, Configurations, Glob, line_of
from cursus_lint.discovery.entry_points import EntryPoints
from cursus_lint.discovery.walk import Tree, walk
from cursus_lint.specs.filed import ContractFile, FiledContract

if TYPE_CHECKING:
    from cursus_lint.contracts.problems import InvalidContract


class Declared(NamedTuple):
    """A contract, the file that declares it, and its number in there; the two tell it from others."""

    file: str
    number: int
    contract: FiledContract


class Projects:
    """What the projects of a run hold; every tree is walked once and every contract file loaded once.

    `load` reads a contract file. `fallback` is the root of what lies in no project.
    """

    def __init__(self, configs: Configurations, load: Callable[[Path], ContractFile], fallback: Path) -> None:
        self._configs = configs
        self._load = load
        self._fallback = fallback
        self._folder_configs: dict[str, Config] = {}
        self._folder_roots: dict[str, Path] = {}
        self._trees: list[Tree] = []
        self._entry_points: list[tuple[Tree, EntryPoints]] = []
        self._problems: dict[str, tuple[InvalidContract, ...]] = {}
        self._declared: dict[str, tuple[Declared, ...]] = {}
        self._contract_files: dict[tuple[Path, tuple[Glob, ...]], tuple[str, ...]] = {}

    def config(self, file: str) -> Config:
        """The configuration of a file."""
        folder = file[: file.rindex("/")] or "/"
        if folder not in self._folder_configs:
            self._folder_configs[folder] = self._configs.for_folder(Path(folder))
        return self._folder_configs[folder]

    def root_of_file(self, file: str) -> Path:
        """The root of the project that a file belongs to."""
        folder = posixpath.dirname(file)
        if folder not in self._folder_roots:
            self._folder_roots[folder] = self.root(Path(folder))
        return self._folder_roots[folder]

    def root(self, folder: Path) -> Path:
        """The root of the project that a folder belongs to."""
        return self._configs.root_of(folder) or (
            folder if not folder.is_relative_to(self._fallback) else self._fallback
        )

    def tree(self, folder: Path) -> Tree:
        """A walk that has entered this folder."""
        wanted = folder.as_posix()
        for tree in self._trees:
            if wanted in tree.folders or any(wanted == unreadable for unreadable, _ in tree.unreadable):
                return tree
        tree = walk(folder, self._configs, self.root(folder))
        self._trees.append(tree)
        return tree

    def entry_points(self, root: Path) -> EntryPoints:
        """What entry points can name in the project at `root`."""
        tree = self.tree(root)
        known = next((known for its, known in self._entry_points if its is tree), None)
        if known is None:
            known = EntryPoints(tree)
            self._entry_points.append((tree, known))
        return known

    def unreadable(self) -> tuple[tuple[str, str], ...]:
        """The folders that were met and cannot be read, with the reasons."""
        return tuple(sorted({found for tree in self._trees for found in tree.unreadable}))

    def scripts(self, folder: Path) -> tuple[str, ...]:
        """The Python files below a folder that are not contracts."""
        return tuple(
            file
            for file in self.tree(folder).below(folder.as_posix())
            if file.endswith(".py") and not self.config(file).is_contract(file)
        )

    def contract_files(self, root: Path, config: Config) -> tuple[str, ...]:
        """The contract files of a project, seen with the configuration of one of its files.

        Raises:
            ConfigError: `contracts` names a path that does not exist.
        """
        key = (root, config.contracts)
        if key not in self._contract_files:
            tree = self.tree(root)
            found = {file for file in tree.below(root.as_posix()) if config.is_contract(file)}
            for glob in config.contracts:
                found |= self._named_outside(glob, config, tree)
            self._contract_files[key] = tuple(sorted(found))
        return self._contract_files[key]

    def declared(self, file: str) -> tuple[Declared, ...]:
        """The contracts of one file."""
        known = self._declared.get(file)
        if known is None:
            loaded = self._load(Path(file))
            if loaded.problems:
                self._problems[file] = loaded.problems
            # One text for the path of a file, however many speak of it.
            contracts = (each._replace(file=file) if each.file else each for each in loaded.contracts)
            known = tuple([Declared(file, number, contract) for number, contract in enumerate(contracts)])
            self._declared[file] = known
        return known

    def problems(self, file: str) -> tuple[InvalidContract, ...]:
        """What is wrong in a contract file."""
        self.declared(file)
        return self._problems.get(file, ())

    def _named_outside(self, glob: Glob, config: Config, tree: Tree) -> set[str]:
        """The contract files that a configured pattern finds where the project's walk has not been."""
        if (literal := glob.literal) is not None:
            if Path(literal).is_file():
                return {literal}
            if not Path(literal).is_dir():
                layer = next(layer for layer in reversed(config.layers) if layer.settings.contracts is not None)
                raise ConfigError(
                    f"`contracts` names {glob.pattern}, which does not exist",
                    layer.path,
                    line_of(layer.path, ("contracts",), glob.pattern),
                )
        folder = literal or glob.folder
        if folder in tree.folders or not Path(folder).is_dir():
            return set()
        return {file for file in self.tree(Path(folder)).below(folder) if config.is_contract(file)}
