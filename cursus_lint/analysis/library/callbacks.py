"""Functions that are handed over to be run: by pools, executors, threads, and code that nothing is known of."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.analysis import bounds
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.values import UNKNOWN, Bound, Function, Mapping, Sequence, Value, options

_ON_EACH = frozenset(["map", "imap", "imap_unordered", "map_async", "thread_map", "process_map", "applymap", "pmap"])
"""Run a function on each element of what stands beside it."""

_ON_EACH_SPREAD = frozenset(["starmap", "starmap_async"])
"""Likewise, the elements being lists of arguments."""

_WITH_LISTED = frozenset(["apply_async", "Thread", "Process", "Timer", "start_new_thread", "run_in_executor"])
"""Run a function with the arguments in a tuple, and keywords in a dict."""


def run_callbacks(ev: Evaluator, name: str, call: Invocation) -> Value | None:
    """Read the functions that `name` is given, with what it would run them with; the results, if it gives those."""
    results: list[Value] = []
    for target, rest in _targets(call):
        if name in _ON_EACH or name in _ON_EACH_SPREAD:
            results.extend(_each(ev, target, rest, call, name in _ON_EACH_SPREAD))
        elif name in _WITH_LISTED and _listed(call, rest) is not None:
            positional, keywords = _listed(call, rest) or ([], [])
            ev.call(target, Invocation(positional, keywords, call.site, call.frame))
        elif not (isinstance(target, Function) and target.evaluated) and _fits(target, rest):
            keywords = [(n, v) for n, v in call.keywords if n in _names(target)]
            results.append(ev.call(target, Invocation(rest, keywords, call.site, call.frame)))
    return Sequence(results, True) if name in _ON_EACH | _ON_EACH_SPREAD and results else None


def _targets(call: Invocation) -> Iterator[tuple[Function | Bound, list[Value]]]:
    for number, value in enumerate(call.positional):
        for option in options(value):
            if isinstance(option, (Function, Bound)):
                yield option, call.positional[number + 1 :]
    for keyword, value in call.keywords:
        for option in options(value):
            if isinstance(option, (Function, Bound)) and keyword in ("target", "func", "fn", "function"):
                yield option, call.positional


def _each(
    ev: Evaluator, target: Function | Bound, columns: list[Value], call: Invocation, spread: bool
) -> Iterator[Value]:
    taken = [elements(column)[0][: bounds.UNROLL] for column in columns]
    rows = list(zip(*taken, strict=False)) if taken else []
    for row in rows or [tuple(UNKNOWN for _ in columns)]:
        arguments = list(row)
        if spread and arguments:
            arguments = elements(arguments[0])[0]
        yield ev.call(target, Invocation(arguments, [], call.site, call.frame))


def _listed(call: Invocation, rest: list[Value]) -> tuple[list[Value], list[tuple[str, Value]]] | None:
    given = dict(call.keywords)
    listed = given.get("args", rest[0] if rest else None)
    keywords: list[tuple[str, Value]] = []
    for option in options(given.get("kwargs", given.get("kwds", UNKNOWN))):
        if isinstance(option, Mapping):
            keywords = [(k, e.value) for k, e in option.entries.items() if isinstance(k, str)]
    if listed is None:
        return [], keywords
    found = [o for o in options(listed) if isinstance(o, Sequence)]
    return (list(found[0].items), keywords) if found else None


def _fits(target: Function | Bound, rest: list[Value]) -> bool:
    """Whether what stands beside a function may be its arguments; code that only takes it may call it in any way."""
    return not isinstance(target, Function) or len(rest) == len(target.code.parameters)


def _names(target: Function | Bound) -> frozenset[str]:
    return frozenset(p.name for p in target.code.parameters) if isinstance(target, Function) else frozenset()
