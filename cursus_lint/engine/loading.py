"""Loading what only some runs need."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Import modules in this block: what they make stays to the end, and is not looked through for what could go."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()


def load_analysis() -> None:
    """Load what reads scripts, LibCST above all."""
    with loading():
        import cursus_lint.analysis.extract  # noqa: F401
