"""Facts and violations as JSON text and back, without a loss and without running anything that the text says."""

from __future__ import annotations

import dataclasses
import enum
import functools
import json
from types import ModuleType
from typing import Any, cast

from cursus_lint import diagnostics
from cursus_lint.analysis import facts
from cursus_lint.analysis.rewriting import intents
from cursus_lint.diagnostics import Span

_MODULES: tuple[ModuleType, ...] = (diagnostics, facts, intents)


def to_text(value: object) -> str:
    """`value` as JSON: scalars, tuples, spans, enumerations, and the dataclasses of the modules that hold results."""
    return json.dumps(_encoded(value), separators=(",", ":"))


def from_text(text: str) -> Any:
    """What `to_text` was given; raises `ValueError` for a text that it has not made."""
    try:
        return _decoded(json.loads(text))
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not a text of this version: {error!r}") from None


def _encoded(value: object) -> object:
    if value is None or isinstance(value, (bool, int, float)) or type(value) is str:
        return value
    if isinstance(value, Span):
        return ["Span", *value]
    if isinstance(value, enum.Enum):
        return [f"={type(value).__name__}", value.value]
    if isinstance(value, tuple):
        return ["", *map(_encoded, value)]
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        return [_name(kind), *(_encoded(getattr(value, field)) for field in _fields(kind))]
    raise TypeError(f"{type(value).__name__} is not plain data")


def _decoded(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    kind = value[0]
    if kind == "Span":
        return Span(*value[1:])
    if kind == "":
        return tuple([_decoded(each) for each in value[1:]])
    if kind[0] == "=":
        return _classes()[kind[1:]](value[1])
    return _classes()[kind](*[_decoded(each) for each in value[1:]])


@functools.cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@functools.cache
def _name(kind: Any) -> str:
    return f"{kind.__module__.rpartition('.')[2]}.{kind.__name__}"


@functools.cache
def _classes() -> dict[str, Any]:
    """What a text may name, and nothing else."""
    found: dict[str, Any] = {}
    for module in _MODULES:
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                found[kind.__name__ if issubclass(kind, enum.Enum) else _name(cast("Any", kind))] = kind
    return found
