"""`[tool.cursus-lint]` and the command line, made into a frozen `Config`.

`Configurations(cwd, command_line=Settings(...), file=..., isolated=...)` finds the configuration that rules a folder;
`resolve_selection(config, known_rules)` says which rules that switches on. Everything that a person got wrong is a
`ConfigError` with file and line.
"""

from cursus_lint.config.editions import EDITIONS
from cursus_lint.config.errors import ConfigError
from cursus_lint.config.globs import Glob
from cursus_lint.config.model import DEFAULT_CONTRACTS, DEFAULT_EXCLUDE, Binding, Config, Layer
from cursus_lint.config.search import Configurations
from cursus_lint.config.selection import RuleName, Selection, codes_named, resolve_selection
from cursus_lint.config.settings import Settings, json_schema
from cursus_lint.config.toml_lines import line_of

__all__ = [
    "DEFAULT_CONTRACTS",
    "DEFAULT_EXCLUDE",
    "EDITIONS",
    "Binding",
    "Config",
    "ConfigError",
    "Configurations",
    "Glob",
    "Layer",
    "RuleName",
    "Selection",
    "Settings",
    "codes_named",
    "json_schema",
    "line_of",
    "resolve_selection",
]
