"""Where the models of external code are looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Frame
from cursus_lint.analysis.values import Value


@dataclass(slots=True)
class Arguments:
    """A call's arguments, and where it stands."""

    positional: list[Value]
    keywords: list[tuple[str, Value]]
    site: ir.Site
    frame: Frame

    def get(self, position: int, name: str = "") -> Value | None:
        """The argument at `position`, or given by `name`."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        return next((v for n, v in self.keywords if n == name), None) if name else None

    def all(self) -> list[Value]:
        """Every argument's value."""
        return [*self.positional, *(v for _, v in self.keywords)]


FunctionModel = Callable[[Evaluator, Arguments], Value]
MethodModel = Callable[[Evaluator, Any, str, Arguments], Value]
FUNCTIONS: dict[str, FunctionModel] = {}
METHODS: dict[tuple[type, str], MethodModel] = {}


def function(*names: str) -> Callable[[FunctionModel], FunctionModel]:
    """Register a model for functions by their dotted names."""

    def register(model: FunctionModel) -> FunctionModel:
        for name in names:
            FUNCTIONS[name] = model
        return model

    return register


def method(kind: type, *names: str) -> Callable[[MethodModel], MethodModel]:
    """Register a model for methods of one kind of value; the name `*` stands for all that are not modelled."""

    def register(model: MethodModel) -> MethodModel:
        for name in names:
            METHODS[(kind, name)] = model
        return model

    return register
