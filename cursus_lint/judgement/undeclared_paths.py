"""Paths that no channel declares, with the channel that each was meant for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import SetPath
from cursus_lint.diagnostics import Applicability, Fix
from cursus_lint.judgement.channels import channel_chain, declared_paths
from cursus_lint.judgement.paths import normalised

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import PathUse, ScriptFacts, Side
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.rule import Subject


@dataclass(frozen=True, slots=True)
class UndeclaredPath:
    """A path that nothing declares, and its first use.

    `channel` is the unused channel whose path it is a misspelling of, `folder` that channel's path, and `meant` the
    path in the right spelling; all "" where it is none.
    """

    path: str
    use: PathUse
    channel: str = ""
    folder: str = ""
    meant: str = ""

    @property
    def suggestion(self) -> str:
        """The channel that it was meant for as the end of a message, "" if there is none."""
        return f"; did you mean `{self.folder}` of `{self.channel}`, which nothing uses?" if self.channel else ""

    @property
    def fix(self) -> Fix | None:
        """The right spelling in its place; unsafe, because it is a guess."""
        if not self.channel:
            return None
        return Fix(f"Use `{self.meant}`", Applicability.UNSAFE, SetPath(self.use.span, self.path, self.meant))


def undeclared_paths(
    subject: Subject, facts: ScriptFacts, contract: ScriptContract, side: Side
) -> Iterator[UndeclaredPath]:
    """The paths used on `side` outside the path dicts that nothing declares, in the order of their first uses."""
    chain = channel_chain(subject, facts, contract, side)
    for path, use in chain.strays.items():
        channel = chain.misspelt.get(path)
        if channel is None:
            yield UndeclaredPath(path, use)
            continue
        folder = normalised(declared_paths(contract, side)[channel])
        below = path.split("/")[folder.count("/") + 1 :]
        yield UndeclaredPath(path, use, channel, folder, "/".join([folder, *below]))
