"""argparse: parsers, their arguments, and the namespaces they return."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import blend, join, literal, origins_of
from cursus_lint.analysis.library.environment import fallback_of
from cursus_lint.analysis.library.registry import function, method
from cursus_lint.analysis.recorder import ArgumentDefinition, ParserRecord, Record
from cursus_lint.analysis.texts import rooted
from cursus_lint.analysis.values import (
    NEVER,
    UNKNOWN,
    Class,
    Const,
    External,
    Instance,
    Mapping,
    Namespace,
    ParserObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)

_FLAG_ACTIONS = {"store_true": False, "store_false": True, "count": None, "store_const": None, "append_const": None}
_NO_VALUE = {"help", "version"}


@function(
    "argparse.ArgumentParser",
    "configargparse.ArgumentParser",
    "configargparse.ArgParser",
    "jsonargparse.ArgumentParser",
    "simple_parsing.ArgumentParser",
)
def _parser(ev: Evaluator, call: Invocation) -> Value:
    return new_parser(ev, "argparse", call)


def new_parser(ev: Evaluator, kind: str, call: Invocation) -> ParserObject:
    """A parser of this kind; `parents=` gives it their arguments."""
    where, _ = ev.report_site(call.site, None, call.frame)
    record = next((p for p in ev.record.parsers if p.site.node is where.node and p.kind == kind), None)
    if record is None:
        record = ParserRecord(kind, where)
        ev.record.parsers.append(record)
    for value in [v for n, v in call.keywords if n == "parents"]:
        items, more = elements(value)
        record.open |= more
        for item in items:
            for option in options(item):
                if isinstance(option, ParserObject):
                    record.arguments.update(option.record.arguments)
                    if option.record in ev.record.parsers and option.record is not record:
                        ev.record.parsers.remove(option.record)
                else:
                    record.open = True
    return ParserObject(record)


@method(ParserObject, "add_argument_group", "add_mutually_exclusive_group")
def _group(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    return parser


@method(ParserObject, "add_subparsers")
def _subparsers(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    known, dest = literal(call.get(-1, "dest") or UNKNOWN)
    if known and isinstance(dest, str):
        where, _ = ev.report_site(call.site, None, call.frame)
        choice = ArgumentDefinition((), dest, where, choices=None, action="parsers")
        choice.required = literal(call.get(-1, "required") or Const(False))[1] is True
        parser.record.arguments.setdefault(dest, choice)
    return parser


@method(ParserObject, "add_parser")
def _add_parser(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    new = new_parser(ev, "argparse", call)
    if new.record in ev.record.parsers and new.record is not parser.record:
        ev.record.parsers.remove(new.record)
        parser.record.arguments.update(new.record.arguments)
    return parser


@method(ParserObject, "add_argument")
def _add_argument(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    for keyword, value in call.keywords:
        if keyword not in ("type", "default"):
            ev.consume(value)
    flags: list[str] = []
    for value in call.positional:
        known, flag = literal(value)
        if known and isinstance(flag, str):
            flags.append(flag)
        elif isinstance(value, Text) or len(options(value)) > 1 or isinstance(value, Unknown):
            parser.record.open = True
    if any(n == "**" for n, _ in call.keywords) and not flags:
        parser.record.open = True
    if not flags:
        return UNKNOWN
    where, _ = ev.report_site(call.site, call.positional[0], call.frame)
    define(parser.record, flags, where, call)
    return UNKNOWN


def define(record: ParserRecord, flags: list[str], site: ir.Site, call: Invocation) -> ArgumentDefinition:
    """Add an argument to a parser, from the flags and keywords of `add_argument`."""
    given = dict(call.keywords)
    known, dest = literal(given.get("dest", UNKNOWN))
    options_ = [f for f in flags if f.startswith("-")]
    if not (known and isinstance(dest, str)):
        long = next((f for f in options_ if f.startswith("--")), (options_ or flags)[0])
        dest = long.lstrip("-").replace("-", "_") if options_ else flags[0]
    action_known, action = literal(given.get("action", UNKNOWN))
    action_name = action if action_known and isinstance(action, str) else _external_name(given.get("action"))
    nargs_known, nargs = literal(given.get("nargs", UNKNOWN))
    default = given.get("default")
    suppressed = isinstance(default, External) and default.name.endswith("SUPPRESS")
    fallback = fallback_of(default) if not suppressed else Fallback()
    if isinstance(default, (Sequence, Mapping)):
        fallback = Fallback("dynamic")
    if default is None and action_name in ("store_true", "store_false"):
        fallback = Fallback("literal", _FLAG_ACTIONS[action_name])
    required = literal(given.get("required", UNKNOWN)) == (True, True)
    positional = not options_ and not (nargs_known and nargs in ("?", "*")) and default is None
    definition = ArgumentDefinition(
        flags=tuple(options_),
        dest=dest,
        site=site,
        required=required or positional,
        default=fallback,
        default_value=default,
        type=type_name(given.get("type")),
        choices=choices_of(given.get("choices")),
        action=action_name,
        nargs=str(nargs) if nargs_known and nargs is not None else None,
    )
    if action_name not in _NO_VALUE:
        record.arguments[dest if dest not in record.arguments else f"{dest} {' '.join(flags)}"] = definition
    return definition


def _external_name(value: Value | None) -> str | None:
    return value.name.rpartition(".")[2] if isinstance(value, External) else None


def type_name(value: Value | None) -> str | None:
    """How a fact names the `type=` of an argument."""
    if isinstance(value, External):
        return value.name.removeprefix("builtins.")
    return None if value is None else "callable"


def choices_of(value: Value | None) -> tuple[object, ...] | None:
    """The constants that `choices=` admits; None if they are not known."""
    if not isinstance(value, Sequence) or value.open:
        if isinstance(value, Mapping) and not value.open:
            return tuple(value.entries)
        return None
    members = [literal(i) for i in value.items]
    return tuple(m for _, m in members) if all(k for k, _ in members) else None


@method(ParserObject, "set_defaults")
def _set_defaults(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    for keyword, value in call.keywords:
        definition = parser.record.arguments.get(keyword)
        if definition is not None:
            definition.default, definition.default_value, definition.required = fallback_of(value), value, False
        elif keyword == "**":
            parser.record.open = True
        else:
            parser.record.arguments[keyword] = ArgumentDefinition((), keyword, call.site, action="set_defaults")
    return UNKNOWN


@method(ParserObject, "parse_args", "parse_intermixed_args")
def _parse_args(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    ev.consume(blend(call.all()))
    return _namespace_of(parser)


def _namespace_of(parser: ParserObject) -> Namespace:
    """What a parser returns: with an object for each class it was given a name for."""
    made = Namespace(parser.record, cls=parser.filled)
    for dest, cls in parser.groups.items():
        made.attributes[dest] = Namespace(parser.record, cls=cls) if isinstance(cls, Class) else UNKNOWN
    return made


@method(ParserObject, "parse_known_args", "parse_known_intermixed_args")
def _parse_known_args(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    parser.record.known_only = True
    return Sequence([_namespace_of(parser), Sequence([], True)], False, True)


@method(ParserObject, "error", "exit")
def _error(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    return NEVER


@method(ParserObject, "get_default")
def _get_default(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    return UNKNOWN


@method(ParserObject, "print_help", "print_usage", "format_help", "register", "format_usage")
def _other(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    return UNKNOWN


@method(ParserObject, "*")
def _unmodelled(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    parser.record.open = True
    return UNKNOWN


@function("argparse.Namespace", "types.SimpleNamespace")
def _namespace(ev: Evaluator, call: Invocation) -> Value:
    made = Instance(None)
    made.attributes.update({n: v for n, v in call.keywords if n != "**"})
    made.open = True
    return made


def read_attribute(ev: Evaluator, namespace: Namespace, name: str, site: ir.Site, guarded: bool) -> Value:
    """Read an attribute of what a parser returned."""
    if name.startswith("__") or name == "_get_kwargs":
        return UNKNOWN
    record = namespace.record
    present = ev.current_present()
    guarded = guarded or (id(record or namespace), name) in present
    own = namespace.attributes.get(name)
    definition = record.arguments.get(name) if record is not None else None
    if own is not None and definition is None:
        return own
    where = ev.report(site)
    use = ev.record.read_argument(name, where, record, guarded)
    default = definition.default_value if definition is not None else None
    value: Value = Unknown(frozenset({use}), use)
    if default is not None and not isinstance(default, External):
        value = join([Unknown(frozenset({use}) | origins_of(default), use), rooted(default)])
    return join([value, own]) if own is not None else value


def spread(ev: Evaluator, namespace: Namespace, site: ir.Site) -> list[tuple[str, Value]]:
    """The keyword arguments that `**vars(args)` gives."""
    known = list(namespace.record.arguments.values()) if namespace.record is not None else []
    return [(a.dest, read_attribute(ev, namespace, a.dest, site, guarded=False)) for a in known]


@method(Namespace, "get", "pop", "__getitem__")
def _get(ev: Evaluator, namespace: Namespace, name: str, call: Invocation) -> Value:
    known, key = literal(call.get(0) or UNKNOWN)
    if known and isinstance(key, str) and namespace.as_mapping:
        return read_attribute(ev, namespace, key, call.site, guarded=name == "get")
    return UNKNOWN


@method(Namespace, "items", "values")
def _each(ev: Evaluator, namespace: Namespace, name: str, call: Invocation) -> Value:
    record = namespace.record
    if record is None or not namespace.as_mapping:
        return Sequence([UNKNOWN], True)
    record.whole = record.whole or Record("*", call.site, False)
    value = Unknown(frozenset({record.whole}))
    item = value if name == "values" else Sequence([UNKNOWN, value], False, True)
    return Sequence([item], True)


@method(Namespace, "copy")
def _copy(ev: Evaluator, namespace: Namespace, name: str, call: Invocation) -> Value:
    return namespace


@method(Namespace, "keys")
def _names(ev: Evaluator, namespace: Namespace, name: str, call: Invocation) -> Value:
    return Sequence([UNKNOWN], True)


@method(Namespace, "*")
def _whole(ev: Evaluator, namespace: Namespace, name: str, call: Invocation) -> Value:
    if namespace.record is not None:
        namespace.record.escapes = True
    return Sequence([UNKNOWN], True)
