"""Whether a change of a file changes what it means to change, and nothing else."""

from __future__ import annotations

import ast
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script, Token
from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.engine.change import Change


def flaw_in_python(change: Change, comments_meant: Sequence[Range] = ()) -> str | None:
    """Why `change` would harm a Python script; None if it does not.

    The result must parse; every token outside the edits must be there, at its place; every part of the syntax tree that
    the edits do not cover must be the same; no comment may be lost but those that touch `comments_meant` (ranges of the
    old text).
    """
    try:
        trees = (change.before.tree, change.after.tree)
        tokens = (change.before.tokens, change.after.tokens)
    except CannotRewrite as error:
        return f"the result would not be Python: {error.reason}"
    lost = _lost_comments(*tokens, comments_meant)
    if lost:
        return f"the comment {lost[0]!r} would be lost"
    kept = [(kind, text, change.moved(place[0])) for kind, text, place in _outside(tokens[0], change.old_regions)]
    found = [(kind, text, place[0]) for kind, text, place in _outside(tokens[1], change.new_regions)]
    if kept != found:
        return "it would change how the code around it is read"
    if not _TreeComparison(change).same(*trees):
        return "it would change the meaning of the code around it"
    return None


def flaw_in_yaml(change: Change) -> str | None:
    """Why `change`, which may touch nothing but comments, would harm a YAML document; None if it does not."""
    import yaml

    events = []
    for text in (change.old, change.new):
        try:
            events.append([_event_content(event) for event in yaml.parse(text, Loader=yaml.SafeLoader)])
        except (yaml.YAMLError, RecursionError) as error:
            return f"the result would not be YAML: {error}"
    return None if events[0] == events[1] else "it would change what the document says"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a change must not be made; `subjects` are those of the violations that speak against it."""

    reason: str
    subjects: frozenset[str] = frozenset()


def flaw_in_verdict(
    before: Sequence[Violation], after: Sequence[Violation], targeted: Sequence[Violation]
) -> Flaw | None:
    """Why the violations `after` a change speak against it; None if none is new or worse, and the `targeted` are gone.

    Violations are told apart by rule, subject and whether a comment silences them, not by place: an edit moves what
    stands below it.
    """
    new: set[tuple[str, str, bool]] = set()
    for severity in Severity:
        allowed = Counter(_about(v) for v in before if v.severity.rank <= severity.rank)
        found = Counter(_about(v) for v in after if v.severity.rank <= severity.rank)
        new.update(found - allowed)
    if new:
        first = min(new)
        reason = f"it would bring a new violation: {first[0]} {first[1]}".rstrip()
        return Flaw(reason, frozenset(subject for _, subject, _ in new))
    allowed = Counter(_about(violation) for violation in before)
    allowed.subtract(Counter(_about(violation) for violation in targeted))
    left = {about for about, number in Counter(map(_about, after)).items() if number > allowed[about]}
    return Flaw("the violation would remain", frozenset(subject for _, subject, _ in left)) if left else None


def _about(violation: Violation) -> tuple[str, str, bool]:
    return violation.code, violation.subject, violation.suppression is not None


def _event_content(event: object) -> tuple[object, ...]:
    return (type(event), *(getattr(event, name, None) for name in ("value", "tag", "anchor", "style", "flow_style")))


def _outside(tokens: Iterable[Token], regions: Sequence[Range]) -> Iterator[Token]:
    """The tokens that no edit touches, but for comments, of which an edit may take a part."""
    return (token for token in tokens if token[0] != tokenize.COMMENT and not _touches(token[2], regions))


def _touches(place: Range, regions: Sequence[Range]) -> bool:
    return any(place[0] < end and start < place[1] for start, end in regions)


def _lost_comments(old: Sequence[Token], new: Sequence[Token], meant: Sequence[Range]) -> list[str]:
    kept = Counter(text for kind, text, place in old if kind == tokenize.COMMENT and not _touches(place, meant))
    return sorted((kept - Counter(text for kind, text, _ in new if kind == tokenize.COMMENT)).elements())


class _TreeComparison:
    """Two syntax trees compared but for the nodes that a change replaces, removes or adds as a whole."""

    def __init__(self, change: Change) -> None:
        self._old = _Regions(change.before, change.old_regions)
        self._new = _Regions(change.after, change.new_regions)

    def same(self, old_tree: ast.AST, new_tree: ast.AST) -> bool:
        """Whether the trees agree outside the change."""
        pending: list[tuple[object, object]] = [(old_tree, new_tree)]
        while pending:
            old, new = pending.pop()
            if isinstance(old, ast.AST) and isinstance(new, ast.AST):
                if self._old.cover(old) and self._new.cover(new):
                    continue
                if type(old) is not type(new):
                    return False
                if isinstance(old, ast.JoinedStr) and isinstance(new, ast.JoinedStr):
                    if not _same_shape(old, new):
                        return False
                    continue
                pending.extend((getattr(old, name, None), getattr(new, name, None)) for name in old._fields)
            elif isinstance(old, list) and isinstance(new, list):
                kept = [child for child in old if not self._old.cover(child)]
                found = [child for child in new if not self._new.cover(child)]
                if len(kept) != len(found):
                    return False
                pending.extend(zip(kept, found, strict=True))
            elif type(old) is not type(new) or repr(old) != repr(new):
                return False
        return True


class _Regions:
    """What a change replaces in a script, or puts there; empty regions cover nothing."""

    def __init__(self, script: Script, regions: Sequence[Range]) -> None:
        self._script = script
        self._regions = [region for region in regions if region[0] < region[1]]
        self._lines = [(script.line(start), script.line(end)) for start, end in self._regions]

    def cover(self, node: object) -> bool:
        """Whether one of the regions holds all of `node`."""
        if not isinstance(node, (ast.expr, ast.stmt, ast.alias, ast.keyword, ast.arg)):
            return False
        # Most nodes are nowhere near; the place of one in characters costs more than its lines.
        if not any(first <= node.lineno and (node.end_lineno or 0) <= last for first, last in self._lines):
            return False
        start, end = self._script.node_range(node)
        return any(region[0] <= start and end <= region[1] for region in self._regions)


def _same_shape(old: ast.JoinedStr, new: ast.JoinedStr) -> bool:
    """Whether two f-strings differ at most in the expressions they hold.

    Before Python 3.12 the places of those are not reliable, so that nobody can tell whether an edit touches them; but
    the text around the edits is the same, and so must be the parts it is made of.
    """
    if len(old.values) != len(new.values):
        return False
    return all(_shape(before) == _shape(after) for before, after in zip(old.values, new.values, strict=True))


def _shape(part: ast.expr) -> tuple[object, ...]:
    if isinstance(part, ast.FormattedValue):
        return part.conversion, part.format_spec and ast.dump(part.format_spec)
    return (ast.dump(part),)
