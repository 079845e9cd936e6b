"""What an expression may be: the values of the abstract evaluation.

A value is one possibility; `OneOf` holds a small set of them. Immutable values compare by identity, so that a constant
can be followed from the place that spells it; objects that a script can change (dicts, lists, instances, parsers) are
shared and only ever grow: what was put in under a condition stays, marked as uncertain.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from cursus_lint.analysis import bounds, ir

if TYPE_CHECKING:
    from cursus_lint.analysis.frames import Frame
    from cursus_lint.analysis.recorder import ArgumentRecord, EnvRecord, KeyRecord, ParserRecord, Record

    Origin = Union[EnvRecord, KeyRecord, ArgumentRecord, Record]


Arm = tuple[int, int, int]
"""One arm of a branching statement: the statement's identity, the arm's number, and how many arms there are."""

Branch = tuple[Arm, ...]
"""The arms around a place, outermost first."""


@dataclass(slots=True, eq=False)
class Unknown:
    """Something that cannot be known. `origins` are the reads it stems from; `direct` is the one whose raw value it is.

    `names_variables`: it is the name of any environment variable, from iterating over the environment.
    """

    origins: frozenset[Origin] = frozenset()
    direct: Origin | None = None
    names_variables: bool = False


@dataclass(slots=True, eq=False)
class Const:
    """A known number, truth value, None, bytes or Ellipsis."""

    value: object
    site: ir.Site | None = None


@dataclass(slots=True, eq=False)
class Channel:
    """The entry of a channel dict that a path was taken from."""

    mapping: Mapping
    key: str


@dataclass(slots=True, eq=False)
class Text:
    """A string, whole or with holes.

    `site` is where it is spelled or put together. `root` is the string it was built from by joining, if that came as
    a whole out of a dict, an attribute or a parameter; `channel` is the entry that it came out of. `fallback_only`:
    the second argument of a `.get` whose key is always there.
    """

    parts: tuple[str | Unknown, ...]
    site: ir.Site
    root: Text | None = None
    channel: Channel | None = None
    fallback_only: bool = False

    @property
    def whole(self) -> str | None:
        """The text if it has no holes."""
        if not self.parts:
            return ""
        return self.parts[0] if len(self.parts) == 1 and isinstance(self.parts[0], str) else None

    @property
    def start(self) -> str:
        """What it begins with, up to the first hole."""
        return self.parts[0] if self.parts and isinstance(self.parts[0], str) else ""

    @property
    def pattern(self) -> str:
        """The text with `*` for each hole."""
        return "".join(p if isinstance(p, str) else "*" for p in self.parts)


@dataclass(slots=True, eq=False)
class PathObject:
    """A `pathlib` path."""

    text: Text | Unknown


@dataclass(slots=True, eq=False)
class External:
    """Something from outside the project, by its dotted name (`os.path.join`, `builtins.open`)."""

    name: str


@dataclass(slots=True, eq=False)
class Environ:
    """The environment mapping, or a copy of it (`live` false), which can be written without consequence."""

    live: bool = True


@dataclass(slots=True, eq=False)
class Sequence:
    """A list, tuple or set.

    `open`: it may hold more than `items`. `absent` are reads whose absence puts elements in.
    """

    items: list[Value] = field(default_factory=list)
    open: bool = False
    is_tuple: bool = False
    absent: frozenset[Origin] = frozenset()


@dataclass(slots=True, eq=False)
class Entry:
    """What a dict may hold under a key.

    `conditions` are the branches in which it was put there; `site` is the whole statement, if any.
    """

    value: Value
    conditions: list[Branch]
    key_site: ir.Site
    value_site: ir.Site
    site: ir.Site | None = None


@dataclass(slots=True, eq=False)
class Mapping:
    """A dict.

    `open`: it may hold keys that are not known. `role` is what `main()` calls it; `branch` where it was made. `asked`
    finds one of `reads` by its place, its key, and whether it is a mere test.
    """

    site: ir.Site
    entries: dict[object, Entry] = field(default_factory=dict)
    open: bool = False
    role: str | None = None
    reads: list[KeyRecord] = field(default_factory=list)
    asked: dict[tuple[int, str, bool], KeyRecord] = field(default_factory=dict)
    branch: Branch = ()
    escapes: list[tuple[ir.Site, str]] = field(default_factory=list)

    def note(self, record: KeyRecord) -> None:
        """Remember who asks for a key."""
        self.reads.append(record)
        self.asked[(id(record.site.node), record.name, record.is_test)] = record

    runtime: bool = False


@dataclass(slots=True, eq=False)
class Function:
    """A function of the project with the frame it was defined in.

    `parser` is its own, where a framework makes it a command; `given` are the parameters that the framework then
    supplies.
    """

    code: ir.FunctionCode
    frame: Frame
    owner: Class | None = None
    decorated: bool = False
    evaluated: bool = False
    kind: str = "plain"
    parser: ParserRecord | None = None
    given: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Bound:
    """A function with its first arguments: a method, or a `functools.partial`."""

    function: Value
    arguments: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...] = ()


@dataclass(slots=True, eq=False)
class Method:
    """A method of a value that is not the project's: `text.format`, `parser.add_argument`, `df.to_csv`."""

    receiver: Value
    name: str


