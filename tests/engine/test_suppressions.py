"""Suppression comments, on made-up violations: what each silences, and what is said of useless ones."""

from __future__ import annotations

import pytest

from cursus_lint.diagnostics import ContractPlace, Severity, Span, Violation
from cursus_lint.engine.suppress import find_suppressions, unused

CODES = {"ENV101": "ENV101", "undeclared-env-var": "ENV101", "ENV102": "ENV102", "CUR002": "CUR002"}


def violation(line, end_line=None, code="ENV101", path="a.py", contract=None, end_column=9):
    span = Span(line, 1, end_line or line, end_column)
    place = ContractPlace(*contract) if contract else None
    return Violation(code, "some-name", Severity.ERROR, "X", "said", path, span, place)


def silences(source, found, path="a.py"):
    suppressions = find_suppressions(path, source.encode(), CODES)
    return suppressions is not None and bool(list(suppressions.silencing(found)))


@pytest.mark.parametrize(
    ("source", "line", "end_line"),
    [
        ("x = 1  # cursus-lint: ignore[ENV101]\n", 1, 1),
        ("x = 1  # cursus-lint: ignore[undeclared-env-var]\n", 1, 1),
        ("x = 1  # cursus-lint: ignore[env101]\n", 1, 1),
        ("x = 1  #cursus-lint:ignore[ENV102,ENV101]\n", 1, 1),
        ("x = 1  # cursus-lint: ignore[ENV101] -- it is set by hand, see #12\n", 1, 1),
        ("x = 1  # noqa: E501  # cursus-lint: ignore[ENV101]\n", 1, 1),
        ("x = 1  # cursus-lint: ignore[ENV101]  # noqa\n", 1, 1),
        ("x = 1  # cursus-lint: ignore[ENV102]  # cursus-lint: ignore[ENV101]\n", 1, 1),
        ("# cursus-lint: ignore[ENV101]\nx = 1\n", 2, 2),
        ("# cursus-lint: ignore[ENV101]\n# because\nx = 1\n", 3, 3),
        ("def f():\n    # cursus-lint: ignore[ENV101]\n    return 1\n", 3, 3),
        ("f(\n    1,\n)  # cursus-lint: ignore[ENV101]\n", 1, 3),
        ("f(\n    1,  # cursus-lint: ignore[ENV101]\n)\n", 1, 3),
        ("f(\n    # cursus-lint: ignore[ENV101]\n    1,\n)\n", 1, 4),
        ('x = """\na\n"""  # cursus-lint: ignore[ENV101]\n', 2, 2),
        ('x = f"""\n{y}\n"""  # cursus-lint: ignore[ENV101]\n', 2, 2),
        ("x = 1 + \\\n    2  # cursus-lint: ignore[ENV101]\n", 1, 1),
        ("x = 1\n# cursus-lint: ignore-file[ENV101]\ny = 2\n", 1, 1),
        ("\ufeffx = 1  # cursus-lint: ignore[ENV101]\n", 1, 1),
        ("x = 1  # cursus-lint: ignore[ENV101]\r\ny = 2\r\n", 1, 1),
        ("x = 1\ry = 2  # cursus-lint: ignore[ENV101]\r", 2, 2),
        # The rest of a file that cannot be tokenised.
        ("x = (\n# cursus-lint: ignore-file[ENV101]\n", 1, 1),
        ("x = '''\n# cursus-lint: ignore-file[ENV101]\n", 1, 1),
        ("  x = 1\n y\n# cursus-lint: ignore[ENV101]\nz\n", 4, 4),
    ],
)
def test_comment_silences(source, line, end_line):
    assert silences(source, violation(line, end_line))


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x = 1\ny = 2  # cursus-lint: ignore[ENV101]\n", 1),
        ("x = 1  # cursus-lint: ignore[ENV102]\n", 1),
        ("# cursus-lint: ignore[ENV101]\n\nx = 1\n", 3),
        ("x = 1  # cursus-lint: ignore[ENV101]\ny = 2\n", 2),
        ("x = '# cursus-lint: ignore[ENV101]'\n", 1),
        ("'''\n# cursus-lint: ignore-file[ENV101]\n'''\nx = 1\n", 4),
        ("x = 1  # see cursus-lint: ignore[ENV101]\n", 1),
        ("x = 1  # cursus-lint: ignore ENV101\n", 1),
        ("x = 1  # cursus-lint: ignore[ENV101] because\n", 1),
        ("x = 1  # cursus-lint: ignore[ENV]\n", 1),
        ("x = 1  # cursus-lint: contract=ENV101\n", 1),
    ],
)
def test_comment_does_not_silence(source, line):
    assert not silences(source, violation(line))


