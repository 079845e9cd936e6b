"""What a condition says: which keys are present, which values are not empty, and whether it can be known at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis import ir
from cursus_lint.analysis.joining import is_none, join, literal
from cursus_lint.analysis.recorder import EnvRecord, KeyRecord, Record
from cursus_lint.analysis.values import (
    Const,
    Environ,
    Function,
    Instance,
    Mapping,
    Namespace,
    OneOf,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)

if TYPE_CHECKING:
    from cursus_lint.analysis.evaluator import Evaluator
    from cursus_lint.analysis.frames import Frame

ENVIRONMENT = 0
"""Stands for the environment in `State.present`."""


def require(record: Record, *, always: bool) -> None:
    """Note that the script refuses to go on without this value; a fallback that it refuses as well is none.

    `always`: every run comes to the refusal. A variable that only some runs refuse to miss is not required; the record
    of a key says by itself that it is conditional.
    """
    refuses_fallback = record.fallback.kind == "none" or (
        record.fallback.kind == "literal" and not record.fallback.value
    )
    if refuses_fallback and (always or isinstance(record, KeyRecord)):
        record.strict = True
    if isinstance(record, EnvRecord) and always:
        record.rejects_empty = True
    if isinstance(record, KeyRecord) and always:
        for source in record.upstream:
            source.rejects_empty = True
            source.strict |= source.fallback.kind == "none"


def truth(ev: Evaluator, test: ir.Expr, value: Value, frame: Frame) -> bool | None:
    """Whether the test is known to hold in this context: comparisons with what a caller or a loop handed over."""
    if isinstance(test, ir.Not):
        inner = truth(ev, test.operand, value, frame)
        return None if inner is None else not inner
    if isinstance(test, ir.Literal):
        return bool(test.value)
    if isinstance(test, ir.Name) and test.id == "TYPE_CHECKING":
        return False
    if not isinstance(test, ir.Compare) or test.rest:
        return None
    left, right = peek(ev, test.left, frame), peek(ev, test.right, frame)
    if left is None or right is None:
        return None
    given = isinstance(test.left, ir.Name) and (test.left.id == "__name__" or id(left) in frame.passed)
    if test.operator in ("is", "is not") and is_none(right) and given:
        if is_none(left):
            return test.operator == "is"
        if isinstance(left, (Text, Instance, Function, Mapping, Sequence, Namespace)):
            return test.operator == "is not"
        return None
    (known, mine), (also, other) = literal(left), literal(right)
    if test.operator in ("==", "!=") and known and also and given:
        return (mine == other) is (test.operator == "==")
    if test.operator in ("in", "not in") and known and given and isinstance(right, Sequence) and not right.open:
        members = [literal(i) for i in right.items]
        if all(k for k, _ in members):
            return (mine in [m for _, m in members]) is (test.operator == "in")
    return None


def peek(ev: Evaluator, expr: ir.Expr, frame: Frame) -> Value | None:
    """The value of a simple expression, read without effects; None if it is not simple."""
    if isinstance(expr, ir.Name):
        return ev.look_up(expr.id, frame)
    if isinstance(expr, (ir.Literal, ir.Display)):
        return ev.eval(expr, frame)
    if isinstance(expr, ir.Attribute):
        obj = peek(ev, expr.obj, frame)
        if isinstance(obj, (Instance, Namespace)):
            return obj.attributes.get(expr.name)
    return None


def assume(ev: Evaluator, test: ir.Expr, value: Value, holds: bool, frame: Frame) -> None:
    """Change the frame's state to one in which `test` holds, or does not."""
    if isinstance(test, ir.Not):
        assume(ev, test.operand, value, not holds, frame)
    elif isinstance(test, ir.Either):
        if (test.operator == "and") is holds:
            for operand in test.operands:
                assume(ev, operand, value, holds, frame)
    elif isinstance(test, ir.Compare) and not test.rest:
        if test.operator in ("in", "not in"):
            if (test.operator == "in") is holds:
                _present(ev, test.left, test.right, frame)
        elif test.operator in ("is", "is not", "==", "!=") and _is_none_literal(test.right):
            _narrow(ev, test.left, frame, none=(test.operator in ("is", "==")) is holds)
        if isinstance(test.left, ir.Name) and test.operator in ("==", "in") and holds:
            _only(ev, test.left.id, test.right, test.operator == "in", frame)
    elif isinstance(test, (ir.Name, ir.Walrus)):
        _narrow(ev, test, frame, none=None if holds else True)
    elif isinstance(test, ir.Call):
        _assume_call(ev, test, holds, frame)


def _only(ev: Evaluator, name: str, right: ir.Expr, member: bool, frame: Frame) -> None:
    """The variable equals the constant on the right, or one of those in it."""
    value, among = frame.state.variables.get(name), peek(ev, right, frame)
    if among is None or not isinstance(value, (Unknown, OneOf)):
        return
    if member and not (isinstance(among, Sequence) and not among.open):
        return
    wanted = among.items if isinstance(among, Sequence) and member else [among]
    if not wanted or not all(literal(w)[0] for w in wanted):
        return
    kept = [w for w in wanted if any(not literal(o)[0] or literal(o) == literal(w) for o in options(value))]
    if kept:
        frame.state.variables[name] = join(kept)


