"""Suppression comments written for what is there now, so that a project can adopt the linter: `--add-ignores`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Violation
from cursus_lint.engine.change import Change, Replacement
from cursus_lint.engine.comments import CommentedText, python_comments, yaml_comments
from cursus_lint.engine.encoding import EncodingProblem, decode
from cursus_lint.engine.fix import Check, Dropped, FixOutcome
from cursus_lint.engine.verify import flaw_in_python, flaw_in_verdict, flaw_in_yaml

_DIRECTIVE = re.compile(r"#\s*cursus-lint\b\s*:?\s*ignore\s*\[(?P<selectors>[^\]]*)\]")

# A script that cannot be read has no comments to speak of, and a comment that is wrong is to be put right.
_NOT_TO_BE_SILENCED = frozenset({"CUR001", "CUR002", "CUR003", "CUR004", "CUR005", "SPEC501"})


def add_ignores(
    path: str,
    content: bytes,
    violations: Sequence[Violation],
    check: Check,
    reason: str = "",
    wanted: Callable[[Violation], bool] = lambda violation: True,
) -> FixOutcome:
    """Silence the `wanted` ones of `violations`, which `check` says of the file `path`, with comments giving `reason`.

    One comment a line, at its end, joined to a suppression that is there; on a line of its own above where the line
    cannot carry one; for the whole file where no line can. Every comment is kept only if it changes nothing else and
    silences what it is for; the others are `dropped`, with the reason.
    """
    here = [
        violation
        for violation in violations
        if violation.path == path and violation.suppression is None and wanted(violation)
        if violation.code not in _NOT_TO_BE_SILENCED
    ]
    lines: dict[int, list[Violation]] = {}
    for violation in here:
        lines.setdefault(violation.span.line, []).append(violation)
    applied: list[Violation] = []
    dropped: list[Dropped] = []
    present = tuple(violation for violation in violations if violation.suppression is None)
    # From the bottom up, so that no comment moves a line that is still to come.
    for line in sorted(lines, reverse=True):
        flaw, result = _silence(path, content, lines[line], present, check, reason)
        if result is None:
            dropped.extend((violation, flaw) for violation in lines[line])
        else:
            content, present = result
            applied.extend(lines[line])
    return FixOutcome(content, tuple(reversed(applied)), tuple(reversed(dropped)), present)


def _silence(
    path: str,
    content: bytes,
    violations: Sequence[Violation],
    present: tuple[Violation, ...],
    check: Check,
    reason: str,
) -> tuple[str, tuple[bytes, tuple[Violation, ...]] | None]:
    """The content with a comment for these violations of one line and what the rules say then; or why there is none."""
    if path.endswith(".json"):
        return "JSON has no comments", None
    yaml = path.endswith((".yaml", ".yml"))
    flaw = "no place for a comment was found"
    try:
        decoded = decode(content, path)
        script = Script(decoded.text)
        comments = yaml_comments(script.text) if yaml else python_comments(script.text)
        for place in _places(script, comments, violations, reason):
            change = Change(script, (place,))
            new = decoded.encode(change.pieces())
            harm = flaw_in_yaml(change) if yaml else flaw_in_python(change, [_line_around(script, place)])
            if harm is not None:
                flaw = harm
                continue
            after = tuple(violation for violation in check(new) if violation.suppression is None)
            verdict = flaw_in_verdict(present, after, violations)
            if verdict is None:
                return "", (new, after)
            flaw = verdict.reason
    except EncodingProblem as problem:
        flaw = str(problem)
    return flaw, None


def _places(
    script: Script, comments: CommentedText, violations: Sequence[Violation], reason: str
) -> Iterator[Replacement]:
    """Where a comment for `violations`, all of one line, can stand, the best place first."""
    line, last = violations[0].span.line, max(violation.span.end_line for violation in violations)
    codes = sorted({violation.code for violation in violations})
    text = f"# cursus-lint: ignore[{', '.join(codes)}]" + (f" -- {reason}" if reason else "")
    start, end = script.line_range(line)
    blank_or_comment = not script.text[start:end].strip() or any(
        comment.line == line and not script.text[start : start + comment.column - 1].strip()
        for comment in comments.comments
    )
    if not blank_or_comment:
        if line not in comments.carriers:
            yield _at_end(script, comments, line, codes, text)
        if line - 1 not in comments.carriers:
            yield Replacement(start, start, script.indentation(start) + text + script.newline)
        carrier = comments.carriers.get(last, last)
        if carrier not in (line, *comments.carriers):
            yield _at_end(script, comments, carrier, codes, text)
    top = script.line_range(_first_free_line(script))[0]
    yield Replacement(top, top, text.replace("ignore[", "ignore-file[", 1) + script.newline)


def _at_end(script: Script, comments: CommentedText, line: int, codes: Sequence[str], text: str) -> Replacement:
    """The comment at the end of a line, or the codes in the suppression that is there."""
    start, end = script.line_range(line)
    for comment in comments.comments:
        found = _DIRECTIVE.search(comment.text) if comment.line == line else None
        if found is not None:
            begin = start + comment.column - 1
            there = [selector.strip() for selector in found["selectors"].split(",") if selector.strip()]
            names = ", ".join([*there, *(code for code in codes if code not in there)])
            return Replacement(begin + found.start("selectors"), begin + found.end("selectors"), names)
    code = script.text[start:end].rstrip()
    return Replacement(start + len(code), start + len(code), f"  {text}")


def _line_around(script: Script, place: Replacement) -> Range:
    """The line that a comment is added to: one that stands there may grow."""
    return script.line_range(script.line(place.start))


def _first_free_line(script: Script) -> int:
    """The first line below the comments that a file begins with (`#!`, coding, licence)."""
    for number, line in enumerate(script.lines(), 1):
        if not line.startswith("#"):
            return number
    return 1
