from __future__ import annotations

import pytest

from cursus_lint.engine.change import Replacement


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        (Replacement(1, 3, "a"), Replacement(3, 5, "b"), False),
        (Replacement(1, 4, "a"), Replacement(3, 5, "b"), True),
        (Replacement(2, 2, "a"), Replacement(2, 2, "b"), True),
        (Replacement(2, 2, "a"), Replacement(2, 2, "a"), False),
        (Replacement(1, 5, "a"), Replacement(3, 3, "b"), True),
        (Replacement(1, 3, "a"), Replacement(1, 3, "b"), True),
    ],
)
def test_replacements_conflict_unless_they_are_apart_or_the_same(
    one: Replacement, other: Replacement, conflict: bool
) -> None:
    assert one.conflicts(other) is other.conflicts(one) is conflict
