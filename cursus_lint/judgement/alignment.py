"""Names that only one of contract and specification has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cursus_lint.judgement.channels import declared_paths

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Side
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.specs.model import Port


class Unaligned(NamedTuple):
    """A logical name with the line that declares it; `in_contract` says which of the two sides has it."""

    name: str
    line: int
    in_contract: bool


def unaligned_names(contract: ScriptContract, side: Side, ports: Sequence[Port]) -> Iterator[Unaligned]:
    """The names of a contract's channels that are no ports of its specification, then the reverse."""
    channels: Mapping[str, str] = declared_paths(contract, side)
    specified = {port.logical_name for port in ports}
    for name in channels:
        if name not in specified:
            yield Unaligned(name, contract.line_of(side, name), in_contract=True)
    for port in ports:
        if port.logical_name not in channels:
            yield Unaligned(port.logical_name, port.line, in_contract=False)
