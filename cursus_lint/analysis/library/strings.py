"""Strings: what their methods make of a text whose pieces are known."""

from __future__ import annotations

import re

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import blend, join, literal, merged, text_of
from cursus_lint.analysis.library.registry import method
from cursus_lint.analysis.texts import concatenate
from cursus_lint.analysis.values import UNKNOWN, Const, Mapping, Sequence, Text, Unknown, Value, options

_SAME = (
    "strip",
    "lower",
    "upper",
    "lstrip",
    "rstrip",
    "casefold",
    "title",
    "capitalize",
    "removeprefix",
    "removesuffix",
)
_FIELD = re.compile(r"\{\{|\}\}|\{([^{}!:]*)[^{}]*\}|%(?:\((\w+)\))?[-+ #0]*[\d.*]*([sdrifxgeEFGXc%])")


@method(Text, *_SAME)
def _same(ev: Evaluator, text: Text, name: str, call: Invocation) -> Value:
    whole = text.whole
    arguments = [literal(a) for a in call.positional]
    if whole is not None and all(k and isinstance(a, str) for k, a in arguments):
        changed = getattr(whole, name)(*(a for _, a in arguments))
        return text if changed == whole else Text(merged((changed,)), call.site, text.root, text.channel)
    if name in ("strip", "rstrip", "lstrip"):
        parts = list(text.parts)
        if parts and isinstance(parts[-1], str) and name != "lstrip":
            parts[-1] = parts[-1].rstrip(*(a for k, a in arguments if k and isinstance(a, str)))
        return Text(merged(parts), call.site, text.root, text.channel)
    return blend([text])


@method(Unknown, *_SAME, "replace", "decode", "encode")
def _same_unknown(ev: Evaluator, value: Unknown, name: str, call: Invocation) -> Value:
    ev.consume(blend(call.all()))
    return value


@method(Text, "format")
def _format(ev: Evaluator, text: Text, name: str, call: Invocation) -> Value:
    whole = text.whole
    if whole is None:
        return blend([text, *call.all()])
    named = dict(call.keywords)
    counter = iter(range(len(call.positional) + 1))

    def value_of(field: str) -> Value:
        head = re.split(r"[.\[]", field)[0]
        if head == "" and field == "":
            position = next(counter)
            return call.positional[position] if position < len(call.positional) else UNKNOWN
        if field.isdigit():
            return call.positional[int(field)] if int(field) < len(call.positional) else UNKNOWN
        return named.get(field, UNKNOWN) if head == field else blend([named.get(head, UNKNOWN)])

    pieces: list[Value | str] = []
    position = 0
    for match in _FIELD.finditer(whole):
        if match.group().startswith("%"):
            continue
        pieces.append(whole[position : match.start()])
        pieces.append({"{{": "{", "}}": "}"}.get(match.group()) or value_of(match.group(1) or ""))
        position = match.end()
    pieces.append(whole[position:])
    return _assemble(ev, pieces, call.site)


def percent_format(ev: Evaluator, left: Value, right: Value, site: ir.Site) -> Value:
    """What `text % values` may be."""
    found: list[Value] = []
    for option in options(left):
        whole = option.whole if isinstance(option, Text) else None
        if whole is None:
            found.append(blend([option, right]))
            continue
        values = right.items if isinstance(right, Sequence) and not right.open else [right]
        waiting = iter(values)
        pieces: list[Value | str] = []
        position = 0
        for match in _FIELD.finditer(whole):
            if not match.group().startswith("%"):
                continue
            pieces.append(whole[position : match.start()])
            if match.group(3) == "%":
                pieces.append("%")
            elif match.group(2) and isinstance(right, Mapping):
                entry = right.entries.get(match.group(2))
                pieces.append(entry.value if entry is not None else UNKNOWN)
            else:
                pieces.append(next(waiting, UNKNOWN))
            position = match.end()
        pieces.append(whole[position:])
        found.append(_assemble(ev, pieces, site))
    return join(found)


def _assemble(ev: Evaluator, pieces: list[Value | str], site: ir.Site) -> Value:

    return concatenate([Text((p,), site) if isinstance(p, str) else p for p in pieces if p != ""], site)


@method(Text, "join")
def _join(ev: Evaluator, text: Text, name: str, call: Invocation) -> Value:

    if text.whole is None or not call.positional:
        return blend([text, *call.all()])
    items, more = elements(call.positional[0])
    if more or len(items) > 12:
        return blend([text, *call.all()])
    return concatenate(items, call.site, text.whole)


@method(Text, "split", "rsplit", "splitlines")
def _split(ev: Evaluator, text: Text, name: str, call: Invocation) -> Value:
    known, separator = literal(call.positional[0]) if call.positional else (True, None)
    limited, most = literal(call.positional[1]) if len(call.positional) > 1 else (True, -1)
    if text.whole is None or name != "split" or call.keywords or not (known and limited) or separator == "":
        return Sequence([blend([text])], True)
    if not isinstance(separator, (str, type(None))) or not isinstance(most, int):
        return Sequence([blend([text])], True)
    return Sequence([Text(merged((p,)), call.site) for p in text.whole.split(separator, most)])


@method(Text, "replace")
def _replace(ev: Evaluator, text: Text, name: str, call: Invocation) -> Value:
    arguments = [literal(a) for a in call.positional[:2]]
    if text.whole is not None and len(arguments) == 2 and all(k and isinstance(a, str) for k, a in arguments):
        return Text(merged((text.whole.replace(str(arguments[0][1]), str(arguments[1][1])),)), call.site)
    return Text(merged(text_of(blend([text, *call.all()]), call.site)), call.site)


@method(Text, "*")
def _other(ev: Evaluator, text: Text, name: str, call: Invocation) -> Value:
    ev.consume(blend(call.all()))
    return blend([text, *call.all()])


@method(Const, "*")
def _of_constant(ev: Evaluator, value: Const, name: str, call: Invocation) -> Value:
    ev.consume(blend(call.all()))
    return blend(call.all())