def test_span_that_ends_at_the_beginning_of_a_line_does_not_hold_that_line():
    source = "f()\ng()  # cursus-lint: ignore[ENV101]\n"
    assert not silences(source, violation(1, 2, end_column=1))
    assert silences(source, violation(1, 2, end_column=2))


@pytest.mark.parametrize(
    ("source", "line", "silent"),
    [
        ("env:\n  X: '1'  # cursus-lint: ignore[ENV101] -- later\n", 2, True),
        ("env:\n  # cursus-lint: ignore[ENV101]\n  X: '1'\n", 3, True),
        ("# cursus-lint: ignore-file[ENV101]\nenv:\n  X: '1'\n", 3, True),
        ("env:\n  Y: '2'  # cursus-lint: ignore[ENV101]\n  X: '1'\n", 3, False),
        ("env:\n  X: '# cursus-lint: ignore[ENV101]'\n", 2, False),
        ("env:\n  X: a# cursus-lint: ignore[ENV101]\n", 2, False),
        ("env:\n  X: |\n    # cursus-lint: ignore[ENV101]\n    b\n  Y: 1\n", 4, False),
        ("env:\n  X: |\n    b\n  # cursus-lint: ignore[ENV101]\n  Y: 1\n", 5, True),
        ("env: {X: 'it''s # no'}  # cursus-lint: ignore[ENV101]\n", 1, True),
        ("env: [\n# cursus-lint: ignore-file[ENV101]\n", 1, True),
    ],
)
def test_comment_in_a_contract_speaks_of_the_contracts_line(source, line, silent):
    found = violation(1, contract=("c.step.yaml", "Step", line))
    assert silences(source, found, path="c.step.yaml") is silent


def test_comments_in_python_contracts_are_comments():
    found = violation(1, contract=("x_contract.py", "Step", 2))
    assert silences("A = [\n    'X',  # cursus-lint: ignore[ENV101]\n]\n", found, path="x_contract.py")


def test_json_has_no_comments():
    assert find_suppressions("a.step.json", b'{"a": "# cursus-lint: ignore[ENV101]"}', CODES) is None


def test_reason_and_place_are_kept():
    suppressions = find_suppressions("a.py", b"x = 1  # cursus-lint: ignore[ENV101] -- by hand -- or not\n", CODES)
    (silencer,) = suppressions.silencing(violation(1))
    assert (silencer.reason, silencer.span) == ("by hand -- or not", Span(1, 8, 1, 58))


@pytest.mark.parametrize(
    ("comment", "subject", "words"),
    [
        ("# cursus-lint: ignore[ENV999]", "ENV999", "`ENV999` is no rule"),
        ("# cursus-lint: ignore[undeclared-env-vra]", "undeclared-env-vra", "did you mean `undeclared-env-var`?"),
        ("# cursus-lint: ignore[]", "ignore[]", "names no rule"),
        ("# cursus-lint: ignore", "ignore", "write `ignore[ENV101]`"),
        ("# cursus-lint ignore[ENV101]x", "ignore[ENV101]x", "write `ignore[ENV101]`"),
        ("# cursus-lint: disable[ENV101]", "disable[ENV101]", "write `ignore[ENV101]`"),
    ],
)
def test_malformed_comment_is_reported(comment, subject, words):
    (problem,) = find_suppressions("a.py", f"x = 1  {comment}\n".encode(), CODES).problems
    assert (problem.code, problem.subject, problem.span[:2]) == ("CUR003", subject, (1, 8))
    assert words in dict(problem.fields)["problem"]


def test_unused_names_are_told_comment_by_comment():
    source = b"x = 1  # cursus-lint: ignore[ENV101, ENV102, CUR002]\ny = 2  # cursus-lint: ignore[ENV101]\n"
    suppressions = find_suppressions("a.py", source, CODES)
    used = frozenset(suppressions.silencing(violation(1)))
    told = [(each.span.line, each.subject) for each in unused(suppressions, used, frozenset())]
    assert told == [(1, "ENV102"), (2, "ENV101")]
    assert [each.span.line for each in unused(suppressions, used, frozenset({"ENV101"}))] == [1]
