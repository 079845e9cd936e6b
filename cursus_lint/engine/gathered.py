"""The violations of a report that were filed: counted at once, and read script after script when somebody looks."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import overload

from cursus_lint.diagnostics import Kind, Unknown, Violation, Violations
from cursus_lint.engine.checked import Checked
from cursus_lint.engine.filing import Filed
from cursus_lint.engine.verdict import Policy, Ruling, ruled


def gather(
    reported: Iterable[Violation], ignored: Iterable[Violation], filed: Iterable[Filed], policy: Policy
) -> tuple[Violations, Violations]:
    """What is reported and what is ignored: violations at hand, and what `policy` makes of those that are `filed`.

    Each of the filed findings is plain, and about another script.
    """
    leaves = tuple(sorted(filed, key=attrgetter("path")))
    counting = _Gathered(reported, leaves, policy)
    off = _Off(ignored, leaves, policy)
    alike: dict[tuple[Ruling, int], list[Filed]] = {}
    for leaf in leaves:
        alike.setdefault((policy.ruling(leaf.path), id(leaf.outline)), []).append(leaf)
    for (ruling, _), those in alike.items():
        counting.add(those[0], ruling, len(those))
        off.add(those[0], ruling, len(those))
    return counting, off


class _Gathered(Violations):
    """What counts, in the order of a report."""

    def __init__(self, loose: Iterable[Violation], leaves: Sequence[Filed], policy: Policy) -> None:
        self._loose = tuple(sorted(loose, key=Violation.sort_key))
        self._leaves = leaves
        self._policy = policy
        self._kinds: Counter[Kind] = Counter(violation.kind for violation in self._loose)

    def add(self, filed: Filed, ruling: Ruling, times: int) -> None:
        """Count so many findings with the outline of these, under one ruling."""
        for kind in filed.outline.kinds:
            severity = ruling(kind.code, kind.severity)
            if severity is not None:
                self._kinds[kind._replace(severity=severity)] += times

    def kinds(self) -> Mapping[Kind, int]:
        """How many there are of each kind."""
        return self._kinds

    def __len__(self) -> int:
        return sum(self._kinds.values())

    def __iter__(self) -> Iterator[Violation]:
        filed = (violation for leaf in self._leaves for violation in self._of(leaf))
        return heapq.merge(self._loose, filed, key=Violation.sort_key) if self._loose else filed

    @overload
    def __getitem__(self, index: int) -> Violation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Violation]: ...
    def __getitem__(self, index: int | slice) -> Violation | Sequence[Violation]:
        return tuple(self)[index]

    def _of(self, leaf: Filed) -> Iterator[Violation]:
        ruling = self._policy.ruling(leaf.path)
        for violation in leaf.violations:
            counting = ruled(violation, ruling)
            if counting is not None:
                yield counting


class _Off(_Gathered):
    """What does not count, in the order of a report."""

    def add(self, filed: Filed, ruling: Ruling, times: int) -> None:
        """Count so many findings with the outline of these, under one ruling."""
        for kind in filed.outline.kinds:
            if ruling(kind.code, kind.severity) is None:
                self._kinds[kind] += times

    def _of(self, leaf: Filed) -> Iterator[Violation]:
        ruling = self._policy.ruling(leaf.path)
        return (violation for violation in leaf.violations if ruled(violation, ruling) is None)


class Unknowns(Sequence[Unknown]):
    """What is unknown about the scripts that were checked, sorted; read when somebody looks."""

    def __init__(self, checked: Iterable[Checked]) -> None:
        doubtful = [each for each in checked if each.findings.doubts]
        self._length = sum(each.findings.doubts for each in doubtful)
        self._doubtful = sorted(doubtful, key=_path)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Unknown]:
        for _, those in groupby(self._doubtful, key=_path):
            yield from sorted(unknown for each in those for unknown in each.findings.unknown)

    @overload
    def __getitem__(self, index: int) -> Unknown: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Unknown]: ...
    def __getitem__(self, index: int | slice) -> Unknown | Sequence[Unknown]:
        return tuple(self)[index]


def _path(checked: Checked) -> str:
    return checked.target.path
