"""The order in which a script finds its contract."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from cursus_lint.config import Binding, Config, ConfigError, Glob, line_of
from cursus_lint.contracts.naming import script_names
from cursus_lint.contracts.near_miss import nearest
from cursus_lint.discovery import binding
from cursus_lint.discovery.entry_points import EntryPoints
from cursus_lint.discovery.project import Declared, Projects


class Unbound(NamedTuple):
    """A comment in a script that names a contract which does not exist."""

    script: str
    line: int
    message: str


class Binder:
    """Finds the contracts of scripts: `--contract`, a comment, a configured binding, the entry point, the name.

    `everywhere` is the contract of `--contract`, a file relative to `cwd` or a step type.
    """

    def __init__(self, projects: Projects, everywhere: str | None, cwd: Path) -> None:
        self._projects = projects
        self._everywhere = everywhere
        self._cwd = cwd
        self._by_project: dict[tuple[Path, tuple[Glob, ...]], _Contracts] = {}
        self.named_files: set[str] = set()

    def bind(
        self, script: str, config: Config, root: Path, comment: tuple[str, int] | None
    ) -> tuple[Declared, ...] | Unbound:
        """The contract of a script; none, or several between which nothing decides.

        `comment` is what a comment in the script names, and its line.

        Raises:
            ConfigError: `--contract` or a configured binding names a contract that does not exist.
        """
        if self._everywhere is not None:
            found = self._named(self._everywhere, script, config, root, (self._cwd,))
            if isinstance(found, str):
                raise ConfigError(f"--contract: {found}")
            return found
        if comment is not None:
            found = self._named(comment[0], script, config, root, (Path(script).parent, root))
            return Unbound(script, comment[1], f"the comment {found}") if isinstance(found, str) else found
        for bound in config.bindings:
            if bound.script.covers(script):
                return self._configured(bound, script, config, root)
        contracts = self._contracts(config, root)
        claiming = binding.by_entry_point(script, contracts.claiming(script))
        return claiming or binding.nearest_of(script, contracts.named_like(script))

    def contract_files(self, config: Config, root: Path) -> tuple[str, ...]:
        """The contract files of a project."""
        return self._projects.contract_files(root, config)

    def _configured(self, bound: Binding, script: str, config: Config, root: Path) -> tuple[Declared, ...]:
        found = self._named(bound.contract, script, config, root, (bound.layer.folder,))
        if not isinstance(found, str):
            return found
        path = bound.layer.path
        raise ConfigError(
            f"the binding of `{bound.script.pattern}` {found}", path, line_of(path, ("bindings", bound.script.pattern))
        )

    def _named(
        self, name: str, script: str, config: Config, root: Path, folders: tuple[Path, ...]
    ) -> tuple[Declared, ...] | str:
        """The contract that somebody names, a file relative to one of `folders` or a step type; else what is wrong."""
        if binding.is_contract_path(name):
            for folder in folders:
                file = Path(os.path.normpath(folder / name))
                if file.is_file():
                    self.named_files.add(file.as_posix())
                    return binding.one_of_file(script, self._projects.declared(file.as_posix()))
            return f"names the contract {name}, which does not exist"
        contracts = self._contracts(config, root).all
        if found := tuple(each for each in contracts if each.contract.step_type == name):
            return binding.nearest_of(script, found)
        step_types = {declared.contract.step_type for declared in contracts if declared.contract.step_type}
        near = nearest(name, step_types)
        hint = f"; did you mean {near}?" if near else ", and it is not a file"
        return f"names {name}, which is no step type of the {len(contracts)} contracts found{hint}"

    def _contracts(self, config: Config, root: Path) -> _Contracts:
        key = (root, config.contracts)
        if key not in self._by_project:
            files = self._projects.contract_files(root, config)
            declared = tuple(each for file in files for each in self._projects.declared(file))
            self._by_project[key] = _Contracts(declared, self._projects.entry_points(root))
        return self._by_project[key]


class _Contracts:
    """The contracts that a script may belong to, by the file names that lead to them."""

    def __init__(self, declared: tuple[Declared, ...], entry_points: EntryPoints) -> None:
        self.all = declared
        self._by_entry_point = _grouped((_name(each), each) for each in declared if each.contract.entry_point)
        self._by_convention = _grouped(
            (name, each)
            for each in declared
            if not each.contract.entry_point or entry_points.is_missing(each)
            for name in script_names(each.contract.step_type)
        )

    def claiming(self, script: str) -> tuple[Declared, ...]:
        """The contracts whose entry point has the file name of a script."""
        return self._by_entry_point.get(posixpath.basename(script), ())

    def named_like(self, script: str) -> tuple[Declared, ...]:
        """The contracts that no file answers to, and whose step type gives a script this file name."""
        return self._by_convention.get(posixpath.basename(script), ())


def _name(declared: Declared) -> str:
    """The file name of the contract's entry point."""
    entry_point = (declared.contract.entry_point or "").replace("\\", "/")
    return posixpath.basename(posixpath.normpath(entry_point)) if "/" in entry_point else entry_point


def _grouped(named: Iterable[tuple[str, Declared]]) -> dict[str, tuple[Declared, ...]]:
    """The contracts of each name, in their order."""
    groups = groupby(sorted(named, key=itemgetter(0)), key=itemgetter(0))
    return {name: tuple([each for _, each in those]) for name, those in groups}
