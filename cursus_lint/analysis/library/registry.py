"""Where the models of external code are looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.values import Value

FunctionModel = Callable[[Evaluator, Invocation], Value]
MethodModel = Callable[[Evaluator, Any, str, Invocation], Value]
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
