"""Reads a script without running it: statements, branches and functions, over the values of `values`.

Every branch is taken, and what both sides leave is joined. A function is read once for each different list of
arguments, so that what it does with a path, a dict or a name is known at the call that hands it over.
"""

from __future__ import annotations

import ast
import builtins
import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.frames import Deferred, Frame, Invocation, State
from cursus_lint.analysis.joining import join, origins_of
from cursus_lint.analysis.lowering import lower
from cursus_lint.analysis.recorder import ImportRecord, Kept, KeyRecord, Recorder
from cursus_lint.analysis.siblings import Siblings
from cursus_lint.analysis.source import Source, Statement
from cursus_lint.analysis.values import (
    NEVER,
    UNKNOWN,
    Arm,
    Class,
    Const,
    Environ,
    External,
    Function,
    Mapping,
    Method,
    Module,
    Namespace,
    OneOf,
    ParserObject,
    PathObject,
    Text,
    Unknown,
    Value,
    options,
)

_BUILTINS = frozenset(dir(builtins)) | {"exit", "quit"}


def _is_telling(value: Value) -> bool:
    """Whether a module's variable makes the code that uses it worth reading: a path, the environment, a helper."""
    if isinstance(value, Text):
        return value.start.startswith("/")
    return isinstance(value, (PathObject, Environ, Function, Module, ParserObject, Namespace))


STATEMENTS: dict[type, Callable[[Evaluator, Any, Frame], Flow]] = {}
"""How each kind of statement is read; filled by `statements`."""

EXPRESSIONS: dict[type, Callable[[Evaluator, Any, Frame], Value]] = {}
"""How each kind of expression is read; filled by `expressions`."""

CALLABLES: dict[type, Callable[[Evaluator, Any, Invocation], Value]] = {}
"""What calling each kind of value does; filled by `calls`."""

ATTRIBUTES: dict[type, Callable[[Evaluator, Any, str, ir.Site, Frame], Value]] = {}
"""What the attributes of each kind of value are; filled by `attributes`."""


class Flow(enum.Enum):
    """How a block ends: it goes on, returns, raises or exits, or leaves its loop."""

    FALL = enum.auto()
    RETURN = enum.auto()
    RAISE = enum.auto()
    JUMP = enum.auto()


@dataclass(eq=False)
class TryScope:
    """A `try` body being read: what was noted in it that a handler may take back."""

    names: frozenset[str]
    strict: list[Any] = field(default_factory=list)
    imports: list[ImportRecord] = field(default_factory=list)


