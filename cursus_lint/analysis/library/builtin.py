"""Builtins and their like: conversions, containers, attribute access by name, and leaving the program."""

from __future__ import annotations

from cursus_lint.analysis import bounds
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import blend, join, literal, merged, text_of
from cursus_lint.analysis.library.arguments import read_attribute
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.values import (
    NEVER,
    UNKNOWN,
    Bound,
    Class,
    Const,
    External,
    Instance,
    Mapping,
    Namespace,
    PathObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)


@function("builtins.str", "os.fspath", "os.fsdecode")
def _str(ev: Evaluator, call: Invocation) -> Value:
    value = call.get(0)
    if value is None:
        return Text((), call.site)
    found: list[Value] = []
    for option in options(value):
        if isinstance(option, (Text, Unknown)):
            found.append(option)
        elif isinstance(option, PathObject):
            found.append(option.text)
        elif isinstance(option, Const):
            found.append(Text(merged(text_of(option, call.site)), call.site))
        else:
            found.append(blend([option]))
    return join(found)


def _conversion(name: str) -> None:
    def convert(ev: Evaluator, call: Invocation) -> Value:
        value = call.get(0)
        if value is None:
            return UNKNOWN
        for option in options(value):
            if isinstance(option, Unknown) and option.direct is not None and not _handles(ev):
                option.direct.note_conversion(name.removeprefix("builtins."))
        if all(isinstance(o, Const) for o in options(value)):
            return value
        return blend([value])

    function(name)(convert)


for _name in (
    "builtins.int", "builtins.float", "builtins.bool", "builtins.complex", "builtins.abs", "builtins.round",
    "json.loads", "ast.literal_eval", "decimal.Decimal", "distutils.util.strtobool",
):  # fmt: skip
    _conversion(_name)


def _handles(ev: Evaluator) -> bool:
    return any(scope.names & {"ValueError", "TypeError", "Exception", "JSONDecodeError"} for scope in ev.tries[-1:])


@function(
    "builtins.list",
    "builtins.tuple",
    "builtins.set",
    "builtins.sorted",
    "builtins.frozenset",
    "builtins.reversed",
    "builtins.iter",
)
def _collect(ev: Evaluator, call: Invocation) -> Value:
    value = call.get(0)
    if value is None:
        return Sequence()
    items, more = elements(value)
    return Sequence(list(items), more)


@function("builtins.enumerate")
def _enumerate(ev: Evaluator, call: Invocation) -> Value:
    items, more = elements(call.get(0) or UNKNOWN)
    return Sequence([Sequence([Const(n), i], False, True) for n, i in enumerate(items)], more)


@function("builtins.zip")
def _zip(ev: Evaluator, call: Invocation) -> Value:
    columns = [elements(v) for v in call.positional]
    rows = zip(*(items for items, _ in columns), strict=False)
    return Sequence([Sequence(list(row), False, True) for row in rows], any(more for _, more in columns))


@function("builtins.map")
def _map(ev: Evaluator, call: Invocation) -> Value:

    if len(call.positional) < 2:
        return UNKNOWN
    items, more = elements(call.positional[1])
    made = [ev.call(call.positional[0], Invocation([i], [], call.site, call.frame)) for i in items[: bounds.UNROLL]]
    return Sequence(made, more or len(items) > bounds.UNROLL)


@function("builtins.filter")
def _filter(ev: Evaluator, call: Invocation) -> Value:
    items, _ = elements(call.get(1) or UNKNOWN)
    return Sequence(items, True)


@function("builtins.next", "builtins.min", "builtins.max")
def _pick(ev: Evaluator, call: Invocation) -> Value:
    if len(call.positional) > 1 and all(not isinstance(o, Sequence) for v in call.positional[:1] for o in options(v)):
        return join(call.positional)
    items, more = elements(call.get(0) or UNKNOWN)
    extra = [UNKNOWN] if more else []
    return join([*items, *call.positional[1:], *extra]) if items or extra else UNKNOWN


@function("builtins.getattr")
def _getattr(ev: Evaluator, call: Invocation) -> Value:

    subject, default = call.get(0) or UNKNOWN, call.get(2)
    found: list[Value] = []
    for name in options(call.get(1) or UNKNOWN):
        known, text = literal(name)
        for option in options(subject):
            if isinstance(option, Namespace):
                if known and isinstance(text, str):
                    found.append(read_attribute(ev, option, text, call.site, guarded=default is not None))
                elif option.record is not None:
                    option.record.escapes = True
            elif known and isinstance(text, str):
                found.append(ev.attribute(option, text, call.site, call.frame))
    return join([*found, *([default] if default is not None else [])]) if found or default is not None else UNKNOWN


