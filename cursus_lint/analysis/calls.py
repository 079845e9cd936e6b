"""Calls: functions of the project are read with what they are given, everything else is looked up in the library."""

from __future__ import annotations

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.evaluator import Evaluator, Flow, elements
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Frame
from cursus_lint.analysis.library import call_external, call_method
from cursus_lint.analysis.recorder import EnvRecord, MainCall
from cursus_lint.analysis.values import (
    NEVER,
    UNKNOWN,
    Bound,
    Class,
    Const,
    External,
    Function,
    Instance,
    Mapping,
    Method,
    Namespace,
    Sequence,
    Text,
    Unknown,
    Value,
    blend,
    fingerprint,
    is_none,
    join,
    literal,
    options,
    origins_of,
)

Keywords = list[tuple[str, Value]]
"""The keyword arguments of a call, in order; the name "**" stands for names that are not known."""

UNKNOWN_NAMES = "**"


def evaluate_arguments(ev: Evaluator, arguments: tuple[ir.Argument, ...], frame: Frame) -> tuple[list[Value], Keywords]:
    """The values of a call's arguments, literal `*` and `**` spread; an unknown `*` becomes one `Sequence` that is open."""
    positional: list[Value] = []
    keywords: Keywords = []
    for argument in arguments:
        value = ev.eval(argument.value, frame)
        if argument.name is not None:
            keywords.append((argument.name, value))
        elif argument.stars == 1:
            items, more = elements(ev, value)
            positional.extend(items[: bounds.VARIADIC])
            if more:
                keywords.append((UNKNOWN_NAMES, blend([value])))
        elif argument.stars == 2:
            _spread(value, keywords)
        else:
            positional.append(value)
    return positional, keywords


def _spread(value: Value, keywords: Keywords) -> None:
    for option in options(value):
        if isinstance(option, Mapping):
            for key, entry in option.entries.items():
                if isinstance(key, str):
                    keywords.append((key, entry.value))
            if option.open:
                keywords.append((UNKNOWN_NAMES, UNKNOWN))
        else:
            keywords.append((UNKNOWN_NAMES, option))


def call_value(
    ev: Evaluator, function: Value, positional: list[Value], keywords: Keywords, site: ir.Site, frame: Frame
) -> Value:
    """What a call gives, with all it does."""
    if isinstance(function, Function):
        return call_function(ev, function, positional, keywords, site, frame)
    if isinstance(function, Bound):
        return call_value(
            ev, function.function, [*function.arguments, *positional], [*function.keywords, *keywords], site, frame
        )
    if isinstance(function, Class):
        return instantiate(ev, function, positional, keywords, site, frame)
    if isinstance(function, External):
        return call_external(ev, function.name, positional, keywords, site, frame)
    if isinstance(function, Method):
        return call_method(ev, function.receiver, function.name, positional, keywords, site, frame)
    if isinstance(function, Instance) and function.cls is not None:
        inside = function.cls.find("__call__")
        if isinstance(inside, Function):
            return call_function(ev, inside, [function, *positional], keywords, site, frame)
    if is_none(function) and isinstance(function, Const):
        parameter = ev.record.main_defaults.get(id(function))
        if parameter is not None:
            ev.record.main_unguarded.setdefault(parameter, site)
    return call_external(ev, "", [function, *positional], keywords, site, frame)


def call_function(
    ev: Evaluator, function: Function, positional: list[Value], keywords: Keywords, site: ir.Site, frame: Frame
) -> Value:
    """Read a function of the project with these arguments; the same arguments are not read twice."""
    key = (
        id(function.code),
        id(function.frame),
        tuple(fingerprint(v) for v in positional),
        tuple((n, fingerprint(v)) for n, v in keywords),
    )
    if key in ev.memo:
        return ev.memo[key]
    given = [*positional, *(v for _, v in keywords)]
    count = ev.contexts.get(id(function.code), 0)
    if key in ev.active or frame.depth >= bounds.CALL_DEPTH or count >= bounds.CONTEXTS:
        for value in given:
            ev.consume(value)
        return blend(given)
    ev.contexts[id(function.code)] = count + 1
    ev.active.add(key)
    result = _read(ev, function, positional, keywords, site, frame)
    ev.active.discard(key)
    ev.memo[key] = result
    return result


def _read(
    ev: Evaluator, function: Function, positional: list[Value], keywords: Keywords, site: ir.Site | None, frame: Frame
) -> Value:
    function.evaluated = True
    defined = function.frame
    inner = Frame(
        defined.source, defined.top, defined, frame, site, function=function, depth=frame.depth + 1, name=function.code.name
    )
    inner.package = defined.package
    inner.passed = _identities([*positional, *(v for _, v in keywords)])
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
    if not inner.returned:
        return NEVER if flow is Flow.RAISE else UNKNOWN
    result = join(inner.returned)
    if function.code.is_generator:
        return Unknown(origins_of(result))
    _fallbacks_of_helper(ev, before, result)
    return result


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


def _identities(values: list[Value]) -> set[int]:
    found: set[int] = set()
    for value in values:
        for option in options(value):
            found.add(id(option))
            if isinstance(option, Sequence) and len(option.items) <= bounds.UNROLL:
                found.update(id(i) for i in option.items)
    return found


