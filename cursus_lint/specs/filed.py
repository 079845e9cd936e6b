"""A contract file as those see it who bind scripts: what each contract is called and runs, and the rest when asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # pydantic and the parsers are loaded for a contract that is read, not for one that is known
    from cursus_lint.contracts.loaded import LoadedContracts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.contracts.problems import InvalidContract
    from cursus_lint.specs.model import StepSpecification


class Models(NamedTuple):
    """A contract, and its step's specification where the format has one."""

    contract: ScriptContract
    specification: StepSpecification | None = None


class ContractChanged(Exception):
    """The file does not hold any more what it did when it was first looked at."""

    def __str__(self) -> str:
        return "its contract was changed while it was checked"


class FiledContract(NamedTuple):
    """One contract of a file; `models()` is all there is to it, and costs more.

    `line` is where the file declares the entry point, 0 without a file. `file`, `content` and `number` say where the
    contract comes from: the file's path, a hash of what it held, and which of its contracts it is; "" and b"" where
    that is not known. `load` makes the models.
    """

    step_type: str
    entry_point: str | None
    line: int
    load: Callable[[FiledContract], Models]
    file: str = ""
    content: bytes = b""
    number: int = 0

    def models(self) -> Models:
        """The contract itself; raises ContractChanged where it is too late."""
        return self.load(self)

    def loaded(self) -> FiledContract:
        """The same with its models at hand: asking again costs nothing, and it can be sent to another process."""
        return self._replace(load=partial(_itself, self.models()))

    @property
    def identity(self) -> tuple[str, str]:
        """Differs where the content differs that the contract was read from; empty where that is not known."""
        return self.content.hex(), str(self.number) if self.content else ""


class ContractFile(NamedTuple):
    """The contracts of one file, and what is wrong in it."""

    contracts: tuple[FiledContract, ...] = ()
    problems: tuple[InvalidContract, ...] = ()


def filed(contract: ScriptContract, specification: StepSpecification | None = None) -> FiledContract:
    """A contract that has been read."""
    models = partial(_itself, Models(contract, specification))
    return FiledContract(contract.step_type, contract.entry_point, contract.line_of("entry_point"), models)


def read_contract_file(path: Path, content: bytes | None = None) -> ContractFile:
    """The contracts that a file, or `content` instead of it, declares. Problems are returned, never raised."""
    from cursus_lint.contracts.loading import load_contracts

    loaded = load_contracts(path, content)
    return ContractFile(tuple(filed(*each) for each in models_of(loaded)), loaded.problems)


def models_of(loaded: LoadedContracts) -> list[tuple[ScriptContract, StepSpecification | None]]:
    """Each contract of a file with the specification of its step; None where the format has none."""
    from cursus_lint.specs.loading import specifications_of

    if not loaded.documents:
        return [(contract, None) for contract in loaded.contracts]
    return list(zip(loaded.contracts, specifications_of(loaded), strict=True))


def _itself(models: Models, contract: FiledContract) -> Models:
    return models
