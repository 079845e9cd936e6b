"""The quickstart step: every contradiction that was put into it is found, and nothing else; the fixes are good."""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
QUICKSTART = ROOT / "fixtures" / "quickstart"
SEEDED = {
    ("ENV101", "DROP_DUPLICATES"),
    ("ENV102", "LABEL_FIELD"),
    ("ENV104", "BATCH_SIZE"),
    ("ENV105", "OUTPUT_FORMAT"),
    ("PATH205", "METADATA"),
    ("PATH206", "SIGNATURES"),
    ("ARG302", "--random-seed"),
    ("REQ401", "pyarrow"),
}


@pytest.fixture
def checkout(tmp_path):
    """A checkout that holds nothing but the quickstart."""
    (tmp_path / ".git").mkdir()
    shutil.copytree(QUICKSTART, tmp_path / "fixtures" / "quickstart")
    return tmp_path


def test_output_is_as_recorded(checkout, cursus_lint, record):
    done = cursus_lint("check", "fixtures/quickstart", cwd=checkout)
    if record:
        (QUICKSTART / "expected.txt").write_text(done.stdout)
    else:
        assert done.stdout == (QUICKSTART / "expected.txt").read_text()
    assert (done.returncode, done.stderr) == (1, "")


def test_each_seeded_contradiction_is_found_and_nothing_else(checkout, cursus_lint):
    done = cursus_lint("check", "--output-format", "json", "fixtures/quickstart", cwd=checkout)
    found = json.loads(done.stdout)["violations"]
    assert {(each["code"], each["subject"]) for each in found} == SEEDED
    assert len(found) == len(SEEDED)
    assert all(each["contract"]["path"].endswith("tabular_preprocess.step.yaml") for each in found)


def test_fixed_script_parses_and_stays_as_it_is(checkout, cursus_lint):
    script = checkout / "fixtures" / "quickstart" / "tabular_preprocess.py"
    before = script.read_text()
    first = cursus_lint("--fix", "--unsafe-fixes", "fixtures/quickstart", "--output-format", "concise", cwd=checkout)
    fixed = script.read_text()
    ast.parse(fixed)
    assert fixed != before
    assert "Fixed 6." in first.stdout
    second = cursus_lint("--fix", "--unsafe-fixes", "fixtures/quickstart", "--output-format", "concise", cwd=checkout)
    assert script.read_text() == fixed
    assert [
        line.split(": ")[1].split()[0] for line in second.stdout.splitlines() if "tabular_preprocess.py:" in line
    ] == [
        "warning[REQ401]",
        "warning[ENV101]",
    ]
