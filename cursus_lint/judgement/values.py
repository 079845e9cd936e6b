"""When two spellings of a value mean the same to the script that reads them."""

from __future__ import annotations

import json
import re
from typing import Union

Value = Union[str, int, float, bool, None]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_NOTHING = frozenset({"", "false", "{}", "[]", "null", "none", "0"})


def same_value(declared: Value, found: Value) -> bool:
    """Whether a script that receives `declared` behaves as with `found`.

    >>> same_value("1000", 1000), same_value("0.70", 0.7), same_value(True, "true"), same_value("./x/", "x")
    (True, True, True, True)
    >>> same_value(None, ""), same_value('{"a":1}', '{ "a": 1 }'), same_value("false", "")
    (True, True, True)
    >>> same_value("CSV", "csv"), same_value("1", "true"), same_value("5", "")
    (False, False, False)

    A script that takes the empty text for an answer has to test for it, so that it means the same as nothing, 0 or
    false.
    """
    left, right = _meaning(declared), _meaning(found)
    if left == right:
        return True
    empty = ("text", "")
    return (left == empty and like_nothing(found)) or (right == empty and like_nothing(declared))


def like_nothing(declared: Value) -> bool:
    """Whether receiving `declared` may well mean the same to a script as receiving nothing at all.

    >>> like_nothing(""), like_nothing("{}"), like_nothing("CSV")
    (True, True, False)
    """
    return declared is None or str(declared).strip().lower() in _NOTHING


def convertible(text: str, conversion: str) -> bool:
    """Whether `conversion` (`int`, `float` or `json.loads`; any other is taken to be total) accepts `text`.

    >>> convertible("1e3", "int"), convertible("1e3", "float"), convertible("", "json.loads")
    (False, True, False)
    """
    try:
        if conversion == "int":
            int(text)
        elif conversion == "float":
            float(text)
        elif conversion == "json.loads":
            json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def shown(value: Value) -> str:
    """The value as a message spells it: texts in double quotes, the rest as Python does.

    >>> shown("0.7"), shown(0.7), shown(None)
    ('"0.7"', '0.7', 'None')
    """
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _meaning(value: Value) -> tuple[str, str]:
    """A kind and a canonical spelling; equal for values that mean the same."""
    if value is None:
        return ("text", "")
    text = str(value).strip()
    if isinstance(value, bool) or text.lower() in ("true", "false"):
        return ("bool", text.lower())
    if _NUMBER.fullmatch(text):
        return ("number", repr(float(text)))
    if text[:1] in ("{", "["):
        try:
            return ("json", json.dumps(json.loads(text), sort_keys=True))
        except (ValueError, RecursionError):
            return ("text", text)
    return ("text", text.removeprefix("./").rstrip("/") or text)
