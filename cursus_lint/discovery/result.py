"""What discovery finds: targets, contracts, and what is wrong with either."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cursus_lint.config import Config
from cursus_lint.specs.filed import FiledContract

if TYPE_CHECKING:
    from cursus_lint.contracts.problems import InvalidContract


class FoundContract(NamedTuple):
    """A contract and the place of the file it stands in; `display` is the file as it is to be shown."""

    contract: FiledContract
    place: str
    display: str

    @property
    def file(self) -> Path:
        """The file."""
        return Path(self.place)


class Target(NamedTuple):
    """A script to lint.

    `place` is its absolute path, `display` what is shown: relative to the project's root where it lies below it.
    `bound` is the contract it is compared with; without one, `ties` are the contracts (two or more) that claim it and
    between which nothing decides, or there are none and the script is only counted. `root` is the project's root.
    `from_stdin`: the content comes from standard input, and `place` need not exist.
    """

    place: str
    display: str
    config: Config
    root: Path
    bound: FoundContract | None = None
    ties: tuple[FoundContract, ...] = ()
    from_stdin: bool = False

    @property
    def path(self) -> Path:
        """The script's file."""
        return Path(self.place)

    @property
    def contract(self) -> FiledContract | None:
        """The contract the script is compared with."""
        return self.bound.contract if self.bound else None

    @property
    def contract_display(self) -> str:
        """The file of the contract as it is to be shown; "" without a contract."""
        return self.bound.display if self.bound else ""


class MissingEntryPoint(NamedTuple):
    """A contract whose entry point names no file of the project.

    `files` are the Python files that may have been meant: the names in the folders where the entry points of the other
    contracts lie, and beside the contract; sorted.
    """

    found: FoundContract
    files: tuple[str, ...]


class PathError(NamedTuple):
    """A path that cannot be used: as it is to be shown, the line where that matters (else 0), and what is wrong."""

    path: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.message}"


class Discovery(NamedTuple):
    """Everything a run is about, sorted by what is shown.

    `targets` include the scripts without a contract. `contract_files` are the contract files that were read and that
    the run is about: named, below a named folder, or binding a target; shown paths. `problems` say what is wrong in
    them, their `path` as shown. `errors` are named paths and bindings that lead nowhere, and folders that cannot be
    read: the run cannot end well with one. `skipped` are named files that are neither scripts nor contracts.
    `files` are the contract files, each with its shown path first, `saved_specs` likewise the execution specs that are
    saved in the projects of the targets.
    """

    targets: tuple[Target, ...] = ()
    contract_files: tuple[str, ...] = ()
    problems: tuple[InvalidContract, ...] = ()
    missing_entry_points: tuple[MissingEntryPoint, ...] = ()
    errors: tuple[PathError, ...] = ()
    skipped: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    saved_specs: tuple[tuple[str, str], ...] = ()
