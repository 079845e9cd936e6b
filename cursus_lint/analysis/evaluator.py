"""Reads a script without running it: statements, branches and functions, over the values of `values`.

Every branch is taken, and what both sides leave is joined. A function is read once for each different list of
arguments, so that what it does with a path, a dict or a name is known at the call that hands it over.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.frames import Deferred, Frame, State, join_states
from cursus_lint.analysis.lowering import lower
from cursus_lint.analysis.recorder import EnvRecord, ImportRecord, KeyRecord, Recorder
from cursus_lint.analysis.siblings import Siblings
from cursus_lint.analysis.source import Source, Statement
from cursus_lint.analysis.values import (
    NEVER,
    UNKNOWN,
    Arm,
    Class,
    Const,
    External,
    Function,
    Mapping,
    Module,
    Sequence,
    Text,
    Unknown,
    Value,
    blend,
    join,
    literal,
    options,
    origins_of,
)

MATTERS = re.compile(
    r"environ|getenv|argparse|argument|\bargs\b|Namespace|click|typer|absl|DEFINE_|Parser|Settings|"
    r"['\"]\.{0,2}/|Path\(|os\.path|input_paths|output_paths|environ_vars|job_args|"
    r"\bimport\b|subprocess|os\.exec|os\.system|runpy|\bmain\b"
)
"""What a statement's text holds if it can hold a fact by itself; the rest is parsed only when evaluation reaches it."""


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
        self.own_statements = frozenset(source.statements)
        self.main_frame = Frame(source, None, None, None, None, name="__main__")
        self.modules: dict[str, Module] = {}
        self.functions: list[Function] = []
        self.dead_arms: set[tuple[Arm, ...]] = set()
        self.tries: list[TryScope] = []
        self.active: set[object] = set()
        self.memo: dict[object, Value] = {}
        self.contexts: dict[int, int] = {}
        self.steps = 0
        self.frame = self.main_frame
        self._code: dict[int, ir.Block] = {}
        self._constants: dict[int, Value] = {}

    def run(self) -> Recorder:
        """Read the whole script: its top level, then what nothing in it calls."""
        from cursus_lint.analysis.calls import call_uncalled

        self.run_module(self.main_frame)
        call_uncalled(self)
        return self.record

    def code(self, statement: Statement) -> ir.Block:
        """The lowered code of a top-level statement."""
        block = self._code.get(id(statement))
        if block is None:
            block = self._code[id(statement)] = lower(statement)
        return block

    def run_module(self, frame: Frame) -> None:
        """Read the top level of a module, functions and classes only by name."""
        for statement in frame.source.statements:
            name = _definition(statement)
            if name is None:
                if self.block(self.code(statement), frame) in (Flow.RAISE, Flow.RETURN):
                    break
            else:
                frame.state.variables[name] = Deferred(statement)
        for name, value in list(frame.state.variables.items()):
            if isinstance(value, Deferred) and MATTERS.search(value.statement.text):
                self.force(name, frame)

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
            flow = _STATEMENTS[type(code)](self, code, frame)
            if flow is not Flow.FALL:
                break
        self.frame = around
        return flow

    def eval(self, expr: ir.Expr, frame: Frame) -> Value:
        """What an expression may be, with what reading it does."""
        self.steps += 1
        if self.steps > bounds.STEPS:
            if self.steps == bounds.STEPS + 1:
                self.exhausted(expr.site)
            return UNKNOWN
        return EXPRESSIONS[type(expr)](self, expr, frame)

    def exhausted(self, site: ir.Site) -> None:
        """Note that the file costs more than the bound allows: nothing in it can be called absent."""
        reason = f"the script takes more than {bounds.STEPS:,} steps to read"
        for kind in ("env", "argument", "channel", "path", "import"):
            self.record.note_opaque(kind, reason, site)

    def constant(self, expr: ir.Literal, make: Callable[[], Value]) -> Value:
        """The one value of a literal, so that it can be followed by identity."""
        value = self._constants.get(id(expr))
        if value is None:
            value = self._constants[id(expr)] = make()
        return value

    def membership(self, mapping: Mapping, key: str, test: ir.Compare) -> KeyRecord:
        """The record of a `key in mapping` test."""
        for record in mapping.reads:
            if record.site.node is test.site.node and record.name == key:
                return record
        record = KeyRecord(key, test.site, False, key_site=test.left.site, is_test=True)
        mapping.reads.append(record)
        return record

    def current_present(self) -> frozenset[tuple[int, str]]:
        """The keys known to be present where the evaluation stands."""
        return self.frame.state.present

    def report(self, site: ir.Site) -> ir.Site:
        """`site`, or the place in the script itself that led there."""
        from cursus_lint.analysis.library.environment import report_site

        return report_site(self, site, None, self.frame)[0]

    def consume(self, value: Value) -> None:
        """Note that a value matters to something."""
        for origin in origins_of(value):
            origin.consumed = True

    def log(self, value: Value) -> None:
        """Note that a value is shown to people, which is no use of it."""
        for origin in origins_of(value):
            origin.logged = True

    def assign(self, target: ir.Target, value: Value, frame: Frame, site: ir.Site | None = None) -> None:
        """Bind a target; `site` is the assignment statement."""
        if isinstance(target, ir.NameTarget):
            frame.assign(target.id, value)
        elif isinstance(target, ir.PlaceTarget):
            from cursus_lint.analysis.expressions import assign_place

            assign_place(self, target.place, value, frame, site)
        else:
            for part, item in zip(target.targets, unpack(value, len(target.targets), target.starred), strict=True):
                self.assign(part, item, frame, site)


