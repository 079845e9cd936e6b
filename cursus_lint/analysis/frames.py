"""Where the evaluation stands: variables, what is known to be present, and the calls that led here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cursus_lint.analysis import ir
from cursus_lint.analysis.joining import join
from cursus_lint.analysis.values import UNKNOWN, Branch, Value

if TYPE_CHECKING:
    from cursus_lint.analysis.source import Source, Statement
    from cursus_lint.analysis.values import Class, Function


@dataclass(slots=True, eq=False)
class Deferred:
    """A top-level `def` or `class` that is parsed when its name is first read; then `value` is what it defines."""

    statement: Statement
    value: Value | None = None


@dataclass(slots=True, eq=False)
class State:
    """What holds at one point of a function: its variables, and the keys known to be present.

    `present` holds pairs of a container's identity (0 for the environment) and a key.
    """

    variables: dict[str, Value | Deferred] = field(default_factory=dict)
    present: frozenset[tuple[int, str]] = frozenset()

    def copy(self) -> State:
        """A state that can go its own way."""
        return State(dict(self.variables), self.present)


def join_states(states: list[State]) -> State:
    """The state after branches that all may have been taken."""
    if len(states) == 1:
        return states[0]
    first = states[0]
    variables = dict(first.variables)
    for state in states[1:]:
        for name, value in state.variables.items():
            mine = variables.get(name)
            if mine is value:
                continue
            if mine is None or isinstance(value, Deferred):
                variables[name] = value
            else:
                variables[name] = value if isinstance(mine, Deferred) else join((mine, value))
    present = first.present
    for state in states[1:]:
        present &= state.present
    return State(variables, present)


@dataclass(slots=True, eq=False)
class Frame:
    """One function (or module, or class body) being read in one context.

    `caller` and `call_site` say who called; `passed` are the values that came in as arguments, by identity.
    `branch` identifies the conditions around the current statement; `may_have_left`: some run has returned before it.
    """

    source: Source
    module: Frame | None
    enclosing: Frame | None
    caller: Frame | None
    call_site: ir.Site | None
    state: State = field(default_factory=State)
    function: Function | None = None
    owner: Class | None = None
    passed: dict[int, Value] = field(default_factory=dict)
    branch: Branch = ()
    may_have_left: bool = False
    returned: list[Value] = field(default_factory=list)
    yielded: list[Value] = field(default_factory=list)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    depth: int = 0
    name: str = "<module>"
    package: tuple[str, ...] = ()

    @property
    def is_conditional(self) -> bool:
        """Whether some runs do not come here: a branch around, or a way out before, in this function or a caller."""
        frame: Frame | None = self
        while frame is not None:
            if frame.branch or frame.may_have_left:
                return True
            frame = frame.caller
        return False

    @property
    def top(self) -> Frame:
        """The module's frame."""
        return self.module if self.module is not None else self

    def forget(self) -> None:
        """Drop all values, which may be functions that know this frame."""
        self.state = State()
        self.passed.clear()
        self.returned.clear()
        self.yielded.clear()

    def local(self, name: str) -> Value:
        """What a variable of this frame holds; unknown if it has none of this name."""
        value = self.state.variables.get(name)
        return UNKNOWN if value is None or isinstance(value, Deferred) else value

    def assign(self, name: str, value: Value) -> None:
        """Bind `name`, honouring `global` and `nonlocal`."""
        if name in self.globals:
            _widen(self.top.state, name, value)
        elif name in self.nonlocals and self.enclosing is not None:
            _widen(self.enclosing.state, name, value)
        else:
            self.state.variables[name] = value


def _widen(state: State, name: str, value: Value) -> None:
    known = state.variables.get(name)
    state.variables[name] = value if known is None or isinstance(known, Deferred) else join((known, value))


UNKNOWN_NAMES = "**"
"""Stands for keyword arguments whose names are not known."""


@dataclass(slots=True)
class Invocation:
    """A call's arguments, and where it stands; the keyword `UNKNOWN_NAMES` stands for names that are not known."""

    positional: list[Value]
    keywords: list[tuple[str, Value]]
    site: ir.Site
    frame: Frame

    def get(self, position: int, name: str = "") -> Value | None:
        """The argument at `position`, or given by `name`."""
        if 0 <= position < len(self.positional):
            return self.positional[position]
        return next((v for n, v in self.keywords if n == name), None) if name else None

    def all(self) -> list[Value]:
        """Every argument's value."""
        return [*self.positional, *(v for _, v in self.keywords)]

    def preceded_by(self, values: tuple[Value, ...], keywords: tuple[tuple[str, Value], ...] = ()) -> Invocation:
        """The same call with more arguments in front."""
        return Invocation([*values, *self.positional], [*keywords, *self.keywords], self.site, self.frame)
