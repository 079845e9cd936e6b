"""Dicts: what is put in, and which keys are asked for."""

from __future__ import annotations

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Frame, Invocation
from cursus_lint.analysis.joining import blend, join, literal, origins_of
from cursus_lint.analysis.library.environment import fallback_of
from cursus_lint.analysis.library.registry import function, method
from cursus_lint.analysis.recorder import EnvRecord, KeyRecord
from cursus_lint.analysis.texts import rooted
from cursus_lint.analysis.values import (
    UNKNOWN,
    Branch,
    Channel,
    Const,
    Entry,
    Environ,
    Mapping,
    OneOf,
    PathObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)


def store(
    ev: Evaluator,
    mapping: Mapping,
    key: Value,
    value: Value,
    key_site: ir.Site,
    value_site: ir.Site,
    site: ir.Site | None,
    frame: Frame,
) -> None:
    """Put `value` under `key`; what was there in another branch may still be there."""
    known, constant = literal(key)
    if known and isinstance(constant, str):
        ev.put_by(constant, value, key_site)
    else:
        ev.hand_over(value)
    if (
        not known
        or not isinstance(constant, (str, int, float, bool, type(None)))
        or len(mapping.entries) >= bounds.ENTRIES
    ):
        for option in options(key):
            known, constant = literal(option)
            if known and isinstance(constant, str):
                _put(
                    mapping,
                    constant,
                    value,
                    [(*frame.branch, (id(site or key_site), 0, 2))],
                    key_site,
                    value_site,
                    site,
                )
            else:
                mapping.open = True
        return
    _put(mapping, constant, value, [frame.branch], key_site, value_site, site)


def _put(
    mapping: Mapping,
    key: object,
    value: Value,
    conditions: list[Branch],
    key_site: ir.Site,
    value_site: ir.Site,
    site: ir.Site | None,
) -> None:
    present = mapping.entries.get(key)
    if present is None:
        mapping.entries[key] = Entry(value, conditions, key_site, value_site, site)
        return
    certain = any(c == mapping.branch for c in conditions)
    mapping.entries[key] = Entry(
        value if certain else join([present.value, value]),
        [*present.conditions, *conditions],
        present.key_site,
        value_site if certain else present.value_site,
        present.site,
    )


def read_subscript(
    ev: Evaluator, mapping: Mapping, index: Value, site: ir.Site, key_site: ir.Site, frame: Frame
) -> Value:
    """`mapping[index]`."""
    return read_key(ev, mapping, index, None, True, site, key_site, frame)


def read_key(
    ev: Evaluator,
    mapping: Mapping,
    index: Value,
    default: Value | None,
    strict: bool,
    site: ir.Site,
    key_site: ir.Site,
    frame: Frame,
) -> Value:
    """What is under a key, with a record of who asked for it."""
    known, key = literal(index)
    if not known or not isinstance(key, (str, int, float, bool, type(None))):
        where, _ = ev.report_site(site, None, frame)
        if not (isinstance(index, Unknown) and index.names_variables):
            mapping.escapes.append((where, "it is asked for a key that is not known"))
        values = [_out(mapping, k, e) for k, e in mapping.entries.items() if isinstance(k, str)]
        return join([*values, default if default is not None else UNKNOWN])
    where, elsewhere = ev.report_site(site, index, frame)
    guarded = (id(mapping), str(key)) in frame.state.present
    record = _record(mapping, str(key), where, key_site if not elsewhere else where, strict and not guarded, default)
    record.conditional &= frame.is_conditional
    if record.strict:
        for scope in ev.tries:
            if scope.names & {"KeyError", "LookupError", "Exception", "BaseException"}:
                scope.strict.append(record)
    entry = mapping.entries.get(key)
    found: list[Value] = []
    certain = entry is not None and is_certain(entry, mapping, ev)
    if entry is not None:
        found.append(_out(mapping, key, entry))
    if not certain or mapping.open:
        if default is not None:
            found.append(_root_all(default, None))
        elif not strict:
            found.append(Const(None))
        if mapping.open and (strict or entry is None):
            found.append(UNKNOWN)
    elif default is not None:
        found.append(_root_all(default, True))
    if mapping.role == "environ":
        inner = frozenset().union(*(origins_of(v) for v in found)) | {record}
        found = [v for v in found if not isinstance(v, (OneOf, Unknown))]
        if entry is not None:
            found.extend(_root_all(o, None) for o in options(entry.value) if not isinstance(o, Unknown))
            record.upstream |= {
                o.direct for o in options(entry.value) if isinstance(o, Unknown) and isinstance(o.direct, EnvRecord)
            }
        return join([Unknown(inner, record), *found])
    return join(found) if found else UNKNOWN


def _record(
    mapping: Mapping, key: str, site: ir.Site, key_site: ir.Site, strict: bool, default: Value | None
) -> KeyRecord:
    known = mapping.asked.get((id(site.node), key, False))
    if known is not None:
        known.strict |= strict
        return known
    record = KeyRecord(key, site, strict, fallback_of(default), key_site=key_site, conditional=True)
    mapping.note(record)
    return record


def _out(mapping: Mapping, key: object, entry: Entry) -> Value:
    """A value as it leaves the dict: a path joined to it afterwards still belongs to this entry."""
    channel = Channel(mapping, str(key))

    def leave(text: Text) -> Text:
        if mapping.role is None and (text.root is not None or not text.start.startswith(("/", "."))):
            return text
        return Text(text.parts, text.site, None, channel if text.channel is None else text.channel, is_root=True)

    return rooted(entry.value, leave)


