"""Calls: functions of the project are read with what they are given, everything else is looked up in the library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.evaluator import CALLABLES, Evaluator, Flow
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import UNKNOWN_NAMES, Frame, Invocation
from cursus_lint.analysis.instances import instantiate
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import blend, fingerprint, is_none, join, literal, origins_of
from cursus_lint.analysis.library import call_external, call_method, is_modelled
from cursus_lint.analysis.library.arguments import spread as spread_arguments
from cursus_lint.analysis.recorder import MainCall
from cursus_lint.analysis.texts import rooted
from cursus_lint.analysis.values import (
    NEVER,
    UNKNOWN,
    Bound,
    Class,
    Const,
    Entry,
    Environ,
    External,
    Function,
    Instance,
    Mapping,
    Method,
    Module,
    Namespace,
    ParserObject,
    PathObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)

_Call = Callable[[Evaluator, Any, Invocation], Value]


def evaluate_arguments(ev: Evaluator, expr: ir.Call, frame: Frame) -> Invocation:
    """The values of a call's arguments, literal `*` and `**` spread; what else they may hold is an unknown keyword."""
    call = Invocation([], [], expr.site, frame)
    for argument in expr.arguments:
        value = ev.eval(argument.value, frame)
        if argument.name is not None:
            call.keywords.append((argument.name, value))
        elif argument.stars == 1:
            items, more = elements(value)
            call.positional.extend(items[: bounds.VARIADIC])
            if more:
                call.keywords.append((UNKNOWN_NAMES, blend([value])))
        elif argument.stars == 2:
            _spread(ev, value, call)
        else:
            call.positional.append(value)
    return call


def _spread(ev: Evaluator, value: Value, call: Invocation) -> None:
    keywords = call.keywords
    for option in options(value):
        if isinstance(option, Mapping):
            for key, entry in option.entries.items():
                if isinstance(key, str):
                    keywords.append((key, entry.value))
            if option.open:
                keywords.append((UNKNOWN_NAMES, UNKNOWN))
        elif isinstance(option, Namespace) and option.record is not None:
            keywords.extend(spread_arguments(ev, option, call.site))
            if option.record.open:
                keywords.append((UNKNOWN_NAMES, UNKNOWN))
        else:
            keywords.append((UNKNOWN_NAMES, option))


def _callable(kind: type) -> Callable[[_Call], _Call]:
    def register(call: _Call) -> _Call:
        CALLABLES[kind] = call
        return call

    return register


@_callable(Bound)
def _bound(ev: Evaluator, callee: Bound, call: Invocation) -> Value:
    return ev.call(callee.function, call.preceded_by(callee.arguments, callee.keywords))


@_callable(External)
def _external(ev: Evaluator, callee: External, call: Invocation) -> Value:
    return call_external(ev, callee.name, call)


@_callable(Method)
def _method(ev: Evaluator, callee: Method, call: Invocation) -> Value:
    return call_method(ev, callee.receiver, callee.name, call)


@_callable(Instance)
def _instance(ev: Evaluator, callee: Instance, call: Invocation) -> Value:
    inside = callee.cls.find("__call__") if callee.cls is not None else None
    return _something(ev, callee, call) if inside is None else ev.call(inside, call.preceded_by((callee,)))


@_callable(Const)
def _constant(ev: Evaluator, callee: Const, call: Invocation) -> Value:
    if callee.value is None:
        ev.use_none(callee, call.site)
    return _something(ev, callee, call)


CALLABLES[Class] = instantiate


@_callable(Unknown)
@_callable(Text)
@_callable(PathObject)
@_callable(Environ)
@_callable(Sequence)
@_callable(Mapping)
@_callable(ParserObject)
@_callable(Namespace)
@_callable(Module)
def _something(ev: Evaluator, callee: Value, call: Invocation) -> Value:
    return call_external(ev, "", call.preceded_by((callee,)))