def unpack(value: Value, count: int, starred: int | None) -> list[Value]:
    """The values that `count` targets get when `value` is taken apart."""
    sequences = [o for o in options(value) if isinstance(o, Sequence)]
    if starred is None and sequences and all(len(s.items) == count and not s.open for s in sequences):
        rest = [o for o in options(value) if not isinstance(o, Sequence)]
        extra = [blend(rest)] if rest else []
        return [join([*(s.items[i] for s in sequences), *extra]) for i in range(count)]
    mixed = blend([value])
    direct = next((o.direct for o in options(value) if isinstance(o, Unknown) and o.direct is not None), None)
    if direct is not None:
        mixed = Unknown(mixed.origins, direct, mixed.names_variables)
    return [mixed] * count


def elements(ev: Evaluator, value: Value) -> tuple[list[Value], bool]:
    """The elements of something iterated over, and whether there may be more."""
    found: list[Value] = []
    more = False
    for option in options(value):
        if isinstance(option, Sequence):
            found.extend(option.items)
            more |= option.open
        elif isinstance(option, Mapping):
            site = option.site
            found.extend(
                e_key if isinstance(e_key, (Text, Const)) else Text((e_key,), e.key_site)
                for k, e in option.entries.items()
                for e_key in [k if isinstance(k, str) else Const(k, site)]
            )
            more |= option.open
        else:
            more = True
            rest = option.names_variables if isinstance(option, Unknown) else False
            found.append(Unknown(origins_of(option), None, rest))
    return found[: bounds.ENTRIES], more


def _definition(statement: Statement) -> str | None:
    import ast

    if len(statement.outline) != 1:
        return None
    node = statement.outline[0]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and not node.decorator_list:
        return node.name
    if isinstance(node, ast.ClassDef):
        return node.name
    return None


_Step = Callable[[Evaluator, Any, Frame], Flow]


def _assign(ev: Evaluator, code: ir.Assign, frame: Frame) -> Flow:
    if code.annotation is not None and frame.owner is not None and isinstance(code.targets[0], ir.NameTarget):
        frame.owner.fields += ((code.targets[0].id, code),)
    if code.value is None:
        return Flow.FALL
    value = ev.eval(code.value, frame)
    for target in code.targets:
        ev.assign(target, value, frame, code.site)
    return Flow.RAISE if value is NEVER else Flow.FALL


def _augment(ev: Evaluator, code: ir.Augment, frame: Frame) -> Flow:
    from cursus_lint.analysis.expressions import operate

    value = operate(ev, code.operator, ev.eval(code.current, frame), ev.eval(code.value, frame), code.site)
    ev.assign(code.target, value, frame, code.site)
    return Flow.FALL


def _evaluate(ev: Evaluator, code: ir.Evaluate, frame: Frame) -> Flow:
    return Flow.RAISE if ev.eval(code.value, frame) is NEVER else Flow.FALL


def _return(ev: Evaluator, code: ir.Return, frame: Frame) -> Flow:
    value = ev.eval(code.value, frame) if code.value is not None else Const(None)
    if value is NEVER:
        return Flow.RAISE
    frame.returned.append(value)
    return Flow.RETURN


def _raise(ev: Evaluator, code: ir.Raise, frame: Frame) -> Flow:
    if code.value is not None:
        ev.eval(code.value, frame)
    return Flow.RAISE


def _jump(ev: Evaluator, code: ir.Jump, frame: Frame) -> Flow:
    return Flow.JUMP