@function("builtins.setattr")
def _setattr(ev: Evaluator, call: Invocation) -> Value:
    known, name = literal(call.get(1) or UNKNOWN)
    value = call.get(2) or UNKNOWN
    for option in options(call.get(0) or UNKNOWN):
        if isinstance(option, (Instance, Namespace)):
            if known and isinstance(name, str):
                option.attributes[name] = value
            elif isinstance(option, Instance):
                option.open = True
            elif option.record is not None:
                option.record.open = True
    return Const(None)


@function("builtins.hasattr")
def _hasattr(ev: Evaluator, call: Invocation) -> Value:
    return UNKNOWN


@function("builtins.vars", "builtins.dict.copy", "copy.copy", "copy.deepcopy", "dataclasses.asdict")
def _vars(ev: Evaluator, call: Invocation) -> Value:
    found: list[Value] = []
    for option in options(call.get(0) or UNKNOWN):
        if isinstance(option, Namespace):
            found.append(Namespace(option.record, option.attributes, as_mapping=True))
        elif isinstance(option, (Mapping, Sequence, Text, PathObject, Const)):
            found.append(option)
        else:
            found.append(blend([option]))
    return join(found)


@function("functools.partial", "functools.partialmethod")
def _partial(ev: Evaluator, call: Invocation) -> Value:
    if not call.positional:
        return UNKNOWN
    return Bound(call.positional[0], tuple(call.positional[1:]), tuple(call.keywords))


@function(
    "functools.lru_cache", "functools.cache", "functools.wraps", "contextlib.contextmanager", "functools.singledispatch"
)
def _transparent(ev: Evaluator, call: Invocation) -> Value:
    return (
        call.positional[0]
        if call.positional and not isinstance(call.positional[0], Const)
        else External("functools.cache")
    )


@function("dataclasses.field", "pydantic.Field", "attr.ib", "attrs.field")
def _field(ev: Evaluator, call: Invocation) -> Value:
    return call.get(0, "default") or UNKNOWN


@function("builtins.super")
def _super(ev: Evaluator, call: Invocation) -> Value:
    frame = call.frame
    while frame.function is None and frame.caller is not None:
        frame = frame.caller
    owner = frame.function.owner if frame.function is not None else None
    if owner is None or not owner.bases or frame.function is None or not frame.function.code.parameters:
        return UNKNOWN
    this = frame.state.variables.get(frame.function.code.parameters[0].name)
    if not isinstance(this, Instance):
        return UNKNOWN
    parent = Class("super", owner.site, {}, owner.bases, owner.external_bases, (), owner.frame)
    return Instance(parent, this.attributes, this.open)


@function("builtins.type")
def _type(ev: Evaluator, call: Invocation) -> Value:
    value = call.get(0)
    return value.cls if isinstance(value, Instance) and value.cls is not None and len(call.positional) == 1 else UNKNOWN


@function(
    "builtins.len", "builtins.isinstance", "builtins.issubclass", "builtins.callable", "builtins.id", "builtins.hash",
    "builtins.any", "builtins.all", "builtins.sum", "builtins.repr", "builtins.format", "builtins.ord",
    "builtins.chr", "json.dumps", "re.sub", "re.match", "re.search", "re.split", "re.compile", "builtins.bytes",
    "textwrap.dedent",     "shlex.quote", "html.escape", "urllib.parse.quote", "uuid.uuid4", "time.time",
)  # fmt: skip
def _compute(ev: Evaluator, call: Invocation) -> Value:
    values = call.all()
    if len(values) == 1 and isinstance(values[0], Sequence) and values[0].absent:
        return Unknown(frozenset(values[0].absent))
    return blend(values)


@function("builtins.range")
def _range(ev: Evaluator, call: Invocation) -> Value:
    ev.consume(blend(call.all()))
    return Sequence([UNKNOWN], True)


@function("sys.exit", "builtins.exit", "builtins.quit", "os._exit", "os.abort")
def _exit(ev: Evaluator, call: Invocation) -> Value:
    for value in call.all():
        ev.log(value)
    return NEVER


@function("tempfile.gettempdir", "tempfile.mkdtemp")
def _temporary(ev: Evaluator, call: Invocation) -> Value:
    return UNKNOWN