@dataclass(slots=True, eq=False)
class Class:
    """A class of the project.

    `fields` are its annotated names in order; `external_bases` the dotted names of the others.
    """

    name: str
    site: ir.Site
    attributes: dict[str, Value]
    bases: tuple[Class, ...]
    external_bases: tuple[str, ...]
    fields: tuple[tuple[str, ir.Assign], ...]
    frame: Frame
    is_dataclass: bool = False

    def lineage(self) -> Iterator[Class]:
        """The class and its bases, nearest first."""
        seen: set[int] = set()
        pending: list[Class] = [self]
        while pending:
            one = pending.pop(0)
            if id(one) not in seen:
                seen.add(id(one))
                yield one
                pending.extend(one.bases)

    def find(self, name: str) -> Value | None:
        """The class attribute `name`, from the nearest class that has it."""
        return next((c.attributes[name] for c in self.lineage() if name in c.attributes), None)


@dataclass(slots=True, eq=False)
class Instance:
    """An object of a class of the project (`cls` None: a plain namespace).

    `open`: it may have attributes that are not known.
    """

    cls: Class | None
    attributes: dict[str, Value] = field(default_factory=dict)
    open: bool = False


@dataclass(slots=True, eq=False)
class ParserObject:
    """A command-line parser, or a group or sub-parser of one.

    `groups` are the classes it fills, `filled` the one it is itself.
    """

    record: ParserRecord
    groups: dict[str, Value] = field(default_factory=dict)
    filled: Class | None = None


@dataclass(slots=True, eq=False)
class Namespace:
    """What a parser returned, `cls` the class of it if any.

    `record` is None for `main()`'s `job_args` that nobody supplies.
    """

    record: ParserRecord | None
    attributes: dict[str, Value] = field(default_factory=dict)
    as_mapping: bool = False
    cls: Class | None = None


@dataclass(slots=True, eq=False)
class Module:
    """A module of the same project, read but never imported."""

    frame: Frame
    name: str


@dataclass(slots=True, eq=False)
class OneOf:
    """Several possibilities; never nested, at most `bounds.CHOICES`."""

    options: tuple[Value, ...]


Value = Union[
    Unknown, Const, Text, PathObject, External, Environ, Sequence, Mapping, Function, Bound, Method, Class, Instance,
    ParserObject, Namespace, Module, OneOf,
]  # fmt: skip

UNKNOWN = Unknown()

NEVER = Unknown()
"""The value of a call that does not return."""


def options(value: Value) -> tuple[Value, ...]:
    """The possibilities of a value."""
    return value.options if isinstance(value, OneOf) else (value,)


def fingerprint(value: Value) -> object:
    """Equal for values that mean the same; identity for what can change."""
    if isinstance(value, Text):
        parts = tuple(p if isinstance(p, str) else p.origins for p in value.parts)
        return ("text", parts, id(value.root), value.channel and (id(value.channel.mapping), value.channel.key))
    if isinstance(value, Const):
        return ("const", type(value.value), value.value)
    if isinstance(value, Unknown):
        return ("unknown", value.origins, id(value.direct), value.names_variables)
    if isinstance(value, External):
        return ("external", value.name)
    if isinstance(value, Environ):
        return ("environ", value.live)
    if isinstance(value, PathObject):
        return ("path", fingerprint(value.text))
    if isinstance(value, OneOf):
        return ("one", frozenset(fingerprint(o) for o in value.options))
    if isinstance(value, Bound):
        return ("bound", fingerprint(value.function), tuple(fingerprint(a) for a in value.arguments), value.keywords)
    if isinstance(value, Sequence):
        return (id(value), len(value.items), value.open)
    if isinstance(value, Mapping):
        return (id(value), len(value.entries), value.open, value.role)
    if isinstance(value, (Instance, Namespace)):
        return (id(value), len(value.attributes))
    if isinstance(value, Function):
        return (id(value.code), id(value.frame))
    return id(value)


def join(values: Iterable[Value]) -> Value:
    """One value that may be any of `values`; what exceeds the bound becomes unknown."""
    values = list(values)
    if len(values) == 1 and not isinstance(values[0], OneOf):
        return values[0]
    seen: dict[object, Value] = {}
    for value in values:
        for option in options(value):
            seen.setdefault(fingerprint(option), option)
    found = tuple(seen.values())
    if len(found) == 1:
        return found[0]
    if not found:
        return UNKNOWN
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
        return frozenset()
    found: set[Origin] = set()
    seen: set[int] = set()
    level: list[Value] = [value]
    while level:
        inside: list[Value] = []
        for one in level:
            if isinstance(one, Unknown):
                found |= one.origins
            elif isinstance(one, Text):
                for part in one.parts:
                    if isinstance(part, Unknown):
                        found |= part.origins
            elif isinstance(one, PathObject):
                found |= origins_of(one.text)
            elif not isinstance(one, (Const, External)) and id(one) not in seen:
                seen.add(id(one))
                inside.extend(_contents(one, depth > 0))
        level = inside
        depth -= 1
    return frozenset(found)


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
    origins = frozenset().union(*(origins_of(v) for v in values))
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
    found: list[str | Unknown] = []
    length = 0
    for part in parts:
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
