from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace

import pytest
from toy_rules import PATH, toy_check

from cursus_lint.analysis.rewriting.intents import ReadStrictly, RemoveSuppression, SetFallback
from cursus_lint.diagnostics import Applicability, Fix, Severity, Span, Suppression, Violation
from cursus_lint.engine.change import Change
from cursus_lint.engine.fix import FixOutcome, safe_only, safe_or_unsafe, settle

SCRIPT = '''\
"""A step."""
import argparse
import os

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", default='old', choices=["one"])
    args = parser.parse_args()
    environ_vars = {
        "A_KEY": os.environ.get("REQ_A", "a"),  # the first
        "DEAD_KEY": os.environ["OPT_DEAD"],
    }
    data = "/opt/ml/old"  # cursus-lint: ignore[ENV101] -- not any more
    print(args.typo, environ_vars["BAD_KEY"])
'''

FIXED = '''\
"""A step."""
import argparse
import os

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", default='new', choices=["one", "all"])
    parser.add_argument("--wanted")
    args = parser.parse_args()
    environ_vars = {
        "A_KEY": os.environ["REQ_A"],  # the first
        "REQ_NEW": os.environ["REQ_NEW"],
    }
    data = "/opt/ml/new"
    print(args.wanted, environ_vars["GOOD_KEY"])
'''


def fix_all(content: bytes) -> FixOutcome:
    return settle(PATH, content, toy_check(content), toy_check, safe_or_unsafe)


def codes(violations: Sequence[Violation]) -> list[str]:
    return [violation.code for violation in violations]


def test_everything_is_fixed_and_then_nothing_more() -> None:
    outcome = fix_all(SCRIPT.encode())
    assert outcome.content.decode() == FIXED
    assert outcome.dropped == ()
    assert outcome.remaining == ()
    assert fix_all(outcome.content) == FixOutcome(outcome.content)


def test_only_what_is_wanted_is_fixed() -> None:
    outcome = settle(PATH, SCRIPT.encode(), toy_check(SCRIPT.encode()), toy_check, safe_only)
    assert {"ENV101", "ENV106", "ARG304", "ARG305"} == set(codes(outcome.remaining))
    assert all(safe_only(violation) for violation in outcome.applied)


ENCODINGS = {
    "utf-8": ("utf-8", b"", ""),
    "BOM": ("utf-8", codecs.BOM_UTF8, ""),
    "latin-1": ("latin-1", b"", "# -*- coding: latin-1 -*-\n"),
    "cp1252": ("cp1252", b"", "#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n"),
}
NEWLINES = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}
# Python itself finds no coding cookie where lines end in a lone carriage return.
FILES = [(kind, newline) for kind in ENCODINGS for newline in NEWLINES if newline != "CR" or not ENCODINGS[kind][2]]


@pytest.mark.parametrize(("kind", "newline"), FILES)
@pytest.mark.parametrize("ending", ["", "\n\n"], ids=["no final newline", "blank last line"])
def test_bytes_outside_the_edits_are_the_same(kind: str, newline: str, ending: str) -> None:
    encoding, mark, cookie = ENCODINGS[kind]

    def in_full(script: str) -> bytes:
        whole = cookie + script.replace("the first", "the first, café").replace('"""A step."""', '"""A \f step."""')
        return mark + (whole.rstrip("\n") + ending).replace("\n", NEWLINES[newline]).encode(encoding)

    assert fix_all(in_full(SCRIPT)).content == in_full(FIXED)


def test_tabs_and_form_feeds_stay() -> None:
    script = b'import os\n\x0c\ndef f():\n\tif 1:\n\t\tx =\x0c\tos.environ.get("REQ_X",\t"d")\t# c\n'
    assert fix_all(script).content == script.replace(b'.get("REQ_X",\t"d")', b'["REQ_X"]')


def test_a_character_that_the_encoding_lacks_drops_the_fix() -> None:
    script = '# coding: latin-1\nimport os\nx = os.environ.get("REQ_X", "é")\ny = os.environ["OPT_Y"]\n'.encode(
        "latin-1"
    )

    def check(content: bytes) -> list[Violation]:
        found = toy_check(content)
        return [_with_value(violation, "≠") if violation.code == "ENV104" else violation for violation in found]

    outcome = settle(PATH, script, check(script), check)
    assert outcome.content == script.replace(b'.get("REQ_X", "\xe9")', b'["REQ_X"]')
    assert [reason for _, reason in outcome.dropped] == ["'≠' cannot be written in the file's encoding, iso-8859-1"]


def _with_value(violation: Violation, value: str) -> Violation:
    assert violation.fix is not None
    return replace(violation, fix=replace(violation.fix, rewrite=SetFallback(violation.span, violation.subject, value)))


def test_bytes_that_are_no_text_drop_every_fix() -> None:
    script = b'import os\nx = os.environ.get("REQ_X")\n'
    found = toy_check(script)
    outcome = settle(PATH, script + b"# \xff\n", found, toy_check)
    assert outcome.content == script + b"# \xff\n"
    assert outcome.dropped[0][1].startswith("the file cannot be read as text: ")