class Evaluator:
    """The abstract evaluation of one script and of the project's modules it imports."""

    def __init__(self, source: Source, siblings: Siblings, convention: tuple[str, ...]) -> None:
        self.source = source
        self.siblings = siblings
        self.convention = convention
        self.record = Recorder()
        self.main_frame = Frame(source, None, None, None, None, name="__main__")
        self.modules: dict[str, Module] = {}
        self.functions: list[Function] = []
        self.dead_arms: set[tuple[Arm, ...]] = set()
        self.tries: list[TryScope] = []
        self.active: set[object] = set()
        self.memo: dict[object, Value] = {}
        self.remembered: list[Value] = []  # what `memo` knows by identity has to stay, or another would be taken for it
        self.constants: dict[int, Value] = {}  # of each literal one value, so that it can be followed by identity
        self.contexts: dict[int, int] = {}
        self.steps = 0
        self.frame = self.main_frame
        self._own = frozenset(source.statements)

    def code(self, statement: Statement) -> ir.Block:
        """The lowered code of a top-level statement; nothing once the script has cost too much."""
        if not self.spend(len(statement.text) // bounds.CHARACTERS_A_STEP):
            return ()
        if statement.code is None:
            statement.code = lower(statement)
        return statement.code

    def owns(self, site: ir.Site) -> bool:
        """Whether a place is in the script itself, rather than in one of the modules it imports."""
        return site.home.statement in self._own

    def release(self) -> None:
        """Take apart frames and values that refer to each other, so that nobody has to search memory for them later.

        The evaluator cannot be used any more; its source can.
        """
        for source in self.siblings.sources():
            source.release()
        frames = [self.main_frame, *(m.frame for m in self.modules.values()), *(f.frame for f in self.functions)]
        classes = [function.owner for function in self.functions]
        for frame in frames:
            values = (v.value if isinstance(v, Deferred) else v for v in frame.state.variables.values())
            classes += [value for value in values if isinstance(value, Class)]
            frame.forget()
        for cls in classes:
            if cls is not None:
                cls.attributes.clear()
        self.memo.clear()
        self.remembered.clear()
        self.functions.clear()

    def run_module(self, frame: Frame) -> None:
        """Read the top level of a module, functions and classes only by name."""
        for statement in frame.source.statements:
            name = _definition(statement)
            if name is None:
                if self.block(self.code(statement), frame) in (Flow.RAISE, Flow.RETURN):
                    break
            else:
                frame.state.variables[name] = Deferred(statement)
        for name in self._worth_reading(frame.state.variables):
            self.force(name, frame)

    @staticmethod
    def _worth_reading(variables: dict[str, Value | Deferred]) -> list[str]:
        """The names put off whose text can hold a fact: by itself, or by a variable or function that it uses."""
        waiting = {n: v.statement for n, v in variables.items() if isinstance(v, Deferred)}
        telling = {n for n, s in waiting.items() if s.reads}
        telling |= {
            n for n, v in variables.items() if not isinstance(v, Deferred) and any(map(_is_telling, options(v)))
        }
        return [n for n, s in waiting.items() if s.matters or not telling.isdisjoint(s.words)]

    def force(self, name: str, frame: Frame) -> Value:
        """The value of a name of a module whose definition was put off."""
        value = frame.state.variables[name]
        if not isinstance(value, Deferred):
            return value
        if value.value is None:
            value.value = UNKNOWN
            around, branch = frame.state, frame.branch
            frame.state, frame.branch = State(dict(around.variables)), ()
            frame.state.variables[name] = UNKNOWN
            self.block(self.code(value.statement), frame)
            defined = frame.state.variables[name]
            frame.state, frame.branch = around, branch
            value.value = UNKNOWN if isinstance(defined, Deferred) else defined
        frame.state.variables[name] = value.value
        return value.value

    # --- statements -------------------------------------------------------------------------------------------------

    def block(self, block: ir.Block, frame: Frame) -> Flow:
        """Read statements in order; stops where one does not go on."""
        around, self.frame = self.frame, frame
        flow = Flow.FALL
        for code in block:
            flow = STATEMENTS[type(code)](self, code, frame)
            if flow is not Flow.FALL:
                break
        self.frame = around
        return flow

    def eval(self, expr: ir.Expr, frame: Frame) -> Value:
        """What an expression may be, with what reading it does."""
        self.steps += 1
        if self.steps > bounds.STEPS:
            return UNKNOWN
        return EXPRESSIONS[type(expr)](self, expr, frame)

    def spend(self, steps: int) -> bool:
        """Count what costs as much as `steps` expressions; whether the script may cost more."""
        self.steps += steps
        return self.steps <= bounds.STEPS

    def membership(self, mapping: Mapping, key: str, test: ir.Compare) -> KeyRecord:
        """The record of a `key in mapping` test."""
        known = mapping.asked.get((id(test.site.node), key, True)) or mapping.asked.get(
            (id(test.site.node), key, False)
        )
        if known is not None:
            return known
        conditional = self.frame.is_conditional
        record = KeyRecord(key, test.site, False, key_site=test.left.site, is_test=True, conditional=conditional)
        mapping.note(record)
        return record

    def current_present(self) -> frozenset[tuple[int, str]]:
        """The keys known to be present where the evaluation stands."""
        return self.frame.state.present

    def report(self, site: ir.Site) -> ir.Site:
        """`site`, or the place in the script itself that led there."""
        return self.report_site(site, None, self.frame)[0]

    def report_site(self, site: ir.Site, value: Value | None, frame: Frame) -> tuple[ir.Site, bool]:
        """Where something is reported: at the call that handed the name over, and always in the script itself.

        The second part says whether that is another place than `site`.
        """
        here, current = site, frame
        while current.caller is not None and current.call_site is not None:
            if current.source is self.source and (
                value is None or id(value) not in current.passed or _unrolled(current, value)
            ):
                break
            here, current = current.call_site, current.caller
        return here, here is not site

    def consume(self, value: Value) -> None:
        """Note that a value matters to something."""
        for origin in origins_of(value):
            origin.consumed = True

    def hand_over(self, value: Value) -> None:
        """Note that a value is stored, or passed on: from here on it counts as used, whatever becomes of it."""
        for origin in origins_of(value, depth=0):
            origin.consumed = True

    def put_by(self, name: str, value: Value, site: ir.Site) -> None:
        """Note that a value is stored under a name, an attribute or a key: whether it is used shows in the end."""
        for origin in origins_of(value, depth=0):
            if isinstance(origin, KeyRecord):
                kept = self.record.kept.setdefault(name, Kept())
                kept.reads.add(origin)
                kept.sites.add(id(site.node))
            else:
                origin.consumed = True

    def consume_unknown(self, value: Value) -> None:
        """Note that something unknown matters; what known collections hold may still be unused."""
        for option in options(value):
            if isinstance(option, Unknown):
                self.consume(option)

    def log(self, value: Value) -> None:
        """Note that a value is shown to people, which is no use of it."""
        for origin in origins_of(value):
            origin.logged = True

    def look_up(self, name: str, frame: Frame) -> Value:
        """What a name stands for: in this function, the ones around it, the module, the builtins."""
        around: Frame | None = frame
        while around is not None:
            if name not in around.globals or around is around.top:
                value = around.state.variables.get(name)
                if value is not None and (around is frame or around.owner is None):
                    return self.force(name, around)
            around = around.enclosing
        top = frame.top
        if name in top.state.variables:
            return self.force(name, top)
        if name == "__name__":
            return Const(top.name)
        return External(f"builtins.{name}") if name in _BUILTINS else UNKNOWN

    def attribute(self, value: Value, name: str, site: ir.Site, frame: Frame) -> Value:
        """What `value.name` may be, for one possibility."""
        look = ATTRIBUTES.get(type(value))
        return look(self, value, name, site, frame) if look is not None else Method(value, name)

    def call(self, callee: Value, invocation: Invocation) -> Value:
        """What a call gives, with all it does; NEVER if no possibility of what is called returns."""
        if isinstance(callee, OneOf):
            returning = [v for o in callee.options if (v := self.call(o, invocation)) is not NEVER]
            return join(returning) if returning else NEVER
        return CALLABLES[type(callee)](self, callee, invocation)

    def use_none(self, value: Const, site: ir.Site) -> None:
        """Note that None is used as if it were not, where it is the default of a parameter of `main()`."""
        parameter = self.record.main_defaults.get(id(value))
        if parameter is not None:
            self.record.main_unguarded.setdefault(parameter, site)


def _unrolled(frame: Frame, value: Value) -> bool:
    """Whether a value in `passed` comes from a loop in this very function over what it spells out itself."""
    site = value.site if isinstance(value, Text) else None
    return (
        site is not None
        and frame.function is not None
        and site.home.statement is frame.function.code.site.home.statement
    )


def _definition(statement: Statement) -> str | None:
    """The name that a statement only defines, so that reading it can wait until the name is read."""
    if len(statement.outline) != 1:
        return None
    node = statement.outline[0]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.decorator_list:
        return node.name
    return node.name if isinstance(node, ast.ClassDef) else None
