from __future__ import annotations

import re

import pytest

from cursus_lint.diagnostics import Severity, Span, Suppression, Violation
from cursus_lint.engine.ignores import add_ignores
from cursus_lint.engine.suppress import find_suppressions

CODES = {code: code for code in ("ENV101", "ENV103", "PATH201")}


def check_for(path: str):  # type: ignore[no-untyped-def]
    """A check that finds `!ENV101 name!` marks in a text, and obeys suppressions."""

    def check(content: bytes) -> list[Violation]:
        text = content.decode()
        found = []
        suppressions = find_suppressions(path, content, CODES)
        for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
            for mark in re.finditer(r"!(\w+) (\w+)(?: \+(\d))?!", line):
                span = Span(number, mark.start() + 1, number + int(mark[3] or 0), mark.end() + 1)
                violation = Violation(mark[1], "", Severity.ERROR, mark[2], "", path, span)
                silencers = list(suppressions.silencing(violation)) if suppressions else []
                found.append(violation.suppressed_by(Suppression(path, 1)) if silencers else violation)
        return found

    return check


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = '!ENV101 a!'\n", "x = '!ENV101 a!'  # cursus-lint: ignore[ENV101] -- legacy\n"),
        ("x = '!ENV101 a!'  # note", "x = '!ENV101 a!'  # note  # cursus-lint: ignore[ENV101] -- legacy"),
        (
            "x = '!PATH201 a! !ENV101 b! !ENV101 c!'\r\n",
            "x = '!PATH201 a! !ENV101 b! !ENV101 c!'  # cursus-lint: ignore[ENV101, PATH201] -- legacy\r\n",
        ),
        (
            "x = '!PATH201 a! !ENV101 b!'  # cursus-lint: ignore[ENV101] -- why\n",
            "x = '!PATH201 a! !ENV101 b!'  # cursus-lint: ignore[ENV101, PATH201] -- why\n",
        ),
        (
            "if 1:\n    x = '''!ENV101 a!\n    b'''\n",
            "if 1:\n    # cursus-lint: ignore[ENV101] -- legacy\n    x = '''!ENV101 a!\n    b'''\n",
        ),
        (
            "x = '''\n!ENV101 a!\n''' + y\n",
            "x = '''\n!ENV101 a!\n''' + y  # cursus-lint: ignore[ENV101] -- legacy\n",
        ),
        (
            "x = 1 + \\\n    '!ENV101 a!'\n",
            "x = 1 + \\\n    '!ENV101 a!'  # cursus-lint: ignore[ENV101] -- legacy\n",
        ),
        (
            "x = '!ENV101 a!' + \\\n    y\n",
            "# cursus-lint: ignore[ENV101] -- legacy\nx = '!ENV101 a!' + \\\n    y\n",
        ),
        (
            "#!/usr/bin/env python !ENV103 a!\n\nx = 1\n",
            "#!/usr/bin/env python !ENV103 a!\n# cursus-lint: ignore-file[ENV103] -- legacy\n\nx = 1\n",
        ),
        (
            "x = [\n    '!ENV101 a!',\n    '!ENV101 b!',\n]\n",
            "x = [\n    '!ENV101 a!',  # cursus-lint: ignore[ENV101] -- legacy\n"
            "    '!ENV101 b!',  # cursus-lint: ignore[ENV101] -- legacy\n]\n",
        ),
    ],
    ids=[
        "end of line",
        "after a comment",
        "several codes",
        "joined",
        "above a string of several lines",
        "after a string of several lines",
        "after a backslash",
        "above a backslash",
        "the whole file",
        "several lines",
    ],
)
def test_scripts(before: str, after: str) -> None:
    check = check_for("a.py")
    outcome = add_ignores("a.py", before.encode(), check(before.encode()), check, "legacy")
    assert outcome.content.decode() == after
    assert outcome.dropped == ()
    assert outcome.remaining == ()
    again = add_ignores("a.py", outcome.content, check(outcome.content), check, "legacy")
    assert again.content == outcome.content


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: '!ENV103 a!'\n", "a: '!ENV103 a!'  # cursus-lint: ignore[ENV103]\n"),
        ("a:\n  - b: |\n      !ENV103 a!\n", "# cursus-lint: ignore-file[ENV103]\na:\n  - b: |\n      !ENV103 a!\n"),
    ],
    ids=["end of line", "a block of text"],
)
def test_contracts(before: str, after: str) -> None:
    check = check_for("a.step.yaml")
    outcome = add_ignores("a.step.yaml", before.encode(), check(before.encode()), check)
    assert (outcome.content.decode(), outcome.dropped) == (after, ())


def test_what_cannot_carry_a_comment_is_told() -> None:
    check = check_for("a.step.json")
    outcome = add_ignores("a.step.json", b'{"a": "!ENV103 a!"}', check(b'{"a": "!ENV103 a!"}'), check)
    assert [(v.subject, reason) for v, reason in outcome.dropped] == [("a", "JSON has no comments")]


def test_a_script_that_does_not_parse_is_left_alone() -> None:
    check = check_for("a.py")
    outcome = add_ignores("a.py", b"x = = '!ENV101 a!'\n", check(b"x = = '!ENV101 a!'\n"), check)
    assert outcome.content == b"x = = '!ENV101 a!'\n"
    assert outcome.dropped[0][1].startswith("the result would not be Python: ")
