"""Excerpts: the marks stand below what they mean, whatever the line holds."""

from __future__ import annotations

import pytest

from cursus_lint.diagnostics import Span
from cursus_lint.reporting import Files
from cursus_lint.reporting.excerpt import Excerpts
from cursus_lint.reporting.ink import write


def shown(text, span):
    files = Files(contents={"a.py": text.encode()})
    lines = Excerpts(files).of_span("a.py", Span(*span), len(str(span[2])), "")
    return write(lines, color=False)


def named(text, line, name):
    files = Files(contents={"a.yaml": text.encode()})
    return write(Excerpts(files).of_name("a.yaml", line, name, 1, ""), color=False)


@pytest.mark.parametrize(
    ("text", "span", "expected"),
    [
        ("x = env['A']\n", (1, 5, 1, 13), "1 | x = env['A']\n  |     ^^^^^^^^\n"),
        ("\tx = 1\n", (1, 2, 1, 3), "1 |     x = 1\n  |     ^\n"),
        ("a\tb = 1\n", (1, 3, 1, 4), "1 | a    b = 1\n  |      ^\n"),
        ("é = 1\n", (1, 5, 1, 6), "1 | é = 1\n  |     ^\n"),
        ("表 = f(1)\n", (1, 5, 1, 9), "1 | 表 = f(1)\n  |      ^^^^\n"),
        ("'😀', x\n", (1, 6, 1, 7), "1 | '😀', x\n  |       ^\n"),
        ("'e\u0301', x\n", (1, 7, 1, 8), "1 | 'e\u0301', x\n  |      ^\n"),
        ("'\x1b', x\n", (1, 6, 1, 7), "1 | '\\x1b', x\n  |         ^\n"),
        ("x\n", (1, 1, 1, 1), "1 | x\n  | ^\n"),
        ("x\n", (1, 2, 1, 2), "1 | x\n  |  ^\n"),
        ("f(\n    1,\n)\n", (1, 1, 3, 2), "1 | / f(\n2 | |     1,\n3 | | )\n  | |_^\n"),
        ("f()\ng()\n", (1, 1, 2, 1), "1 | f()\n  | ^^^\n"),
        ("x\n", (7, 1, 7, 2), ""),
        ("", (1, 1, 1, 1), "1 |\n  | ^\n"),
    ],
)
def test_marks_stand_below_the_span(text, span, expected):
    assert shown(text, span) == expected


def test_many_lines_are_cut():
    text = "f(\n" + "".join(f"    {number},\n" for number in range(20)) + ")\n"
    assert shown(text, (1, 1, 22, 2)) == (
        " 1 | / f(\n 2 | |     0,\n 3 | |     1,\n 4 | |     2,\n...  |\n22 | | )\n   | |_^\n"
    )


def test_long_line_is_cut_around_the_span():
    text = "x = '" + "a" * 500 + "', env['A'], '" + "b" * 500 + "'\n"
    excerpt, marks = shown(text, (1, 509, 1, 517)).splitlines()
    assert len(excerpt) < 160
    start = marks.index("^")
    assert excerpt[start : start + 8] == "env['A']"
    assert marks.count("^") == 8
    assert excerpt[4] == excerpt[-1] == "…"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("  LABEL: x\n", "LABEL", "1 |   LABEL: x\n  |   -----\n"),
        ("[LABEL_FIELD, LABEL]\n", "LABEL", "1 | [LABEL_FIELD, LABEL]\n  |               -----\n"),
        ("- flag: --job-type\n", "--job-type", "1 | - flag: --job-type\n  |         ----------\n"),
        ("  contract:  \n", "LABEL", "1 |   contract:\n  |   ---------\n"),
    ],
)
def test_dashes_stand_below_the_name(text, name, expected):
    assert named(text, 1, name) == expected
