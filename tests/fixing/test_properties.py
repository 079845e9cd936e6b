"""Any subset of fixes, on scripts put together at random: nothing breaks, nothing is lost, nothing is left to do."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toy_rules import PATH, toy_check

from cursus_lint.engine.encoding import decode
from cursus_lint.engine.fix import settle

NAMES = st.sampled_from(["REQ_A", "REQ_B", "OPT_A", "OPT_B", "BAD_A", "DEAD_A", "PLAIN"])
QUOTES = st.sampled_from(["'", '"', "r'", 'u"'])
COMMENTS = st.sampled_from(
    ["", "", "", "  # note", "  # é ü ñ", "\t# cursus-lint: ignore[ENV101] -- why", " # noqa # b"]
)


@st.composite
def strings(draw: st.DrawFn, value: st.SearchStrategy[str] = NAMES) -> str:
    quote = draw(QUOTES)
    return quote + draw(value) + quote[-1]


@st.composite
def reads(draw: st.DrawFn) -> str:
    name = draw(strings())
    shape = draw(
        st.sampled_from(
            [
                "os.environ.get({0})",
                "os.environ.get({0}, 'd')",
                "os.environ.get({0}, 3)",
                "os.environ[{0}]",
                "(os.environ.get({0}, DEFAULT))",
                "os.getenv({0}) or 'x'",
                "int(os.environ.get(\n{1}    {0},\n{1}    '3',\n{1}))",
                "os.environ.get({0},  # why\n{1}    'd')",
                "env.get({0}, str(1)).lower() == 'true'",
                "f\"{{os.environ.get('REQ_F', 'd')}}/part\"",
                "f'''{{args.typo!r:>{{WIDTH}}}} and {{os.environ[\"OPT_F\"]}}'''",
                "'/opt/ml/old'",
                "Path('/opt/ml/old') / 'x'",
                "'/opt/ml/' 'old'",
                "args.typo",
                "getattr(args, 'typo')",
            ]
        )
    )
    return shape.format(name, draw(st.sampled_from(["", "    "])))


@st.composite
def statements(draw: st.DrawFn) -> list[str]:
    kind = draw(st.sampled_from(["assign", "dict", "inline", "parser", "block", "pair", "string", "continued"]))
    comment = draw(COMMENTS)
    if kind == "assign":
        return [f"x = {draw(reads())}{comment}"]
    if kind == "pair":
        return [f"x = {draw(reads())}; y = {draw(reads())}"]
    if kind == "string":
        return ['text = """', "os.environ.get('REQ_A')  # no comment", '"""' + comment]
    if kind == "continued":
        return [f"x = 1 + \\\n    {draw(reads())}{comment}"]
    if kind == "inline":
        entries = draw(st.lists(st.builds("{}: {}".format, strings(), st.just("1")), max_size=3))
        return [f"d = {{'A_KEY': 1{''.join(', ' + entry for entry in entries)}}}{comment}"]
    if kind == "dict":
        entries = draw(st.lists(st.builds("    {}: {},{}".format, strings(), reads(), COMMENTS), max_size=4))
        return ["d = {", "    'A_KEY': 0,", *entries, "}" + comment]
    if kind == "parser":
        return [
            "parser = argparse.ArgumentParser()",
            f"parser.add_argument('--mode', default='old', choices=['a']){comment}",
            "parser.add_argument(\n    '--other',\n    default=\"old\",\n)",
        ]
    inner = draw(st.lists(statements(), min_size=1, max_size=3))
    return [
        draw(st.sampled_from(["def f(args):", "if x:", "class C:"])) + comment,
        *_indented(chain.from_iterable(inner)),
    ]


def _indented(lines: Iterable[str]) -> list[str]:
    """Statements a level deeper; inside a string of several lines that does no harm here."""
    return ["    " + line.replace("\n", "\n    ") for line in lines]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    head = draw(
        st.sampled_from(["", '"""A step."""', "import argparse, os", "from os import environ as env", "#!/bin/x"])
    )
    body = chain.from_iterable(draw(st.lists(statements(), min_size=1, max_size=6)))
    encoding, cookie, mark = draw(
        st.sampled_from([("utf-8", "", b""), ("utf-8", "", b"\xef\xbb\xbf"), ("latin-1", "# coding: latin-1\n", b"")])
    )
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    blank = draw(st.sampled_from(["\n", "\n\n", "\n\x0c\n", "\n# a line\n"]))
    text = cookie + "\n".join([head, *body])
    text = text.replace("\n" + "d = {", blank + "d = {")
    ending = draw(st.sampled_from(["", "\n", "\n\n"]))
    return mark + (text + ending).replace("\n", newline).encode(encoding)


def comments_of(content: bytes) -> Counter[str]:
    text = decode(content, PATH).text.replace("\r\n", "\n")
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    files(), st.sets(st.sampled_from(sorted({"ENV101", "ENV102", "ENV104", "ENV106", "ENV108", "PATH205", "ARG302"})))
)
def test_any_subset_of_fixes_does_no_harm(content: bytes, codes: set[str]) -> None:
    ast.parse(content)
    outcome = settle(PATH, content, toy_check(content), toy_check, lambda violation: violation.code in codes)
    ast.parse(outcome.content)
    assert comments_of(content) == comments_of(outcome.content)
    assert (b"\r\n" in content) == (b"\r\n" in outcome.content)
    assert outcome.content.count(b"\n") - outcome.content.count(b"\r\n") == content.count(b"\n") - content.count(
        b"\r\n"
    ) or (b"\r\n" not in content)
    touched = {violation.span.line for violation in outcome.applied}
    if len(touched) == len(outcome.applied) and not codes & {"ENV108", "ARG302", "ENV106"}:
        untouched = [
            line
            for number, line in enumerate(content.split(b"\n"), 1)
            if not any(v.span.line <= number <= v.span.end_line for v in toy_check(content))
        ]
        remaining = iter(outcome.content.split(b"\n"))
        assert all(line in remaining for line in untouched)
    again = settle(PATH, outcome.content, toy_check(outcome.content), toy_check, lambda v: v.code in codes)
    assert again.content == outcome.content
    assert again.applied == ()
