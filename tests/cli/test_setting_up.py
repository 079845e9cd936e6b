"""`init`, `config` and the schemas."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from cursus_lint.contracts.json_schema import step_schema

STEP = {"step_type": "A", "contract": {"entry_point": "a.py", "env_vars": {"required": ["LABEL"]}}}


def project(folder):
    (folder / "contracts").mkdir()
    (folder / "scripts").mkdir()
    (folder / "contracts" / "a.step.yaml").write_text(yaml.safe_dump(STEP))
    (folder / "scripts" / "a.py").write_text("import os\n\n\nos.environ['LABEL']\n")
    (folder / ".git").mkdir()


@pytest.mark.parametrize("before", [None, b"", b"[project]\nname = 'x'", b"[project]\r\nname = 'x'\r\n"])
def test_init_writes_what_it_found_below_what_was_there(tmp_path, cursus_lint, before):
    project(tmp_path)
    name = "cursus-lint.toml" if before is None else "pyproject.toml"
    if before is not None:
        (tmp_path / name).write_bytes(before)
    done = cursus_lint("init", "--no-baseline", "--no-pre-commit")
    assert (done.returncode, done.stdout) == (0, f"{name}: 1 contract, 1 script with a contract\n")
    after = (tmp_path / name).read_bytes()
    assert after.startswith(before or b"")
    assert b"\r" not in after or after.count(b"\r\n") == after.count(b"\n")
    shown = json.loads(cursus_lint("config", "scripts", "--output-format", "json").stdout)["values"]
    values = {each["key"]: (each["value"], each["source"]) for each in shown}
    assert values["contracts"] == (["contracts/*.step.yaml"], name)
    assert values["scripts"] == (["scripts"], name)
    assert values["fail-level"] == ("warning", "default")
    assert cursus_lint("check", "--output-format", "json").returncode in (0, 1)


def test_init_does_not_touch_a_configured_project(tmp_path, cursus_lint):
    project(tmp_path)
    (tmp_path / "cursus-lint.toml").write_text("root = true\n")
    done = cursus_lint("init")
    assert done.returncode == 2
    assert "configures cursus-lint already" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "contracts", "cursus-lint.toml", "scripts"]


def test_config_says_where_each_value_comes_from(tmp_path, cursus_lint):
    project(tmp_path)
    (tmp_path / "cursus-lint.toml").write_text('fail-level = "error"\n')
    (tmp_path / "scripts" / "cursus-lint.toml").write_text('extend = "../cursus-lint.toml"\nignore = ["ENV101"]\n')
    lines = cursus_lint("config", "scripts/a.py").stdout.splitlines()
    assert 'fail-level = "error"  # cursus-lint.toml:1' in lines
    assert 'ignore = ["ENV101"]  # scripts/cursus-lint.toml:2' in lines
    assert "force-exclude = false  # default" in lines


def test_an_edition_that_does_not_exist_is_an_error(tmp_path, cursus_lint):
    project(tmp_path)
    (tmp_path / "cursus-lint.toml").write_text('\nruleset = "1999.1"\n')
    done = cursus_lint("check")
    assert done.returncode == 2
    assert "cursus-lint.toml:2: `ruleset` names the edition '1999.1', which does not exist" in done.stderr


def test_the_schema_of_the_configuration_accepts_what_init_writes(tmp_path, cursus_lint):
    schema = json.loads(cursus_lint("config", "schema").stdout)
    jsonschema.validate({"ruleset": "2026.1", "baseline": "known.json", "severity": {"ENV": "info"}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"rulesets": "2026.1"}, schema)


@pytest.mark.parametrize(
    ("change", "valid"),
    [
        ({}, True),
        ({"further": [1]}, True),
        ({"spec": None}, True),
        ({"contract": {"entry_point": None, "inputs": {"A": {"path": "/x", "required": False}}}}, True),
        ({"contract": {}}, False),
        ({"contract": {"entry_point": "a.py", "inputs": []}}, False),
        ({"contract": {"entry_point": "a.py", "job_arguments": [{"source": "x"}]}}, False),
        ({"variants": {"training": {"contract": {"description": "x"}}}}, True),
    ],
)
def test_the_schema_of_contracts_agrees_with_the_loader(tmp_path, cursus_lint, change, valid):
    document = {**STEP, **change}
    assert jsonschema.Draft202012Validator(json.loads(step_schema())).is_valid(document) is valid
    (tmp_path / "a.step.yaml").write_text(yaml.safe_dump(document))
    assert ("SPEC501" in cursus_lint("contract", "check", "a.step.yaml").stdout) is not valid
