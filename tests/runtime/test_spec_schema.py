import json

import jsonschema
import pytest

from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec
from cursus_lint.runtime.spec_schema import execution_spec_schema

SCHEMA = execution_spec_schema()
IDENTITY = {"script_name": "a", "step_name": "A", "script_path": "a.py"}


def accepts(document):
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(document)


def test_it_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("kind", [ScriptExecutionSpec, EnhancedScriptExecutionSpec])
def test_what_is_saved_is_described(tmp_path, kind):
    spec = kind(**IDENTITY, environ_vars={"X": "1"}, job_args={"list": [1, {"x": None}]}, tags=("t",), further=[1])
    spec.add_input_path("data", "/x")
    spec.save_to_file(tmp_path / "spec.json")
    saved = json.loads((tmp_path / "spec.json").read_text())
    assert accepts(saved)
    described = SCHEMA["$defs"][kind.__name__]
    assert set(saved) - {"further"} == set(described["properties"])
    assert described["required"] == ["script_name", "step_name", "script_path"]


def test_a_spec_that_extends_another_is_accepted_as_it_is_saved(tmp_path):
    base = EnhancedScriptExecutionSpec(
        **IDENTITY, environ_vars={"X": "1"}, input_path_specs={"d": PathSpec(logical_name="d", path="/x")}
    )
    base.save_to_file(tmp_path / "base.json")
    heir = base.inheriting_from(tmp_path / "base.json", tmp_path / "heir.json")
    heir.environ_vars = {}
    heir.add_input_path("d", "/y")
    heir.save_to_file(tmp_path / "heir.json")
    saved = json.loads((tmp_path / "heir.json").read_text())
    assert (saved["environ_vars"], saved["input_path_specs"]) == ({"X": None}, {"d": {"path": "/y"}})
    assert accepts(saved)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        [],
        {"script_name": "a"},
        {**IDENTITY, "environ_vars": {"X": 1}},
        {**IDENTITY, "version": 99},
        {**IDENTITY, "input_path_specs": {"d": {"path": "/x"}}},
        {**IDENTITY, "extends": 5},
        {"extends": None},
    ],
)
def test_what_does_not_load_is_refused(wrong):
    assert not accepts(wrong)
