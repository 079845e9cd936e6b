"""How each kind of expression is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.assignment import assign
from cursus_lint.analysis.calls import evaluate_arguments
from cursus_lint.analysis.conditions import assume, emptiness, truth
from cursus_lint.analysis.evaluator import EXPRESSIONS, Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Frame
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import blend, is_none, join, literal, merged, origins_of
from cursus_lint.analysis.library.arguments import read_attribute as read_argument
from cursus_lint.analysis.library.command_line import COMMAND_LINE_PART, is_command_line, look_through, take_word
from cursus_lint.analysis.library.environment import read_environ
from cursus_lint.analysis.library.mappings import read_subscript, store
from cursus_lint.analysis.library.paths import join_paths
from cursus_lint.analysis.library.strings import percent_format
from cursus_lint.analysis.recorder import EnvRecord, Record
from cursus_lint.analysis.texts import concatenate
from cursus_lint.analysis.values import (
    NEVER,
    UNKNOWN,
    Const,
    Environ,
    Function,
    Mapping,
    Namespace,
    PathObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)


def _reads(
    kind: type,
) -> Callable[[Callable[[Evaluator, Any, Frame], Value]], Callable[[Evaluator, Any, Frame], Value]]:
    def register(function: Callable[[Evaluator, Any, Frame], Value]) -> Callable[[Evaluator, Any, Frame], Value]:
        EXPRESSIONS[kind] = function
        return function

    return register


@_reads(ir.Literal)
def _literal(ev: Evaluator, expr: ir.Literal, frame: Frame) -> Value:
    known = ev.constants.get(id(expr))
    if known is None:
        spelled, site = expr.value, expr.site
        known = Text(merged((spelled,)), site) if isinstance(spelled, str) else Const(spelled, site)
        ev.constants[id(expr)] = known
    return known


@_reads(ir.Name)
def _name(ev: Evaluator, expr: ir.Name, frame: Frame) -> Value:
    return ev.look_up(expr.id, frame)


@_reads(ir.Attribute)
def _attribute(ev: Evaluator, expr: ir.Attribute, frame: Frame) -> Value:
    value = ev.eval(expr.obj, frame)
    return join([ev.attribute(option, expr.name, expr.site, frame) for option in options(value)])


@_reads(ir.Item)
def _item(ev: Evaluator, expr: ir.Item, frame: Frame) -> Value:
    value = ev.eval(expr.obj, frame)
    if isinstance(expr.index, ir.Slice):
        for bound in expr.index.bounds:
            ev.consume(ev.eval(bound, frame))
        return join([_sliced(option) for option in options(value)])
    index = ev.eval(expr.index, frame)
    return join([item(ev, o, i, expr, frame) for o in options(value) for i in options(index)])


def _sliced(value: Value) -> Value:
    if isinstance(value, Sequence):
        return Sequence(list(value.items), True)
    return COMMAND_LINE_PART if is_command_line(value) else blend([value])


def item(ev: Evaluator, value: Value, index: Value, expr: ir.Item, frame: Frame) -> Value:
    """What `value[index]` may be."""
    if isinstance(value, Environ):
        return read_environ(ev, value, index, "subscript", None, expr.site, frame)
    if isinstance(value, Mapping):
        return read_subscript(ev, value, index, expr.site, expr.index.site, frame)
    if is_command_line(value):
        return take_word(ev, value, index, expr.site, frame)
    if isinstance(value, Namespace) and value.as_mapping:
        known, key = literal(index)
        if known and isinstance(key, str):
            return read_argument(ev, value, key, expr.site, guarded=False)
        return UNKNOWN
    if isinstance(value, Sequence):
        known, position = literal(index)
        if known and isinstance(position, int) and not value.open and -len(value.items) <= position < len(value.items):
            return value.items[position]
        return join([*value.items, UNKNOWN]) if value.items else UNKNOWN
    if is_none(value):
        return ev.attribute(value, "[]", expr.site, frame)
    ev.consume(index)
    return blend([value, index])


@_reads(ir.Call)
def _call(ev: Evaluator, expr: ir.Call, frame: Frame) -> Value:
    function = ev.eval(expr.func, frame)
    return ev.call(function, evaluate_arguments(ev, expr, frame))


@_reads(ir.Format)
def _format(ev: Evaluator, expr: ir.Format, frame: Frame) -> Value:
    return concatenate([ev.eval(p, frame) for p in expr.parts], expr.site)


@_reads(ir.Binary)
def _binary(ev: Evaluator, expr: ir.Binary, frame: Frame) -> Value:
    return operate(ev, expr.operator, ev.eval(expr.left, frame), ev.eval(expr.right, frame), expr.site)


def operate(ev: Evaluator, operator: str, left: Value, right: Value, site: ir.Site) -> Value:
    """What `left operator right` may be."""
    kinds = {type(o) for o in (*options(left), *options(right))}
    if operator == "/" and PathObject in kinds:
        return join_paths(ev, [left, right], site, as_object=True)
    if operator == "+" and Text in kinds:
        return concatenate([left, right], site)
    if operator == "+" and Sequence in kinds:
        items = [i for o in (*options(left), *options(right)) if isinstance(o, Sequence) for i in o.items]
        more = any(not isinstance(o, Sequence) or o.open for o in (*options(left), *options(right)))
        return Sequence(items[: bounds.ENTRIES], more)
    if operator == "%" and Text in {type(o) for o in options(left)}:
        return percent_format(ev, left, right, site)
    if operator == "|" and Mapping in kinds:
        return merge_mappings(ev, [left, right], site)
    ev.consume(left)
    ev.consume(right)
    return blend([left, right])


def merge_mappings(ev: Evaluator, values: list[Value], site: ir.Site) -> Value:
    """A new dict with the entries of several."""
    made = Mapping(site)
    for value in values:
        for option in options(value):
            if isinstance(option, Mapping):
                made.entries.update(option.entries)
                made.open |= option.open
            elif isinstance(option, Environ):
                return _environment_with(ev, values)
            else:
                made.open = True
    return made


def _environment_with(ev: Evaluator, values: list[Value]) -> Value:
    """A copy of the environment to which `values` are added; what becomes of it is not followed."""
    for value in values:
        ev.consume(value)
    return Environ(False)


@_reads(ir.Either)
def _either(ev: Evaluator, expr: ir.Either, frame: Frame) -> Value:
    saved = frame.state
    found: list[Value] = []
    for number, operand in enumerate(expr.operands):
        value = ev.eval(operand, frame)
        last = number == len(expr.operands) - 1
        if last or value is NEVER:
            found.append(value)
            break
        if expr.operator == "or":
            _fall_back(value, expr.operands[-1], ev, frame)
            kept = [o for o in options(value) if not (literal(o)[0] and not literal(o)[1])]
            found.extend(kept)
            if kept and all(literal(o)[0] for o in kept) and len(kept) == len(options(value)):
                break
        else:
            found.append(blend([value]))
        frame.state = frame.state.copy()
        assume(ev, operand, value, expr.operator == "and", frame)
    variables = frame.state.variables
    frame.state = saved
    for name in variables.keys() - saved.variables.keys():
        saved.variables[name] = variables[name]
    return join(found)


def _fall_back(value: Value, other: ir.Expr, ev: Evaluator, frame: Frame) -> None:
    """`read or other`: what the read really falls back to."""
    for option in options(value):
        record = option.direct if isinstance(option, Unknown) else None
        if record is not None and not (record.fallback.kind == "literal" and record.fallback.value):
            give_fallback(record, ev.eval(other, frame))


def give_fallback(record: Record, value: Value) -> None:
    """Note what takes the place of an absent or empty value; a read that raises has none for an absent one."""
    if isinstance(record, EnvRecord) and record.strict and record.form in ("subscript", "pop"):
        return
    known, constant = literal(value)
    if known and (constant is None or isinstance(constant, (str, int, float, bool))):
        if constant is not None:
            record.fallback = Fallback("literal", constant)
    else:
        record.fallback = Fallback("dynamic")
    if isinstance(record, EnvRecord) or constant is not None or not known:
        record.strict = False


@_reads(ir.Not)
def _not(ev: Evaluator, expr: ir.Not, frame: Frame) -> Value:
    return blend([ev.eval(expr.operand, frame)])


@_reads(ir.Compare)
def _compare(ev: Evaluator, expr: ir.Compare, frame: Frame) -> Value:
    left, right = ev.eval(expr.left, frame), ev.eval(expr.right, frame)
    rest = [ev.eval(r, frame) for r in expr.rest]
    if expr.operator in ("in", "not in") and any(isinstance(o, Environ) for o in options(right)):
        read_environ(ev, Environ(), left, "contains", None, expr.site, frame)
    if expr.operator in ("in", "not in"):
        look_through(ev, right, expr.site, frame)
        return blend([left, *(o for o in options(right) if isinstance(o, Sequence))])
    return blend([left, right, *rest])


@_reads(ir.Conditional)
def _conditional(ev: Evaluator, expr: ir.Conditional, frame: Frame) -> Value:
    test = ev.eval(expr.test, frame)
    saved = frame.state
    frame.state = saved.copy()
    assume(ev, expr.test, test, True, frame)
    body = ev.eval(expr.body, frame)
    frame.state = saved.copy()
    assume(ev, expr.test, test, False, frame)
    orelse = ev.eval(expr.orelse, frame)
    frame.state = saved
    for origin in origins_of(test) - origins_of(body) - origins_of(orelse):
        origin.consumed = True
    verdict = truth(ev, expr.test, test, frame)
    for record in emptiness(ev, expr.test, frame):
        if record in origins_of(body):
            give_fallback(record, orelse)
    for record in emptiness(ev, expr.test, frame, negated=True):
        if record in origins_of(orelse) and record not in origins_of(body):
            give_fallback(record, body)
    if isinstance(expr.test, ir.Compare) and expr.test.operator == "in":
        for origin in origins_of(body) - origins_of(orelse):
            if origin.fallback.kind == "none":
                give_fallback(origin, orelse)
    if verdict is not None:
        return body if verdict else orelse
    return join([body, orelse])


@_reads(ir.Display)
def _display(ev: Evaluator, expr: ir.Display, frame: Frame) -> Value:
    items: list[Value] = []
    more = False
    for number, part in enumerate(expr.items):
        value = ev.eval(part, frame)
        if expr.kind != "tuple":
            ev.hand_over(value)
        if number in expr.spread:
            inner, rest = elements(value)
            items.extend(inner)
            more |= rest
        else:
            items.append(value)
    return Sequence(items[: bounds.ENTRIES], more or len(items) > bounds.ENTRIES, expr.kind == "tuple")


@_reads(ir.DictDisplay)
def _dict_display(ev: Evaluator, expr: ir.DictDisplay, frame: Frame) -> Value:
    made = Mapping(expr.site, branch=frame.branch)
    copies = False
    for key_expr, value_expr in expr.items:
        value = ev.eval(value_expr, frame)
        if key_expr is None:
            for option in options(value):
                if isinstance(option, Mapping):
                    made.entries.update(option.entries)
                    made.open |= option.open
                elif isinstance(option, Environ):
                    copies = True
                else:
                    made.open = True
        else:
            store(ev, made, ev.eval(key_expr, frame), value, key_expr.site, value_expr.site, None, frame)
    ev.record.mappings.append(made)
    return _environment_with(ev, [made]) if copies else made


@_reads(ir.Comprehension)
def _comprehension(ev: Evaluator, expr: ir.Comprehension, frame: Frame) -> Value:
    saved = frame.state
    made = Mapping(expr.site, branch=frame.branch)
    if expr.kind == "dict":
        ev.record.mappings.append(made)
    items: list[Value] = []
    absent: set[Any] = set()
    more = _clauses(ev, expr, expr.clauses, frame, made, items, absent)
    frame.state = saved
    if expr.kind == "dict":
        made.open |= more
        return made
    return Sequence(items[: bounds.ENTRIES], more, absent=frozenset(absent))


def _clauses(
    ev: Evaluator,
    expr: ir.Comprehension,
    clauses: tuple[ir.Clause, ...],
    frame: Frame,
    made: Mapping,
    items: list[Value],
    absent: set[Any],
) -> bool:
    if not clauses:
        value = ev.eval(expr.element, frame)
        if expr.key is not None:
            store(ev, made, ev.eval(expr.key, frame), value, expr.key.site, expr.element.site, None, frame)
        else:
            items.append(value)
        return False
    clause = clauses[0]
    iterated = ev.eval(clause.iterable, frame)
    look_through(ev, iterated, clause.iterable.site, frame)
    found, more = elements(iterated)
    rounds = found if len(found) <= bounds.UNROLL else [join(found)]
    outer = frame.state
    for element in rounds or ([UNKNOWN] if more else []):
        frame.state = outer.copy()
        frame.passed[id(element)] = element
        assign(ev, clause.target, element, frame)
        for test in clause.tests:
            value = ev.eval(test, frame)
            ev.consume(value)
            absent.update(emptiness(ev, test, frame))
            assume(ev, test, value, True, frame)
        branch = frame.branch
        if clause.tests or more:
            frame.branch = (*branch, (id(clause), 0, 2))
        more |= _clauses(ev, expr, clauses[1:], frame, made, items, absent)
        frame.branch = branch
    frame.state = outer
    return more or bool(clause.tests)


@_reads(ir.Lambda)
def _lambda(ev: Evaluator, expr: ir.Lambda, frame: Frame) -> Value:
    function = Function(expr.function, frame)
    if frame.source is ev.source:
        ev.functions.append(function)
    return function


@_reads(ir.Walrus)
def _walrus(ev: Evaluator, expr: ir.Walrus, frame: Frame) -> Value:
    value = ev.eval(expr.value, frame)
    frame.assign(expr.name, value)
    return value


@_reads(ir.Slice)
def _slice(ev: Evaluator, expr: ir.Slice, frame: Frame) -> Value:
    for bound in expr.bounds:
        ev.consume(ev.eval(bound, frame))
    return UNKNOWN


@_reads(ir.Yield)
def _yield(ev: Evaluator, expr: ir.Yield, frame: Frame) -> Value:
    value = ev.eval(expr.value, frame) if expr.value is not None else Const(None)
    ev.hand_over(value)
    frame.yielded.extend(elements(value)[0] if expr.each else [value])
    return UNKNOWN


@_reads(ir.Unmodelled)
def _unmodelled(ev: Evaluator, expr: ir.Unmodelled, frame: Frame) -> Value:
    values = [ev.eval(p, frame) for p in expr.parts]
    return blend(values) if values else UNKNOWN
