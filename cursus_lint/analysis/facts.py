"""What a script does, read from its source: the facts that rules compare with the contract.

Frozen dataclasses without syntax nodes, so that they can be cached, sent to worker processes and compared in tests.
Rules see nothing else of the script. Every fact carries its span.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Union

from cursus_lint.diagnostics import Span

Scalar = Union[str, int, float, bool, None]
Side = Literal["input", "output"]
Direction = Literal["input", "output", "both", "unknown"]
OpaqueKind = Literal["env", "path", "argument", "channel", "delegation", "import"]


@dataclass(frozen=True, slots=True)
class Fallback:
    """What a read yields when the name is absent.

    `none`: nothing is given, so `None` or an exception. `literal`: `value`, known statically. `dynamic`: something that
    is computed.
    """

    kind: Literal["none", "literal", "dynamic"] = "none"
    value: Scalar = None


NO_FALLBACK = Fallback()
"""Nothing is given in place of an absent name."""


@dataclass(frozen=True, slots=True)
class EnvRead:
    """A read of the process environment.

    `span` is the reading expression where it is spelled out (`os.environ.get("X", "d")`), else the call that causes it.
    `strict`: it raises, or the script raises for it, when the variable is unset. `form` says how it is spelled:
    only `subscript`, `get` and `getenv` are plain expressions that a fix may rewrite; `contains` is a bare
    `"X" in os.environ`; `helper` is a read inside a function, reported at the call that names the variable.
    `key` is the entry of the harvest dict that the value goes into, if any. `log_only`: the value reaches nothing but
    log lines or messages. `converts` names the conversion applied to the raw text at once (`int`, `float`,
    `json.loads`), if any. `rejects_empty`: the script raises when the value is empty.
    """

    name: str
    span: Span
    strict: bool
    fallback: Fallback = NO_FALLBACK
    form: Literal["subscript", "get", "getenv", "setdefault", "pop", "contains", "helper", "settings", "default"] = (
        "get"
    )
    key: str | None = None
    log_only: bool = False
    converts: str | None = None
    rejects_empty: bool = False


@dataclass(frozen=True, slots=True)
class EnvWrite:
    """An assignment to the process environment."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class EnvFamily:
    """A scan of the environment for all names that begin with `prefix` (never empty)."""

    prefix: str
    span: Span


@dataclass(frozen=True, slots=True)
class HarvestEntry:
    """An entry of the dict that the entry block hands to `main()` as `environ_vars`.

    `span` is the whole `key: value` element or assignment statement; `variables` are the environment variables its
    value comes from, empty where it is a literal or otherwise made up. `certain` is false where it is added under a
    condition.
    """

    key: str
    span: Span
    variables: tuple[str, ...] = ()
    certain: bool = True


@dataclass(frozen=True, slots=True)
class EnvironKey:
    """A key read off the `environ_vars` dict; not by itself a read of the environment.

    `strict`: a KeyError, or a raise by the script, when the key is not there. `fallback` is what the second argument
    of `.get` gives. `log_only`: the value reaches nothing but log lines. `dead`: the value is assigned and then never
    used.
    """

    name: str
    span: Span
    strict: bool = False
    fallback: Fallback = NO_FALLBACK
    log_only: bool = False
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Argument:
    """A command-line argument the script defines. `flags` in the order written, empty for a positional."""

    flags: tuple[str, ...]
    dest: str
    span: Span
    required: bool = False
    default: Fallback = NO_FALLBACK
    type: str | None = None
    choices: tuple[Scalar, ...] | None = None
    action: str | None = None
    nargs: str | None = None
    parser: int = 0


@dataclass(frozen=True, slots=True)
class ArgumentUse:
    """A read of an argument's value. `guarded`: `getattr` with a default, `hasattr`, or under such a test.

    `parsers` are the indices in `ScriptFacts.parsers` whose namespace this may be.
    """

    dest: str
    span: Span
    guarded: bool = False
    parsers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Parser:
    """A command-line parser. `known_only`: `parse_known_args`, which swallows what it does not know.

    `open`: arguments may be added to it, or attributes to its namespace, that the analysis cannot see.
    `escapes`: its namespace goes whole into something that may read any attribute (`vars(args)`, an unknown function).
    """

    kind: Literal["argparse", "click", "typer", "absl", "dataclass", "settings", "fire"]
    span: Span
    known_only: bool = False
    open: bool = False
    escapes: bool = False


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """What the entry block puts into `input_paths` or `output_paths` under a logical name.

    `paths` are its possible values (empty if unknown), `span` the value expression, `certain` false where the entry is
    added under a condition and some run goes without it. `key_span` is the key's own string where it is spelled out.
    """

    side: Side
    key: str
    paths: tuple[str, ...]
    span: Span
    certain: bool = True
    key_span: Span | None = None


