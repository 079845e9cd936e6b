"""Where facts are said to stand, against the positions that Python's own parser gives; and how strings are spelled."""

import ast
import textwrap

import pytest

from cursus_lint.analysis.extract import extract_facts

LAYOUTS = {
    "after comments and blank lines": """
        import os

        # one

        # two
        def main():
            # three

            a = 1  # four
            # five
            return os.environ["A"], a
    """,
    "decorated methods": """
        import os
        import functools

        class Reader:
            '''Its text
            goes on.'''

            @functools.lru_cache(
                maxsize=None,
            )
            # between
            def read(self, first=os.environ["DEFAULT"]):

                return os.environ["IN_METHOD"]

            @property
            def value(self): return os.environ["BESIDE"]
    """,
    "branches": """
        import os
        if os.environ["TEST"]:
            a = os.environ["A"]
        elif os.environ["ELIF"]:
            # comment
            a = os.environ["B"]
        else:
            if os.environ["NESTED"]: a = os.environ["C"]; b = os.environ["D"]
        try:
            with open(os.environ["FILE"]) as f:
                x = [os.environ["ELEMENT"] for _ in f]
        finally:
            print(os.environ["FINAL"])
    """,
    "functions in functions": """
        import os
        def outer():
            def inner():
                @staticmethod
                def innermost():
                    return os.environ["INNERMOST"]
                return innermost() + os.environ["INNER"]
            return inner() + (
                os.environ["OUTER"]
            )
        outer()
    """,
}


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("indent", ["    ", "\t"], ids=["blanks", "tabs"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_places_are_those_of_pythons_parser(layout: str, indent: str, newline: str) -> None:
    text = textwrap.dedent(LAYOUTS[layout]).replace("    ", indent).replace("\n", newline)
    expected = sorted(
        (node.lineno, node.col_offset + 1, node.end_lineno, (node.end_col_offset or 0) + 1, node.slice.value)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    )
    facts = extract_facts("script.py", text.encode())
    assert [(*read.span, read.name) for read in facts.env_reads] == expected


@pytest.mark.parametrize(
    "spelled",
    ["'A'", '"A"', "'''A'''", '"""A"""', 'r"A"', '"\\x41"', "'''A\\\nB'''", '"A" "B"', "'A\"B'", "'\\''", "u'A'"],
)
def test_a_string_is_what_python_makes_of_it(spelled: str) -> None:
    facts = extract_facts("script.py", f"import os\nos.environ[{spelled}]\n".encode())
    assert [read.name for read in facts.env_reads] == [ast.literal_eval(spelled)]
