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


PARSER = "import argparse, sys\nparser = argparse.ArgumentParser()\nparser.add_argument('--x')\n"


@pytest.mark.parametrize(
    ("use", "parse", "known"),
    [
        ("'--y' in sys.argv", "parse_args", True),
        ("'--y' in sys.argv", "parse_known_args", False),
        ("sys.argv.remove('--y')", "parse_args", False),
    ],
)
def test_a_parser_that_refuses_what_it_does_not_know_has_the_last_word(use: str, parse: str, known: bool) -> None:
    facts = extract_facts("script.py", f"{PARSER}print({use})\nparser.{parse}()\n".encode())
    assert (facts.opaque == ()) is known


@pytest.mark.parametrize(
    "use", ["len(sys.argv)", "sys.argv[0]", "parser.parse_known_args(sys.argv[1:])", "print(sys.argv)"]
)
def test_what_takes_no_argument_off_it_is_none(use: str) -> None:
    assert extract_facts("script.py", f"{PARSER}{use}\nparser.parse_known_args()\n".encode()).opaque == ()
