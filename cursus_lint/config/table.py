"""Reading one configuration file: TOML to `Settings`, with errors for people."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

from cursus_lint import __version__
from cursus_lint.config.errors import ConfigError
from cursus_lint.config.model import Layer
from cursus_lint.config.settings import Settings
from cursus_lint.config.shapes import Misshapen
from cursus_lint.config.toml_lines import line_of
from cursus_lint.contracts.near_miss import nearest

FILE_NAMES = ("cursus-lint.toml", "pyproject.toml")
_OURS = re.compile(rb"cursus[-_]lint")
_AT_LINE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def read_layer(path: Path) -> Layer | None:
    """What a configuration file says; None for a `pyproject.toml` without our table, and for a file that is not there.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or says something that is not known.
    """
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if not os.access(path.parent, os.X_OK, effective_ids=os.access in os.supports_effective_ids):
            return None  # nothing in the folder can be read, which is told of the folder
        raise ConfigError(f"cannot be read: {error.strerror}", path) from error
    if path.name != "pyproject.toml":
        return Layer(_settings(path, _parse(path, content)), path.parent, path)
    # A pyproject.toml that does not speak of us may be as broken as it likes, and is not worth the parser's time.
    if not _OURS.search(content):
        return None
    tools = _parse(path, content).get("tool")
    if not isinstance(tools, dict):
        return None
    if "cursus_lint" in tools:
        raise ConfigError(
            "the table is named `[tool.cursus-lint]`, not `[tool.cursus_lint]`",
            path,
            _line_with(content, b"cursus_lint"),
        )
    table = tools.get("cursus-lint")
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigError("`tool.cursus-lint` must be a table", path, line_of(path, ()))
    return Layer(_settings(path, table), path.parent, path)


def _line_with(content: bytes, text: bytes) -> int:
    return next((n for n, line in enumerate(content.splitlines(), 1) if text in line and line.lstrip()[:1] == b"["), 0)


def _parse(path: Path, content: bytes) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib  # type: ignore[import-not-found,unused-ignore]

    try:
        document: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigError("is not UTF-8 text, which TOML must be", path, line) from error
    except tomllib.TOMLDecodeError as error:
        place = _AT_LINE.search(str(error))
        line = int(place[1] or len(content.splitlines())) if place else 0
        raise ConfigError(f"is not valid TOML: {_AT_LINE.sub('', str(error))}", path, line) from error
    except RecursionError as error:
        raise ConfigError("is nested too deeply", path) from error
    return document


def _settings(path: Path, table: dict[str, Any]) -> Settings:
    """The table as settings; the first thing that is wrong is raised."""
    _require_version(path, table.get("required-version"))
    for key in table:
        if key not in Settings.toml_keys():
            near = nearest(key, Settings.toml_keys())
            hint = f"did you mean `{near}`?" if near else f"the keys are {', '.join(Settings.toml_keys())}"
            raise ConfigError(f"unknown key `{key}`; {hint}", path, line_of(path, (key,)))
    try:
        return Settings.of_table(table)
    except Misshapen as problem:
        raise ConfigError(_wrong(problem), path, line_of(path, problem.keys)) from None


def _wrong(problem: Misshapen) -> str:
    shown = ".".join(f'"{key}"' if re.search(r"[^\w-]", key) else key for key in problem.keys)
    near = nearest(str(problem.value), problem.choices)
    return f"`{shown}` must be {problem.expected}, not {problem.value!r}" + (
        f"; did you mean `{near}`?" if near else ""
    )


def _require_version(path: Path, specifier: object) -> None:
    if not isinstance(specifier, str):
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    line = line_of(path, ("required-version",))
    try:
        accepted = SpecifierSet(specifier if not specifier[:1].isdigit() else f"=={specifier}")
    except InvalidSpecifier as error:
        raise ConfigError(
            f"`required-version` must be a version specifier such as `>=0.1`, not {specifier!r}", path, line
        ) from error
    if not accepted.contains(__version__, prereleases=True):
        raise ConfigError(f"`required-version` asks for cursus-lint {specifier}, and this is {__version__}", path, line)
