"""Disjoint edits of one text, taken together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit


class Replacement(NamedTuple):
    """The characters from `start` to `end` become `text`."""

    start: int
    end: int
    text: str

    def conflicts(self, other: Replacement) -> bool:
        """Whether the two cannot be made together: they overlap, or insert at the same place, and are not the same."""
        if self == other:
            return False
        return self[:2] == other[:2] or (self.start < other.end and other.start < self.end)


def replacements(script: Script, edits: Iterable[Edit]) -> tuple[Replacement, ...]:
    """`edits` by offset, in the order of the text."""
    return tuple(sorted(Replacement(*script.range(edit.span), edit.text) for edit in edits))


@dataclass(frozen=True)
class Change:
    """A script, and replacements in it that do not conflict, in the order of the text."""

    before: Script
    made: tuple[Replacement, ...]

    @property
    def old(self) -> str:
        """The text before the change."""
        return self.before.text

    @cached_property
    def after(self) -> Script:
        """The script after the change."""
        return Script(self.new)

    def pieces(self) -> Iterator[str]:
        """The new text, in pieces: what stays and what is new, in turn."""
        reached = 0
        for replacement in self.made:
            yield self.old[reached : replacement.start]
            yield replacement.text
            reached = replacement.end
        yield self.old[reached:]

    @cached_property
    def new(self) -> str:
        """The text after the change."""
        return "".join(self.pieces())

    @cached_property
    def old_regions(self) -> tuple[Range, ...]:
        """What is replaced, in the old text."""
        return tuple((start, end) for start, end, _ in self.made)

    @cached_property
    def new_regions(self) -> tuple[Range, ...]:
        """What it is replaced by, in the new text."""
        regions, shift = [], 0
        for start, end, text in self.made:
            regions.append((start + shift, start + shift + len(text)))
            shift += len(text) - (end - start)
        return tuple(regions)

    def moved(self, offset: int) -> int:
        """Where a character of the old text that stays stands in the new one."""
        return offset + sum(len(text) - (end - start) for start, end, text in self.made if end <= offset)
