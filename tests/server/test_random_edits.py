from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from edits import change_between, edited, is_python
from language_client import SCRIPT, Editor

from cursus_lint.cli.check import check_command
from cursus_lint.server.text import Text


def run_anew(project: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the command line reports about the text, nothing being remembered."""
    monkeypatch.chdir(project)
    arguments = ["--no-cache", "--output-format", "json", "--stdin-filename", "train.py", "-"]
    done = CliRunner().invoke(check_command, arguments, input=text.encode())
    assert done.exit_code in (0, 1, 3), done.output
    violations = json.loads(done.stdout)["violations"]
    return sorted(
        (v["code"], v["line"], v["column"], v["end_line"], v["end_column"], v["message"])
        for v in violations
        if v["path"] == "train.py" and not v["suppressed"]
    )


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.slow)])
def test_after_any_edits_the_findings_are_those_of_a_fresh_run(
    project: Path, editor: Editor, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(8)
    text, whole, before = SCRIPT, SCRIPT, []
    uri = editor.open("train.py", text)
    editor.diagnostics(uri)
    read = 0
    for number in range(count):
        new = edited(text, chance, before)
        # Whoever types ends with something that is Python again, and sometimes begins with another script.
        if not is_python(text) and chance.random() < 0.6:
            new = whole
        if number % 100 == 99:
            new, before = SCRIPT, []
        if len(before) < 200 and chance.random() < 0.7:
            before.append(text)
        where, piece = change_between(text, new)
        version = editor.change(uri, piece, where)
        found = editor.diagnostics(uri, version)
        now = Text(new, "utf-16")
        shown = sorted((d.code, *now.place(d.range.start), *now.place(d.range.end), d.message) for d in found)
        assert shown == run_anew(project, new, monkeypatch), new
        text = new
        if is_python(new):
            whole, read = new, read + 1
    assert read > count / 3
