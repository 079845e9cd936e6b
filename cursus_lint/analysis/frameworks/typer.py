"""typer: the parameters of a function are the arguments of its command."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Frame, Invocation
from cursus_lint.analysis.frameworks.declaring import (
    found_is_ellipsis,
    functions_in,
    give,
    of_parameter,
    record_of,
    type_text,
    whole_texts,
)
from cursus_lint.analysis.library.environment import fallback_of
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.values import UNKNOWN, Bound, Const, External, Function, Value

_DECLARING = ("typer.Option()", "typer.Argument()")


@function("typer.Option")
def _option(ev: Evaluator, call: Invocation) -> Value:
    return Bound(External("typer.Option()"), tuple(call.positional), tuple(call.keywords))


@function("typer.Argument")
def _argument(ev: Evaluator, call: Invocation) -> Value:
    return Bound(External("typer.Argument()"), tuple(call.positional), tuple(call.keywords))


@function("typer.Typer")
def _app(ev: Evaluator, call: Invocation) -> Value:
    return External("typer.Typer()")


@function("typer.Typer()", "typer.Typer().add_typer")
def _run_app(ev: Evaluator, call: Invocation) -> Value:
    return Const(None)


@function("typer.Typer().command", "typer.Typer().callback")
def _command(ev: Evaluator, call: Invocation) -> Value:
    if call.positional and any(functions_in(call.positional[-1])):
        return _apply(ev, call)
    return Bound(External("typer.command()"), tuple(call.positional))


@function("typer.command()")
def _apply(ev: Evaluator, call: Invocation) -> Value:
    target = call.positional[-1] if call.positional else UNKNOWN
    for found in functions_in(target):
        declare_parameters(ev, found)
    return target


@function("typer.run")
def _run(ev: Evaluator, call: Invocation) -> Value:
    for found in functions_in(call.get(0) or UNKNOWN):
        declare_parameters(ev, found)
        ev.call(found, Invocation([], [], call.site, call.frame))
    return Const(None)


def declare_parameters(ev: Evaluator, target: Function) -> None:
    """Make a function a command whose parameters are its arguments."""
    record = record_of(ev, target, "typer")
    for parameter in target.code.parameters:
        if parameter.kind in ("args", "kwargs") or _is_context(parameter.annotation):
            continue
        default = ev.eval(parameter.default, target.frame) if parameter.default is not None else None
        info = _info_of(ev, parameter, default, target.frame)
        if info is not None and info is default:
            default = info.arguments[0] if info.arguments else dict(info.keywords).get("default")
            spelled = info.arguments[1:]
        else:
            spelled = info.arguments if info is not None else ()
        if default is not None and found_is_ellipsis(default):
            default = None
        keywords = dict(info.keywords) if info is not None else {}
        flags = tuple(p for s in spelled for t in whole_texts(s) for p in t.split("/") if p.startswith("-"))
        is_option = info.function.name == "typer.Option()" if info is not None else default is not None  # type: ignore[union-attr]
        if is_option and not flags:
            flags = ("--" + parameter.name.replace("_", "-"),)
            if _plain_type(parameter.annotation) == "bool":
                flags += ("--no-" + parameter.name.replace("_", "-"),)
        definition = of_parameter(ev, parameter, flags if is_option else (), default, target.code.site, target.frame)
        definition.type = _plain_type(parameter.annotation) or definition.type
        definition.default = fallback_of(default) if default is not None else Fallback()
        variables = whole_texts(keywords.get("envvar"))
        give(ev, target, record, definition, variables)


def _info_of(ev: Evaluator, parameter: ir.Parameter, default: Value | None, frame: Frame) -> Bound | None:
    """The `Option(...)` or `Argument(...)` that declares a parameter, as its default or in `Annotated`."""
    if _is_info(default):
        return default  # type: ignore[return-value]
    annotation = parameter.annotation
    if isinstance(annotation, ir.Item) and isinstance(annotation.index, ir.Display):
        for part in annotation.index.items[1:]:
            found = ev.eval(part, frame)
            if _is_info(found):
                return found  # type: ignore[return-value]
    return None


def _is_info(value: Value | None) -> bool:
    return isinstance(value, Bound) and isinstance(value.function, External) and value.function.name in _DECLARING


def _plain_type(annotation: ir.Expr | None) -> str | None:
    if isinstance(annotation, ir.Item) and isinstance(annotation.index, ir.Display) and annotation.index.items:
        return type_text(annotation.index.items[0])
    return type_text(annotation)


def _is_context(annotation: ir.Expr | None) -> bool:
    return isinstance(annotation, ir.Attribute) and annotation.name == "Context"