def test_a_refused_fix_keeps_its_reason_and_the_others_stay() -> None:
    script = b'import os\na = os.environ.get("REQ_A")\nb = os.environ.get("REQ_B",  # why\n    "d")\n'
    outcome = fix_all(script)
    assert outcome.content == script.replace(b'.get("REQ_A")', b'["REQ_A"]')
    assert [(v.subject, reason) for v, reason in outcome.dropped] == [
        ("REQ_B", "a comment stands inside the expression and would be lost")
    ]
    assert codes(outcome.remaining) == ["ENV102"]


READS = b"".join(b'v%d = os.environ.get("REQ_%d")\n' % (number, number) for number in range(9))


def test_a_fix_that_brings_a_new_violation_is_found_among_many_and_dropped() -> None:
    def check(content: bytes) -> list[Violation]:
        worse = [_new("ENV999")] if b'os.environ["REQ_5"]' in content else []
        return toy_check(content) + worse

    outcome = settle(PATH, READS, check(READS), check)
    assert outcome.content == READS.replace(b'.get("', b'["').replace(b'")', b'"]').replace(
        b'["REQ_5"]', b'.get("REQ_5")'
    )
    assert [(v.subject, reason) for v, reason in outcome.dropped] == [
        ("REQ_5", "it would bring a new violation: ENV999")
    ]


def test_a_fix_that_makes_a_violation_worse_is_dropped() -> None:
    def check(content: bytes) -> list[Violation]:
        strict = b'os.environ["REQ_1"]' in content
        return [*toy_check(content), _new("ENV999", Severity.ERROR if strict else Severity.INFO)]

    outcome = settle(PATH, READS, check(READS), check)
    assert [(v.subject, reason) for v, reason in outcome.dropped] == [
        ("REQ_1", "it would bring a new violation: ENV999")
    ]


READ = Span(1, 6, 1, 29)


def _new(code: str, severity: Severity = Severity.ERROR, fix: Fix | None = None) -> Violation:
    return Violation(code, "", severity, "", "", PATH, Span.at(1), fix=fix)


def test_a_violation_that_stays_drops_the_fix() -> None:
    def check(content: bytes) -> list[Violation]:
        fix = Fix("useless", Applicability.SAFE, ReadStrictly(READ, "REQ_0"))
        return [_new("ENV998", fix=fix)] if b"get" in content else [_new("ENV998")]

    content = b'v0 = os.environ.get("REQ_0")\n'
    outcome = settle(PATH, content, check(content), check)
    assert outcome.content == content
    assert [reason for _, reason in outcome.dropped] == ["the violation would remain"]


def test_fixes_that_insert_at_the_same_place_take_turns() -> None:
    script = b'd = {"A_KEY": 1, "DEAD_A": 2, "DEAD_B": 3}\n'
    assert fix_all(script).content == b'import os\nd = {"A_KEY": 1, "REQ_NEW": os.environ["REQ_NEW"]}\n'


def test_suppressed_violations_and_other_files_are_left_alone() -> None:
    def check(content: bytes) -> list[Violation]:
        first, second, *rest = toy_check(content)
        return [first.suppressed_by(Suppression(PATH, 1)), replace(second, path="other.py"), *rest]

    outcome = settle(PATH, READS, check(READS), check)
    assert outcome.content.startswith(
        b'v0 = os.environ.get("REQ_0")\nv1 = os.environ.get("REQ_1")\nv2 = os.environ["REQ_2"]'
    )


def test_an_objection_drops_a_fix() -> None:
    def objection(change: Change) -> str | None:
        return "not this one" if "REQ_3" in "".join(made.text for made in change.made) else None

    outcome = settle(PATH, READS, toy_check(READS), toy_check, safe_only, objection)
    assert [(v.subject, reason) for v, reason in outcome.dropped] == [("REQ_3", "not this one")]


YAML = b"step: A  # cursus-lint: ignore[ENV101]\n# note\ntext: |\n  # cursus-lint: ignore[ENV102]\n"


@pytest.mark.parametrize(
    ("span", "content", "dropped"),
    [
        (Span(1, 10, 1, 40), YAML.replace(b"  # cursus-lint: ignore[ENV101]", b""), []),
        (Span(4, 3, 4, 33), YAML, ["it would change what the document says"]),
    ],
    ids=["a comment", "a text that looks like one"],
)
def test_contracts_lose_only_comments(span: Span, content: bytes, dropped: list[str]) -> None:
    fix = Fix("Remove it", Applicability.SAFE, RemoveSuppression(span))
    violation = Violation("CUR002", "", Severity.WARNING, "", "", "a.step.yaml", span, fix=fix)
    outcome = settle("a.step.yaml", YAML, [violation], lambda new: [violation] if new == YAML else [])
    assert (outcome.content, [reason for _, reason in outcome.dropped]) == (content, dropped)
