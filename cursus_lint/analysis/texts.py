"""Strings put together, and where each began as a whole."""

from __future__ import annotations

from collections.abc import Callable

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.joining import blend, join, merged, text_of
from cursus_lint.analysis.values import OneOf, PathObject, Text, Unknown, Value, options


def concatenate(values: list[Value], site: ir.Site, separator: str = "") -> Value:
    """The texts that joining one possibility of each value can give, within the bound on choices."""
    if not any(isinstance(value, OneOf) for value in values):
        made = _one(values, site, separator)
        if made is not None:
            return made
    combined: list[tuple[tuple[str | Unknown, ...], Text | None]] = [((), None)]
    for number, value in enumerate(values):
        grown = []
        choices = options(value)
        if len(combined) * len(choices) > bounds.CHOICES:
            choices = (blend(choices),)
        for parts, root in combined:
            for option in choices:
                pieces = (separator, *text_of(option, site)) if number and separator else text_of(option, site)
                first = _root_of(option) if not parts else root
                grown.append((merged((*parts, *pieces)), first))
        combined = grown
    return join([Text(parts, site, root) for parts, root in combined])


def _one(values: list[Value], site: ir.Site, separator: str) -> Text | None:
    """The text that joining values gives that are one possibility each; None where it exceeds the bounds on texts."""
    pieces: list[str | Unknown] = []
    root: Text | None = None
    for number, value in enumerate(values):
        if not pieces:
            root = _root_of(value)
        if number and separator:
            pieces.append(separator)
        pieces += text_of(value, site)
    parts = merged(pieces)
    if len(pieces) > bounds.TEXT_PARTS or sum(len(p) for p in parts if isinstance(p, str)) > bounds.TEXT_LENGTH:
        return None
    return Text(parts, site, root)


def _root_of(value: Value) -> Text | None:
    text = value.text if isinstance(value, PathObject) else value
    return text.root if isinstance(text, Text) else None


def rooted(value: Value, text: Callable[[Text], Text] | None = None) -> Value:
    """A value that comes as a whole out of a dict, an attribute or a parameter: joining starts from here."""
    make = text or (lambda t: t if t.root is not None else _own_root(t))
    if isinstance(value, Text):
        return make(value)
    if isinstance(value, PathObject) and isinstance(value.text, Text):
        return PathObject(make(value.text))
    if isinstance(value, OneOf):
        return OneOf(tuple(rooted(o, text) for o in value.options))
    return value


def _own_root(text: Text) -> Text:
    if not text.start.startswith("/"):
        return text
    return Text(text.parts, text.site, None, text.channel, text.fallback_only, is_root=True)
