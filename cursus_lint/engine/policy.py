"""What configuration makes of violations: which rules are on in which file, and how much each matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cursus_lint.config import Config, RuleName, Selection, resolve_selection
from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.engine.verdict import Policy
from cursus_lint.rule import IncidentRule, Rule


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
        names = [rule_name(rule) for rule in self.rules]

        @cache
        def selection(config: Config) -> Selection:
            return resolve_selection(config, names)

        for config, _ in (*self.configs.values(), (self.otherwise, Path())):
            selection(config)

        def judge(violation: Violation) -> Violation | None:
            config, file = self.configs.get(violation.path, (self.otherwise, Path(violation.path)))
            if not selection(config).is_on(violation.code, file):
                return None
            return replace(violation, severity=selection(config).severity_of(violation.code, violation.severity))

        return judge


def rule_name(rule: Rule) -> RuleName:
    """A rule as far as selecting it goes."""
    # An incident of severity error means that something could not be checked: it would look clean otherwise.
    essential = isinstance(rule, IncidentRule) and rule.severity is Severity.ERROR
    return RuleName(rule.code, rule.name, rule.on_by_default, essential, rule.edition)
