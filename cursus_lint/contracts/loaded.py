"""What comes of reading a contract file: contracts, the documents they stand in, and problems."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cursus_lint.contracts.document.nodes import Mapping, Plain, overlaid, plain
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

    def variants(self) -> Iterator[tuple[str, Mapping]]:
        """Each job type with the step as it is in it: this document with the variant laid over it."""
        yield from variants_of(self.root)


@dataclass(frozen=True, slots=True)
class LoadedContracts:
    """The contracts of one file. A file with problems may still hold contracts that have none.

    `documents` are the step documents that the contracts stand in, one for each; none for a Python module.
    """

    contracts: tuple[ScriptContract, ...] = ()
    documents: tuple[StepDocument, ...] = ()
    problems: tuple[InvalidContract, ...] = ()


def variants_of(root: Mapping) -> Iterator[tuple[str, Mapping]]:
    """Each job type of a step document with the document as it is for that job type."""
    base = Mapping({name: entry for name, entry in root if name != "variants"}, root.line, root.column)
    declared = root.get("variants")
    if isinstance(declared, Mapping):
        for job_type, entry in declared:
            yield job_type, overlaid(base, entry.value) if isinstance(entry.value, Mapping) else base
