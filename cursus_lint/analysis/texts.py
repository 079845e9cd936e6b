"""Strings put together, and where each began as a whole."""

from __future__ import annotations

from collections.abc import Callable

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.joining import blend, join, merged, text_of
from cursus_lint.analysis.values import OneOf, PathObject, Text, Unknown, Value, options


def concatenate(values: list[Value], site: ir.Site, separator: str = "") -> Value:
    """The texts that joining one possibility of each value can give, within the bound on choices."""
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
    copy = Text(text.parts, text.site, None, text.channel, text.fallback_only)
    copy.root = copy
    return copy
