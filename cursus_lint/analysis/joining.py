"""Several values as one: what may be either, what stems from both, and what text or constant it is."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.values import (
    UNKNOWN,
    Bound,
    Const,
    Environ,
    External,
    Function,
    Instance,
    Mapping,
    Namespace,
    OneOf,
    PathObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)

if TYPE_CHECKING:
    from cursus_lint.analysis.values import Origin


def fingerprint(value: Value) -> object:
    """Equal for values that mean the same; identity for what can change."""
    if isinstance(value, Unknown):
        return ("unknown", value.origins, id(value.direct), value.names_variables)
    make = _FINGERPRINTS.get(type(value))
    return make(value) if make is not None else id(value)


def _fingerprint_of_text(value: Text) -> object:
    parts = tuple([p if isinstance(p, str) else p.origins for p in value.parts])
    return ("text", parts, id(value.root), value.channel and (id(value.channel.mapping), value.channel.key))


_FINGERPRINTS: dict[type, Callable[[Any], object]] = {
    Text: _fingerprint_of_text,
    Const: lambda value: ("const", type(value.value), value.value),
    External: lambda value: ("external", value.name),
    Environ: lambda value: ("environ", value.live),
    PathObject: lambda value: ("path", fingerprint(value.text)),
    OneOf: lambda value: ("one", frozenset(map(fingerprint, value.options))),
    Bound: lambda value: (
        "bound",
        fingerprint(value.function),
        tuple(map(fingerprint, value.arguments)),
        value.keywords,
    ),
    Sequence: lambda value: (id(value), len(value.items), value.open),
    Mapping: lambda value: (id(value), len(value.entries), value.open, value.role),
    Instance: lambda value: (id(value), len(value.attributes)),
    Namespace: lambda value: (id(value), len(value.attributes)),
    Function: lambda value: (id(value.code), id(value.frame)),
}


def join(values: Iterable[Value]) -> Value:
    """One value that may be any of `values`; what exceeds the bound becomes unknown."""
    values = list(values)
    if not values:
        return UNKNOWN
    first = values[0]
    if len(values) == 1 or all(value is first for value in values):
        return first
    seen: dict[object, Value] = {}
    for value in values:
        for option in options(value):
            seen.setdefault(fingerprint(option), option)
    found = tuple(seen.values())
    if len(found) == 1:
        return found[0]
    if len(found) > bounds.CHOICES:
        return _widened(found)
    return OneOf(found)


def _widened(found: tuple[Value, ...]) -> Value:
    """Fewer possibilities that stand for all: texts with one beginning become that beginning and a hole."""
    kept: list[Value] = []
    texts: dict[tuple[int, bool], list[Text]] = {}
    for value in found:
        text = value.text if isinstance(value, PathObject) else value
        if isinstance(text, Text) and text.parts:
            texts.setdefault((id(text.root), isinstance(value, PathObject)), []).append(text)
        else:
            kept.append(value)
    for (_, is_path), group in texts.items():
        if len(group) == 1:
            made: Value = group[0]
        else:
            shared = posixpath.commonprefix([t.start for t in group])
            first = group[0]
            hole = blend([*group, *(p for t in group for p in t.parts if isinstance(p, Unknown))])
            made = Text((shared, hole), first.site, first.root, first.channel) if shared else hole
        kept.append(PathObject(made) if is_path and isinstance(made, (Text, Unknown)) else made)
    if len(kept) > bounds.CHOICES:
        kept = [*kept[: bounds.CHOICES - 1], blend(kept[bounds.CHOICES - 1 :])]
    return kept[0] if len(kept) == 1 else OneOf(tuple(kept))


def origins_of(value: Value, depth: int = 4) -> frozenset[Origin]:
    """The reads that a value stems from, containers included to a small depth.

    Level by level, and each value once: containers share what they hold, so that ways to a value are far more than
    values.
    """
    if isinstance(value, Unknown):
        return value.origins
    if isinstance(value, (Const, External)):
        return _NO_ORIGINS
    if isinstance(value, Text):
        return _origins_of_text(value)
    found: set[Origin] = set()
    seen: set[int] = set()
    level: list[Value] = [value]
    while level:
        inside: list[Value] = []
        for one in level:
            if isinstance(one, Unknown):
                found |= one.origins
            elif isinstance(one, Text):
                found |= _origins_of_text(one)
            elif isinstance(one, PathObject):
                found |= origins_of(one.text)
            elif not isinstance(one, (Const, External)) and id(one) not in seen:
                seen.add(id(one))
                inside.extend(_contents(one, depth > 0))
        level = inside
        depth -= 1
    return frozenset(found) if found else _NO_ORIGINS


_NO_ORIGINS: frozenset[Any] = frozenset()


def _origins_of_text(text: Text) -> frozenset[Origin]:
    found: frozenset[Origin] = _NO_ORIGINS
    for part in text.parts:
        if isinstance(part, Unknown) and part.origins:
            found |= part.origins
    return found


def _contents(value: Value, deep: bool) -> Iterable[Value]:
    """The possibilities of a value, or, `deep`, what a container holds."""
    if isinstance(value, OneOf):
        return value.options
    if not deep:
        return ()
    if isinstance(value, Sequence):
        return value.items
    if isinstance(value, Mapping):
        return [e.value for e in value.entries.values()]
    if isinstance(value, Bound):
        return (*value.arguments, *(v for _, v in value.keywords))
    return list(value.attributes.values()) if isinstance(value, Instance) else ()


def blend(values: Iterable[Value]) -> Unknown:
    """Something computed from `values`: unknown, with their origins."""
    origins: frozenset[Origin] = _NO_ORIGINS
    for value in values:
        own = origins_of(value)
        if own:
            origins |= own
    return Unknown(origins) if origins else UNKNOWN


def text_of(value: Value, site: ir.Site) -> tuple[str | Unknown, ...]:
    """The pieces that a value becomes inside an f-string."""
    if isinstance(value, Text):
        return value.parts
    if isinstance(value, PathObject):
        return text_of(value.text, site)
    if isinstance(value, Const) and isinstance(value.value, (int, float, bool, type(None))):
        return (str(value.value),)
    if isinstance(value, Unknown):
        return (value,)
    return (blend([value]),)


def merged(parts: Iterable[str | Unknown]) -> tuple[str | Unknown, ...]:
    """Adjacent texts put together, within the bounds of one template."""
    pieces = tuple(parts)
    if len(pieces) == 1 and isinstance(pieces[0], str) and 0 < len(pieces[0]) <= bounds.TEXT_LENGTH:
        return pieces
    found: list[str | Unknown] = []
    length = 0
    for part in pieces:
        if not isinstance(part, str):
            found.append(part)
        elif part:
            length += len(part)
            last = found[-1] if found else None
            if isinstance(last, str):
                found[-1] = last + part
            else:
                found.append(part)
    if len(found) > bounds.TEXT_PARTS or length > bounds.TEXT_LENGTH:
        head = found[0] if isinstance(found[0], str) and len(found[0]) <= bounds.TEXT_LENGTH else ""
        return (head, Unknown()) if head else (Unknown(),)
    return tuple(found)


def literal(value: Value) -> tuple[bool, object]:
    """Whether a value is one known constant, and which."""
    if isinstance(value, Text) and value.whole is not None:
        return True, value.whole
    if isinstance(value, Const):
        return True, value.value
    if isinstance(value, PathObject):
        return literal(value.text)
    return False, None


def is_none(value: Value) -> bool:
    """Whether a value is exactly None."""
    return isinstance(value, Const) and value.value is None