def _assume_call(ev: Evaluator, test: ir.Call, holds: bool, frame: Frame) -> None:
    name = (
        test.func.id
        if isinstance(test.func, ir.Name)
        else test.func.name
        if isinstance(test.func, ir.Attribute)
        else ""
    )
    if name == "hasattr" and holds and len(test.arguments) == 2:
        subject = peek(ev, test.arguments[0].value, frame)
        known = peek(ev, test.arguments[1].value, frame)
        if isinstance(subject, Namespace) and isinstance(known, Text) and known.whole:
            frame.state.present |= {(id(subject.record or subject), known.whole)}
    elif name == "get" and holds and isinstance(test.func, ir.Attribute) and test.arguments:
        _present(ev, test.arguments[0].value, test.func.obj, frame)
    elif name == "all" and holds and len(test.arguments) == 1:
        inner = test.arguments[0].value
        if isinstance(inner, ir.Comprehension) and isinstance(inner.element, ir.Compare) and len(inner.clauses) == 1:
            keys = peek(ev, inner.clauses[0].iterable, frame)
            container = peek(ev, inner.element.right, frame)
            if isinstance(keys, Sequence) and container is not None and inner.element.operator == "in":
                _note_present(frame, keys.items, container)


def _present(ev: Evaluator, key: ir.Expr, container: ir.Expr, frame: Frame) -> None:
    names, where = peek(ev, key, frame), _container(ev, container, frame)
    if names is not None and where is not None:
        _note_present(frame, list(options(names)), where)


def _container(ev: Evaluator, expr: ir.Expr, frame: Frame) -> Value | None:
    found = peek(ev, expr, frame)
    if found is None and isinstance(expr, (ir.Attribute, ir.Call)):
        value = ev.eval(expr, frame)
        return value if any(isinstance(o, Environ) for o in options(value)) else None
    return found


def _note_present(frame: Frame, keys: list[Value], container: Value) -> None:
    for option in options(container):
        where = ENVIRONMENT if isinstance(option, Environ) else id(option)
        if isinstance(option, (Environ, Mapping)):
            frame.state.present |= {(where, k) for v in keys for ok, k in [literal(v)] if ok and isinstance(k, str)}


def _is_none_literal(expr: ir.Expr) -> bool:
    return isinstance(expr, ir.Literal) and expr.value is None


def _narrow(ev: Evaluator, expr: ir.Expr, frame: Frame, none: bool | None) -> None:
    """Drop what the variable cannot be: `none` True keeps only empty values, False or None drops None."""
    name = expr.id if isinstance(expr, ir.Name) else expr.name if isinstance(expr, ir.Walrus) else ""
    value = frame.state.variables.get(name)
    if not isinstance(value, OneOf):
        if none in (False, None) and isinstance(value, Const) and value.value is None:
            frame.state.variables[name] = Unknown()
        return
    kept: list[Value]
    if none is True:
        full = (Instance, Function, Mapping, Namespace)
        kept = [o for o in value.options if not isinstance(o, full) and not (isinstance(o, Text) and o.whole)]
    else:
        kept = [o for o in value.options if not is_none(o)]
    if kept:
        frame.state.variables[name] = join(kept)


def emptiness(ev: Evaluator, test: ir.Expr, frame: Frame, negated: bool = False) -> tuple[Record, ...]:
    """The reads whose absence makes `test` hold (or, `negated`, whose presence does)."""
    return tuple(_emptiness(ev, test, frame, not negated))


def _emptiness(ev: Evaluator, test: ir.Expr, frame: Frame, absent: bool) -> Iterator[Record]:
    if isinstance(test, ir.Not):
        yield from _emptiness(ev, test.operand, frame, not absent)
    elif isinstance(test, ir.Either):
        if (test.operator == "or") is absent:
            for operand in test.operands:
                yield from _emptiness(ev, operand, frame, absent)
    elif isinstance(test, ir.Compare) and not test.rest:
        yield from _compared(ev, test, frame, absent)
    elif isinstance(test, ir.Literal):
        return
    else:
        value = _quiet(ev, test, frame)
        if value is None:
            return
        if not absent:
            yield from _direct(value)
        else:
            for option in options(value):
                if isinstance(option, Sequence):
                    yield from option.absent


def _compared(ev: Evaluator, test: ir.Compare, frame: Frame, absent: bool) -> Iterator[Record]:
    if test.operator in ("in", "not in"):
        if (test.operator == "not in") is absent:
            yield from _missing(ev, test, frame)
        return
    nothing = isinstance(test.right, ir.Literal) and (test.right.value is None or test.right.value == "")
    if nothing and (test.operator in ("is", "==")) is absent:
        value = _quiet(ev, test.left, frame)
        if value is not None:
            yield from _direct(value)


def _missing(ev: Evaluator, test: ir.Compare, frame: Frame) -> Iterator[Record]:
    names, where = peek(ev, test.left, frame), _container(ev, test.right, frame)
    if names is None or where is None:
        return
    wanted = {k for o in options(names) for ok, k in [literal(o)] if ok and isinstance(k, str)}
    for option in options(where):
        if isinstance(option, Environ):
            yield from (r for r in ev.record.env.values() if r.name in wanted and r.form == "contains")
        elif isinstance(option, Mapping):
            for key in wanted:
                yield ev.membership(option, key, test)


def _quiet(ev: Evaluator, expr: ir.Expr, frame: Frame) -> Value | None:
    """The value of an expression that was just read, found again without reading it twice where that has effects."""
    if isinstance(expr, ir.Walrus):
        return peek(ev, ir.Name(expr.site, expr.name), frame)
    found = peek(ev, expr, frame)
    if found is None and isinstance(expr, (ir.Call, ir.Item, ir.Attribute)):
        found = ev.eval(expr, frame)
    return found


def _direct(value: Value) -> Iterator[Record]:
    for option in options(value):
        if isinstance(option, Unknown) and isinstance(option.direct, (EnvRecord, KeyRecord)):
            yield option.direct