def _if(ev: Evaluator, code: ir.If, frame: Frame) -> Flow:
    from cursus_lint.analysis.conditions import assume, emptiness, truth

    arms = len(code.branches) + 1
    outer = frame.branch
    left: list[State] = []
    ends: list[Flow] = []
    reachable = True
    if any(_is_main_guard(test) for test, _ in code.branches) and frame is ev.main_frame:
        ev.record.entry_block = True
    for number, (test, body) in enumerate((*code.branches, (None, code.orelse))):
        before = frame.state
        verdict: bool | None = True
        if test is not None:
            value = ev.eval(test, frame)
            ev.consume(value)
            verdict = truth(ev, test, value, frame)
            if verdict is False and _is_main_guard(test):
                continue
            frame.state = before.copy()
            assume(ev, test, value, True, frame)
        arm = (id(code), number, arms)
        taken_for_sure = verdict is True and test is not None
        if not taken_for_sure:
            frame.branch = (*outer, arm)
        returned = len(frame.returned)
        flow = ev.block(body, frame)
        frame.branch = outer
        if flow is not Flow.FALL:
            ev.dead_arms.add((*outer, arm))
        if flow is Flow.RAISE and test is not None:
            for record in emptiness(ev, test, frame):
                require(record)
        if reachable and verdict is not False:
            ends.append(flow)
            if flow is Flow.FALL:
                left.append(frame.state)
        else:
            del frame.returned[returned:]
        if taken_for_sure:
            reachable = False
        if test is not None:
            frame.state = before.copy()
            assume(ev, test, value, False, frame)
    if left:
        frame.state = join_states(left)
        return Flow.FALL
    return _worst(ends)


def require(record: Any) -> None:
    """Note that the script refuses to go on without this value."""
    if isinstance(record, EnvRecord):
        record.rejects_empty = True
    if record.fallback.kind == "none" or (record.fallback.kind == "literal" and not record.fallback.value):
        record.strict = True


def _is_main_guard(test: ir.Expr) -> bool:
    if not isinstance(test, ir.Compare):
        return False
    return any(isinstance(side, ir.Name) and side.id == "__name__" for side in (test.left, test.right))


def _worst(ends: list[Flow]) -> Flow:
    for flow in (Flow.JUMP, Flow.RETURN, Flow.RAISE):
        if flow in ends:
            return flow
    return Flow.FALL


def _loop(ev: Evaluator, code: ir.Loop, frame: Frame) -> Flow:
    from cursus_lint.analysis.conditions import assume

    before = frame.state
    value = ev.eval(code.iterable, frame)
    outer = frame.branch
    if code.target is None:
        ev.consume(value)
        frame.state = before.copy()
        assume(ev, code.iterable, value, True, frame)
        frame.branch = (*outer, (id(code), 0, 2))
        flow = ev.block(code.body, frame)
        frame.branch = outer
        forever = literal(value) == (True, True)
        if forever and flow in (Flow.RETURN, Flow.RAISE):
            return flow
        frame.state = join_states([frame.state] if forever else [before, frame.state])
        return ev.block(code.orelse, frame)
    items, more = elements(ev, value)
    rounds: list[Value] = items if len(items) <= bounds.UNROLL else [join(items)]
    if more and not rounds:
        rounds = [blend([value])]
    for item in rounds:
        state = frame.state
        frame.state = state.copy()
        frame.passed.add(id(item))
        ev.assign(code.target, item, frame)
        if more:
            frame.branch = (*outer, (id(code), 0, 2))
        ev.block(code.body, frame)
        frame.branch = outer
        frame.state = join_states([frame.state, state]) if more else frame.state
    return ev.block(code.orelse, frame)


def _try(ev: Evaluator, code: ir.Try, frame: Frame) -> Flow:
    from cursus_lint.analysis.expressions import dotted_names

    before = frame.state.copy()
    names = frozenset(n for h in code.handlers for n in dotted_names(h.types))
    scope = TryScope(names)
    ev.tries.append(scope)
    flow = ev.block(code.body, frame)
    ev.tries.pop()
    if flow is Flow.FALL:
        flow = ev.block(code.orelse, frame)
    left, ends = ([frame.state] if flow is Flow.FALL else []), [flow]
    after = frame.state
    outer = frame.branch
    for number, handler in enumerate(code.handlers):
        frame.state = join_states([before.copy(), after])
        frame.branch = (*outer, (id(code), number + 1, len(code.handlers) + 1))
        if handler.name:
            frame.assign(handler.name, UNKNOWN)
        end = ev.block(handler.body, frame)
        frame.branch = outer
        caught = set(dotted_names(handler.types))
        if end is not Flow.RAISE:
            if caught & {"KeyError", "LookupError", "Exception", "BaseException"}:
                for record in scope.strict:
                    record.strict = False
            if caught & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}:
                for found in scope.imports:
                    found.optional = True
        if end is Flow.FALL:
            left.append(frame.state)
        ends.append(end)
    frame.state = join_states(left) if left else after
    final = ev.block(code.final, frame)
    if final is not Flow.FALL:
        return final
    return Flow.FALL if left else _worst(ends)


