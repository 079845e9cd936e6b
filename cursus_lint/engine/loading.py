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


def load_rules() -> None:
    """Load all rules, what asks them, and what they are asked about."""
    with loading():
        import cursus_lint.engine.run  # noqa: F401
        from cursus_lint.rules import all_rules

        all_rules()


def load_everything() -> None:
    """Load all that examining a target takes."""
    load_rules()
    load_analysis()
