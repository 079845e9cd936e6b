"""What there is to know of suppression comments before there is one."""

from __future__ import annotations

from typing import NamedTuple


class Terms(NamedTuple):
    """What suppression comments are held to: the day, as YYYY-MM-DD ("": none ends), and whether they need a reason."""

    today: str = ""
    require_reasons: bool = False


EVER = Terms()


def may_suppress(path: str, data: bytes) -> bool:
    """Whether it is worth looking for suppression comments in a file. Files named `*.json` have no comments."""
    return b"cursus-lint" in data and not path.endswith(".json")