def _with(ev: Evaluator, code: ir.With, frame: Frame) -> Flow:
    suppressed: frozenset[str] = frozenset()
    for expr, target in code.items:
        value = ev.eval(expr, frame)
        if isinstance(expr, ir.Call) and "suppress" in dotted_names_of(expr.func):
            from cursus_lint.analysis.expressions import dotted_names

            suppressed |= frozenset(n for a in expr.arguments for n in dotted_names(a.value))
        if target is not None:
            ev.assign(target, value, frame)
    if not suppressed:
        return ev.block(code.body, frame)
    handler = ir.Handler(None, None, ())
    before = frame.state.copy()
    scope = TryScope(suppressed)
    ev.tries.append(scope)
    ev.block(code.body, frame)
    ev.tries.pop()
    if suppressed & {"KeyError", "LookupError", "Exception"}:
        for record in scope.strict:
            record.strict = False
    if suppressed & {"ImportError", "ModuleNotFoundError", "Exception"}:
        for found in scope.imports:
            found.optional = True
    frame.state = join_states([frame.state, before])
    return ev.block(handler.body, frame)


def dotted_names_of(expr: ir.Expr) -> str:
    """The last name of a dotted expression, empty if it is none."""
    return expr.name if isinstance(expr, ir.Attribute) else expr.id if isinstance(expr, ir.Name) else ""


def _match(ev: Evaluator, code: ir.Match, frame: Frame) -> Flow:
    subject = ev.eval(code.subject, frame)
    ev.consume(subject)
    before, outer = frame.state, frame.branch
    left: list[State] = [before]
    for number, (names, guard, body) in enumerate(code.cases):
        frame.state = before.copy()
        frame.branch = (*outer, (id(code), number, len(code.cases) + 1))
        for name in names:
            frame.assign(name, blend([subject]))
        if guard is not None:
            ev.consume(ev.eval(guard, frame))
        if ev.block(body, frame) is Flow.FALL:
            left.append(frame.state)
        frame.branch = outer
    frame.state = join_states(left)
    return Flow.FALL


def _import(ev: Evaluator, code: ir.Import, frame: Frame) -> Flow:
    from cursus_lint.analysis.imports import bind_import

    for alias in code.aliases:
        bind_import(ev, alias, frame)
    return Flow.FALL


def _declare(ev: Evaluator, code: ir.Declare, frame: Frame) -> Flow:
    (frame.globals if code.is_global else frame.nonlocals).update(code.names)
    return Flow.FALL


def _define(ev: Evaluator, code: ir.Define, frame: Frame) -> Flow:
    from cursus_lint.analysis.calls import call_value, decorate

    function = Function(code.function, frame, frame.owner)
    if frame.source is ev.source:
        ev.functions.append(function)
        if code.function.name == "main" and frame is ev.main_frame:
            ev.record.main = function
    value: Value = function
    for decorator in reversed(code.decorators):
        value = decorate(ev, ev.eval(decorator, frame), value, function, decorator.site, frame, call_value)
    frame.assign(code.function.name, value)
    return Flow.FALL


def _define_class(ev: Evaluator, code: ir.DefineClass, frame: Frame) -> Flow:
    from cursus_lint.analysis.frameworks import class_defined

    bases = [option for base in code.bases for option in options(ev.eval(base, frame))]
    decorators = [ev.eval(d, frame) for d in code.decorators]
    cls = Class(
        name=code.name,
        site=code.site,
        attributes={},
        bases=tuple(b for b in bases if isinstance(b, Class)),
        external_bases=tuple(b.name for b in bases if isinstance(b, External)),
        fields=(),
        frame=frame,
        is_dataclass=any(isinstance(d, External) and d.name.endswith("dataclass") for d in decorators)
        or any(isinstance(e, ir.Call) and dotted_names_of(e.func) == "dataclass" for e in code.decorators),
    )
    body = Frame(frame.source, frame.top, frame, frame.caller, frame.call_site, owner=cls, name=code.name)
    body.depth = frame.depth
    ev.block(code.body, body)
    for name, value in body.state.variables.items():
        if not isinstance(value, Deferred):
            cls.attributes[name] = value
    frame.assign(code.name, cls)
    class_defined(ev, cls, frame)
    return Flow.FALL


_STATEMENTS: dict[type, _Step] = {
    ir.Assign: _assign,
    ir.Augment: _augment,
    ir.Evaluate: _evaluate,
    ir.Return: _return,
    ir.Raise: _raise,
    ir.Jump: _jump,
    ir.If: _if,
    ir.Loop: _loop,
    ir.Try: _try,
    ir.With: _with,
    ir.Match: _match,
    ir.Import: _import,
    ir.Declare: _declare,
    ir.Define: _define,
    ir.DefineClass: _define_class,
}

EXPRESSIONS: dict[type, Callable[[Evaluator, Any, Frame], Value]] = {}
"""How each kind of expression is read; filled by `expressions`."""
