"""Near twins: a name unknown on one side and a name unused on the other that are one name misspelt."""

from __future__ import annotations

from collections.abc import Iterable

from cursus_lint.contracts.near_miss import nearest

_SLIPS = 2  # a third slip of the pen is more likely another word


def near_twins(unknown: Iterable[str], unused: Iterable[str]) -> dict[str, str]:
    """Each unknown name with the unused one that it is a misspelling of; every unused one is given away once.

    Stricter than a suggestion has to be, because the two findings become one.

    >>> near_twins(["LABEL_FEILD", "REGION"], ["LABEL_FIELD", "SEED"])
    {'LABEL_FEILD': 'LABEL_FIELD'}
    >>> near_twins(["USE_PRECOMPUTED_FEATURES"], ["USE_PRECOMPUTED_IMPUTATION"])
    {}
    """
    left = set(unused)
    twins: dict[str, str] = {}
    for name in sorted(set(unknown)):
        twin = nearest(name, left)
        if twin is not None and slips_between(_folded(name), _folded(twin)) <= _SLIPS:
            twins[name] = twin
            left.discard(twin)
    return twins


def slips_between(one: str, other: str) -> int:
    """How many letters were left out, added, changed or swapped with a neighbour between `one` and `other`.

    >>> slips_between("feild", "field"), slips_between("ratio", "ration"), slips_between("a", "a")
    (1, 1, 0)
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            best = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, above = above, row
    return above[-1]


def _folded(name: str) -> str:
    return name.casefold().replace("-", "_")
