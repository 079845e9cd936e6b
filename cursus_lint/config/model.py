"""`Config`: everything that is configured for a file, with nothing left open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from cursus_lint.config.editions import EDITIONS
from cursus_lint.config.globs import Glob, compile_covering, compile_globs
from cursus_lint.config.settings import Settings, level
from cursus_lint.diagnostics import Severity

DEFAULT_CONTRACTS = ("*.step.yaml", "*.step.yml", "*.step.json", "*_contract.py")
DEFAULT_EXCLUDE = (
    ".bzr", ".cursus_lint_cache", ".direnv", ".eggs", ".git", ".hg", ".idea", ".ipynb_checkpoints", ".mypy_cache",
    ".nox", ".pyenv", ".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pycache__",
    "__pypackages__", "_build", "buck-out", "build", "dist", "node_modules", "site-packages", "venv",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """What one place says: a configuration file, or the command line (`path` None).

    Patterns and paths in `settings` are relative to `folder`.
    """

    settings: Settings = field(hash=False)
    folder: Path
    path: Path | None

    @property
    def source(self) -> str:
        """The layer's name for a person."""
        return "command line" if self.path is None else self.path.as_posix()

    def globs(self, patterns: tuple[str, ...]) -> tuple[Glob, ...]:
        """The patterns, anchored to this layer's folder."""
        return tuple(Glob(self.folder.as_posix(), pattern) for pattern in patterns)


class Binding(NamedTuple):
    """A configured pair: the scripts that `script` matches belong to `contract`.

    `contract` is a step type, or a path relative to the folder of `layer`.
    """

    script: Glob
    contract: str
    layer: Layer


@dataclass(frozen=True)
class Config:
    """What is configured for the files of a folder.

    `layers` are where it comes from, the strongest last: extended files, the nearest file, the command line.
    `contracts` empty means the default names (`DEFAULT_CONTRACTS`), `scripts` empty every Python file. `bindings` has
    the strongest first. `baseline` is the file of the known violations. `output_format` None means that the terminal
    decides. Which rules are on says `cursus_lint.config.selection.resolve_selection`.
    """

    layers: tuple[Layer, ...] = ()
    contracts: tuple[Glob, ...] = ()
    scripts: tuple[Glob, ...] = ()
    exclude: tuple[Glob, ...] = tuple(Glob("", name) for name in DEFAULT_EXCLUDE)
    force_exclude: bool = False
    respect_gitignore: bool = True
    platform_env_vars: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()
    ruleset: str = EDITIONS[-1]
    preview: bool = False
    require_reasons: bool = False
    baseline: Path | None = None
    fail_level: Severity = Severity.WARNING
    output_format: str | None = None

    @property
    def file(self) -> Path | None:
        """The configuration file nearest to the files concerned; None without one."""
        return next((layer.path for layer in reversed(self.layers) if layer.path), None)

    def excludes(self, path: str) -> bool:
        """Whether this very file or folder is left out; an absolute path with `/` between the parts."""
        names, others = self._excluded
        return path.rpartition("/")[2] in names or (others is not None and others.fullmatch(path) is not None)

    def is_contract(self, path: str) -> bool:
        """Whether a file is to be read as a contract: it is one of `contracts`, or bears a default name within one."""
        if not self.contracts:
            return path.endswith(_CONTRACT_ENDINGS)
        matching, covering = self._contracts
        if matching.fullmatch(path) is not None:
            return True
        return path.endswith(_CONTRACT_ENDINGS) and covering.match(path + "/") is not None

    def is_script(self, path: str) -> bool:
        """Whether a Python file that a folder walk meets is to be linted."""
        return not self.scripts or self._scripts.match(path + "/") is not None

    # These are asked of every entry of a tree, where looking a pattern up each time would cost more than matching.

    @cached_property
    def _excluded(self) -> tuple[frozenset[str], re.Pattern[str] | None]:
        """What is left out by its name alone, wherever it lies, and the other patterns."""
        names = frozenset(glob.pattern for glob in self.exclude if glob.is_name)
        others = tuple(glob for glob in self.exclude if not glob.is_name)
        return names, compile_globs(others) if others else None

    @cached_property
    def _contracts(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        return compile_globs(self.contracts), compile_covering(self.contracts)

    @cached_property
    def _scripts(self) -> re.Pattern[str]:
        return compile_covering(self.scripts)


_CONTRACT_ENDINGS = tuple(name.removeprefix("*") for name in DEFAULT_CONTRACTS)


def merge(layers: tuple[Layer, ...]) -> Config:
    """The configuration that the layers make together; the last is the strongest."""
    contracts: tuple[Glob, ...] = ()
    scripts: tuple[Glob, ...] = ()
    exclude = Config().exclude
    extend_exclude: tuple[Glob, ...] = ()
    bindings: tuple[Binding, ...] = ()
    platform_env_vars: tuple[str, ...] = ()
    force_exclude, respect_gitignore, fail_level, output_format = False, True, Severity.WARNING, None
    ruleset, preview, require_reasons, baseline = EDITIONS[-1], False, False, None
    for layer in layers:
        said = layer.settings
        contracts = contracts if said.contracts is None else layer.globs(said.contracts)
        scripts = scripts if said.scripts is None else layer.globs(said.scripts)
        exclude = exclude if said.exclude is None else layer.globs(said.exclude)
        extend_exclude += layer.globs(said.extend_exclude or ())
        platform_env_vars = platform_env_vars if said.platform_env_vars is None else said.platform_env_vars
        folder = layer.folder.as_posix()
        bound = (Binding(Glob(folder, script), contract, layer) for script, contract in (said.bindings or {}).items())
        bindings = (*bound, *bindings)
        force_exclude = force_exclude if said.force_exclude is None else said.force_exclude
        respect_gitignore = respect_gitignore if said.respect_gitignore is None else said.respect_gitignore
        fail_level = fail_level if said.fail_level is None else level(said.fail_level)
        output_format = said.output_format or output_format
        ruleset = said.ruleset or ruleset
        preview = preview if said.preview is None else said.preview
        require_reasons = require_reasons if said.require_reasons is None else said.require_reasons
        baseline = baseline if said.baseline is None else layer.folder / said.baseline
    return Config(
        layers=layers,
        contracts=contracts,
        scripts=scripts,
        exclude=exclude + extend_exclude,
        force_exclude=force_exclude,
        respect_gitignore=respect_gitignore,
        platform_env_vars=platform_env_vars,
        bindings=bindings,
        ruleset=ruleset,
        preview=preview,
        require_reasons=require_reasons,
        baseline=baseline,
        fail_level=fail_level,
        output_format=output_format,
    )