@_callable(Function)
def _function(ev: Evaluator, function: Function, call: Invocation) -> Value:
    key = (
        id(function.code),
        id(function.frame),
        tuple(fingerprint(v) for v in call.positional),
        tuple((n, fingerprint(v)) for n, v in call.keywords),
    )
    if key in ev.memo:
        return ev.memo[key]
    count = ev.contexts.get(id(function.code), 0)
    if key in ev.active or call.frame.depth >= bounds.CALL_DEPTH or count >= bounds.CONTEXTS:
        for value in call.all():
            ev.consume(value)
        return blend(call.all())
    ev.contexts[id(function.code)] = count + 1
    ev.active.add(key)
    result = _read(ev, function, call.positional, call.keywords, call.site, call.frame)
    ev.active.discard(key)
    ev.memo[key] = result
    ev.remembered.extend(call.all())
    return result


def _read(
    ev: Evaluator,
    function: Function,
    positional: list[Value],
    keywords: list[tuple[str, Value]],
    site: ir.Site | None,
    frame: Frame,
) -> Value:
    function.evaluated = True
    defined = function.frame
    inner = Frame(
        defined.source,
        defined.top,
        defined,
        frame,
        site,
        function=function,
        depth=frame.depth + 1,
        name=function.code.name,
    )
    inner.package = defined.package
    inner.passed = _by_identity([*positional, *(v for _, v in keywords)])
    is_main = function is ev.record.main
    if is_main:
        supplied = _supplied(function, positional, keywords)
        ev.record.main_calls.append(MainCall(supplied))
    bind(ev, function, positional, keywords, inner, defined)
    if is_main:
        _assign_roles(ev, function, inner)
    before = set(ev.record.env)
    flow = ev.block(function.code.body, inner)
    if flow is Flow.FALL:
        inner.returned.append(Const(None))
    if function.code.is_generator:
        return _generated(function, inner)
    if not inner.returned:
        return NEVER if flow is Flow.RAISE else UNKNOWN
    result = join(inner.returned)
    if is_main:
        ev.consume(result)
    _fallbacks_of_helper(ev, before, result)
    return result


def _generated(function: Function, inner: Frame) -> Value:
    """What a generator gives: its elements; one that is a context manager gives what its `with` binds."""
    if function.kind == "context":
        return join(inner.yielded)
    return Sequence(inner.yielded[: bounds.ENTRIES], True)


def _fallbacks_of_helper(ev: Evaluator, before: set[tuple[int, str]], result: Value) -> None:
    """A helper that reads a variable and else returns a constant falls back to that constant."""
    fresh = [r for k, r in ev.record.env.items() if k not in before]
    if len(fresh) != 1 or fresh[0] not in origins_of(result):
        return
    record = fresh[0]
    if record.fallback.kind == "literal" and record.fallback.value:
        return
    others = [o for o in options(result) if record not in origins_of(o)]
    values = [c for o in others for k, c in [literal(o)] if k and c is not None and c != record.fallback.value]
    if len(values) == 1 and isinstance(values[0], (str, int, float, bool)):
        record.fallback = Fallback("literal", values[0])
        record.strict = False
    elif record.fallback.kind == "none" and any(not literal(o)[0] for o in others):
        record.fallback = Fallback("dynamic")


def _by_identity(values: list[Value]) -> dict[int, Value]:
    found: dict[int, Value] = {}
    for value in values:
        for option in options(value):
            found[id(option)] = option
            if isinstance(option, Sequence) and len(option.items) <= bounds.UNROLL:
                found.update((id(item), item) for item in option.items)
    return found


