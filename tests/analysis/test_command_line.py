"""Going through `sys.argv` by hand makes unknown which arguments a script accepts, wherever it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_lint.analysis.extract import extract_facts, extract_file

FOLDER = Path(__file__).parents[2] / "fixtures" / "facts" / "args-by-hand"


def test_every_place_is_told() -> None:
    facts = extract_file(FOLDER / "script.py", FOLDER)
    assert [fact.span.line for fact in facts.opaque] == [6, 10, 13, 14, 15, 17]


@pytest.mark.parametrize(
    "use",
    [
        "sys.argv[-1]",
        "sys.argv[1:][0]",
        "'--x' not in sys.argv",
        "sys.argv.index('--x')",
        "parse(sys.argv)",
    ],
)
def test_a_look_is_noted(use: str) -> None:
    facts = extract_facts("script.py", f"import sys\nfrom other import f, parse\nprint({use})\n".encode())
    assert [(fact.kind, fact.span.line) for fact in facts.opaque] == [("argument", 3)]


@pytest.mark.parametrize("use", ["len(sys.argv)", "sys.argv[0]", "parser.parse_args(sys.argv[1:])", "print(sys.argv)"])
def test_what_takes_no_argument_off_it_is_none(use: str) -> None:
    text = f"import argparse, sys\nparser = argparse.ArgumentParser()\nparser.add_argument('--x')\n{use}\n"
    assert extract_facts("script.py", text.encode()).opaque == ()
