"""From the arguments of a run to its targets."""

from __future__ import annotations

import functools
import os
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cursus_lint.config import Config, Configurations
from cursus_lint.discovery.arguments import Arguments, absolute, is_excluded, read_arguments
from cursus_lint.discovery.binding import named_in_comment, read_head
from cursus_lint.discovery.claims import Binder, Unbound
from cursus_lint.discovery.display import Display, shown_base
from cursus_lint.discovery.project import Declared, Projects
from cursus_lint.discovery.result import Discovery, FoundContract, MissingEntryPoint, PathError, Target
from cursus_lint.runtime.spec_names import is_saved_spec
from cursus_lint.specs.filed import ContractFile, read_contract_file

STDIN = "-"


class Request(NamedTuple):
    """What a run is asked to look at.

    `paths` are the arguments as given, `-` for standard input; none means `cwd`, or the project if its configuration
    names `scripts`. `contract` is the contract (file or step type) that every script is to be held against.
    `stdin_name` is the path that standard input stands for, `stdin` its content, of which only the beginning matters.
    """

    cwd: Path
    paths: tuple[str, ...] = ()
    contract: str | None = None
    stdin_name: str | None = None
    stdin: bytes = b""


class _Script(NamedTuple):
    """A script in the course of things: its path, what it is bound to, and what went wrong."""

    path: str
    config: Config
    root: Path
    claims: tuple[Declared, ...]
    from_stdin: bool = False


def discover(
    request: Request,
    configs: Configurations,
    load: Callable[[Path], ContractFile] = read_contract_file,
    expect: Callable[[Sequence[str]], None] = lambda scripts: None,
) -> Discovery:
    """Find the scripts that a run is about, and the contract of each.

    `load` reads one contract file; it is asked once for each. Before that, `expect` is told of about as many scripts
    as will turn out to have a contract; which of them those are is not known yet.

    Raises:
        ConfigError: a configuration cannot be used, or names a contract that does not exist.
    """
    cwd = absolute(".", request.cwd)
    paths = request.paths or (_default_path(configs, cwd),)
    arguments = read_arguments(tuple(path for path in paths if path != STDIN), cwd, configs)
    stdin = _stdin_path(request, cwd) if STDIN in paths else None
    projects = Projects(configs, load, _fallback_root(arguments, stdin, cwd))
    return _Run(request, cwd, arguments, stdin, projects, configs).discovery(expect)


def _default_path(configs: Configurations, cwd: Path) -> str:
    return str(configs.root_of(cwd) or cwd) if configs.for_folder(cwd).scripts else "."


def _stdin_path(request: Request, cwd: Path) -> Path:
    return absolute(request.stdin_name or "<stdin>", cwd)


def _fallback_root(arguments: Arguments, stdin: Path | None, cwd: Path) -> Path:
    """The root of what lies in no project: the folder that holds everything given."""
    files = (*arguments.scripts, *arguments.contracts, *((stdin,) if stdin else ()))
    folders = [*arguments.folders, *(file.parent for file in files)]
    return Path(os.path.commonpath(folders)) if folders else cwd


