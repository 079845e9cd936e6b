"""The rules: one `Rule` class a module, found by looking into this folder."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from functools import lru_cache

from cursus_lint.rule import Rule


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, one instance each, sorted by code."""
    modules = (importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    classes = [
        member
        for module in modules
        for member in vars(module).values()
        if inspect.isclass(member) and issubclass(member, Rule) and member.__module__ == module.__name__
    ]
    return tuple(sorted((rule() for rule in classes), key=lambda rule: rule.code))


def find_rule(code_or_name: str) -> Rule | None:
    """The rule with this code (in either case) or this name, if there is one."""
    for rule in all_rules():
        if code_or_name.upper() == rule.code or code_or_name == rule.name:
            return rule
    return None
