"""Facts and violations as JSON text and back, without a loss and without running anything that the text says."""

from __future__ import annotations

import dataclasses
import enum
import functools
import importlib
import json
from collections.abc import Callable
from operator import attrgetter
from typing import Any, cast

from cursus_lint.diagnostics import Span

_MODULES = {
    "comments": "cursus_lint.engine.comments",
    "diagnostics": "cursus_lint.diagnostics",
    "facts": "cursus_lint.analysis.facts",
    "intents": "cursus_lint.analysis.rewriting.intents",
}
"""The modules that hold results. They are loaded when a text names one of their classes."""

_SCALARS = frozenset({type(None), bool, int, float, str})


def to_text(value: object) -> str:
    """`value` as JSON: scalars, tuples, spans, enumerations, and the dataclasses of the modules that hold results.

    Everything but scalars is an object with one key, which says what it is, and a list of what it is made of.
    """
    return _ENCODER.encode(_encoded(value))


def from_text(text: str) -> Any:
    """What `to_text` was given; raises `ValueError` for a text that it has not made."""
    try:
        return _DECODER.decode(text)
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(f"not a text of this version: {error!r}") from None


def _encoded(value: object) -> object:
    kind: Any = type(value)
    if kind in _SCALARS:
        return value
    if kind is tuple:
        return {"": [_encoded(each) for each in cast("tuple[object, ...]", value)]}
    name, take = _writer(kind)
    return {name: [each if type(each) in _SCALARS else _encoded(each) for each in take(value)]}


def _decoded(made: dict[str, list[Any]]) -> Any:
    """What an object stands for, once those within it have been made."""
    ((name, values),) = made.items()
    return _maker(name)(values)


_ENCODER = json.JSONEncoder(separators=(",", ":"))
_DECODER = json.JSONDecoder(object_hook=_decoded)


@functools.cache
def _writer(kind: Any) -> tuple[str, Callable[[Any], tuple[object, ...]]]:
    """What a class is called in a text, and how the values are taken from one of its instances."""
    if kind is Span:
        return "Span", tuple
    home = kind.__module__.rpartition(".")[2]
    if _MODULES.get(home) != kind.__module__:
        raise TypeError(f"{kind.__name__} is not plain data")
    name = f"{home}.{kind.__name__}"
    if issubclass(kind, enum.Enum):
        return name, lambda value: (value.value,)
    fields = getattr(kind, "_fields", None) or [field.name for field in dataclasses.fields(kind)]
    if not fields:
        return name, lambda value: ()
    return name, attrgetter(*fields) if len(fields) > 1 else lambda value: (getattr(value, fields[0]),)


@functools.cache
def _maker(name: str) -> Callable[[list[Any]], Any]:
    """What makes a value of those that a text gives under this name."""
    if name == "":
        return tuple
    if name == "Span":
        return Span._make
    home, _, own = name.rpartition(".")
    kind = vars(importlib.import_module(_MODULES[home]))[own]
    if not isinstance(kind, type) or kind.__module__ != _MODULES[home]:
        raise TypeError(f"{name} is no class of results")
    if issubclass(kind, enum.Enum):
        return lambda values: kind(values[0])
    return lambda values: kind(*values)
