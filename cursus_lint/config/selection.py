"""Which rules are on: select and ignore by code, prefix or name, layer over layer, the more specific over the less."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from cursus_lint.config.editions import EDITIONS, edition_order
from cursus_lint.config.errors import ConfigError
from cursus_lint.config.globs import Glob
from cursus_lint.config.model import Config, Layer
from cursus_lint.config.settings import level
from cursus_lint.config.toml_lines import line_of
from cursus_lint.contracts.near_miss import nearest
from cursus_lint.diagnostics import Severity

_CODE = re.compile(r"([A-Z]+)([0-9]*)")
_NAMED = 100  # a whole rule, whether by code or by name, is the most specific there is


class RuleName(NamedTuple):
    """A rule as far as selecting it goes.

    `essential` rules tell that something could not be checked; `select` does not switch them off, only `ignore` does,
    since a script that could not be checked would look clean otherwise. `edition` is the one that the rule first
    belongs to.
    """

    code: str
    name: str
    on_by_default: bool = True
    essential: bool = False
    edition: str = EDITIONS[0]


class Selection(NamedTuple):
    """Which rules are on, by code, and what is different for some of them.

    `severities` holds the overridden ones only.
    """

    enabled: frozenset[str]
    severities: Mapping[str, Severity]
    per_file: tuple[tuple[Glob, frozenset[str]], ...] = ()

    def ignored_in(self, path: Path) -> frozenset[str]:
        """The codes that `per-file-ignores` switches off for this file."""
        where = path.as_posix()
        return frozenset().union(*(codes for glob, codes in self.per_file if glob.covers(where)))

    def enabled_in(self, path: Path) -> frozenset[str]:
        """The codes of the rules whose violations are reported for this file."""
        return self.enabled - self.ignored_in(path)

    def severity_of(self, code: str, otherwise: Severity) -> Severity:
        """The configured severity of a rule, or the given one."""
        return self.severities.get(code, otherwise)


def resolve_selection(config: Config, known: Iterable[RuleName]) -> Selection:
    """Which of the known rules the configuration switches on.

    A rule is named by its code (`ENV101`), a prefix of it that has all its letters (`ENV`, `ENV1`), its name
    (`undeclared-env-var`), or with all others by `ALL`. Within a layer the more specific wins, and of equals the
    ignore; a later layer wins over an earlier one, and its `select` forgets what the earlier ones selected. A rule that
    is newer than the configured edition is only selected by its own code or name, unless `preview` says otherwise.

    Raises:
        ConfigError: a selector that names no rule, with the nearest right one; an edition that does not exist.
    """
    rules = tuple(known)
    previews = _previews(rules, config)
    enabled = frozenset(r.code for r in rules if (r.on_by_default or r.essential) and r.code not in previews)
    severities: dict[str, Severity] = {}
    per_file: list[tuple[Glob, frozenset[str]]] = []
    for layer in config.layers:
        said = layer.settings

        def codes(key: str, selector: str, layer: Layer = layer) -> frozenset[str]:
            found = codes_named(rules, layer, key, selector)
            if "select" in key:
                found -= {code for code, name in previews.items() if selector not in (code, name)}
            return found

        enabled = _choose(rules, enabled, layer, codes)
        for selector in sorted(said.severity or {}, key=_specificity):
            severities |= dict.fromkeys(codes("severity", selector), level((said.severity or {})[selector]))
        for pattern, selectors in (said.per_file_ignores or {}).items():
            ignored = frozenset().union(*(codes("per-file-ignores", selector) for selector in selectors))
            per_file.append((Glob(layer.folder.as_posix(), pattern), ignored))
    return Selection(enabled, severities, tuple(per_file))


def _previews(rules: tuple[RuleName, ...], config: Config) -> dict[str, str]:
    """The rules that are newer than the configured edition, by code, with their names."""
    if config.ruleset not in EDITIONS:
        layer = next(layer for layer in reversed(config.layers) if layer.settings.ruleset)
        raise ConfigError(
            f"`ruleset` names the edition {config.ruleset!r}, which does not exist; known are {', '.join(EDITIONS)}",
            layer.path,
            line_of(layer.path, ("ruleset",)),
        )
    if config.preview:
        return {}
    edition = edition_order(config.ruleset)
    return {rule.code: rule.name for rule in rules if edition_order(rule.edition) > edition}


def _choose(
    rules: tuple[RuleName, ...],
    enabled: frozenset[str],
    layer: Layer,
    codes: Callable[[str, str], frozenset[str]],
) -> frozenset[str]:
    """What is on once a layer has had its say."""
    said = layer.settings
    steps = [
        *((_specificity(name), 0, key, name) for key in ("select", "extend-select") for name in _listed(layer, key)),
        *((_specificity(name), 1, key, name) for key in ("ignore", "extend-ignore") for name in _listed(layer, key)),
    ]
    if said.select is not None:
        enabled &= frozenset(rule.code for rule in rules if rule.essential)
    for _, ignored, key, name in sorted(steps):
        enabled = enabled - codes(key, name) if ignored else enabled | codes(key, name)
    return enabled


def _listed(layer: Layer, key: str) -> tuple[str, ...]:
    return getattr(layer.settings, key.replace("-", "_")) or ()


def _specificity(selector: str) -> int:
    if selector == "ALL":
        return 0
    match = _CODE.fullmatch(selector)
    return _NAMED if match is None else len(match[2]) + 1


def codes_named(rules: tuple[RuleName, ...], layer: Layer, key: str, selector: str) -> frozenset[str]:
    """The codes that a selector names, which stands in `layer` under `key`. Raises ConfigError where it names none."""
    if selector == "ALL":
        return frozenset(rule.code for rule in rules)
    match = _CODE.fullmatch(selector)
    if match is None:
        found = frozenset(rule.code for rule in rules if rule.name == selector)
    else:
        found = frozenset(
            rule.code for rule in rules if rule.code.rstrip("0123456789") == match[1] and rule.code.startswith(selector)
        )
    if found:
        return found
    spellings = {spelling for rule in rules for spelling in (rule.code, rule.name, rule.code.rstrip("0123456789"))}
    near = nearest(selector, spellings | {"ALL"})
    hint = f"did you mean `{near}`?" if near else "`cursus-lint rules` lists them"
    where = (key, selector) if key == "severity" else (key,)
    raise ConfigError(
        f"{_shown(layer, key)}: no rule is named `{selector}`; {hint}", layer.path, line_of(layer.path, where, selector)
    )


def _shown(layer: Layer, key: str) -> str:
    return f"`{key}`" if layer.path else f"--{key}"
