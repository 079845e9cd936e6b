"""The environment as a contract promises it: with its defaults, and as values of a type."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from cursus_lint.contracts.near_miss import nearest

if TYPE_CHECKING:
    from cursus_lint.contracts.model import ScriptContract

T = TypeVar("T", str, int, float, bool)

_TRUE = frozenset({"true", "1", "yes", "on"})
_FALSE = frozenset({"false", "0", "no", "off"})
_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}


class ContractEnvironment:
    """The variables that a contract declares: their values, or the contract's defaults where they are not set.

    `environ` stands for the process's environment, which is the default.
    """

    def __init__(self, contract: ScriptContract | None, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        self._required = frozenset(contract.required_env_vars) if contract else frozenset()
        self._defaults: Mapping[str, str | None] = dict(contract.optional_env_vars) if contract else {}
        self._declared = contract.declared_env_vars if contract else frozenset()

    def get(self, name: str, kind: type[T]) -> T | None:
        """The variable as a `str`, `int`, `float` or `bool`; None for an optional one without a value or a default.

        Raises ValueError for a variable that the contract does not declare or whose text is not of that kind,
        RuntimeError for a required one that is not set.
        """
        text = self._text(name)
        return None if text is None else _converted(name, text, kind)

    def require(self, name: str, kind: type[T]) -> T:
        """As `get`, and RuntimeError where there is no value."""
        value = self.get(name, kind)
        if value is None:
            raise RuntimeError(f"The environment variable {name} is not set, and the contract has no default for it")
        return value

    def missing(self) -> tuple[str, ...]:
        """The required variables that are not set, sorted."""
        return tuple(sorted(name for name in self._required if name not in self._environ))

    def as_dict(self) -> dict[str, str]:
        """Every declared variable that has a value, as text: what is handed to `main()` as `environ_vars`."""
        texts = {name: self._environ.get(name, self._defaults.get(name)) for name in sorted(self._declared)}
        return {name: text for name, text in texts.items() if text is not None}

    def _text(self, name: str) -> str | None:
        if name not in self._declared:
            near = nearest(name, self._declared)
            raise ValueError(f"Unknown environment variable: {name}" + (f"; did you mean {near}?" if near else ""))
        if name in self._required and name not in self._environ:
            raise RuntimeError(f"Required environment variable not set: {name}")
        return self._environ.get(name, self._defaults.get(name))


def _converted(name: str, text: str, kind: type[T]) -> T:
    try:
        if kind is bool:
            folded = text.strip().casefold()
            if folded not in _TRUE | _FALSE:
                raise ValueError(text)
            return kind(folded in _TRUE)
        return kind(text)
    except ValueError:
        raise ValueError(f"The environment variable {name} should be {_WORDS[kind]}, but it is {text!r}") from None
