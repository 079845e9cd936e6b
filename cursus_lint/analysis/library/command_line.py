"""The command line itself: scripts that go through `sys.argv` by hand, which no parser knows of."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Frame, Invocation
from cursus_lint.analysis.joining import literal
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.values import UNKNOWN, External, Value, options

_WHOLE = frozenset({"sys.argv", "sys.orig_argv"})
COMMAND_LINE_PART = External("sys.argv[:]")
"""A slice of the command line, of which no word is known to be the script's own name."""


READ_BY_HAND = "the script reads `sys.argv` by hand"
"""Why arguments are not known, unless a parser that refuses what it does not know has the last word."""

_TAKEN_OFF = "the script takes words off `sys.argv`"


def is_command_line(value: Value) -> bool:
    """Whether a value is the list of the command line's words, or a part of it."""
    return isinstance(value, External) and (value.name in _WHOLE or value is COMMAND_LINE_PART)


def look_through(ev: Evaluator, value: Value, site: ir.Site, frame: Frame) -> None:
    """Note that what `value` holds is looked at: which arguments the script accepts is then not known."""
    if any(map(is_command_line, options(value))):
        where, _ = ev.report_site(site, None, frame)
        ev.record.note_opaque("argument", READ_BY_HAND, where)


def take_word(ev: Evaluator, value: Value, index: Value, site: ir.Site, frame: Frame) -> Value:
    """One word of the command line; the first is the script's own name."""
    if value is COMMAND_LINE_PART or literal(index) != (True, 0):
        look_through(ev, value, site, frame)
    return UNKNOWN


_LISTS = (*sorted(_WHOLE), COMMAND_LINE_PART.name)


@function(*(f"{name}.{method}" for name in _LISTS for method in ("index", "count")))
def _ask(ev: Evaluator, call: Invocation) -> Value:
    look_through(ev, COMMAND_LINE_PART, call.site, call.frame)
    return UNKNOWN


@function(*(f"{name}.{method}" for name in _LISTS for method in ("pop", "remove")))
def _take_off(ev: Evaluator, call: Invocation) -> Value:
    where, _ = ev.report_site(call.site, None, call.frame)
    ev.record.note_opaque("argument", _TAKEN_OFF, where)
    return UNKNOWN
