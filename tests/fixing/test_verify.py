"""What the verification refuses: changes that nobody asked for, each made here on purpose."""

from __future__ import annotations

import pytest

from cursus_lint.analysis.rewriting.script import Script
from cursus_lint.engine.change import Change, Replacement
from cursus_lint.engine.verify import flaw_in_python, flaw_in_yaml

READ = "it would change how the code around it is read"
MEANING = "it would change the meaning of the code around it"


def change(before: str, *texts: str) -> Change:
    """The change of the places marked by « » in `before` into `texts`."""
    made, old = [], ""
    for index, part in enumerate(before.replace("»", "«").split("«")):
        if index % 2:
            made.append(Replacement(len(old), len(old) + len(part), texts[index // 2]))
        old += part
    return Change(Script(old), tuple(made))


@pytest.mark.parametrize(
    ("before", "after", "flaw"),
    [
        ("x = «f(1)»  # c\n", "d[1]", None),
        ("x = a * «b»\n", "(b + c)", None),
        ("x = a * «b»\n", "b + c", MEANING),
        ("x = not«(b)»\n", "b", READ),
        ("x = f(«1»)\ny = 2\n", "1, g(", "the result would not be Python: "),
        ("x = f(«1»)\ny = (2)\n", '"""', "the result would not be Python: "),
        ("x = «1»\ny = 2  # c\n", "1  # ", None),
        ("x = [«1», 2]  # c\n", "1  # ", "the result would not be Python: "),
        ("x = «1» + 2\n", "1  # ", READ),
        ("x = (1«  # c\n»)\n", "", "the comment '# c' would be lost"),
        ("x = 1\n«»y = 2\n", "if x:\n    ", MEANING),
        ("x = 1\n«»y = 2\n", "import z\n", None),
        ("def f():\n    «»return 1\n", "return 0\n    ", None),
        ("x = {«'a': 1, »'b': 2}\n", "", None),
        ("x = 'a«b»c'\n", "B", MEANING),
        ("x = f'{«a»} b'\n", "c", None),
        ("x = f'{«a»} b'\n", "a} {c", MEANING),
        ("from os import «»path\n", "environ, ", None),
        ("x = 1\n«y = 2\n»z = 3\n", "", None),
        ("«x = 1\n»", "def f():\n    x = 1\n", None),
        ("«»x = 1\ny = 2\n", "'''", "the result would not be Python: "),
    ],
)
def test_python(before: str, after: str, flaw: str | None) -> None:
    found = flaw_in_python(change(before, after))
    assert found == flaw or (flaw is not None and found is not None and found.startswith(flaw) and flaw.endswith(": "))


def test_comments_meant_may_go() -> None:
    gone = change("x = 1«  # c»\n", "")
    assert flaw_in_python(gone) == "the comment '# c' would be lost"
    assert flaw_in_python(gone, gone.old_regions) is None


def test_deep_code_is_refused_not_crashed() -> None:
    flaw = flaw_in_python(change("«x» = " + "(" * 5000 + ")" * 5000 + "\n", "y"))
    assert flaw is not None
    assert flaw.startswith("the result would not be Python: ")


def test_long_expressions_are_compared_without_recursion() -> None:
    assert flaw_in_python(change("«a»\nx = " + " + ".join(["b"] * 900) + "\n", "c")) is None


@pytest.mark.parametrize(
    ("before", "after", "flaw"),
    [
        ("a: 1«  # c»\n", "", None),
        ("a: 1«»\n", "  # c", None),
        ("a: «1»\n", "2", "it would change what the document says"),
        ("a: |\n  x«»\n", "  # c", "it would change what the document says"),
        ("a: [1«»\n]\n", "}", "the result would not be YAML: "),
    ],
)
def test_yaml(before: str, after: str, flaw: str | None) -> None:
    found = flaw_in_yaml(change(before, after))
    assert found == flaw or (flaw is not None and found is not None and found.startswith(flaw) and flaw.endswith(": "))
