"""The JSON schema of the files that execution specs are kept in."""

from __future__ import annotations

from pydantic import TypeAdapter

from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, ScriptExecutionSpec
from cursus_lint.runtime.merge_patch import Json, JsonObject

_OF_ENHANCED = ("input_path_specs", "output_path_specs")
_DESCRIBING = ("title", "description")


def execution_spec_schema() -> JsonObject:
    """The JSON schema (draft 2020-12) of spec files in the current version: basic, enhanced, and of such that extend.

    A file that extends another is a patch on it: what it holds is checked when it is loaded with what it inherits.
    """
    _, schema = TypeAdapter.json_schemas(
        [
            ("basic", "validation", TypeAdapter(ScriptExecutionSpec)),
            ("enhanced", "validation", TypeAdapter(EnhancedScriptExecutionSpec)),
        ]
    )
    definitions = schema["$defs"]
    fields: JsonObject = {
        name: {key: field[key] for key in _DESCRIBING if key in field}
        for kind in ("ScriptExecutionSpec", "EnhancedScriptExecutionSpec")
        for name, field in definitions[kind]["properties"].items()
    }
    never: dict[str, Json] = dict.fromkeys(_OF_ENHANCED, False)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Script execution spec",
        "anyOf": [
            {"$ref": "#/$defs/ScriptExecutionSpec", "properties": never},
            {"$ref": "#/$defs/EnhancedScriptExecutionSpec"},
            {
                "title": "Spec that extends another",
                "type": "object",
                "properties": {**fields, "extends": {"type": "string", "description": "The spec file to inherit from"}},
                "required": ["extends"],
            },
        ],
        "$defs": definitions,
    }
