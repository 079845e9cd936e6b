"""How the run of one script ended."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from datetime import datetime
from typing import Union

from cursus_lint.runtime.process import CapturedText


@dataclass(frozen=True, slots=True)
class Passed:
    """The script ended well; `empty_outputs` are the outputs into which it put nothing."""

    empty_outputs: tuple[str, ...] = ()

    name = "passed"

    @property
    def message(self) -> str:
        """Which outputs are empty, "" if none is."""
        return f"nothing was written to {', '.join(self.empty_outputs)}" if self.empty_outputs else ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The script failed; `reason` is the last thing it said about it."""

    exit_code: int
    reason: str

    name = "failed"

    @property
    def message(self) -> str:
        """How it ended, and why as far as it said so."""
        how = f"killed by {_signal_name(-self.exit_code)}" if self.exit_code < 0 else f"exit code {self.exit_code}"
        return f"{how}: {self.reason}" if self.reason else how


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The script was killed at its time limit, in seconds."""

    limit: float

    name = "timed out"

    @property
    def message(self) -> str:
        """What the limit was."""
        return f"killed after {self.limit:g} seconds"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The script was killed because the whole run was called off."""

    name = "cancelled"
    message = "the run was called off"


@dataclass(frozen=True, slots=True)
class CouldNotStart:
    """The script never ran, because of what `problems` say."""

    problems: tuple[str, ...]

    name = "could not start"

    @property
    def message(self) -> str:
        """All problems in one line."""
        return "; ".join(self.problems)


def _signal_name(number: int) -> str:
    try:
        return f"{signal.Signals(number).name} (signal {number})"
    except ValueError:  # a real-time signal has no name
        return f"signal {number}"


Outcome = Union[Passed, Failed, TimedOut, Cancelled, CouldNotStart]


@dataclass(frozen=True, slots=True)
class ProducedFile:
    """A file that a run created or changed: the output's logical name, the path below it, the size in bytes."""

    output: str
    path: str
    size: int


_NOTHING = CapturedText("")


@dataclass(frozen=True, slots=True)
class ScriptTestResult:
    """One run of a script: its end, its duration in seconds, its peak memory in bytes, what it printed and produced."""

    script_name: str
    step_name: str
    outcome: Outcome
    started_at: datetime
    seconds: float = 0.0
    peak_memory: int = 0
    stdout: CapturedText = _NOTHING
    stderr: CapturedText = _NOTHING
    files: tuple[ProducedFile, ...] = ()

    @property
    def success(self) -> bool:
        """Whether the script ended well."""
        return isinstance(self.outcome, Passed)

    @property
    def last_words(self) -> str:
        """What the script printed where it told of its failure: its errors, or where there are none its output."""
        return self.stderr.text.strip() or self.stdout.text.strip()

    @property
    def exit_code(self) -> int | None:
        """The script's exit code, negative for a signal; None where it did not end by itself."""
        if isinstance(self.outcome, Passed):
            return 0
        return self.outcome.exit_code if isinstance(self.outcome, Failed) else None