def bind(
    ev: Evaluator,
    function: Function,
    positional: list[Value],
    keywords: Keywords,
    inner: Frame,
    defined: Frame,
) -> None:
    """Put a call's arguments into the variables of the function's frame."""
    from cursus_lint.analysis.expressions import rooted

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
            from cursus_lint.analysis.values import Entry

            for name, value in by_name.items():
                if name not in named:
                    rest.entries[name] = Entry(value, [()], function.code.site, function.code.site)
            variables[parameter.name] = rest
        elif parameter.kind != "keyword" and waiting:
            variables[parameter.name] = rooted(waiting.pop(0))
        elif parameter.name in by_name and parameter.kind != "positional":
            variables[parameter.name] = rooted(by_name[parameter.name])
        else:
            default = ev.eval(parameter.default, defined) if parameter.default is not None else None
            if default is not None:
                if function is ev.record.main and is_none(default):
                    ev.record.main_defaults[id(default)] = parameter.name
                inner.passed.add(id(default))
            if spread is not None:
                default = join([spread, default]) if default is not None else spread
            variables[parameter.name] = rooted(default) if default is not None else UNKNOWN


def _supplied(function: Function, positional: list[Value], keywords: Keywords) -> frozenset[str]:
    names = [p.name for p in function.code.parameters if p.kind in ("positional", "either")]
    if any(n == UNKNOWN_NAMES for n, _ in keywords):
        return frozenset(p.name for p in function.code.parameters)
    return frozenset(names[: len(positional)]) | {n for n, _ in keywords}


def _assign_roles(ev: Evaluator, function: Function, inner: Frame) -> None:
    """Tell the dicts that `main()` is given what they are to it."""
    inputs, outputs, environ, arguments = ev.convention
    roles = {inputs: "input", outputs: "output", environ: "environ"}
    for name, role in roles.items():
        for option in options(inner.state.variables.get(name, UNKNOWN)):
            if isinstance(option, Mapping):
                option.role = role
    for option in options(inner.state.variables.get(arguments, UNKNOWN)):
        if isinstance(option, Unknown) and not origins_of(option):
            inner.state.variables[arguments] = Namespace(None)


def instantiate(
    ev: Evaluator, cls: Class, positional: list[Value], keywords: Keywords, site: ir.Site, frame: Frame
) -> Value:
    """An object of a class of the project, its `__init__` read."""
    made = Instance(cls)
    init = cls.find("__init__")
    if isinstance(init, Function):
        call_function(ev, init, [made, *positional], keywords, site, frame)
        return made
    if any(b.rpartition(".")[2] in ("Enum", "Exception", "ValueError", "RuntimeError") for c in cls.lineage() for b in c.external_bases):
        return blend([*positional, *(v for _, v in keywords)])
    waiting = list(positional)
    by_name = dict(keywords)
    for one in reversed(list(cls.lineage())):
        for name, code in one.fields:
            if waiting:
                made.attributes[name] = waiting.pop(0)
            elif name in by_name:
                made.attributes[name] = by_name[name]
            elif code.value is not None:
                found = one.attributes.get(name)
                made.attributes[name] = _field_default(ev, code.value, found, site, frame)
            else:
                made.attributes[name] = blend([v for n, v in keywords if n == UNKNOWN_NAMES])
    made.open = UNKNOWN_NAMES in by_name
    post = cls.find("__post_init__")
    if isinstance(post, Function):
        call_function(ev, post, [made], [], site, frame)
    return made


def _field_default(ev: Evaluator, expr: ir.Expr, found: Value | None, site: ir.Site, frame: Frame) -> Value:
    if isinstance(expr, ir.Call):
        name = expr.func.name if isinstance(expr.func, ir.Attribute) else expr.func.id if isinstance(expr.func, ir.Name) else ""
        if name in ("field", "Field"):
            for argument in expr.arguments:
                if argument.name == "default" or (argument.name is None and name == "Field"):
                    return ev.eval(argument.value, frame)
                if argument.name == "default_factory":
                    return call_value(ev, ev.eval(argument.value, frame), [], [], site, frame)
            return UNKNOWN
    return found if found is not None else UNKNOWN


def decorate(
    ev: Evaluator, decorator: Value, value: Value, function: Function, site: ir.Site, frame: Frame, call: object
) -> Value:
    """What a decorator makes of a function; one that is not the project's leaves it as it is."""
    from cursus_lint.analysis.frameworks import decorated

    if isinstance(decorator, External):
        last = decorator.name.rpartition(".")[2]
        if last in ("staticmethod", "classmethod", "property", "cached_property"):
            function.kind = "property" if last.endswith("property") else last
            return value
    if isinstance(decorator, (Function, Bound)):
        made = call_value(ev, decorator, [value], [], site, frame)
        return made if any(isinstance(o, (Function, Bound)) for o in options(made)) else value
    decorated(ev, decorator, function, site, frame)
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
        keywords: Keywords = []
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
    default = ev.eval(parameter.default, function.frame) if parameter.default is not None else None
    return Unknown() if default is None else join([Unknown(), default])


__all__ = ["Keywords", "Text", "call_function", "call_uncalled", "call_value", "decorate", "evaluate_arguments", "instantiate"]
