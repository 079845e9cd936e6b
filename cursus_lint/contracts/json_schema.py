"""The shape of a step document as a JSON schema, for editors and validators."""

from __future__ import annotations

import json
from typing import Union

from cursus_lint.contracts.document.shape import Anything, ListOf, Record, Shape, TableOf, Text, Truth
from cursus_lint.contracts.step_shape import STEP

Json = Union[str, int, bool, None, "list[Json]", "dict[str, Json]"]


def step_schema() -> str:
    """The JSON schema of `*.step.yaml` and `*.step.json`, as text that ends in a line break."""
    schema: dict[str, Json] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A step with its contract",
        **_schema(STEP),
    }
    return json.dumps(schema, indent=2, sort_keys=True) + "\n"


def _schema(shape: Shape) -> dict[str, Json]:
    if isinstance(shape, Anything):
        return {}
    if isinstance(shape, Text):
        # A scalar is taken as it is written, so that numbers and truth values are texts, too.
        kinds: list[Json] = ["string", "number", "boolean", *(["null"] if shape.nullable else [])]
        return {"description": shape.what, "type": kinds, **({"minLength": 1} if shape.filled else {})}
    if isinstance(shape, Truth):
        return {"description": shape.what, "enum": [True, False, "yes", "no", "on", "off"]}
    if isinstance(shape, ListOf):
        return {"description": shape.what, "type": ["array", "null"], "items": _schema(shape.item)}
    if isinstance(shape, TableOf):
        return {
            "description": shape.what,
            "type": ["object", "null"],
            "additionalProperties": _schema(shape.value),
            "propertyNames": {"minLength": 1},
        }
    return _record(shape)


def _record(shape: Record) -> dict[str, Json]:
    return {
        "description": shape.what,
        "type": ["object", "null"] if shape.nullable else "object",
        "properties": {name: _schema(part) for name, part in shape.fields.items()},
        "required": list(shape.required),
    }
