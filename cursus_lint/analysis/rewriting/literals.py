"""Spelling values as Python literals, in the style of a literal that is already there."""

from __future__ import annotations

import re

import libcst as cst

from cursus_lint.analysis.facts import Scalar

_OPENING = re.compile(r"(?P<prefix>[A-Za-z]*)(?P<quotes>'''|\"\"\"|'|\")")
_INTEGER = re.compile(r"[+-]?\d+\Z")


def quote_of(literal: str) -> str:
    """The quote character that the source text of a string literal uses; a double quote where it is no string."""
    found = _OPENING.match(literal)
    return found["quotes"][0] if found else '"'


def spell_string(value: str, quote: str = '"') -> str:
    """A plain string literal of `value` in the given quotes."""
    spelled = []
    for character in value:
        if character in (quote, "\\"):
            spelled.append("\\" + character)
        elif character.isprintable():
            spelled.append(character)
        else:
            spelled.append(repr(character)[1:-1])
    return quote + "".join(spelled) + quote


def respell_string(literal: str, value: str) -> str | None:
    """`value` in the prefix and quotes of the string literal `literal`; None where they cannot hold it."""
    found = _OPENING.match(literal)
    if found is None or "b" in found["prefix"].lower() or "f" in found["prefix"].lower():
        return None
    prefix, quotes = found["prefix"], found["quotes"]
    if "r" in prefix.lower():
        holds = value.isprintable() and quotes[0] not in value and not value.endswith("\\")
        return prefix + quotes + value + quotes if holds else None
    body = spell_string(value, quotes[0])[1:-1]
    return prefix + quotes + body + quotes


def spell_scalar(value: Scalar, quote: str = '"') -> str:
    """A literal of `value`, strings in the given quotes."""
    return spell_string(value, quote) if isinstance(value, str) else repr(value)


def string_value(node: cst.CSTNode) -> str | None:
    """The text that a plain string literal stands for; None for anything else (bytes, f-strings, joined literals)."""
    if not isinstance(node, cst.SimpleString):
        return None
    value = node.evaluated_value
    return value if isinstance(value, str) else None


def spell_text_like(value: str, existing: cst.BaseExpression | None, quote: str) -> str:
    """The environment text `value` as a literal of the same kind as `existing`.

    `0.7` stays a number where a number stood, `True` a bool where a bool stood, as long as the text can be read so;
    otherwise it is a string, in the quotes of `existing` or else in `quote`.
    """
    if isinstance(existing, cst.UnaryOperation) and isinstance(existing.operator, (cst.Minus, cst.Plus)):
        existing = existing.expression
    if isinstance(existing, cst.Integer) and _INTEGER.match(value):
        return str(int(value))
    if isinstance(existing, cst.Float):
        number = _finite_float(value)
        if number is not None:
            return value if re.fullmatch(r"-?\d+\.\d+", value) else repr(number)
    if isinstance(existing, cst.Name) and existing.value in ("True", "False") and value.lower() in ("true", "false"):
        return value.lower().capitalize()
    if isinstance(existing, cst.SimpleString):
        return respell_string(existing.value, value) or spell_string(value, existing.quote[0])
    return spell_string(value, quote)


def spell_scalar_like(value: Scalar, existing: cst.BaseExpression | None, quote: str) -> str:
    """`value` as a literal of the same kind as `existing`, where it can be read as such; else as its own kind."""
    if isinstance(existing, cst.SimpleString):
        if value is None:
            return "None"
        text = value if isinstance(value, str) else str(value)
        return spell_text_like(text, existing, quote)
    if isinstance(value, str):
        return spell_text_like(value, existing, quote)
    if isinstance(value, int) and not isinstance(value, bool) and isinstance(existing, cst.Float):
        return repr(float(value))
    return repr(value)


def _finite_float(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
