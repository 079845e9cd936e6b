"""Command-line and settings frameworks that declare by decorators, annotations or flags, one module each.

They register what their functions do in `library.registry`, as the models of any other external code do.
"""

from __future__ import annotations

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.frameworks import absl, click, dataclass_parsers, fire, settings, typer
from cursus_lint.analysis.values import Class, Value

MODELLED = (absl, click, dataclass_parsers, fire, settings, typer)
"""The frameworks whose models are registered."""


def instantiated(ev: Evaluator, cls: Class, call: Invocation) -> Value | None:
    """What an object of a class is that a framework fills in; None if none does."""
    if settings.is_settings(cls):
        return settings.read_fields(ev, cls, call)
    if dataclass_parsers.is_tap(cls):
        return dataclass_parsers.tap_parser(ev, cls, call)
    return None
