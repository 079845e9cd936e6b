"""A rewrite that is not made."""

from __future__ import annotations


class CannotRewrite(Exception):
    """A rewrite that would not be right, or not be safe; `reason` says why, in words for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
