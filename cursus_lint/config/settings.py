"""What may stand in a configuration: `Settings`, the shape of `[tool.cursus-lint]`, where everything is optional."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Optional

from cursus_lint.config.shapes import FLAG, LEVEL, TEXT, TEXTS, Misshapen, Shape, table_of
from cursus_lint.diagnostics import Severity

Level = Literal["error", "warning", "info"]


def _key(shape: Shape, description: str) -> Any:
    return field(default=None, metadata={"shape": shape, "description": description})


@dataclass(frozen=True)
class Settings:
    """One layer of configuration: a file's table, or the command line. None means: this layer does not say.

    In Python the fields are named with underscores, in TOML with hyphens. A layer is laid over the ones before it:
    lists and single values replace, the `extend-` ones add, tables are merged key by key.
    """

    extend: Optional[str] = _key(TEXT, "A configuration file that this one builds on; relative to this file.")
    root: Optional[bool] = _key(
        FLAG, "This folder is the project's root, even if the configuration extends one from a folder above."
    )
    required_version: Optional[str] = _key(TEXT, "The versions of cursus-lint that may be used, as in PEP 440.")
    contracts: Optional[tuple[str, ...]] = _key(TEXTS, "Contract files or folders of them, as glob patterns.")
    scripts: Optional[tuple[str, ...]] = _key(TEXTS, "Scripts to lint when no file is named, as glob patterns.")
    exclude: Optional[tuple[str, ...]] = _key(TEXTS, "Files and folders to leave out, instead of the default ones.")
    extend_exclude: Optional[tuple[str, ...]] = _key(TEXTS, "Files and folders to leave out besides `exclude`.")
    force_exclude: Optional[bool] = _key(FLAG, "Leave excluded files out even if they are named.")
    respect_gitignore: Optional[bool] = _key(FLAG, "Leave out what git ignores.")
    select: Optional[tuple[str, ...]] = _key(
        TEXTS, "Rules to report, by code, prefix or name, or ALL; replaces the default."
    )
    ignore: Optional[tuple[str, ...]] = _key(TEXTS, "Rules not to report, by code, prefix or name.")
    extend_select: Optional[tuple[str, ...]] = _key(TEXTS, "Rules to report besides the selected ones.")
    extend_ignore: Optional[tuple[str, ...]] = _key(TEXTS, "Rules not to report besides the ignored ones.")
    per_file_ignores: Optional[Mapping[str, tuple[str, ...]]] = _key(
        table_of(TEXTS), "Glob pattern to rules not reported there."
    )
    severity: Optional[Mapping[str, Level]] = _key(table_of(LEVEL), "Rule, by code, prefix or name, to its severity.")
    platform_env_vars: Optional[tuple[str, ...]] = _key(
        TEXTS, "Environment variables, as shell patterns, that the platform sets besides the known ones."
    )
    bindings: Optional[Mapping[str, str]] = _key(
        table_of(TEXT), "Script, as a glob pattern, to its contract: a step type or a file."
    )
    ruleset: Optional[str] = _key(TEXT, "The edition of the rules, such as 2026.1; rules that are newer are previews.")
    preview: Optional[bool] = _key(FLAG, "Treat rules that are newer than the edition like the others.")
    require_reasons: Optional[bool] = _key(FLAG, "Suppression comments silence nothing unless they give a reason.")
    baseline: Optional[str] = _key(TEXT, "The file that lists the violations which are known and do not fail.")
    fail_level: Optional[Literal["error", "warning", "info"]] = _key(
        LEVEL, "The mildest severity that makes the run fail."
    )
    output_format: Optional[str] = _key(TEXT, "How the report is written.")

    @classmethod
    def of_table(cls, table: Mapping[str, object]) -> Settings:
        """The settings that a table of TOML says; its keys must be among `toml_keys`.

        Raises `Misshapen` for the first value, in the order of this class, that is not what its key takes.
        """
        read: dict[str, Any] = {}
        for key, each in zip(cls.toml_keys(), fields(cls), strict=True):
            if key in table:
                try:
                    read[each.name] = each.metadata["shape"].read(table[key])
                except Misshapen as problem:
                    raise problem.below(key) from None
        return cls(**read)

    @classmethod
    def toml_keys(cls) -> tuple[str, ...]:
        """The keys as they stand in TOML, in the order of this class."""
        return tuple(each.name.replace("_", "-") for each in fields(cls))

    def said(self) -> dict[str, str]:
        """The keys that this layer sets, as in TOML, with their values as compact JSON."""
        values = {key: getattr(self, key.replace("-", "_")) for key in self.toml_keys()}
        return {key: json.dumps(value, ensure_ascii=False) for key, value in values.items() if value is not None}


def level(value: Level) -> Severity:
    """The severity that a configuration names."""
    return Severity(value)


def json_schema() -> str:
    """The JSON schema of `[tool.cursus-lint]` and of `cursus-lint.toml`, as text that ends in a line break."""
    properties = {
        key: {**each.metadata["shape"].schema, "description": each.metadata["description"]}
        for key, each in zip(Settings.toml_keys(), fields(Settings), strict=True)
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cursus-lint",
        "description": Settings.__doc__,
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"
