"""The rolling hash by which GitHub code scanning recognises a line after others have moved it."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

_WINDOW = 100
_FACTOR = 37
_MASK = 2**64 - 1
_LEAVING = pow(_FACTOR, _WINDOW, 2**64)
_END_OF_FILE = 0xFFFF


def line_hashes(text: str) -> tuple[str, ...]:
    """The hash of each line of `text`, as `<hexadecimal>:<n>` for its n-th occurrence.

    A line's hash covers the 100 UTF-16 code units from its beginning on, blanks and tabs left out and line endings
    normalised. A text that ends with a line break has an empty last line.

    >>> line_hashes("")
    ('c129715d7a2bc9a3:1',)
    """
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    encoded = kept.encode("utf-16", "surrogatepass")[2:]
    units = [*memoryview(encoded).cast("H"), _END_OF_FILE, *(0,) * _WINDOW]
    starts = [0, *(index + 1 for index, unit in enumerate(units) if unit == 10)]
    prefixes = list(accumulate(units, lambda value, unit: (value * _FACTOR + unit) & _MASK, initial=0))
    seen: Counter[int] = Counter()
    hashes = []
    for start in starts:
        value = (prefixes[start + _WINDOW] - prefixes[start] * _LEAVING) & _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return tuple(hashes)
