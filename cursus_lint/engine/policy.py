"""What configuration makes of violations: which rules are on in which file, and how much each matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cursus_lint.config import Config, Selection, resolve_selection
from cursus_lint.diagnostics import Violation
from cursus_lint.engine.rulebook import names_of
from cursus_lint.engine.verdict import Policy
from cursus_lint.rule import Rule


@dataclass(frozen=True)
class Policies:
    """What configuration makes of violations, file by file.

    `configs` maps the shown path of each file to its configuration and its place.
    """

    rules: Sequence[Rule]
    configs: Mapping[str, tuple[Config, Path]]
    otherwise: Config

    def policy(self) -> Policy:
        """The verdict of the configuration on one violation.

        Raises:
            ConfigError: a configuration names a rule that does not exist.
        """
        names = names_of(self.rules)
        # Thousands of files have few configurations, and to tell these by what they say would cost more than to judge.
        selections: dict[int, Selection] = {}
        for config in (self.otherwise, *(config for config, _ in self.configs.values())):
            if id(config) not in selections:
                selections[id(config)] = resolve_selection(config, names)

        def judge(violation: Violation) -> Violation | None:
            known = self.configs.get(violation.path)
            config, file = known if known is not None else (self.otherwise, Path(violation.path))
            selection = selections[id(config)]
            if not selection.is_on(violation.code, file):
                return None
            severity = selection.severity_of(violation.code, violation.severity)
            return violation if severity is violation.severity else replace(violation, severity=severity)

        return judge
