"""Writes what a script does: the versioned JSON of `cursus-lint facts`, and a listing for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Union

from cursus_lint.analysis.facts import Argument, EnvRead, Fallback, ScriptFacts
from cursus_lint.diagnostics import Span
from cursus_lint.reporting.escaping import escape

Json = Union[str, int, float, bool, None, "Sequence[Json]", "dict[str, Json]"]


def facts_as_json(scripts: Iterable[ScriptFacts]) -> str:
    """One JSON document with the facts of all `scripts`; lines and columns are 1-based, columns count characters."""
    return json.dumps({"version": 1, "scripts": [_script(facts) for facts in scripts]}, indent=2) + "\n"


def facts_as_text(scripts: Iterable[ScriptFacts]) -> str:
    """The facts of all `scripts`, a line each below headings, with the line of the script they stand in."""
    return "\n".join("".join(f"{escape(text)}\n" for text in _listing(facts)) for facts in scripts)


def _listing(facts: ScriptFacts) -> Iterator[str]:
    yield facts.path
    sections = {
        "environment": [(read.span, f"{read.name} {_described(read)}") for read in facts.env_reads],
        "environment, written": [(write.span, write.name) for write in facts.env_writes],
        "arguments": [
            (each.span, f"{' '.join(each.flags) or each.dest}{' (required)' if each.required else ''}")
            for each in facts.arguments
        ],
        "channels": [(use.span, f"{use.side} {use.key}") for use in facts.channel_uses],
        "paths": [(each.span, f"{each.direction} {each.path}") for each in facts.paths if each.used],
        "imports": [(each.span, each.module) for each in facts.imports if each.third_party],
        "cannot be known": [(each.span, f"{each.kind}: {each.reason}") for each in facts.opaque],
    }
    for heading, rows in sections.items():
        if rows:
            yield f"  {heading}"
            yield from (f"    {span.line:>5}  {text}" for span, text in rows)


def _described(read: EnvRead) -> str:
    if read.strict:
        return "(must be set)"
    if read.fallback.kind == "literal":
        return f"(else {read.fallback.value!r})"
    return "(else something computed)" if read.fallback.kind == "dynamic" else "(may be unset)"


def _script(facts: ScriptFacts) -> Json:
    return {
        "path": facts.path,
        "env_reads": [_env_read(read) for read in facts.env_reads],
        "env_writes": [{"name": write.name, **_at(write.span)} for write in facts.env_writes],
        "environ_keys": [{"name": key.name, **_at(key.span)} for key in facts.environ_keys],
        "arguments": [_argument(argument) for argument in facts.arguments],
        "argument_uses": [{"dest": use.dest, "line": use.span.line} for use in facts.argument_uses],
        "parsers": [
            {"kind": parser.kind, "known_only": parser.known_only, "line": parser.span.line} for parser in facts.parsers
        ],
        "channels": {"input": _channels(facts, "input"), "output": _channels(facts, "output")},
        "channel_uses": [{"side": use.side, "key": use.key, "line": use.span.line} for use in facts.channel_uses],
        "paths": [
            {"path": path.path, "direction": path.direction, "used": path.used, **_at(path.span)}
            for path in facts.paths
        ],
        "imports": [
            {"module": each.module, "third_party": each.third_party, "line": each.span.line} for each in facts.imports
        ],
        "opaque": [{"kind": each.kind, "reason": each.reason, "line": each.span.line} for each in facts.opaque],
    }


def _env_read(read: EnvRead) -> Json:
    span = {**_at(read.span), "end_line": read.span.end_line, "end_column": read.span.end_column}
    return {"name": read.name, "strict": read.strict, "fallback": _fallback(read.fallback), **span}


def _argument(argument: Argument) -> Json:
    return {
        "flags": argument.flags,
        "dest": argument.dest,
        "required": argument.required,
        "default": _fallback(argument.default),
        "type": argument.type,
        "choices": argument.choices,
        "line": argument.span.line,
    }


def _fallback(fallback: Fallback) -> Json:
    return {"kind": fallback.kind, "value": fallback.value}


def _channels(facts: ScriptFacts, side: str) -> Json:
    channels: dict[str, list[str]] = {}
    for entry in facts.channels:
        if entry.side == side:
            known = channels.setdefault(entry.key, [])
            known.extend(path for path in entry.paths if path not in known)
    return channels  # type: ignore[return-value]


def _at(span: Span) -> dict[str, Json]:
    return {"line": span.line, "column": span.column}
