"""Suppression comments: `# cursus-lint: ignore[ENV101] -- reason` and `# cursus-lint: ignore-file[ENV101]`.

At the end of any line of a finding, or on a line of its own above it; in a contract file, beside the line that the
finding contradicts. A comment that silences nothing is a finding itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from cursus_lint.diagnostics import Applicability, Fix, Span, Suppression, Violation
from cursus_lint.engine.comments import CommentedText, comments_of
from cursus_lint.engine.terms import EVER, Terms, may_suppress
from cursus_lint.rule import Incident

_MARK = re.compile(r"#\s*cursus-lint\b\s*(?::|(?=ignore\b))\s*")
_DIRECTIVE = re.compile(
    r"(?P<verb>ignore-file|ignore)\s*\[(?P<names>[^\]]*)\]\s*(?:until=(?P<until>\S*)\s*)?(?:--(?P<reason>.*)|#.*)?"
)
_SHAPE = (
    "write `ignore[ENV101]` or `ignore-file[ENV101]`, then `until=YYYY-MM-DD` if it ends, and a reason after ` -- `"
)


@dataclass(frozen=True, slots=True)
class Silencer:
    """One rule named by one suppression comment of the file `path`.

    `target` is the line it speaks of, None for the whole file; `selector` is the rule as the comment spells it. `until`
    is the last day it holds ("": for ever), as YYYY-MM-DD; `expired` says that this day is over.
    """

    path: str
    span: Span
    target: int | None
    code: str
    selector: str
    reason: str
    until: str = ""
    expired: bool = False

    def as_suppression(self) -> Suppression:
        """What a silenced violation carries."""
        return Suppression(self.path, self.span.line, self.reason, self.until)


@dataclass(frozen=True, slots=True)
class Suppressions:
    """All suppression comments of one file; `problems` are the malformed ones."""

    path: str
    text: CommentedText
    silencers: tuple[Silencer, ...] = ()
    problems: tuple[Incident, ...] = ()

    def silencing(self, violation: Violation) -> Iterator[Silencer]:
        """The comments of this file that speak of `violation`: its place, or the contract's line."""
        lines: set[int | None] = set()
        if violation.path == self.path:
            first, _, last, end_column = violation.span
            lines.update(self.text.lines_of(first, last - 1 if end_column == 1 and last > first else last))
        if violation.contract is not None and violation.contract.path == self.path:
            lines.add(violation.contract.line)
        if lines:
            lines.add(None)
        return (silencer for silencer in self.silencers if silencer.code == violation.code and silencer.target in lines)


def find_suppressions(
    path: str,
    data: bytes,
    codes: Mapping[str, str],
    terms: Terms = EVER,
    comments: Callable[[str, bytes], CommentedText] = comments_of,
) -> Suppressions | None:
    """The suppression comments of a file with the content `data`; None where it has none.

    `codes` maps every rule's code and name to its code; `comments` gives those of a file.
    """
    if not may_suppress(path, data):
        return None
    commented = comments(path, data)
    silencers: list[Silencer] = []
    problems: list[Incident] = []
    for comment in commented.comments:
        for mark, end in _marks(comment.text):
            order = comment.text[mark.end() : end].rstrip()
            column = comment.column + mark.start()
            span = Span(comment.line, column, comment.line, comment.column + mark.end() + len(order))
            if order.startswith("contract="):
                continue
            read = _DIRECTIVE.fullmatch(order)
            if read is None:
                problems.append(_problem(path, span, order, _SHAPE))
                continue
            selectors = [name.strip() for name in read["names"].split(",") if name.strip()]
            if not selectors:
                problems.append(_problem(path, span, order, f"it names no rule; {_SHAPE}"))
            problem = _broken_terms(read, terms)
            if problem:
                problems.append(_problem(path, span, ", ".join(selectors), problem))
                continue
            until = read["until"] or ""
            expired = bool(until and terms.today and until < terms.today)
            target = None if read["verb"] == "ignore-file" else comment.target
            for selector in selectors:
                code = codes.get(selector) or codes.get(selector.upper())
                if code is None:
                    problems.append(_problem(path, span, selector, _unknown(selector, codes)))
                else:
                    reason = (read["reason"] or "").strip()
                    silencers.append(Silencer(path, span, target, code, selector, reason, until, expired))
    return Suppressions(path, commented, tuple(silencers), tuple(problems)) if silencers or problems else None


def _broken_terms(read: re.Match[str], terms: Terms) -> str:
    """Why a comment of the right shape silences nothing all the same; "" where it does."""
    if read["until"] is not None:
        try:
            parsed = date.fromisoformat(read["until"])
        except ValueError:
            parsed = None
        if parsed is None or parsed.isoformat() != read["until"]:
            return f"`until={read['until']}` is no day; write it as `until=2027-01-31`"
    if terms.require_reasons and not (read["reason"] or "").strip():
        return "it gives no reason, which the configuration asks for (`require-reasons`); write one after ` -- `"
    return ""


def unused(suppressions: Suppressions, used: frozenset[Silencer], crashed: frozenset[str]) -> Iterator[Incident]:
    """CUR002 for each comment with names that silenced nothing; the rules that `crashed` are not judged."""
    # The intents are loaded where there is something to be fixed.
    from cursus_lint.analysis.rewriting.intents import RemoveSuppression

    idle: dict[Span, list[str]] = {}
    for silencer in suppressions.silencers:
        if silencer not in used and silencer.code not in crashed and silencer.code != "CUR002":
            idle.setdefault(silencer.span, []).append(silencer.selector)
    for span, selectors in idle.items():
        names = ", ".join(selectors)
        rewrite = RemoveSuppression(span, tuple(selectors))
        yield Incident(
            code="CUR002",
            path=suppressions.path,
            span=span,
            subject=names,
            fields=(("selectors", names),),
            fix=Fix(f"Remove the suppression of {names}", Applicability.SAFE, rewrite),
        )


def _marks(comment: str) -> Iterator[tuple[re.Match[str], int]]:
    """Each directive's introduction within a comment, with the place where the directive ends."""
    marks = list(_MARK.finditer(comment))
    for mark, following in zip_longest(marks, marks[1:]):
        yield mark, following.start() if following else len(comment)


def _problem(path: str, span: Span, subject: str, what: str) -> Incident:
    return Incident("CUR003", path, span, subject, (("problem", what),))


def _unknown(selector: str, codes: Mapping[str, str]) -> str:
    import difflib

    near = difflib.get_close_matches(selector.upper(), codes, 1) or difflib.get_close_matches(
        selector.lower(), codes, 1
    )
    return f"`{selector}` is no rule" + (f"; did you mean `{near[0]}`?" if near else "")
