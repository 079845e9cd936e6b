"""How each kind of statement is read: every branch is taken, and what both sides leave is joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.assignment import assign
from cursus_lint.analysis.calls import decorate
from cursus_lint.analysis.conditions import assume, emptiness, require, truth
from cursus_lint.analysis.evaluator import STATEMENTS, Evaluator, Flow, TryScope
from cursus_lint.analysis.expressions import operate
from cursus_lint.analysis.frames import Deferred, Frame, Invocation, State, join_states
from cursus_lint.analysis.imports import bind_import
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import blend, join, literal
from cursus_lint.analysis.library.command_line import look_through
from cursus_lint.analysis.values import NEVER, UNKNOWN, Class, Const, External, Function, Instance, Value, options

_Step = Callable[[Evaluator, Any, Frame], Flow]


def _reads(kind: type) -> Callable[[_Step], _Step]:
    def register(step: _Step) -> _Step:
        STATEMENTS[kind] = step
        return step

    return register


@_reads(ir.Assign)
def _assign(ev: Evaluator, code: ir.Assign, frame: Frame) -> Flow:
    if code.annotation is not None and frame.owner is not None and isinstance(code.targets[0], ir.NameTarget):
        frame.owner.fields += ((code.targets[0].id, code),)
    if code.value is None:
        return Flow.FALL
    value = ev.eval(code.value, frame)
    for target in code.targets:
        assign(ev, target, value, frame, code.site)
    return Flow.RAISE if value is NEVER else Flow.FALL


@_reads(ir.Augment)
def _augment(ev: Evaluator, code: ir.Augment, frame: Frame) -> Flow:
    value = operate(ev, code.operator, ev.eval(code.current, frame), ev.eval(code.value, frame), code.site)
    assign(ev, code.target, value, frame, code.site)
    return Flow.FALL


@_reads(ir.Evaluate)
def _evaluate(ev: Evaluator, code: ir.Evaluate, frame: Frame) -> Flow:
    return Flow.RAISE if ev.eval(code.value, frame) is NEVER else Flow.FALL


@_reads(ir.Return)
def _return(ev: Evaluator, code: ir.Return, frame: Frame) -> Flow:
    value = ev.eval(code.value, frame) if code.value is not None else Const(None)
    if value is NEVER:
        return Flow.RAISE
    frame.returned.append(value)
    return Flow.RETURN


@_reads(ir.Raise)
def _raise(ev: Evaluator, code: ir.Raise, frame: Frame) -> Flow:
    if code.value is not None:
        ev.eval(code.value, frame)
    return Flow.RAISE


@_reads(ir.Jump)
def _jump(ev: Evaluator, code: ir.Jump, frame: Frame) -> Flow:
    return Flow.JUMP


@_reads(ir.If)
def _if(ev: Evaluator, code: ir.If, frame: Frame) -> Flow:
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
            frame.may_have_left |= flow is Flow.RETURN
        if flow is Flow.RAISE and test is not None:
            for record in emptiness(ev, test, frame):
                require(record, always=not frame.is_conditional)
        if flow is Flow.RAISE and test is None and len(code.branches) == 1:
            for record in emptiness(ev, code.branches[0][0], frame, negated=True):
                require(record, always=not frame.is_conditional)
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


def _is_main_guard(test: ir.Expr) -> bool:
    if not isinstance(test, ir.Compare):
        return False
    return any(isinstance(side, ir.Name) and side.id == "__name__" for side in (test.left, test.right))


def _worst(ends: list[Flow]) -> Flow:
    for flow in (Flow.JUMP, Flow.RETURN, Flow.RAISE):
        if flow in ends:
            return flow
    return Flow.FALL


@_reads(ir.Loop)
def _loop(ev: Evaluator, code: ir.Loop, frame: Frame) -> Flow:
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
    ev.consume_unknown(value)
    look_through(ev, value, code.iterable.site, frame)
    items, more = elements(value)
    rounds: list[Value] = items if len(items) <= bounds.UNROLL else [join(items)]
    if more and not rounds:
        rounds = [blend([value])]
    for item in rounds:
        state = frame.state
        frame.state = state.copy()
        frame.passed[id(item)] = item
        assign(ev, code.target, item, frame)
        if more:
            frame.branch = (*outer, (id(code), 0, 2))
        ev.block(code.body, frame)
        frame.branch = outer
        frame.state = join_states([frame.state, state]) if more else frame.state
    return ev.block(code.orelse, frame)


@_reads(ir.Try)
def _try(ev: Evaluator, code: ir.Try, frame: Frame) -> Flow:
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


@_reads(ir.With)
def _with(ev: Evaluator, code: ir.With, frame: Frame) -> Flow:
    suppressed: frozenset[str] = frozenset()
    for expr, target in code.items:
        value = ev.eval(expr, frame)
        if isinstance(expr, ir.Call) and "suppress" in dotted_names_of(expr.func):
            suppressed |= frozenset(n for a in expr.arguments for n in dotted_names(a.value))
        entered = join([_enter(ev, option, expr, frame) for option in options(value)])
        if target is not None:
            assign(ev, target, entered, frame)
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


def _enter(ev: Evaluator, manager: Value, expr: ir.Expr, frame: Frame) -> Value:
    """What `with manager as` binds: what `__enter__` gives, where the project says so."""
    if not isinstance(manager, Instance) or manager.cls is None:
        return manager
    for name in ("__enter__", "__aenter__"):
        if manager.cls.find(name) is not None:
            enter = ev.attribute(manager, name, expr.site, frame)
            return ev.call(enter, Invocation([], [], expr.site, frame))
    return manager


def dotted_names_of(expr: ir.Expr) -> str:
    """The last name of a dotted expression, empty if it is none."""
    return expr.name if isinstance(expr, ir.Attribute) else expr.id if isinstance(expr, ir.Name) else ""


@_reads(ir.Match)
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


@_reads(ir.Import)
def _import(ev: Evaluator, code: ir.Import, frame: Frame) -> Flow:
    for alias in code.aliases:
        bind_import(ev, alias, frame)
    return Flow.FALL


@_reads(ir.Declare)
def _declare(ev: Evaluator, code: ir.Declare, frame: Frame) -> Flow:
    (frame.globals if code.is_global else frame.nonlocals).update(code.names)
    return Flow.FALL


@_reads(ir.Define)
def _define(ev: Evaluator, code: ir.Define, frame: Frame) -> Flow:
    function = Function(code.function, frame, frame.owner)
    if frame.source is ev.source:
        ev.functions.append(function)
        if code.function.name == "main" and frame is ev.main_frame:
            ev.record.main = function
    value: Value = function
    for decorator in reversed(code.decorators):
        value = decorate(ev, ev.eval(decorator, frame), value, function, decorator.site, frame)
    frame.assign(code.function.name, value)
    return Flow.FALL


@_reads(ir.DefineClass)
def _define_class(ev: Evaluator, code: ir.DefineClass, frame: Frame) -> Flow:
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
    return Flow.FALL


def dotted_names(expr: ir.Expr | None) -> tuple[str, ...]:
    """The last names of the exceptions that a handler catches; a bare `except` catches BaseException."""
    if expr is None:
        return ("BaseException",)
    if isinstance(expr, ir.Display):
        return tuple(n for i in expr.items for n in dotted_names(i))
    if isinstance(expr, ir.Attribute):
        return (expr.name,)
    return (expr.id,) if isinstance(expr, ir.Name) else ()
