"""Every folder of `fixtures/facts` is a script and what must be known of it.

`facts.json` names, for the kinds of facts it speaks of, all facts of that kind: a list of their names, or a dict that
also says some of what is known of each. Kinds that it does not mention are free.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from cursus_lint.analysis.extract import extract_file
from cursus_lint.analysis.facts import Fallback, ScriptFacts

FOLDER = Path(__file__).parents[2] / "fixtures" / "facts"
PATTERNS = sorted(p.parent for p in FOLDER.glob("*/facts.json"))

NAME_OF = {
    "env_reads": "name", "env_writes": "name", "env_families": "prefix", "environ_keys": "name", "harvest": "key",
    "arguments": "dest", "argument_uses": "dest", "parsers": "kind", "channels": "key", "channel_uses": "key",
    "paths": "path", "imports": "module", "installs": "requirement", "opaque": "kind",
}  # fmt: skip
"""The field that a fact of each kind is called by."""


def facts_named(facts: ScriptFacts, kind: str) -> dict[str, list[dict[str, Any]]]:
    """The facts of a kind by name: channels with their side, paths that are used, modules of third parties."""
    found: dict[str, list[dict[str, Any]]] = {}
    for fact in _facts(facts, kind):
        row = {f.name: _plain(getattr(fact, f.name)) for f in dataclasses.fields(fact)}
        name = str(row[NAME_OF[kind]])
        found.setdefault(f"{row['side']} {name}" if kind in ("channels", "channel_uses") else name, []).append(row)
    return found


def _facts(facts: ScriptFacts, kind: str) -> Iterable[Any]:
    for fact in getattr(facts, kind):
        if not (kind == "paths" and not fact.used) and not (kind == "imports" and not fact.third_party):
            yield fact


def _plain(value: object) -> object:
    """A value as `facts.json` writes it: a fallback as its constant, null for none, `{"kind": "dynamic"}` otherwise."""
    if isinstance(value, Fallback):
        return {"literal": value.value, "none": None, "dynamic": {"kind": "dynamic"}}[value.kind]
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("folder", PATTERNS, ids=lambda p: p.name)
def test_pattern_is_seen_through(folder: Path) -> None:
    facts = extract_file(folder / "script.py", folder)
    expected = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    for kind, wanted in expected.items():
        found = facts_named(facts, kind)
        assert sorted(found) == sorted(wanted), kind
        for name, known in wanted.items() if isinstance(wanted, Mapping) else ():
            rows = [{k: row[k] for k in known} for row in found[name]]
            assert known in rows, f"{kind} {name}: {rows}"


def test_patterns_are_there() -> None:
    assert len(PATTERNS) >= 40
