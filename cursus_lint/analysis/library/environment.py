"""The process environment: reads, writes, copies and scans."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.conditions import ENVIRONMENT
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Frame, Invocation
from cursus_lint.analysis.joining import blend, join, literal, origins_of
from cursus_lint.analysis.library.registry import function, method
from cursus_lint.analysis.texts import rooted
from cursus_lint.analysis.values import UNKNOWN, Const, Environ, Mapping, Sequence, Text, Unknown, Value, options

_CATCHES_MISSING = {"KeyError", "LookupError", "Exception", "BaseException"}


def fallback_of(value: Value | None) -> Fallback:
    """How a fact describes a value that stands in for an absent one."""
    if value is None:
        return Fallback()
    known, constant = literal(value)
    if not known or not (constant is None or isinstance(constant, (str, int, float, bool))):
        choices = {c for o in options(value) for k, c in [literal(o)] if k}
        if len(choices) == 1 and all(literal(o)[0] or origins_of(o) for o in options(value)):
            only = choices.pop()
            if isinstance(only, (str, int, float, bool)):
                return Fallback("literal", only)
        return Fallback("dynamic")
    return Fallback() if constant is None else Fallback("literal", constant)


def read_environ(
    ev: Evaluator, environ: Environ, name: Value, form: str, default: Value | None, site: ir.Site, frame: Frame
) -> Value:
    """Read variables of the environment; gives what they may be."""
    found: list[Value] = []
    for option in options(name):
        found.append(_read_one(ev, option, form, default, site, frame))
    return join(found)


def _read_one(ev: Evaluator, name: Value, form: str, default: Value | None, site: ir.Site, frame: Frame) -> Value:
    known, variable = literal(name)
    if not known or not isinstance(variable, str) or not variable:
        _opaque_name(ev, name, site, frame)
        return join([UNKNOWN, default]) if default is not None else UNKNOWN
    where, elsewhere = ev.report_site(site, name, frame)
    guarded = (ENVIRONMENT, variable) in frame.state.present
    strict = form in ("subscript", "pop") and default is None and not guarded
    record = ev.record.read_env(variable, where, "helper" if elsewhere else form, strict, fallback_of(default))
    if strict:
        for scope in ev.tries:
            if scope.names & _CATCHES_MISSING:
                scope.strict.append(record)
    origin = Unknown(frozenset({record}) | (origins_of(default) if default is not None else frozenset()), record)
    if default is None or form == "contains":
        return origin
    return join([origin, rooted(default)])


def _opaque_name(ev: Evaluator, name: Value, site: ir.Site, frame: Frame) -> None:
    where, _ = ev.report_site(site, None, frame)
    if isinstance(name, Unknown) and name.names_variables:
        return
    if isinstance(name, Text) and len(name.start) > 2:
        ev.record.families.setdefault(name.start, where)
        return
    if frame.function is not None and frame.call_site is None and _is_parameter(frame, name):
        return
    ev.record.note_opaque("env", "the name of the variable that is read is not known", where)


def _is_parameter(frame: Frame, name: Value) -> bool:
    """Whether the name is a parameter of a function that nothing in the script calls."""
    assert frame.function is not None
    return any(frame.state.variables.get(p.name) is name for p in frame.function.code.parameters)


def write_environ(ev: Evaluator, environ: Environ, name: Value, site: ir.Site, frame: Frame) -> None:
    """Write a variable of the environment; a write to a copy is none."""
    known, variable = literal(name)
    if environ.live and known and isinstance(variable, str):
        where, _ = ev.report_site(site, name, frame)
        ev.record.write_env(variable, where)
        frame.state.present |= {(ENVIRONMENT, variable)}


@function("os.getenv", "os.environ.get", "os.getenvb")
def _getenv(ev: Evaluator, call: Invocation) -> Value:
    name = call.get(0, "key")
    return read_environ(ev, Environ(), name or UNKNOWN, "getenv", call.get(1, "default"), call.site, call.frame)


@function("os.putenv", "os.unsetenv")
def _putenv(ev: Evaluator, call: Invocation) -> Value:
    write_environ(ev, Environ(), call.get(0) or UNKNOWN, call.site, call.frame)
    return Const(None)


@method(Environ, "get", "pop", "setdefault", "__getitem__")
def _get(ev: Evaluator, environ: Environ, name: str, call: Invocation) -> Value:
    key = call.get(0, "key") or UNKNOWN
    default = call.get(1, "default")
    form = {"__getitem__": "subscript"}.get(name, name)
    value = read_environ(ev, environ, key, form, default, call.site, call.frame)
    if name == "setdefault":
        write_environ(ev, environ, key, call.site, call.frame)
    return value


@method(Environ, "__contains__")
def _contains(ev: Evaluator, environ: Environ, name: str, call: Invocation) -> Value:
    return read_environ(ev, environ, call.get(0) or UNKNOWN, "contains", None, call.site, call.frame)


@method(Environ, "copy", "__copy__")
def _copy(ev: Evaluator, environ: Environ, name: str, call: Invocation) -> Value:
    return Environ(False)


@method(Environ, "update")
def _update(ev: Evaluator, environ: Environ, name: str, call: Invocation) -> Value:
    for value in call.all():
        ev.consume(value)
    for value in call.positional:
        for option in options(value):
            if isinstance(option, Mapping):
                for key, entry in option.entries.items():
                    if isinstance(key, str):
                        write_environ(ev, environ, Text((key,), entry.key_site), entry.key_site, call.frame)
    for key, _ in call.keywords:
        write_environ(ev, environ, Text((key,), call.site), call.site, call.frame)
    return Const(None)


@method(Environ, "items", "keys", "__iter__")
def _items(ev: Evaluator, environ: Environ, name: str, call: Invocation) -> Value:
    key = Unknown(names_variables=True)
    item = key if name != "items" else Sequence([key, UNKNOWN], False, True)
    return Sequence([item], True)


@method(Unknown, "startswith")
def _starts_with(ev: Evaluator, value: Unknown, name: str, call: Invocation) -> Value:
    if value.names_variables:
        for argument in call.positional[:1]:
            for option in options(argument):
                for prefix in option.items if isinstance(option, Sequence) else [option]:
                    known, text = literal(prefix)
                    if known and isinstance(text, str) and text:
                        where, _ = ev.report_site(call.site, None, call.frame)
                        ev.record.families.setdefault(text, where)
    ev.consume(blend(call.all()))
    return Unknown(value.origins)
