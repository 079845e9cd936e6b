"""Objects of the project's classes: what their attributes hold when they are made."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import UNKNOWN_NAMES, Frame, Invocation
from cursus_lint.analysis.frameworks import instantiated
from cursus_lint.analysis.joining import blend
from cursus_lint.analysis.values import UNKNOWN, Class, Function, Instance, Value


def instantiate(ev: Evaluator, cls: Class, call: Invocation) -> Value:
    """An object of a class of the project, its `__init__` read."""
    positional, keywords, site, frame = call.positional, call.keywords, call.site, call.frame
    filled = instantiated(ev, cls, call)
    if filled is not None:
        return filled
    made = Instance(cls)
    init = cls.find("__init__")
    if isinstance(init, Function):
        ev.call(init, call.preceded_by((made,)))
        return made
    if any(
        b.rpartition(".")[2] in ("Enum", "Exception", "ValueError", "RuntimeError")
        for c in cls.lineage()
        for b in c.external_bases
    ):
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
        ev.call(post, Invocation([made], [], site, frame))
    return made


def _field_default(ev: Evaluator, expr: ir.Expr, found: Value | None, site: ir.Site, frame: Frame) -> Value:
    if isinstance(expr, ir.Call):
        name = (
            expr.func.name
            if isinstance(expr.func, ir.Attribute)
            else expr.func.id
            if isinstance(expr.func, ir.Name)
            else ""
        )
        if name in ("field", "Field"):
            for argument in expr.arguments:
                if argument.name == "default" or (argument.name is None and name == "Field"):
                    return ev.eval(argument.value, frame)
                if argument.name == "default_factory":
                    return ev.call(ev.eval(argument.value, frame), Invocation([], [], site, frame))
            return UNKNOWN
    return found if found is not None else UNKNOWN
