"""What comes of reading a contract file: contracts, the documents they stand in, and problems."""

from __future__ import annotations

from dataclasses import dataclass

from cursus_lint.contracts.document.nodes import Mapping, Plain, plain
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.problems import InvalidContract


@dataclass(frozen=True, slots=True)
class StepDocument:
    """A step document of the right shape; `contract` is what was read from it.

    The specification and the job-type variants are read from `root` where they are wanted.
    """

    path: str
    root: Mapping
    contract: ScriptContract

    def plain(self) -> Plain:
        """The whole document as plain data, nothing left out."""
        return plain(self.root)


@dataclass(frozen=True, slots=True)
class LoadedContracts:
    """The contracts of one file. A file with problems may still hold contracts that have none."""

    contracts: tuple[ScriptContract, ...] = ()
    documents: tuple[StepDocument, ...] = ()
    problems: tuple[InvalidContract, ...] = ()
