"""What the attributes of a value are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import ATTRIBUTES, Evaluator
from cursus_lint.analysis.frames import Frame, Invocation
from cursus_lint.analysis.frameworks.absl import FLAGS, read_flag
from cursus_lint.analysis.joining import blend
from cursus_lint.analysis.library import attribute_of_external
from cursus_lint.analysis.library.arguments import read_attribute
from cursus_lint.analysis.texts import rooted
from cursus_lint.analysis.values import (
    UNKNOWN,
    Bound,
    Class,
    Const,
    External,
    Function,
    Instance,
    Method,
    Module,
    Namespace,
    PathObject,
    Text,
    Unknown,
    Value,
)

_Look = Callable[[Evaluator, Any, str, ir.Site, Frame], Value]


def _of(kind: type) -> Callable[[_Look], _Look]:
    def register(look: _Look) -> _Look:
        ATTRIBUTES[kind] = look
        return look

    return register


@_of(External)
def _of_external(ev: Evaluator, value: External, name: str, site: ir.Site, frame: Frame) -> Value:
    return read_flag(ev, name, site, frame) if value.name in FLAGS else attribute_of_external(value, name)


@_of(Module)
def _of_module(ev: Evaluator, value: Module, name: str, site: ir.Site, frame: Frame) -> Value:
    if name in value.frame.state.variables:
        return ev.force(name, value.frame)
    return ev.modules.get(f"{value.name}.{name}", UNKNOWN)


@_of(Namespace)
def _of_namespace(ev: Evaluator, value: Namespace, name: str, site: ir.Site, frame: Frame) -> Value:
    if value.as_mapping:
        return Method(value, name)
    inherited = value.cls.find(name) if value.cls is not None else None
    if isinstance(inherited, Function):
        if inherited.kind == "property":
            return ev.call(inherited, Invocation([value], [], site, frame))
        return inherited if inherited.kind == "staticmethod" else Bound(inherited, (value,))
    return read_attribute(ev, value, name, site, guarded=False)


@_of(Class)
def _of_class(ev: Evaluator, value: Class, name: str, site: ir.Site, frame: Frame) -> Value:
    found = value.find(name)
    if isinstance(found, Function) and found.kind == "classmethod":
        return Bound(found, (value,))
    return rooted(found) if found is not None else Method(value, name)


@_of(Instance)
def _of_instance(ev: Evaluator, value: Instance, name: str, site: ir.Site, frame: Frame) -> Value:
    found = value.attributes.get(name)
    if found is not None:
        return rooted(found)
    inherited = value.cls.find(name) if value.cls is not None else None
    if inherited is None:
        return Method(value, name)
    if isinstance(inherited, Function):
        if inherited.kind == "property":
            return ev.call(inherited, Invocation([value], [], site, frame))
        if inherited.kind == "staticmethod":
            return inherited
        first = value.cls if inherited.kind == "classmethod" and value.cls is not None else value
        return Bound(inherited, (first,))
    return rooted(inherited)


@_of(PathObject)
def _of_path(ev: Evaluator, value: PathObject, name: str, site: ir.Site, frame: Frame) -> Value:
    text = value.text
    if name not in ("parent", "name", "stem", "suffix"):
        return Method(value, name)
    if not isinstance(text, Text):
        return PathObject(Unknown(text.origins)) if name == "parent" else Unknown(text.origins)
    head, _, tail = text.pattern.rstrip("/").rpartition("/")
    stem, dot, suffix = tail.rpartition(".")
    part = {"parent": head or "/", "name": tail, "stem": stem or tail, "suffix": dot + suffix if stem else ""}[name]
    if "*" in part:
        return PathObject(blend([text])) if name == "parent" else blend([text])
    made = Text((part,) if part else (), site, text.root if name == "parent" else None)
    return PathObject(made) if name == "parent" else made


@_of(Const)
def _of_constant(ev: Evaluator, value: Const, name: str, site: ir.Site, frame: Frame) -> Value:
    if value.value is None:
        ev.use_none(value, site)
        return UNKNOWN
    return value if name == "value" else Method(value, name)


@_of(Text)
def _of_text(ev: Evaluator, value: Text, name: str, site: ir.Site, frame: Frame) -> Value:
    return value if name == "value" else Method(value, name)


@_of(Unknown)
def _of_unknown(ev: Evaluator, value: Unknown, name: str, site: ir.Site, frame: Frame) -> Value:
    return Unknown(value.origins) if name in ("value", "text", "T", "values") else Method(value, name)
