"""Command-line and settings frameworks that declare by decorators, annotations or flags: click, typer, absl, dataclass parsers, pydantic settings."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Frame
from cursus_lint.analysis.values import Class, Function, Value


def class_defined(ev: Evaluator, cls: Class, frame: Frame) -> None:
    """Note what the definition of a class declares by itself: the fields of a settings class are variables of the environment."""


def decorated(ev: Evaluator, decorator: Value, function: Function, site: ir.Site, frame: Frame) -> None:
    """Note what a decorator from outside the project declares about a function."""


__all__ = ["Fallback", "class_defined", "decorated"]