def _root_all(value: Value, unreachable: bool | None) -> Value:

    def leave(text: Text) -> Text:
        return Text(text.parts, text.site, None, text.channel, bool(unreachable), is_root=True)

    return rooted(value, leave)


def is_certain(entry: Entry, mapping: Mapping, ev: Evaluator) -> bool:
    """Whether every way through the branches puts the entry in; arms that do not go on count as if they did."""
    return covers([c[len(mapping.branch) :] for c in entry.conditions], mapping.branch, ev.dead_arms)


def covers(conditions: list[Branch], prefix: Branch, dead: set[Branch]) -> bool:
    """Whether one of `conditions` is empty, or together they fill every arm of some branching."""
    if any(not c for c in conditions):
        return True
    by_statement: dict[tuple[int, int], dict[int, list[Branch]]] = {}
    for condition in conditions:
        statement, number, arms = condition[0]
        by_statement.setdefault((statement, arms), {}).setdefault(number, []).append(condition[1:])
    for (statement, arms), reached in by_statement.items():
        if all(
            (*prefix, (statement, n, arms)) in dead
            or (n in reached and covers(reached[n], (*prefix, (statement, n, arms)), dead))
            for n in range(arms)
        ):
            return True
    return False


@method(Mapping, "get", "pop", "setdefault", "__getitem__")
def _get(ev: Evaluator, mapping: Mapping, name: str, call: Invocation) -> Value:
    index = call.get(0, "key") or UNKNOWN
    default = call.get(1, "default")
    strict = name in ("__getitem__", "pop") and default is None
    found = [
        read_key(ev, mapping, option, default, strict, call.site, _argument_site(call, option), call.frame)
        for option in options(index)
    ]
    return join(found)


def _argument_site(call: Invocation, value: Value) -> ir.Site:
    return value.site if isinstance(value, Text) else call.site


@method(Mapping, "update")
def _update(ev: Evaluator, mapping: Mapping, name: str, call: Invocation) -> Value:
    for value in call.positional:
        for option in options(value):
            if isinstance(option, Mapping):
                for key, entry in option.entries.items():
                    _put(mapping, key, entry.value, [call.frame.branch], entry.key_site, entry.value_site, entry.site)
                mapping.open |= option.open
            else:
                mapping.open = True
    for key, value in call.keywords:
        _put(mapping, key, value, [call.frame.branch], call.site, call.site, None)
    return Const(None)


@method(Mapping, "items", "values", "keys")
def _items(ev: Evaluator, mapping: Mapping, name: str, call: Invocation) -> Value:
    found: list[Value] = []
    for key, entry in mapping.entries.items():
        label: Value = Text((key,), entry.key_site) if isinstance(key, str) else Const(key, entry.key_site)
        value = _out(mapping, key, entry)
        if name != "keys":
            record = _record(mapping, str(key), call.site, call.site, False, None)
            record.iterated = True
            value = join([Unknown(origins_of(value) | {record}), value]) if mapping.role == "environ" else value
        found.append({"items": Sequence([label, value], False, True), "values": value, "keys": label}[name])
    return Sequence(found, mapping.open)


@method(Mapping, "copy", "__copy__")
def _copy(ev: Evaluator, mapping: Mapping, name: str, call: Invocation) -> Value:
    return mapping


@function("builtins.dict", "collections.OrderedDict", "collections.defaultdict", "types.MappingProxyType")
def _dict(ev: Evaluator, call: Invocation) -> Value:
    made = Mapping(call.site, branch=call.frame.branch)
    for value in call.positional:
        for option in options(value):
            if isinstance(option, Environ):
                return Environ(False)
            if isinstance(option, Mapping):
                if len(call.positional) == 1 and not call.keywords:
                    return option
                made.entries.update(option.entries)
                made.open |= option.open
            elif isinstance(option, Sequence) and not option.open:
                for pair in option.items:
                    if isinstance(pair, Sequence) and len(pair.items) == 2:
                        store(ev, made, pair.items[0], pair.items[1], call.site, call.site, None, call.frame)
                    else:
                        made.open = True
            else:
                made.open = True
    for key, value in call.keywords:
        if key == "**":
            made.open = True
        else:
            _put(made, key, value, [call.frame.branch], call.site, call.site, None)
    ev.record.mappings.append(made)
    return made


@method(Sequence, "append", "add", "extend", "insert", "appendleft", "update")
def _append(ev: Evaluator, sequence: Sequence, name: str, call: Invocation) -> Value:
    for value in call.positional:
        if name in ("extend", "update"):
            for option in options(value):
                if isinstance(option, Sequence):
                    sequence.items.extend(option.items[: bounds.ENTRIES - len(sequence.items)])
                    sequence.open |= option.open
                else:
                    sequence.open = True
        elif len(sequence.items) < bounds.ENTRIES:
            sequence.items.append(value)
    if call.frame.branch:
        sequence.open = True
    return Const(None)


@method(Sequence, "pop", "popleft", "__getitem__")
def _pop(ev: Evaluator, sequence: Sequence, name: str, call: Invocation) -> Value:
    return join(sequence.items) if sequence.items else UNKNOWN


@method(Sequence, "copy")
def _copy_sequence(ev: Evaluator, sequence: Sequence, name: str, call: Invocation) -> Value:
    return Sequence(list(sequence.items), sequence.open, sequence.is_tuple, sequence.absent)


@method(Sequence, "*")
def _any_of_sequence(ev: Evaluator, sequence: Sequence, name: str, call: Invocation) -> Value:
    ev.consume(blend(call.all()))
    return blend([sequence, *call.all()])


@method(PathObject, "__fspath__")
def _fspath(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    return path.text
