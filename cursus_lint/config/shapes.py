"""What a value of the configuration may look like: each shape takes a value of TOML, and says itself as JSON schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

_LEVELS = ("error", "warning", "info")


class Misshapen(Exception):
    """A value that is not what its key takes.

    `expected` says for a person what should stand there, `choices` are all the texts that could, if they are few.
    """

    def __init__(self, value: object, expected: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(expected)
        self.value = value
        self.expected = expected
        self.choices = choices
        self.keys: tuple[str, ...] = ()

    def below(self, key: str) -> Misshapen:
        """The same, seen from the table that holds it under `key`."""
        self.keys = (key, *self.keys)
        return self


class Shape(NamedTuple):
    """One kind of value: `read` gives it as `Settings` hold it or raises `Misshapen`, `schema` is its JSON schema."""

    read: Callable[[object], object]
    schema: dict[str, Any]


def table_of(shape: Shape) -> Shape:
    """A table whose keys are free, and whose values have a shape."""

    def read(value: object) -> object:
        if not isinstance(value, dict):
            raise Misshapen(value, "a table")
        found = {}
        for key, each in value.items():
            try:
                _text(key)
                found[key] = shape.read(each)
            except Misshapen as problem:
                raise problem.below(key) from None
        return found

    keys = {"minLength": 1}
    return Shape(read, {"type": "object", "propertyNames": keys, "additionalProperties": shape.schema})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Misshapen(value, "a string")
    if not value:
        raise Misshapen(value, "a string that is not empty")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise Misshapen(value, "a list of strings")
    return tuple(_text(each) for each in value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Misshapen(value, "true or false")
    return value


def _level(value: object) -> str:
    if value not in _LEVELS:
        raise Misshapen(value, "error, warning or info", _LEVELS)
    return str(value)


TEXT = Shape(_text, {"type": "string", "minLength": 1})
TEXTS = Shape(_texts, {"type": "array", "items": TEXT.schema})
FLAG = Shape(_flag, {"type": "boolean"})
LEVEL = Shape(_level, {"enum": list(_LEVELS)})
