"""A script's own modules are read with it when it is checked."""

from __future__ import annotations

from pathlib import Path

from cursus_lint.contracts.model import ScriptContract
from cursus_lint.engine.check import check_script

SCRIPT = """\
import pandas as pd
from channels import DATA, need


def main(input_paths, output_paths, environ_vars, job_args=None):
    return pd.read_csv(DATA).head(int(need("ROWS")))
"""
SIBLING = """\
import os

DATA = "/opt/ml/processing/input/data"


def need(name):
    return os.environ[name]
"""


def test_helper_and_constant_of_a_sibling_are_seen(tmp_path: Path) -> None:
    (tmp_path / "channels.py").write_text(SIBLING)
    script = tmp_path / "rows.py"
    script.write_text(SCRIPT)
    contract = ScriptContract(
        entry_point="rows.py",
        expected_input_paths={"DATA": "/opt/ml/processing/input/data"},
        required_env_vars=["ROWS"],
        framework_requirements={"pandas": ">=1.3"},
    )
    assert [(v.code, v.subject) for v in check_script(script, contract)] == []
    (tmp_path / "channels.py").write_text(SIBLING.replace("input/data", "input/rows").replace("[name]", '["LINES"]'))
    found = [(v.code, v.subject) for v in check_script(script, contract)]
    assert found == [
        ("ENV103", "ROWS"),
        ("PATH203", "DATA"),
        ("PATH201", "/opt/ml/processing/input/rows"),
        ("ENV101", "LINES"),
    ]
