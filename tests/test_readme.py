"""The README: its example, its rule table and its commands are what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from cursus_lint.config import Settings
from cursus_lint.reporting import format_names
from cursus_lint.reporting.rules import rule_list
from cursus_lint.rules import all_rules
from cursus_lint.runtime.execution_spec import load_spec

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"<!-- (?P<kind>file|output|fixed): (?P<what>[^\n]+?) -->\n```\w+\n(?P<text>.*?)```\n", re.DOTALL)
RULES = re.compile(r"(<!-- rules -->\n)(.*?)(<!-- end of rules -->)", re.DOTALL)


@pytest.fixture
def example(tmp_path):
    """The blocks of the example by kind and name, its files written to `tmp_path`."""
    blocks = {(match["kind"], match["what"]): match["text"] for match in BLOCK.finditer(README.read_text())}
    for (kind, what), text in blocks.items():
        if kind == "file":
            (tmp_path / what).write_text(text)
    (tmp_path / ".git").mkdir()
    return blocks


def put(kind: str, what: str, text: str) -> None:
    """Replace a block of the README."""
    old = README.read_text()
    pattern = re.compile(rf"(<!-- {kind}: {re.escape(what)} -->\n```\w+\n)(.*?)(```\n)", re.DOTALL)
    README.write_text(pattern.sub(lambda match: match[1] + text + match[3], old))


def test_example_is_reported_as_shown(example, cursus_lint, record):
    done = cursus_lint("check", "summarise.py")
    if record:
        put("output", "cursus-lint check summarise.py", done.stdout)
    else:
        assert done.stdout == example["output", "cursus-lint check summarise.py"]
    assert (done.returncode, done.stderr) == (1, "")


def test_example_is_fixed_as_shown(example, tmp_path, cursus_lint, record):
    done = cursus_lint("--fix", "--unsafe-fixes", "summarise.py")
    fixed = (tmp_path / "summarise.py").read_text()
    if record:
        put("fixed", "summarise.py", fixed)
    else:
        assert fixed == example["fixed", "summarise.py"]
    assert (done.returncode, done.stderr) == (0, "")


def test_rule_table_is_current(record):
    text = README.read_text()
    table = rule_list(all_rules(), "markdown")
    if record:
        README.write_text(RULES.sub(lambda match: match[1] + table + match[3], text))
    else:
        assert RULES.search(text)[2] == table


def test_configuration_shown_is_valid(tmp_path, cursus_lint):
    shown = re.search(r"```toml\n(.*?)```", README.read_text(), re.DOTALL)[1]
    (tmp_path / "pyproject.toml").write_text(shown)
    for folder in ("steps", "scripts"):
        (tmp_path / folder).mkdir()
    (tmp_path / "steps" / "a.step.yaml").write_text(
        "step_type: A\ncontract: {entry_point: null, env_vars: {required: []}}\n"
    )
    done = cursus_lint("check")
    assert (done.returncode, done.stderr) == (3, "")
    for key in re.findall(r"^([a-z-]+) =", shown, re.MULTILINE):
        assert key in Settings.toml_keys()


def test_the_hooks_are_those_that_init_writes(tmp_path, cursus_lint):
    (tmp_path / ".git").mkdir()
    assert cursus_lint("init", "--no-baseline", "--pre-commit").returncode == 0
    shown = re.search(r"<!-- hooks -->\n```yaml\n(.*?)```\n", README.read_text(), re.DOTALL)[1]
    assert (tmp_path / ".pre-commit-config.yaml").read_text() == shown


def test_the_spec_inherits_as_is_said(tmp_path):
    found = re.findall(r"<!-- spec: (\S+) -->\n```json\n(.*?)```\n", README.read_text(), re.DOTALL)
    for name, text in found:
        (tmp_path / name).write_text(text)
    spec = load_spec(tmp_path / "summarise.json")
    assert (spec.environ_vars, spec.job_args, spec.tags) == ({"ROWS": "50"}, {"seed": 7}, ("nightly",))


def test_all_formats_are_named():
    assert all(f"`{name}`" in README.read_text() for name in format_names())


def test_there_are_exactly_two_commands_of_set_up():
    assert re.findall(r"^pip install .*$", README.read_text(), re.MULTILINE) == [
        "pip install . && cursus-lint check fixtures/quickstart",
        "pip install '.[test]' && pytest",
    ]


def test_python_example_prints_what_is_shown():
    found = re.search(
        r"<!-- python -->\n```python\n(.*?)```\n\n<!-- printed -->\n```text\n(.*?)```\n", README.read_text(), re.DOTALL
    )
    done = subprocess.run(
        [sys.executable, "-c", found[1]], cwd=README.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout == found[2]
