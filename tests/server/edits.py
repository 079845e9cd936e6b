"""What somebody might do to a text: insert, delete, paste, undo, leave code half typed, write in docstrings."""

from __future__ import annotations

import ast
import random
import re

from lsprotocol import types

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


def change_between(text: str, new: str) -> tuple[types.Range, str]:
    """The smallest change that makes `text` be `new`, as an editor tells it: no line end is split."""
    begin, end, piece = changed_part(text, new)
    while begin and text[begin - 1] == "\r":
        begin, piece = begin - 1, text[begin - 1] + piece
    while end < len(text) and text[end] == "\n" and text[end - 1 : end] == "\r":
        end, piece = end + 1, piece + text[end]
    lines = Text(text, "utf-16")
    return types.Range(lines.position(begin), lines.position(end)), piece


def is_python(text: str) -> bool:
    """Whether Python's own parser takes a text."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
