from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from language_client import SCRIPT, Editor
from lsprotocol import types

from cursus_lint.cli.check import check_command
from cursus_lint.server.text import Text

PIECES = (
    '    os.getenv("OTHER", "1")\n', "def f(x):\n    return x\n", 'os.environ["LABEL"]', '"', "(", ")", "    ", "\n",
    "\N{PILE OF POO}", "語", "\t", "\r\n", "# cursus-lint: ignore[ENV101]", '"""', "if True:\n", "else:\n    pass\n",
    "import torch\n", "x = 1; ", "\\\n", "\f", 'input_paths["nothing"]',
)  # fmt: skip


HALF_TYPED = (
    'os.environ["', "input_paths.get(", "    if environ_vars", "def later(", "for x in", "    return (\n", "x = [1,",
    'parser.add_argument("--depth", type=int, defau', "from os import", "@", "lambda", "class A", "with",
)  # fmt: skip
IN_DOCSTRINGS = ("word ", "\n\n    os.environ['NOTHING']\n", "\\", '\\"\\"\\"', "語\n", '"', '"""', "  ", "\n")


def inserted(text: str, chance: random.Random, before: list[str]) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + chance.choice(PIECES) + text[start:]


def deleted(text: str, chance: random.Random, before: list[str]) -> str:
    start = chance.randrange(len(text) + 1)
    return text[:start] + text[start + chance.choice((1, 1, 2, 8, 60)) :]


def pasted(text: str, chance: random.Random, before: list[str]) -> str:
    start, begin = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
    return text[:start] + text[begin : begin + chance.choice((5, 80, 400))] + text[start:]


def undone(text: str, chance: random.Random, before: list[str]) -> str:
    return before.pop() if before else text + "\n"


def half_typed(text: str, chance: random.Random, before: list[str]) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(chance.randrange(len(lines) + 1), chance.choice(HALF_TYPED))
    return "".join(lines)


def documented(text: str, chance: random.Random, before: list[str]) -> str:
    """Something else in a docstring; a new one where there is none any more."""
    quotes = [match.end() for match in re.finditer('"""', text)]
    if len(quotes) < 2:
        return f'"""What it does,\n\nin some words."""\n{text}'
    number = chance.randrange(len(quotes) // 2) * 2
    place = chance.randint(quotes[number], max(quotes[number], quotes[number + 1] - 3))
    return text[:place] + chance.choice(IN_DOCSTRINGS) + text[place:]


EDITS = (inserted, inserted, deleted, deleted, pasted, undone, undone, undone, half_typed, documented)


def edited(text: str, chance: random.Random, before: list[str]) -> str:
    """The text after one thing that somebody might do to it."""
    return chance.choice(EDITS)(text, chance, before)


def changed_part(old: str, new: str) -> tuple[int, int, str]:
    """The smallest piece of `old` that `new` replaces: its begin, its end and what stands there now."""
    most = min(len(old), len(new))
    begin = next((i for i in range(most) if old[i] != new[i]), most)
    rest = next((i for i in range(most - begin) if old[-1 - i] != new[-1 - i]), most - begin)
    return begin, len(old) - rest, new[begin : len(new) - rest]


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
    text, before = SCRIPT, []
    uri = editor.open("train.py", text)
    editor.diagnostics(uri)
    for _ in range(count):
        new = edited(text, chance, before)
        # A line end must not be split by what counts as a change: the editor replaces whole ones.
        if len(before) < 200 and chance.random() < 0.7:
            before.append(text)
        begin, end, piece = changed_part(text, new)
        while begin and text[begin - 1] == "\r":
            begin, piece = begin - 1, text[begin - 1] + piece
        while end < len(text) and text[end] == "\n" and text[end - 1 : end] == "\r":
            end, piece = end + 1, piece + text[end]
        lines = Text(text, "utf-16")
        where = types.Range(lines.position(begin), lines.position(end))
        version = editor.change(uri, piece, where)
        found = editor.diagnostics(uri, version)
        now = Text(new, "utf-16")
        shown = sorted((d.code, *now.place(d.range.start), *now.place(d.range.end), d.message) for d in found)
        assert shown == run_anew(project, new, monkeypatch), new
        text = new
        if not text.strip():
            text = SCRIPT
            editor.diagnostics(uri, editor.change(uri, text))
