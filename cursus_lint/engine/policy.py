"""What configuration makes of violations: which rules are on in which file, and how much each matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cursus_lint.config import Config, Selection, resolve_selection
from cursus_lint.diagnostics import Severity
from cursus_lint.engine.rulebook import names_of
from cursus_lint.engine.verdict import Policy, Ruling
from cursus_lint.rule import Rule


class Policies(NamedTuple):
    """What configuration makes of violations, file by file.

    `configs` maps the shown path of each file to its configuration and its place.
    """

    rules: Sequence[Rule]
    configs: Mapping[str, tuple[Config, str]]
    otherwise: Config

    def policy(self) -> Policy:
        """The verdict of the configuration on violations.

        Raises:
            ConfigError: a configuration names a rule that does not exist.
        """
        names = names_of(self.rules)
        # Thousands of files have few configurations, and to tell these by what they say would cost more than to judge.
        selections: dict[int, Selection] = {}
        for config in (self.otherwise, *{id(config): config for config, _ in self.configs.values()}.values()):
            if id(config) not in selections:
                selections[id(config)] = resolve_selection(config, names)
        return _Configured(self, selections)


class _Configured:
    """The policy of a run; rulings are made once for each configuration and each set of rules that is on in a file."""

    def __init__(self, policies: Policies, selections: Mapping[int, Selection]) -> None:
        self._configs = policies.configs
        self._otherwise = policies.otherwise
        self._selections = selections
        self._rulings: dict[tuple[int, frozenset[str]], Ruling] = {}

    def ruling(self, path: str) -> Ruling:
        """What the configuration of this file says."""
        known = self._configs.get(path)
        config, file = known if known is not None else (self._otherwise, path)
        selection = self._selections[id(config)]
        key = (id(config), selection.enabled_in(Path(file)) if selection.per_file else selection.enabled)
        ruling = self._rulings.get(key)
        if ruling is None:
            ruling = self._rulings[key] = _ruling(selection, key[1])
        return ruling


def _ruling(selection: Selection, on: frozenset[str]) -> Ruling:
    def judge(code: str, severity: Severity) -> Severity | None:
        return selection.severity_of(code, severity) if code in on else None

    return judge
