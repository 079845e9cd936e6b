"""Many texts held small: they wait compressed for the one time that somebody reads them."""

from __future__ import annotations

import zlib
from bisect import bisect_right

CHUNK = 65_536
"""So many characters are compressed together: what is said of one script resembles what is said of the next."""


class Pile:
    """Texts without null characters, by the order in which they were added.

    Reading them in that order unpacks each but once; any other order costs an unpacking a text.
    """

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._firsts: list[int] = []
        self._loose: list[str] = []
        self._loose_size = 0
        self._added = 0
        self._unpacked: tuple[int, list[str]] = (-1, [])

    def add(self, text: str) -> int:
        """Put a text in; gives the number to take it out by."""
        self._loose.append(text)
        self._loose_size += len(text)
        self._added += 1
        if self._loose_size > CHUNK:
            self._packed.append(zlib.compress("\0".join(self._loose).encode(), 1))
            self._firsts.append(self._added - len(self._loose))
            self._loose, self._loose_size = [], 0
        return self._added - 1

    def __getitem__(self, number: int) -> str:
        loose = number - (self._added - len(self._loose))
        if loose >= 0:
            return self._loose[loose]
        chunk = bisect_right(self._firsts, number) - 1
        if self._unpacked[0] != chunk:
            self._unpacked = (chunk, zlib.decompress(self._packed[chunk]).decode().split("\0"))
        return self._unpacked[1][number - self._firsts[chunk]]
