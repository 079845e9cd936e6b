"""What a contract offers a script, and what the script makes of it: for whoever writes either."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.diagnostics import Span

Kind = Literal["env", "input", "output", "argument", "path"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A declaration of a contract: `text` is what a script writes, `line` the contract's line (0: unknown).

    `value` is the default, or the path of a channel; None without one.
    """

    kind: Kind
    text: str
    required: bool
    value: str | None
    line: int

    def describe(self) -> str:
        """The declaration in a few words."""
        needed = "required" if self.required else "optional"
        if self.kind in ("input", "output"):
            return f"{needed} {self.kind} channel, {self.value or 'without a path'}"
        if self.kind == "path":
            return f"{needed} channel `{self.value}`"
        noun = "environment variable" if self.kind == "env" else "argument"
        return f"{needed} {noun}" + (f", default {self.value!r}" if self.value is not None else "")


def entries_of(contract: ScriptContract) -> tuple[Entry, ...]:
    """All that a contract declares and a script can name, in the order of the contract."""
    return tuple(_entries(contract))


def uses_of(entry: Entry, facts: ScriptFacts) -> tuple[Span, ...]:
    """Where a script asks for what `entry` declares, in the order of the text."""
    spans: set[Span] = set()
    if entry.kind == "env":
        spans |= {read.span for read in facts.env_reads if read.name == entry.text}
        spans |= {key.span for key in facts.environ_keys if key.name == entry.text}
    elif entry.kind == "argument":
        spans |= {argument.span for argument in facts.arguments if entry.text in argument.flags}
    elif entry.kind == "path":
        spans |= {path.span for path in facts.paths if path.used and path.path == entry.text}
    else:
        spans |= {use.span for use in facts.channel_uses if (use.side, use.key) == (entry.kind, entry.text)}
        spans |= {path.span for path in facts.paths if path.used and path.path == entry.value}
    return tuple(sorted(spans))


_CONTEXTS: tuple[tuple[re.Pattern[str], frozenset[Kind]], ...] = (
    (re.compile(r"(?:environ\s*\[|environ\.(?:get|pop|setdefault)\s*\(|getenv\s*\()\s*$"), frozenset({"env"})),
    (re.compile(r"environ_vars\s*(?:\[|\.get\s*\()\s*$"), frozenset({"env"})),
    (re.compile(r"input_paths\s*(?:\[|\.get\s*\()\s*$"), frozenset({"input"})),
    (re.compile(r"output_paths\s*(?:\[|\.get\s*\()\s*$"), frozenset({"output"})),
    (re.compile(r"add_argument\s*\(\s*$"), frozenset({"argument"})),
)


def kinds_wanted(line: str) -> tuple[frozenset[Kind], str]:
    """What the string that is open at the end of `line` should name, and what is written of it so far.

    Only the text decides, so that it works in code that is half typed. Nothing is wanted outside of strings.

    >>> kinds_wanted('x = os.environ["LA')
    (frozenset({'env'}), 'LA')
    >>> kinds_wanted('x = 1')
    (frozenset(), '')
    """
    quotes = [match.start() for match in re.finditer(r"(?<!\\)['\"]", line)]
    if len(quotes) % 2 == 0:
        return frozenset(), ""
    before, text = line[: quotes[-1]].rstrip("rRuUbBfF"), line[quotes[-1] + 1 :]
    for pattern, kinds in _CONTEXTS:
        if pattern.search(before):
            return kinds, text
    return (frozenset({"path"}), text) if text.startswith("/") else (frozenset(), "")


def string_at(line: str, column: int) -> str | None:
    """The content of the string literal of `line` that the 1-based `column` lies in; None outside of strings."""
    for match in re.finditer(r"""(['"])((?:\\.|(?!\1).)*)\1""", line):
        if match.start() < column <= match.end():
            return match.group(2)
    return None


def _entries(contract: ScriptContract) -> Iterator[Entry]:
    for name in contract.required_env_vars:
        yield Entry("env", name, True, None, contract.line_of("env", name))
    for name, default in contract.optional_env_vars.items():
        yield Entry("env", name, False, default, contract.line_of("env", name))
    for name in contract.computed_env_vars:
        yield Entry("env", name, True, None, contract.line_of("env", name))
    sides: tuple[tuple[Literal["input", "output"], dict[str, str]], ...] = (
        ("input", dict(contract.expected_input_paths)),
        ("output", dict(contract.expected_output_paths)),
    )
    for side, paths in sides:
        for name, path in paths.items():
            required = name not in contract.optional_inputs
            yield Entry(side, name, required, path or None, contract.line_of(side, name))
            if path:
                yield Entry("path", path, required, name, contract.line_of(side, name))
    flags = {argument.flag for argument in contract.job_arguments}
    for argument in contract.job_arguments:
        default = None if argument.default is None else str(argument.default)
        line = contract.line_of("argument", argument.flag)
        yield Entry("argument", argument.flag, bool(argument.required), default, line)
    for name, value in contract.expected_arguments.items():
        if (flag := f"--{name}") not in flags:
            default = None if value is None else str(value)
            yield Entry("argument", flag, False, default, contract.line_of("argument", name))
