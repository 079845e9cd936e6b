"""What may stand in a configuration: `Settings`, the shape of `[tool.cursus-lint]`, where everything is optional."""

from __future__ import annotations

import json
from typing import Annotated, Literal, Optional

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cursus_lint.diagnostics import Severity


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


_Text = Annotated[str, Field(min_length=1)]
_Texts = Annotated[tuple[_Text, ...], BeforeValidator(_as_tuple)]
_Level = Literal["error", "warning", "info"]


class Settings(BaseModel):
    """One layer of configuration: a file's table, or the command line. None means: this layer does not say.

    In Python the fields are named with underscores, in TOML with hyphens. A layer is laid over the ones before it:
    lists and single values replace, the `extend-` ones add, tables are merged key by key.
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", alias_generator=_kebab, populate_by_name=True, title="cursus-lint"
    )

    extend: Optional[_Text] = Field(
        None, description="A configuration file that this one builds on; relative to this file."
    )
    root: Optional[bool] = Field(
        None,
        description="This folder is the project's root, even if the configuration extends one from a folder above.",
    )
    required_version: Optional[_Text] = Field(
        None, description="The versions of cursus-lint that may be used, as in PEP 440."
    )
    contracts: Optional[_Texts] = Field(None, description="Contract files or folders of them, as glob patterns.")
    scripts: Optional[_Texts] = Field(None, description="Scripts to lint when no file is named, as glob patterns.")
    exclude: Optional[_Texts] = Field(None, description="Files and folders to leave out, instead of the default ones.")
    extend_exclude: Optional[_Texts] = Field(None, description="Files and folders to leave out besides `exclude`.")
    force_exclude: Optional[bool] = Field(None, description="Leave excluded files out even if they are named.")
    respect_gitignore: Optional[bool] = Field(None, description="Leave out what git ignores.")
    select: Optional[_Texts] = Field(
        None, description="Rules to report, by code, prefix or name, or ALL; replaces the default."
    )
    ignore: Optional[_Texts] = Field(None, description="Rules not to report, by code, prefix or name.")
    extend_select: Optional[_Texts] = Field(None, description="Rules to report besides the selected ones.")
    extend_ignore: Optional[_Texts] = Field(None, description="Rules not to report besides the ignored ones.")
    per_file_ignores: Optional[dict[_Text, _Texts]] = Field(
        None, description="Glob pattern to rules not reported there."
    )
    severity: Optional[dict[_Text, _Level]] = Field(None, description="Rule, by code, prefix or name, to its severity.")
    platform_env_vars: Optional[_Texts] = Field(
        None, description="Environment variables, as shell patterns, that the platform sets besides the known ones."
    )
    bindings: Optional[dict[_Text, _Text]] = Field(
        None, description="Script, as a glob pattern, to its contract: a step type or a file."
    )
    ruleset: Optional[_Text] = Field(
        None, description="The edition of the rules, such as 2026.1; rules that are newer are previews."
    )
    preview: Optional[bool] = Field(None, description="Treat rules that are newer than the edition like the others.")
    require_reasons: Optional[bool] = Field(
        None, description="Suppression comments silence nothing unless they give a reason."
    )
    baseline: Optional[_Text] = Field(
        None, description="The file that lists the violations which are known and do not fail."
    )
    fail_level: Optional[_Level] = Field(None, description="The mildest severity that makes the run fail.")
    output_format: Optional[_Text] = Field(None, description="How the report is written.")

    @classmethod
    def toml_keys(cls) -> tuple[str, ...]:
        """The keys as they stand in TOML, in the order of this class."""
        return tuple(_kebab(name) for name in cls.model_fields)

    def said(self) -> dict[str, str]:
        """The keys that this layer sets, as in TOML, with their values as compact JSON."""
        values = self.model_dump(mode="json", by_alias=True, exclude_none=True)
        return {key: json.dumps(value, ensure_ascii=False) for key, value in values.items()}


def level(value: _Level) -> Severity:
    """The severity that a configuration names."""
    return Severity(value)


def json_schema() -> str:
    """The JSON schema of `[tool.cursus-lint]` and of `cursus-lint.toml`, as text that ends in a line break."""
    schema = Settings.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"
