"""What the linter says: places, severities, violations, fixes and the report that holds them.

Everything here is frozen plain data: it can be cached, compared, sent to worker processes and rendered. Small records
are named tuples, which cost each start of the program a quarter of what dataclasses do. This module imports nothing
else of the package.
"""

from __future__ import annotations

import enum
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of a text file: 1-based lines and columns, columns counted in characters, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def at(cls, line: int, column: int = 1) -> Span:
        """The empty span at one place."""
        return cls(line, column, line, column)

    def covers(self, other: Span) -> bool:
        """Whether `other` lies within this span."""
        return self[:2] <= other[:2] and other[2:] <= self[2:]


class Severity(str, enum.Enum):
    """How much a violation matters.

    `error`: the pipeline run fails or silently does the wrong thing. `warning`: contract and script have drifted
    apart. `info`: only worth knowing.
    """

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for `error`, 1 for `warning`, 2 for `info`: sorts the worst first."""
        return _RANKS[self.value]


_RANKS = {severity.value: rank for rank, severity in enumerate(Severity)}


class Applicability(str, enum.Enum):
    """How far a fix can be trusted.

    `safe`: every run that honours the contract behaves the same, or stops failing. `unsafe`: anything else, such as
    a guess between near-misses or a changed default.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"


class Edit(NamedTuple):
    """Replace the text of `span` by `text`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The intent of a fix, named by a rule and realised as edits only when somebody asks for them.

    The intents themselves are the subclasses in `cursus_lint.analysis.rewriting`.
    """


@dataclass(frozen=True, slots=True)
class Fix:
    """A titled, graded change of the script that removes the violation it belongs to."""

    title: str
    applicability: Applicability
    rewrite: Rewrite


class ContractPlace(NamedTuple):
    """The other side of a contradiction: the line of the contract file that says otherwise.

    `path` is relative to the project's root where it lies below it; `line` is 1-based, 0 where only the file is meant.
    """

    path: str
    step_type: str
    line: int = 0


class Suppression(NamedTuple):
    """Why a violation does not count: the comment that silences it, where it stands, and the reason it gives.

    `until` is the last day it holds, as YYYY-MM-DD, "" where it has no end.
    """

    path: str
    line: int
    reason: str = ""
    until: str = ""


class Kind(NamedTuple):
    """A violation without its places and words: enough to count it. `grade` is how far its fix can be trusted."""

    code: str
    name: str
    severity: Severity
    grade: Applicability | None


@dataclass(frozen=True, slots=True)
class Violation:
    """One contradiction between a script and its contract, with both places.

    `subject` is the bare name it is about: the variable, the logical name or path, the flag, the distribution.
    `path` is the file that `span` lies in, relative to the project's root where it lies below it.
    """

    code: str
    name: str
    severity: Severity
    subject: str
    message: str
    path: str
    span: Span
    contract: ContractPlace | None = None
    fix: Fix | None = None
    suppression: Suppression | None = None

    @property
    def kind(self) -> Kind:
        """What it is counted as."""
        return Kind(self.code, self.name, self.severity, self.fix.applicability if self.fix is not None else None)

    def sort_key(self) -> tuple[str, Span, str, str, str]:
        """Orders violations by file, place, rule and subject."""
        return (self.path, self.span, self.code, self.subject, self.message)

    def suppressed_by(self, suppression: Suppression) -> Violation:
        """The same violation, silenced."""
        return replace(self, suppression=suppression)


class Proof(NamedTuple):
    """How many elements of the contracts were proven one way or the other, of all that were looked at."""

    proven: int = 0
    total: int = 0


class Unknown(NamedTuple):
    """Something a script does that cannot be known statically: its `kind` (`env`, `path`, ...) and the reason."""

    path: str
    span: Span
    kind: str
    reason: str


class Step(NamedTuple):
    """A step of the pipeline: its type, its contract's file and its script, as shown; "" where it has none."""

    step_type: str
    contract: str = ""
    script: str = ""


class Link(NamedTuple):
    """A dependency between two steps, by their types: `source` can feed `input` of `target`."""

    source: str
    target: str
    input: str


class Pipeline(NamedTuple):
    """The steps that contracts declare, and which can feed which; both sorted."""

    steps: tuple[Step, ...] = ()
    links: tuple[Link, ...] = ()


class Violations(Sequence[Violation]):
    """Violations in the order of a report that can be counted without being looked at."""

    @abstractmethod
    def kinds(self) -> Mapping[Kind, int]:
        """How many there are of each kind."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that a run has to say; every violation stands in exactly one of the five lists.

    `reported` are those that count; `ignored` is what configuration turns off, `suppressed` what a comment silences,
    `known` what the baseline lists, and `elsewhere` what lies outside the changes that were asked about. `baseline`
    is the baseline's file as shown, "" without one. `linted`: scripts compared with a contract. `without_contract`:
    scripts that no contract claims. `contracts`: contract files that were read. `fixed`: violations that fixes
    removed in this run. `unknown`: what could not be known about the linted scripts.
    """

    reported: Sequence[Violation] = ()
    ignored: Sequence[Violation] = ()
    suppressed: tuple[Violation, ...] = ()
    linted: tuple[str, ...] = ()
    without_contract: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    fixed: tuple[Violation, ...] = ()
    proof: Proof = field(default_factory=Proof)
    unknown: Sequence[Unknown] = ()
    known: tuple[Violation, ...] = ()
    elsewhere: tuple[Violation, ...] = ()
    baseline: str = ""
    pipeline: Pipeline = field(default_factory=Pipeline)

    def __iter__(self) -> Iterator[Violation]:
        return iter(self.reported)

    def kinds(self) -> Mapping[Kind, int]:
        """How many reported violations there are of each kind."""
        if isinstance(self.reported, Violations):
            return self.reported.kinds()
        return Counter(violation.kind for violation in self.reported)

    def count(self, severity: Severity) -> int:
        """How many reported violations have this severity."""
        return sum(count for kind, count in self.kinds().items() if kind.severity is severity)