class _Run:
    """One discovery."""

    def __init__(
        self,
        request: Request,
        cwd: Path,
        arguments: Arguments,
        stdin: Path | None,
        projects: Projects,
        configs: Configurations,
    ) -> None:
        self._request = request
        self._cwd = cwd
        self._arguments = arguments
        self._stdin = stdin
        self._projects = projects
        self._configs = configs
        self._binder = Binder(projects, request.contract, cwd)
        self._unbound: list[Unbound] = []

    def discovery(self, expect: Callable[[Sequence[str]], None]) -> Discovery:
        """The result; `expect` is told of scripts before contracts are read."""
        named = self._named_scripts()
        expect(named if self._request.contract is not None else named[: self._contracts_for(named)])
        scripts = _without_repeats(self._scripts(named))
        del named
        about = self._contract_files(scripts)
        asked = (file for file in about if self._arguments.hold(file))
        roots = {*(script.root for script in scripts), *(self._projects.root_of_file(file) for file in asked)}
        given = (Path(os.path.normpath(path)) for path in self._request.paths if Path(path).is_absolute())
        display = Display(shown_base(roots, self._cwd), frozenset(given))
        names = {file: display(file) for file in about}
        targets = sorted((self._target(each, display, names) for each in scripts), key=lambda target: target.display)
        files = sorted((shown, file) for file, shown in names.items())
        problems = [replace(problem, path=shown) for shown, file in files for problem in self._projects.problems(file)]
        errors = (
            *self._arguments.errors,
            *(PathError(display(each.script), each.message, each.line) for each in self._unbound),
            *(PathError(display(folder), f"cannot be read: {why}") for folder, why in self._projects.unreadable()),
        )
        return Discovery(
            targets=tuple(targets),
            contract_files=tuple(shown for shown, _ in files),
            problems=tuple(problems),
            missing_entry_points=tuple(self._missing_entry_points(display)),
            errors=errors,
            skipped=tuple(sorted(display(path.as_posix()) for path in self._arguments.skipped)),
            files=tuple(files),
            saved_specs=tuple(self._saved_specs({script.root for script in scripts}, display)),
        )

    def _saved_specs(self, roots: Iterable[Path], display: Display) -> Iterable[tuple[str, str]]:
        """The saved execution specs of the projects that the scripts belong to."""
        below = (file for root in roots for file in self._projects.tree(root).below(root.as_posix()))
        found = {file for file in below if is_saved_spec(file)}
        return ((display(file), file) for file in sorted(found))

    def _named_scripts(self) -> list[str]:
        """The scripts that are named or lie in a named folder; some perhaps more than once."""
        roots = sorted({self._projects.root(folder) for folder in self._arguments.folders}, key=lambda p: len(p.parts))
        for root in roots:
            self._projects.tree(root)
        below = (path for folder in self._arguments.folders for path in self._projects.scripts(folder))
        found = [path for path in below if self._projects.config(path).is_script(path)]
        return found + [script.as_posix() for script in self._arguments.scripts]

    def _contracts_for(self, scripts: Iterable[str]) -> int:
        """How many contract files the projects of the scripts have."""
        seen = ((self._projects.root_of_file(path), self._projects.config(path)) for path in scripts)
        projects = {(root, id(config)): (root, config) for root, config in seen}.values()
        return len({file for root, config in projects for file in self._projects.contract_files(root, config)})

    def _scripts(self, named: Iterable[str]) -> Iterable[_Script]:
        """Every script that is asked for, bound; some perhaps more than once."""
        for path in named:
            yield self._bound(path)
        if self._stdin is not None and not self._stdin_excluded(self._stdin):
            yield self._bound(self._stdin.as_posix(), from_stdin=True)
        yield from self._bound_to(frozenset(contract.as_posix() for contract in self._arguments.contracts))

    def _stdin_excluded(self, path: Path) -> bool:
        return self._projects.config(path.as_posix()).force_exclude and is_excluded(path, self._configs)

    def _bound_to(self, contracts: frozenset[str]) -> Iterable[_Script]:
        """The scripts of the contracts' projects that these contracts bind."""
        for root in sorted({self._projects.root_of_file(contract) for contract in contracts}):
            for path in self._projects.scripts(root):
                if self._projects.config(path).is_script(path):
                    script = self._bound(path, note=False)
                    if any(claim.file in contracts for claim in script.claims):
                        yield script

    def _bound(self, path: str, *, from_stdin: bool = False, note: bool = True) -> _Script:
        """A script with its contract."""
        config = self._projects.config(path)
        root = self._projects.root_of_file(path)
        head = self._request.stdin if from_stdin else read_head(path)
        bound = self._binder.bind(path, config, root, named_in_comment(head))
        if isinstance(bound, Unbound):
            if note:
                self._unbound.append(bound)
            bound = ()
        return _Script(path, config, root, bound, from_stdin)

    def _contract_files(self, scripts: list[_Script]) -> tuple[str, ...]:
        """The contract files that the run is about.

        Named ones, those below a named folder, those that bind a script, and broken ones that speak of a script which
        has no contract.
        """
        about = {contract.as_posix() for contract in self._arguments.contracts}
        for folder in self._arguments.folders:
            root, config = self._projects.root(folder), self._configs.for_folder(folder)
            files = (*self._projects.contract_files(root, config), *self._below(folder))
            about |= {file for file in files if self._arguments.hold(file) or root == folder}
        about |= {claim.file for script in scripts for claim in script.claims}
        about |= self._binder.named_files
        for script in scripts:
            if not script.claims and not self._arguments.folders:
                about |= self._broken_ones_about(script)
        return tuple(sorted(about))

    def _below(self, folder: Path) -> Iterable[str]:
        for file in self._projects.tree(folder).below(folder.as_posix()):
            if self._projects.config(file).is_contract(file):
                yield file

    def _broken_ones_about(self, script: _Script) -> set[str]:
        name = os.fsencode(posixpath.basename(script.path))
        return {
            file
            for file in self._binder.contract_files(script.config, script.root)
            if self._projects.problems(file) and not self._projects.declared(file) and name in read_head(file)
        }

    def _target(self, script: _Script, display: Display, names: Mapping[str, str]) -> Target:
        found = tuple(FoundContract(each.contract, each.file, names[each.file]) for each in script.claims)
        unnamed = script.from_stdin and self._request.stdin_name is None
        return Target(
            place=script.path,
            display="<stdin>" if unnamed else display(script.path),
            config=script.config,
            root=script.root,
            bound=found[0] if len(found) == 1 else None,
            ties=found if len(found) > 1 else (),
            from_stdin=script.from_stdin,
        )

    def _missing_entry_points(self, display: Display) -> Iterable[MissingEntryPoint]:
        """The contracts that are asked for and name no file."""
        asked: dict[tuple[Path, int], tuple[Config, list[str]]] = {}
        named = [
            *(path.as_posix() for path in self._arguments.contracts),
            *(file for folder in self._arguments.folders for file in self._below(folder)),
        ]
        for file in dict.fromkeys(named):
            root, config = self._projects.root_of_file(file), self._projects.config(file)
            asked.setdefault((root, id(config)), (config, []))[1].append(file)
        for (root, _), (config, files) in sorted(asked.items(), key=lambda item: item[0][0]):
            entry_points = self._projects.entry_points(root)
            declared = (each for file in sorted(files) for each in self._projects.declared(file))
            missing = [each for each in declared if entry_points.is_missing(each)]
            others = [
                each
                for file in (self._projects.contract_files(root, config) if missing else ())
                for each in self._projects.declared(file)
            ]
            for each in missing:
                found = FoundContract(each.contract, each.file, display(each.file))
                yield MissingEntryPoint(found, entry_points.files_near(each, others))


def _without_repeats(scripts: Iterable[_Script]) -> list[_Script]:
    """Each file once for each contract, however it is spelled or linked; the file itself before a symlink to it."""
    kept: dict[tuple[str, tuple[Declared, ...]], _Script] = {}
    real_folder = functools.cache(os.path.realpath)
    for script in sorted(scripts, key=lambda each: each.path):
        folder, name = posixpath.split(script.path)
        is_link = os.path.islink(script.path)  # noqa: PTH114 - ten times the cost for each of thousands of files
        if is_link:
            real = os.path.realpath(script.path)
        else:
            real = script.path if real_folder(folder) == folder else posixpath.join(real_folder(folder), name)
        claims = script.claims
        key = (real, claims if len(claims) < 2 else tuple(sorted(claims)))
        if key not in kept or (script.path == real and kept[key].path != real):
            kept[key] = script
    with_contract = {real for real, claims in kept if claims}
    return [script for (real, claims), script in kept.items() if claims or real not in with_contract]
