"""Editions of the rule set: which rules a configuration that names one gets.

A rule that is added after an edition is a preview until the next one: a newer version of the linter finds nothing new
in a project before the project asks for it.
"""

from __future__ import annotations

EDITIONS = ("2026.1",)
"""All that are out, the oldest first; without a word in the configuration the newest counts."""


def edition_order(edition: str) -> tuple[int, ...]:
    """Sorts editions by their time.

    >>> edition_order("2026.2") < edition_order("2026.10")
    True
    """
    return tuple(int(part) for part in edition.split("."))
