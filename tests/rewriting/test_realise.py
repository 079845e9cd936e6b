"""Every rewrite, from the cases in `cases/`: the text before with the place marked, the intent, the text after.

A case file holds cases, each `=== title`, the intent as a Python expression (`span` is the first place marked by « »,
`others` the further ones), `--- before`, and `--- after` or `--- refused` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cursus_lint.analysis.rewriting import CannotRewrite, intents, realise
from cursus_lint.analysis.rewriting.script import Script
from cursus_lint.diagnostics import Rewrite
from cursus_lint.engine.change import Change, replacements
from cursus_lint.engine.verify import flaw_in_python

CASES = Path(__file__).parent / "cases"
CASE = re.compile(
    r"^=== (?P<title>.*)\n(?P<intent>.*)\n--- before\n(?P<before>(?s:.*?))^--- (?P<kind>after|refused)\n", re.M
)


@dataclass(frozen=True)
class Case:
    intent: str
    before: str
    kind: str
    result: str

    def place(self) -> tuple[str, Rewrite]:
        """The text without its marks, and the intent."""
        parts = re.split("([«»])", self.before)
        text = ""
        starts, places = [], []
        for part in parts:
            if part == "«":
                starts.append(len(text))
            elif part == "»":
                places.append((starts.pop(), len(text)))
            else:
                text += part
        span, *others = [Script(text).span(place) for place in places]
        rewrite = eval(self.intent, {**vars(intents), "span": span, "others": tuple(others)})
        assert isinstance(rewrite, Rewrite)
        return text, rewrite


def read_cases() -> Iterator[object]:
    for file in sorted(CASES.glob("*.txt")):
        text = file.read_text(encoding="utf-8")
        found = list(CASE.finditer(text))
        ends = [case.start() for case in found[1:]] + [len(text)]
        assert len(found) == text.count("\n===") + text.startswith("==="), f"{file.name} holds a malformed case"
        for case, end in zip(found, ends, strict=True):
            value = Case(case["intent"], case["before"], case["kind"], text[case.end() : end].rstrip("\n"))
            yield pytest.param(value, id=f"{file.stem}: {case['title']}")


def apply(text: str, rewrite: Rewrite) -> Change:
    script = Script(text)
    return Change(script, replacements(script, realise(script, rewrite)))


@pytest.mark.parametrize("case", list(read_cases()))
def test_case(case: Case) -> None:
    text, rewrite = case.place()
    if case.kind == "refused":
        with pytest.raises(CannotRewrite) as refusal:
            realise(text, rewrite)
        assert refusal.value.reason == case.result
        return
    change = apply(text, rewrite)
    assert change.new.rstrip("\n") == case.result
    comments_meant = change.old_regions if isinstance(rewrite, intents.RemoveSuppression) else ()
    assert flaw_in_python(change, comments_meant) is None


@pytest.mark.parametrize("case", list(read_cases()))
def test_line_endings_are_the_scripts_own(case: Case) -> None:
    if case.kind == "refused":
        return
    text, rewrite = case.place()
    for newline in ("\r\n", "\r"):
        change = apply(text.replace("\n", newline), rewrite)
        assert change.new == apply(text, rewrite).new.replace("\n", newline)


def test_every_intent_has_a_case() -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in CASES.glob("*.txt"))
    names = [name for name, kind in vars(intents).items() if isinstance(kind, type) and issubclass(kind, Rewrite)]
    assert [name for name in names if name != "Rewrite" and f"\n{name}(" not in text] == []


def test_a_text_that_is_not_python_is_refused() -> None:
    with pytest.raises(CannotRewrite, match="not valid Python"):
        realise("x = = 1\n", intents.ReadStrictly(Script("x").span((0, 1)), "X"))