@dataclass(frozen=True, slots=True)
class ChannelUse:
    """A key read off `input_paths` or `output_paths`.

    `span` is the key's own string where it is spelled there, else the expression. `strict`: fails when the key is
    absent (a bare subscript). `supplied` is false only when the entry block's dict is known and cannot hold the key.
    `log_only`: the value reaches nothing but log lines. `conditional`: it stands under a condition, so that some runs
    do not come here.
    """

    side: Side
    key: str
    span: Span
    strict: bool = False
    supplied: bool = True
    log_only: bool = False
    conditional: bool = False


@dataclass(frozen=True, slots=True)
class PathUse:
    """A path the script touches.

    `path` is the path as the script spells it as a whole (a constant, or what reached a channel dict or parameter);
    `opened` is what finally reached the sink, with `*` for what is not known. `used` is false for a constant that
    reaches nothing. `key` is the channel whose dict entry it came through, with `side`. `scratch_fallback`: it is
    only the fallback of a `.get` that never applies.
    """

    path: str
    span: Span
    direction: Direction = "unknown"
    used: bool = True
    opened: tuple[str, ...] = ()
    key: str | None = None
    side: Side | None = None
    fallback_only: bool = False


@dataclass(frozen=True, slots=True)
class Import:
    """A module the script imports. `module` is the full dotted name.

    `third_party`: neither the standard library, nor relative, nor a module found beside the script or in its project.
    `optional`: under a `try` that handles the failure. `installed`: the script pip-installs it itself.
    `maybe_local`: not a distribution that is known by name, so it may be bundled beside the script.
    """

    module: str
    span: Span
    third_party: bool = True
    optional: bool = False
    installed: bool = False
    maybe_local: bool = False


@dataclass(frozen=True, slots=True)
class PipInstall:
    """A requirement that the script installs at run time (`requirement` as written, e.g. `numpy==1.26.4`)."""

    requirement: str
    span: Span


@dataclass(frozen=True, slots=True)
class MainParameter:
    """A parameter of `main()`. `unguarded_use` is where it is first used so that `None` would fail, if anywhere."""

    name: str
    optional: bool = False
    keyword_only: bool = False
    variadic: bool = False
    defaults_to_none: bool = False
    unguarded_use: Span | None = None


@dataclass(frozen=True, slots=True)
class Main:
    """The function `main`, `span` being its name. `supplied` are the parameters that every call in the script supplies.

    `called` is false when nothing in the script calls it.
    """

    span: Span
    parameters: tuple[MainParameter, ...] = ()
    called: bool = True
    supplied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opaque:
    """Something the script does that cannot be known statically, with the reason.

    `side` narrows a channel or path opacity; None concerns both.
    """

    kind: OpaqueKind
    reason: str
    span: Span
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class ScriptFacts:
    """All that is known of one script.

    `harvests`: whether an `environ_vars` dict is handed to `main()` whose entries are known (`harvest`). `entry_block`:
    whether there is an `if __name__ == "__main__":`. `siblings` are the project's own files that were read with it.
    `insertion` points are where fixes may add things; see `analysis.rewriting`.
    """

    path: str
    env_reads: tuple[EnvRead, ...] = ()
    env_writes: tuple[EnvWrite, ...] = ()
    env_families: tuple[EnvFamily, ...] = ()
    harvest: tuple[HarvestEntry, ...] = ()
    harvest_span: Span | None = None
    environ_keys: tuple[EnvironKey, ...] = ()
    arguments: tuple[Argument, ...] = ()
    argument_uses: tuple[ArgumentUse, ...] = ()
    parsers: tuple[Parser, ...] = ()
    channels: tuple[ChannelEntry, ...] = ()
    channel_uses: tuple[ChannelUse, ...] = ()
    paths: tuple[PathUse, ...] = ()
    imports: tuple[Import, ...] = ()
    installs: tuple[PipInstall, ...] = ()
    main: Main | None = None
    entry_block: bool = False
    delegated: Span | None = None
    opaque: tuple[Opaque, ...] = ()
    siblings: tuple[str, ...] = ()

    def is_opaque(self, kind: OpaqueKind, side: Side | None = None) -> bool:
        """Whether something unknown could hide a fact of this kind, on this side."""
        return any(o.kind == kind and (side is None or o.side in (None, side)) for o in self.opaque)
