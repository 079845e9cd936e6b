"""Where each value of a configuration comes from."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cursus_lint.config.editions import EDITIONS
from cursus_lint.config.model import DEFAULT_CONTRACTS, DEFAULT_EXCLUDE, Config
from cursus_lint.config.settings import Settings
from cursus_lint.config.toml_lines import line_of

_DEFAULTS = {
    "contracts": json.dumps(DEFAULT_CONTRACTS),
    "scripts": '["*.py"]',
    "exclude": json.dumps(DEFAULT_EXCLUDE),
    "force-exclude": "false",
    "respect-gitignore": "true",
    "ruleset": json.dumps(EDITIONS[-1]),
    "preview": "false",
    "require-reasons": "false",
    "fail-level": '"warning"',
    "output-format": '"full"',
}
_ADDING = frozenset(
    {"extend-exclude", "extend-select", "extend-ignore", "per-file-ignores", "severity", "bindings", "ignore"}
)
_OF_ONE_FILE = frozenset({"extend", "root", "required-version"})


@dataclass(frozen=True, slots=True)
class Value:
    """A value that counts: the key as in TOML, the value as JSON, and where it is said.

    `source` is `default`, `command line` or a file, `line` its 1-based line there, 0 if there is none.
    """

    key: str
    value: str
    source: str
    line: int = 0


def explain(config: Config) -> tuple[Value, ...]:
    """Every value that counts with the place that says it, in the order of the keys.

    Keys that add up over the layers stand once for each layer that says them; others once, the strongest.
    """
    values: list[Value] = []
    for key in Settings.toml_keys():
        said = [
            Value(key, text, layer.source, line_of(layer.path, (key,)))
            for layer in config.layers
            if (text := layer.settings.said().get(key)) is not None
        ]
        if key in _ADDING or key in _OF_ONE_FILE:
            values += said
        elif said:
            values.append(said[-1])
        elif key in _DEFAULTS:
            values.append(Value(key, _DEFAULTS[key], "default"))
    return tuple(values)
