"""What the evaluation has seen so far: one record for each read, argument, path and import."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cursus_lint.analysis import ir
from cursus_lint.analysis.facts import NO_FALLBACK, Direction, Fallback, OpaqueKind, Side

if TYPE_CHECKING:
    from cursus_lint.analysis.values import Function, Mapping, Text, Value


@dataclass(eq=False)
class Record:
    """A read whose value is followed: `consumed` once it matters to something, `logged` once a message shows it."""

    name: str
    site: ir.Site
    strict: bool
    fallback: Fallback = NO_FALLBACK
    consumed: bool = False
    logged: bool = False

    def note_conversion(self, name: str) -> None:
        """Note that the raw value goes through the conversion `name`, whose failure nothing handles."""


@dataclass(eq=False)
class EnvRecord(Record):
    """A read of an environment variable."""

    form: str = "get"
    converts: str | None = None
    rejects_empty: bool = False

    def note_conversion(self, name: str) -> None:
        """Remember the first conversion."""
        self.converts = self.converts or name


@dataclass(eq=False)
class KeyRecord(Record):
    """A key read off a dict.

    `key_site` is where the key is spelled; `is_test` for a mere `key in mapping`, `iterated` for a loop over all.
    `conditional`: it stands under a condition, so that some runs do not come here. `upstream` are the reads of the
    environment whose raw value the dict holds there.
    """

    key_site: ir.Site | None = None
    is_test: bool = False
    iterated: bool = False
    upstream: frozenset[EnvRecord] = frozenset()
    conditional: bool = False

    def note_conversion(self, name: str) -> None:
        """Pass it on to where the value comes from."""
        for record in self.upstream:
            record.note_conversion(name)


@dataclass(eq=False)
class Kept:
    """What is stored under one name, an attribute or a key, and the places that store it."""

    reads: set[KeyRecord] = field(default_factory=set)
    sites: set[int] = field(default_factory=set)


@dataclass(eq=False)
class ArgumentRecord(Record):
    """An attribute read off a namespace; `parsers` may have made it (empty: not known)."""

    parsers: frozenset[ParserRecord] = frozenset()
    guarded: bool = False


@dataclass(eq=False)
class ArgumentDefinition:
    """An argument of a parser, with its default as a value."""

    flags: tuple[str, ...]
    dest: str
    site: ir.Site
    required: bool = False
    default: Fallback = NO_FALLBACK
    default_value: Value | None = None
    type: str | None = None
    choices: tuple[object, ...] | None = None
    action: str | None = None
    nargs: str | None = None


@dataclass(eq=False)
class ParserRecord:
    """A command-line parser and the arguments it got. `whole` is the read of all of them in a loop."""

    kind: str
    site: ir.Site
    arguments: dict[str, ArgumentDefinition] = field(default_factory=dict)
    known_only: bool = False
    open: bool = False
    escapes: bool = False
    whole: Record | None = None

    @property
    def is_handed_over(self) -> bool:
        """Whether its namespace goes whole into something that may read any attribute, or all of it is used at once."""
        return self.escapes or (self.whole is not None and self.whole.consumed)


@dataclass(eq=False)
class PathRecord:
    """A path that reached a sink."""

    text: Text
    site: ir.Site
    direction: Direction
    opened: dict[str, None] = field(default_factory=dict)
    mapping: Mapping | None = None
    key: str | None = None
    fallback_only: bool = True


@dataclass(eq=False)
class ImportRecord:
    """An imported module. `local`: found in the project; `optional`: a handler catches its absence."""

    module: str
    site: ir.Site
    local: bool
    optional: bool


@dataclass(eq=False)
class MainCall:
    """A call of `main()` in the script: the parameters it supplies and the dicts it hands over."""

    supplied: frozenset[str]


@dataclass(eq=False)
class Recorder:
    """Collects records; the same read in another context is the same record."""

    env: dict[tuple[int, str], EnvRecord] = field(default_factory=dict)
    env_writes: dict[tuple[int, str], ir.Site] = field(default_factory=dict)
    families: dict[str, ir.Site] = field(default_factory=dict)
    arguments: dict[tuple[int, str], ArgumentRecord] = field(default_factory=dict)
    parsers: list[ParserRecord] = field(default_factory=list)
    mappings: list[Mapping] = field(default_factory=list)
    kept: dict[str, Kept] = field(default_factory=dict)
    paths: dict[tuple[object, ...], PathRecord] = field(default_factory=dict)
    imports: dict[tuple[int, str], ImportRecord] = field(default_factory=dict)
    installs: dict[str, ir.Site] = field(default_factory=dict)
    delegated: ir.Site | None = None
    opaque: dict[tuple[str, str, int, str | None], tuple[OpaqueKind, str, ir.Site, Side | None]] = field(
        default_factory=dict
    )
    main: Function | None = None
    main_calls: list[MainCall] = field(default_factory=list)
    main_defaults: dict[int, str] = field(default_factory=dict)
    main_unguarded: dict[str, ir.Site] = field(default_factory=dict)
    entry_block: bool = False

    def read_env(self, name: str, site: ir.Site, form: str, strict: bool, fallback: Fallback) -> EnvRecord:
        """Note a read of the variable `name`, reported at `site`."""
        record = self.env.get((id(site.node), name))
        if record is None:
            record = EnvRecord(name, site, strict, fallback, form=form)
            self.env[(id(site.node), name)] = record
        record.strict |= strict
        return record

    def read_argument(self, dest: str, site: ir.Site, parser: ParserRecord | None, guarded: bool) -> ArgumentRecord:
        """Note a read of the attribute `dest` of a namespace that `parser` made."""
        record = self.arguments.get((id(site.node), dest))
        if record is None:
            record = ArgumentRecord(dest, site, not guarded, guarded=guarded)
            self.arguments[(id(site.node), dest)] = record
        record.guarded &= guarded
        if parser is not None:
            record.parsers |= {parser}
        return record

    def use_path(self, text: Text, site: ir.Site, direction: Direction) -> None:
        """Note that the path `text` reached a sink at `site`."""
        root = text.root or text
        channel = root.channel or text.channel
        key = (root.pattern, id(channel.mapping) if channel else 0, channel.key if channel else "")
        record = self.paths.get(key)
        if record is None:
            record = PathRecord(root, site, direction)
            if channel is not None:
                record.mapping, record.key = channel.mapping, channel.key
            self.paths[key] = record
        record.opened[text.pattern] = None
        record.fallback_only &= root.fallback_only
        if record.direction == "unknown":
            record.direction = direction
        elif direction not in ("unknown", record.direction):
            record.direction = "both"

    def write_env(self, name: str, site: ir.Site) -> None:
        """Note an assignment to the process environment."""
        self.env_writes.setdefault((id(site.node), name), site)

    def note_opaque(self, kind: OpaqueKind, reason: str, site: ir.Site, side: Side | None = None) -> None:
        """Note something of this kind that cannot be known, with the reason."""
        self.opaque.setdefault((kind, reason, id(site.node), side), (kind, reason, site, side))
