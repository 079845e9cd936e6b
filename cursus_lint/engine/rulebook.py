"""The rules as a run needs them that finds nothing new: by name, each loaded when somebody asks it something."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import overload

from cursus_lint.config import RuleName
from cursus_lint.diagnostics import Severity
from cursus_lint.engine.cache import Store, key_of
from cursus_lint.rule import IncidentRule, Rule


class Rulebook(Sequence[Rule]):
    """All rules, loaded when one is taken out; `names` are known before."""

    def __init__(self, names: tuple[RuleName, ...]) -> None:
        self.names = names

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...
    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        return _all()[index]

    def __iter__(self) -> Iterator[Rule]:
        return iter(_all())

    def __len__(self) -> int:
        return len(self.names)


def known_rules(store: Store, version: bytes) -> Rulebook:
    """All rules; their names from an earlier run, if there was one of this `version`."""
    key = key_of(version, "rules")
    text = store.get(key)
    if text is not None:
        try:
            return Rulebook(tuple(RuleName(*each) for each in json.loads(text)))
        except (ValueError, TypeError):  # a damaged entry
            pass
    names = names_of(_all())
    store.put(key, json.dumps(names))
    return Rulebook(names)


def names_of(rules: Sequence[Rule]) -> tuple[RuleName, ...]:
    """What selecting the rules takes."""
    if isinstance(rules, Rulebook):
        return rules.names
    # An incident of severity error means that something could not be checked: it would look clean otherwise.
    essential = {each.code for each in rules if isinstance(each, IncidentRule) and each.severity is Severity.ERROR}
    return tuple(
        RuleName(each.code, each.name, each.on_by_default, each.code in essential, each.edition) for each in rules
    )


def codes_of(rules: Sequence[Rule]) -> Mapping[str, str]:
    """Every code and every name of `rules`, with the code it stands for."""
    return {spelling: rule.code for rule in names_of(rules) for spelling in (rule.code, rule.name)}


def _all() -> tuple[Rule, ...]:
    from cursus_lint.rules import all_rules

    return all_rules()
