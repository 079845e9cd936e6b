"""What the frameworks share: arguments that a function or class declares, and the values they arrive as."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Frame, Invocation
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import join, literal
from cursus_lint.analysis.library.arguments import read_attribute, type_name
from cursus_lint.analysis.library.environment import fallback_of, read_environ
from cursus_lint.analysis.recorder import ArgumentDefinition, ParserRecord
from cursus_lint.analysis.values import (
    UNKNOWN,
    Bound,
    Class,
    Const,
    Environ,
    External,
    Function,
    Namespace,
    Text,
    Value,
    options,
)


def new_record(ev: Evaluator, kind: str, site: ir.Site, frame: Frame) -> ParserRecord:
    """The record of the parser that is made at `site`."""
    where, _ = ev.report_site(site, None, frame)
    known = next((p for p in ev.record.parsers if p.site.node is where.node and p.kind == kind), None)
    if known is None:
        known = ParserRecord(kind, where)
        ev.record.parsers.append(known)
    return known


def record_of(ev: Evaluator, function: Function, kind: str) -> ParserRecord:
    """The parser of a function that is a command by itself."""
    if function.parser is None:
        function.parser = new_record(ev, kind, function.code.site, ev.main_frame)
    return function.parser


def functions_in(value: Value) -> Iterator[Function]:
    """The functions that a value may be, also those bound to something."""
    for option in options(value):
        if isinstance(option, Function):
            yield option
        elif isinstance(option, Bound):
            yield from functions_in(option.function)


def whole_texts(value: Value | None) -> tuple[str, ...]:
    """The known strings that a value is, or holds."""
    if value is None:
        return ()
    found, _ = elements(value) if not isinstance(value, Text) else ([value], False)
    return tuple(t for f in found for known, t in [literal(f)] if known and isinstance(t, str))


def give(
    ev: Evaluator, function: Function, record: ParserRecord, definition: ArgumentDefinition, variables: tuple[str, ...]
) -> None:
    """Add an argument to the function's parser, and give its parameter of that name what the command line says."""
    record.arguments[definition.dest] = definition
    value = argument_value(ev, record, definition, function.code.site)
    function.given[definition.dest] = join([value, *read_variables(ev, variables, definition, ev.main_frame)])


def argument_value(ev: Evaluator, record: ParserRecord, definition: ArgumentDefinition, site: ir.Site) -> Value:
    """What an argument arrives as."""
    return read_attribute(ev, Namespace(record), definition.dest, site, guarded=False)


def read_variables(ev: Evaluator, names: tuple[str, ...], definition: ArgumentDefinition, frame: Frame) -> list[Value]:
    """The environment variables that stand in for an argument that is not given."""
    default = definition.default_value
    return [
        read_environ(ev, Environ(), Text((name,), definition.site), "settings", default, definition.site, frame)
        for name in names
    ]


def of_parameter(
    ev: Evaluator, parameter: ir.Parameter, flags: tuple[str, ...], default: Value | None, site: ir.Site, frame: Frame
) -> ArgumentDefinition:
    """The argument that a parameter without further declaration stands for."""
    annotation = ev.eval(parameter.annotation, frame) if parameter.annotation is not None else None
    return ArgumentDefinition(
        flags,
        parameter.name,
        site,
        required=default is None,
        default=fallback_of(default),
        default_value=default,
        type=type_name(annotation) if isinstance(annotation, External) else None,
    )


def field_default(ev: Evaluator, cls: Class, name: str, code: ir.Assign, call: Invocation) -> Value | None:
    """The default of a field of a class, out of `field(...)` where it is given so; None if it must be given."""
    if code.value is None:
        return None
    found = cls.attributes.get(name, UNKNOWN)
    given = field_keywords(code.value)
    if given is None:
        return None if found_is_ellipsis(found) else found
    for keyword, value in given:
        if keyword == "default":
            default = ev.eval(value, cls.frame)
            return None if found_is_ellipsis(default) else default
        if keyword == "default_factory":
            return ev.call(options(ev.eval(value, cls.frame))[0], Invocation([], [], call.site, call.frame))
    return None


def field_keywords(value: ir.Expr) -> list[tuple[str, ir.Expr]] | None:
    """The keywords of `field(...)` or `Field(...)`, the latter's first argument as `default`; None if it is neither."""
    if not isinstance(value, ir.Call):
        return None
    called = value.func.name if isinstance(value.func, ir.Attribute) else ""
    called = value.func.id if isinstance(value.func, ir.Name) else called
    if called.rpartition("_")[2].lower() not in ("field", "arg", "list"):
        return None
    named = [(a.name, a.value) for a in value.arguments if a.name is not None]
    first = next((a.value for a in value.arguments if a.name is None and not a.stars), None)
    return [*named, ("default", first)] if first is not None else named


def found_is_ellipsis(value: Value) -> bool:
    """Whether a default says that there is none."""
    return isinstance(value, Const) and value.value is ...


def fields_of(cls: Class) -> Iterator[tuple[Class, str, ir.Assign]]:
    """The annotated names of a class and its bases, a nearer class's in place of a farther one's."""
    found: dict[str, tuple[Class, str, ir.Assign]] = {}
    for one in reversed(list(cls.lineage())):
        for name, code in one.fields:
            if not is_class_variable(code.annotation):
                found[name] = (one, name, code)
    yield from found.values()


def is_class_variable(annotation: ir.Expr | None) -> bool:
    """Whether an annotation is `ClassVar` or `ClassVar[...]`."""
    inner = annotation.obj if isinstance(annotation, ir.Item) else annotation
    name = inner.name if isinstance(inner, ir.Attribute) else inner.id if isinstance(inner, ir.Name) else ""
    return name == "ClassVar"


def type_text(annotation: ir.Expr | None) -> str | None:
    """The name of an annotation that is one."""
    return annotation.id if isinstance(annotation, ir.Name) else None
