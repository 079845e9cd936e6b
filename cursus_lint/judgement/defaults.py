"""The fallback of a variable that takes effect, of all that are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cursus_lint.judgement.values import Value, like_nothing, same_value

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import EnvRead, ScriptFacts
    from cursus_lint.diagnostics import Span


@dataclass(frozen=True, slots=True)
class TakenDefault:
    """A value that the script uses when the variable is unset, and where it says so.

    `given` is false where the script gives none, so that it goes on with None. `rewritable`: `span` is a plain read
    of the environment.
    """

    value: Value
    span: Span
    given: bool
    rewritable: bool

    def differs_from(self, declared: str) -> bool:
        """Whether a run without the variable behaves differently from one with the text `declared`."""
        return not same_value(declared, self.value) if self.given else not like_nothing(declared)


def defaults_taken(facts: ScriptFacts, name: str) -> tuple[TakenDefault, ...]:
    """Every fallback of the variable `name` that takes effect and is known.

    The harvest decides wherever it always supplies the key; where it adds the key only when the variable is set, the
    fallback of whoever asks `environ_vars` does. Log lines do not count.
    """
    reads = [read for read in facts.env_reads if read.name == name and not read.log_only]
    maybe = {entry.key for entry in facts.harvest if name in entry.variables and not entry.certain}
    taken = [
        TakenDefault(read.fallback.value, read.span, read.fallback.kind == "literal", _is_plain(read))
        for read in reads
        if read.key not in maybe and not read.strict and _is_known(read)
    ]
    if any(read.key in maybe for read in reads):
        taken += [
            TakenDefault(key.fallback.value, key.span, True, False)
            for key in facts.environ_keys
            if key.name in maybe and key.fallback.kind == "literal" and not key.log_only
        ]
    return tuple(taken)


def _is_known(read: EnvRead) -> bool:
    """Whether it can be said what the script goes on with; a conversion of None fails, which is another matter."""
    if read.form == "contains" or read.fallback.kind == "dynamic":
        return False
    return read.fallback.kind == "literal" or (read.converts is None and not read.rejects_empty)


def _is_plain(read: EnvRead) -> bool:
    return read.form in ("get", "getenv")
