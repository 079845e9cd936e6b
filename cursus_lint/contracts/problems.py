"""What is wrong with a contract file: `InvalidContract`, one for each problem found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

_DEEP = 10  # no field of a contract lies deeper


@dataclass(frozen=True, slots=True)
class InvalidContract:
    """One reason why a contract file, or a part of it, cannot be used.

    `path` is the file as it was given, `line` and `column` are 1-based. `field` is the dotted path into the document
    (`contract.inputs.DATA.path`, `contract.job_arguments[0].flag`), "" where it concerns the whole file. `message` says
    what is wrong, `expected` what should stand there ("" if the message says all).
    """

    path: str
    line: int
    column: int
    field: str
    message: str
    expected: str = ""

    @property
    def summary(self) -> str:
        """The problem in one line without its place: what is wrong, in which field, what was expected."""
        about = f"{self.field}: " if self.field else ""
        return f"{about}{self.message}" + (f"; expected {self.expected}" if self.expected else "")

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.summary}"


@dataclass(slots=True)
class ProblemLog:
    """Collects the problems of one file while it is read."""

    path: str
    found: list[InvalidContract] = field(default_factory=list)

    def add(self, line: int, column: int, about: str, message: str, expected: str = "") -> None:
        """Note a problem at a place of the file; `about` is the dotted path of the field."""
        self.found.append(InvalidContract(self.path, line, column, about, message, expected))

    def in_order(self) -> tuple[InvalidContract, ...]:
        """The problems by their place in the file, each once."""
        return tuple(sorted(dict.fromkeys(self.found), key=lambda p: (p.line, p.column, p.field, p.message)))


def dotted(steps: Iterable[str]) -> str:
    """The path into a document that `.name` and `[index]` steps make; of a very deep one only the beginning.

    >>> dotted([".contract", ".job_arguments", "[0]", ".flag"])
    'contract.job_arguments[0].flag'
    """
    several = [step for step in steps if step]
    shown = several if len(several) <= _DEEP else [*several[:_DEEP], "..."]
    return "".join(shown).removeprefix(".")
