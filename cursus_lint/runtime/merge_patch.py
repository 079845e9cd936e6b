"""JSON merge patches (RFC 7386): what a document that extends another says differently."""

from __future__ import annotations

import json
from typing import Union

Json = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]
JsonObject = dict[str, Json]


def merged(base: JsonObject, patch: JsonObject) -> JsonObject:
    """`base` changed by a JSON merge patch (RFC 7386).

    >>> merged({"a": {"x": 1, "y": 2}, "b": [1]}, {"a": {"x": None}, "b": [2]})
    {'a': {'y': 2}, 'b': [2]}
    """
    result = dict(base)
    for key, value in patch.items():
        inherited = result.get(key)
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            result[key] = merged(inherited if isinstance(inherited, dict) else {}, value)
        else:
            result[key] = value
    return result


def patch_between(base: JsonObject, target: JsonObject) -> JsonObject:
    """The smallest merge patch that makes `target` of `base`; a `null` in `target` cannot be said by a merge patch.

    >>> patch_between({"a": {"x": 1, "y": 2}, "b": 3}, {"a": {"y": 2}, "b": 4})
    {'a': {'x': None}, 'b': 4}
    """
    patch: JsonObject = {key: None for key in base if key not in target}
    for key, value in target.items():
        inherited = base.get(key)
        if key in base and is_same(inherited, value):
            continue
        patch[key] = (
            patch_between(inherited, value) if isinstance(inherited, dict) and isinstance(value, dict) else value
        )
    return patch


def is_same(one: Json, other: Json) -> bool:
    """Whether two values are written alike; in Python `1`, `1.0` and `True` are equal, in JSON they are not."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def nulls(document: JsonObject, prefix: str = "") -> set[str]:
    """The dotted paths of all nulls outside lists."""
    found: set[str] = set()
    for key, value in document.items():
        if value is None:
            found.add(f"{prefix}{key}")
        elif isinstance(value, dict):
            found |= nulls(value, f"{prefix}{key}.")
    return found