def bind(
    ev: Evaluator,
    function: Function,
    positional: list[Value],
    keywords: list[tuple[str, Value]],
    inner: Frame,
    defined: Frame,
) -> None:
    """Put a call's arguments into the variables of the function's frame."""

    by_name = {n: v for n, v in keywords if n != UNKNOWN_NAMES}
    spread = next((v for n, v in keywords if n == UNKNOWN_NAMES), None)
    waiting = list(positional)
    variables = inner.state.variables
    named = {p.name for p in function.code.parameters}
    for parameter in function.code.parameters:
        if parameter.kind == "args":
            variables[parameter.name] = Sequence(waiting, spread is not None, True)
            waiting = []
        elif parameter.kind == "kwargs":
            rest = Mapping(function.code.site, open=spread is not None)

            for name, value in by_name.items():
                if name not in named:
                    rest.entries[name] = Entry(value, [()], function.code.site, function.code.site)
            for name, value in function.given.items():
                if name not in named:
                    rest.entries.setdefault(name, Entry(value, [()], function.code.site, function.code.site))
            variables[parameter.name] = rest
        elif parameter.kind != "keyword" and waiting:
            variables[parameter.name] = rooted(waiting.pop(0))
        elif parameter.name in by_name and parameter.kind != "positional":
            variables[parameter.name] = rooted(by_name[parameter.name])
        elif parameter.name in function.given:
            variables[parameter.name] = rooted(function.given[parameter.name])
        else:
            default = ev.eval(parameter.default, defined) if parameter.default is not None else None
            if default is not None:
                if function is ev.record.main and is_none(default):
                    ev.record.main_defaults[id(default)] = parameter.name
                inner.passed[id(default)] = default
            if spread is not None:
                default = join([spread, default]) if default is not None else spread
            variables[parameter.name] = rooted(default) if default is not None else UNKNOWN


def _supplied(function: Function, positional: list[Value], keywords: list[tuple[str, Value]]) -> frozenset[str]:
    names = [p.name for p in function.code.parameters if p.kind in ("positional", "either")]
    if any(n == UNKNOWN_NAMES for n, _ in keywords):
        return frozenset(p.name for p in function.code.parameters)
    return frozenset(names[: len(positional)]) | {n for n, _ in keywords}


def _assign_roles(ev: Evaluator, function: Function, inner: Frame) -> None:
    """Tell the dicts that `main()` is given what they are to it."""
    inputs, outputs, environ, arguments = ev.convention
    roles = {inputs: "input", outputs: "output", environ: "environ"}
    for name, role in roles.items():
        for option in options(inner.local(name)):
            if isinstance(option, Mapping):
                option.role = role
    for option in options(inner.local(arguments)):
        if isinstance(option, Unknown) and not origins_of(option):
            inner.state.variables[arguments] = Namespace(None)


def decorate(ev: Evaluator, decorator: Value, value: Value, function: Function, site: ir.Site, frame: Frame) -> Value:
    """What a decorator makes of a function; one that is not the project's leaves it as it is."""

    if isinstance(decorator, External):
        last = decorator.name.rpartition(".")[2]
        if last in ("staticmethod", "classmethod", "property", "cached_property"):
            function.kind = "property" if last.endswith("property") else last
            return value
        if last in ("contextmanager", "asynccontextmanager"):
            function.kind = "context"
            return value
    if isinstance(decorator, (Function, Bound)) or (isinstance(decorator, External) and is_modelled(decorator.name)):
        made = ev.call(decorator, Invocation([value], [], site, frame))
        return made if any(isinstance(o, (Function, Bound)) for o in options(made)) else value
    return value


def call_uncalled(ev: Evaluator) -> None:
    """Read every function of the script that nothing in it calls, its parameters unknown."""
    done = 0
    while done < len(ev.functions):
        function = ev.functions[done]
        done += 1
        if function.evaluated:
            continue
        positional: list[Value] = []
        keywords: list[tuple[str, Value]] = []
        for parameter in function.code.parameters:
            value = _unknown_parameter(ev, function, parameter)
            if parameter.kind in ("positional", "either"):
                positional.append(value)
            elif parameter.kind == "keyword":
                keywords.append((parameter.name, value))
        if function.owner is not None and function.kind in ("plain", "property") and positional:
            positional[0] = Instance(function.owner, open=True)
        frame = ev.main_frame
        _read(ev, function, positional, keywords, None, frame)


def _unknown_parameter(ev: Evaluator, function: Function, parameter: ir.Parameter) -> Value:
    if function is ev.record.main and parameter.name in ev.convention:
        side = ev.convention.index(parameter.name)
        if side == 3:
            return Namespace(None)
        made = Mapping(function.code.site, open=True, role=("input", "output", "environ")[side])
        ev.record.mappings.append(made)
        return made
    if parameter.name in function.given:
        return function.given[parameter.name]
    default = ev.eval(parameter.default, function.frame) if parameter.default is not None else None
    return Unknown() if default is None else join([Unknown(), default])
