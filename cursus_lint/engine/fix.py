"""Fixes applied to one file until nothing more can be fixed, each kept only when it is proven harmless."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cursus_lint.analysis.rewriting import CannotRewrite, realise
from cursus_lint.analysis.rewriting.intents import RemoveSuppression
from cursus_lint.analysis.rewriting.script import Script
from cursus_lint.diagnostics import Applicability, Violation
from cursus_lint.engine.change import Change, Replacement, replacements
from cursus_lint.engine.encoding import EncodedText, EncodingProblem, decode
from cursus_lint.engine.verify import Flaw, flaw_in_python, flaw_in_verdict, flaw_in_yaml

Check = Callable[[bytes], Sequence[Violation]]
"""What the rules say about a file if this were its content."""

Dropped = tuple[Violation, str]
"""A violation whose fix was not made, and why."""


@dataclass(frozen=True, slots=True)
class FixOutcome:
    """What fixing made of a file.

    `content` is its new content, the old one if nothing was fixed. `applied` are the violations that were fixed, with
    their place at the time; `dropped` those whose fix would do harm, with the reason. `remaining` is all that the
    rules say about the new content.
    """

    content: bytes
    applied: tuple[Violation, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    remaining: tuple[Violation, ...] = ()


def safe_only(violation: Violation) -> bool:
    """Whether the violation has a safe fix."""
    return violation.fix is not None and violation.fix.applicability is Applicability.SAFE


def safe_or_unsafe(violation: Violation) -> bool:
    """Whether the violation has a fix."""
    return violation.fix is not None


def settle(
    path: str,
    content: bytes,
    violations: Sequence[Violation],
    check: Check,
    wanted: Callable[[Violation], bool] = safe_only,
    objection: Callable[[Change], str | None] = lambda change: None,
) -> FixOutcome:
    """Apply the `wanted` fixes of `violations` to the file `path`, again and again until nothing more can be fixed.

    `violations` are what `check` says of `content`; those of other files and suppressed ones are left alone. A fix is
    kept only if the result parses, nothing but what it edits has changed, no comment is lost, no new violation of any
    rule appears and its own is gone. Every round leaves fewer violations than the one before, so there is an end, and
    there no fix can be made on its own: fixing the result again changes nothing. `check` must be deterministic.
    `objection` is asked about each fix by itself: a reason drops it.
    """
    applied: list[Violation] = []
    doubtful: frozenset[tuple[str, str]] = frozenset()
    present = tuple(violations)
    check = _remembered(check)
    while True:
        fixable = [v for v in present if v.path == path and v.suppression is None and v.fix is not None and wanted(v)]
        if not fixable:
            return FixOutcome(content, tuple(applied), (), present)
        try:
            decoded = decode(content, path)
        except EncodingProblem as problem:
            return FixOutcome(content, tuple(applied), tuple((v, str(problem)) for v in fixable), present)
        made = _Round(path, decoded, present, check, objection)
        made.attempt(sorted(fixable, key=Violation.sort_key), doubtful)
        if not made.good:
            return FixOutcome(content, tuple(applied), tuple(made.dropped), present)
        content, present = made.content, made.after
        applied.extend(candidate.violation for candidate in made.good)
        doubtful |= {(violation.code, violation.subject) for violation, _ in made.dropped}


def _remembered(check: Check) -> Check:
    """The same check, asked once for each content: rounds meet the same ones again, and asking is what costs."""
    known: dict[bytes, Sequence[Violation]] = {}

    def ask(content: bytes) -> Sequence[Violation]:
        digest = hashlib.sha256(content).digest()
        if digest not in known:
            known[digest] = check(content)
        return known[digest]

    return ask


@dataclass(frozen=True)
class _Candidate:
    violation: Violation
    made: tuple[Replacement, ...]

    def conflicts(self, others: Sequence[_Candidate]) -> bool:
        return any(mine.conflicts(theirs) for other in others for theirs in other.made for mine in self.made)


@dataclass
class _Round:
    """One text, and the fixes of it that were found to be good together."""

    path: str
    before: EncodedText
    present: tuple[Violation, ...]
    check: Check
    objection: Callable[[Change], str | None]
    good: list[_Candidate] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    content: bytes = b""
    after: tuple[Violation, ...] = ()

    @cached_property
    def script(self) -> Script:
        """The text, with what was parsed of it."""
        return Script(self.before.text)

    def attempt(self, fixable: Sequence[Violation], doubtful: frozenset[tuple[str, str]]) -> None:
        """Find a largest set of good fixes; what conflicts with one that is good waits for the next round.

        Those of `doubtful` violations (rule and subject), which did harm in a round before, are tried one by one.
        """
        candidates = self._realised(fixable)
        waiting = [each for each in candidates if (each.violation.code, each.violation.subject) not in doubtful]
        while waiting:
            batch: list[_Candidate] = []
            for candidate in waiting:
                if not candidate.conflicts([*self.good, *batch]):
                    batch.append(candidate)
            if not batch:
                break
            waiting = [candidate for candidate in waiting if candidate not in batch]
            self._keep_good(batch)
        self._keep_good_singly(each for each in candidates if (each.violation.code, each.violation.subject) in doubtful)

    def _realised(self, fixable: Sequence[Violation]) -> list[_Candidate]:
        script = self.script
        found = []
        for violation in fixable:
            assert violation.fix is not None
            try:
                made = replacements(script, realise(script, violation.fix.rewrite))
                reason = self.objection(Change(script, made))
            except CannotRewrite as refusal:
                reason = refusal.reason
            if reason is None:
                found.append(_Candidate(violation, made))
            else:
                self.dropped.append((violation, reason))
        return found

    def _keep_good(self, batch: Sequence[_Candidate]) -> None:
        """Add `batch` to the good ones: whole if possible, else without those that the verdict names, else by half."""
        flaw = self._flaw([*self.good, *batch])
        if flaw is None:
            self.good += batch
        elif len(batch) == 1:
            self.dropped.append((batch[0].violation, flaw.reason))
        else:
            suspects = [candidate for candidate in batch if candidate.violation.subject in flaw.subjects]
            others = [candidate for candidate in batch if candidate.violation.subject not in flaw.subjects]
            if suspects:
                if others:
                    self._keep_good(others)
                self._keep_good_singly(suspects)
            else:
                half = len(batch) // 2
                self._keep_good(batch[:half])
                self._keep_good(batch[half:])

    def _keep_good_singly(self, candidates: Iterable[_Candidate]) -> None:
        for candidate in candidates:
            if not candidate.conflicts(self.good):
                self._keep_good([candidate])

    def _flaw(self, candidates: Sequence[_Candidate]) -> Flaw | None:
        """Why these fixes must not be made together; if they may, their result becomes the result of the round."""
        made = tuple(sorted({replacement for candidate in candidates for replacement in candidate.made}))
        change = Change(self.script, made)
        if change.new == change.old:
            return Flaw("it would change nothing")
        try:
            content = self.before.encode(change.pieces())
        except EncodingProblem as problem:
            return Flaw(str(problem))
        harm = self._flaw_in_text(change, candidates)
        if harm is not None:
            return Flaw(harm)
        after = tuple(self.check(content))
        flaw = flaw_in_verdict(self.present, after, [candidate.violation for candidate in candidates])
        if flaw is None:
            self.content, self.after = content, after
        return flaw

    def _flaw_in_text(self, change: Change, candidates: Sequence[_Candidate]) -> str | None:
        if self.path.endswith((".yaml", ".yml")):
            return flaw_in_yaml(change)
        comments = [
            (replacement.start, replacement.end)
            for candidate in candidates
            if candidate.violation.fix is not None and isinstance(candidate.violation.fix.rewrite, RemoveSuppression)
            for replacement in candidate.made
        ]
        return flaw_in_python(change, comments)
