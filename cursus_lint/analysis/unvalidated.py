"""Trees of LibCST's parser, taken as they come.

Every node of LibCST looks itself over when it is made, for people make nodes by hand. Those of its parser are right;
looking them over takes an eighth of the time of parsing. LibCST has no switch for it, so the check is taken out of its
base class for a while.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from libcst import CSTNode

_lock = threading.Lock()
_open = 0
_look_over = CSTNode.__post_init__


@contextmanager
def unvalidated() -> Iterator[None]:
    """Make nodes without looking them over, in this block and in whatever runs beside it meanwhile.

    Blocks can stand within each other and run in several threads; the last to end puts the check back.
    """
    global _open
    with _lock:
        if _open == 0:
            CSTNode.__post_init__ = _take_as_it_is  # type: ignore[method-assign]
        _open += 1
    try:
        yield
    finally:
        with _lock:
            _open -= 1
            if _open == 0:
                CSTNode.__post_init__ = _look_over  # type: ignore[method-assign]


def _take_as_it_is(self: CSTNode) -> None:
    """Nothing."""
