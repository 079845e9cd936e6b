"""What an expression may be: the values of the abstract evaluation.

A value is one possibility; `OneOf` holds a small set of them. Immutable values compare by identity, so that a constant
can be followed from the place that spells it; objects that a script can change (dicts, lists, instances, parsers) are
shared and only ever grow: what was put in under a condition stays, marked as uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Union

from cursus_lint.analysis import ir

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

    `site` is where it is spelled or put together. `built_from` is the string it was built from by joining, if that
    came as a whole out of a dict, an attribute or a parameter, as one that `is_root` did; `channel` is the entry that
    it came out of. `fallback_only`: the second argument of a `.get` whose key is always there.
    """

    parts: tuple[str | Unknown, ...]
    site: ir.Site
    built_from: Text | None = None
    channel: Channel | None = None
    fallback_only: bool = False
    is_root: bool = False

    @property
    def root(self) -> Text | None:
        """What joining started from, possibly itself; None where it did not come as a whole."""
        return self if self.is_root else self.built_from

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
