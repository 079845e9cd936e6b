"""What is already known of a target, and what is kept of it for the next run.

Facts are kept by the content of the script and of the project's modules that were read with it; findings by these, the
contract, the rules, and whatever else the rules are told.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.diagnostics import Proof, Unknown, Violation
from cursus_lint.engine.cache import Store, key_of, version
from cursus_lint.engine.plain import from_text, to_text
from cursus_lint.engine.target import Target
from cursus_lint.rule import Incident, Rule

Findings = tuple[tuple[Violation, ...], Proof, tuple[Unknown, ...]]
"""What is kept of a target whose facts could be read: violations, how much is proven, and what is unknown."""


class Memory:
    """Facts and findings of earlier runs, for one run: what it reads of the disk besides, it reads once."""

    def __init__(self, store: Store, rules: Sequence[Rule]) -> None:
        self._store = store
        self._version = version()
        self._rules = ",".join(rule.code for rule in rules)
        self._digests: dict[str, str] = {}

    def facts(self, target: Target, data: bytes) -> ScriptFacts | None:
        """The facts of a script with the content `data`, if they are known and all they came from is as it was."""
        key = self._facts_key(target, data)
        if self._surroundings(key) is None:
            return None
        found = self._read(key)
        return found if isinstance(found, ScriptFacts) else None

    def findings(self, target: Target, data: bytes, incidents: Sequence[Incident]) -> Findings | None:
        """What the rules said of the target, if they were asked the same; `incidents` are the engine's."""
        key = self._facts_key(target, data)
        surroundings = self._surroundings(key)
        if surroundings is None:
            return None
        found = self._read(self._findings_key(key, surroundings, target, incidents))
        return found if isinstance(found, tuple) and len(found) == 3 else None

    def keep(
        self, target: Target, data: bytes, incidents: Sequence[Incident], facts: ScriptFacts, findings: Findings
    ) -> None:
        """Remember what was found out about a target."""
        key = self._facts_key(target, data)
        places = [*facts.siblings, *self._folders(target)]
        surroundings = json.dumps([(place, self._digest(place)) for place in places])
        self._store.put(key_of(key, "surroundings"), surroundings)
        self._store.put(key, to_text(facts))
        if not any(violation.code == "CUR004" for violation in findings[0]):
            self._store.put(self._findings_key(key, surroundings, target, incidents), to_text(findings))

    def _read(self, key: bytes) -> object:
        text = self._store.get(key)
        if text is None:
            return None
        try:
            return from_text(text)
        except ValueError:
            return None

    def _facts_key(self, target: Target, data: bytes) -> bytes:
        return key_of(self._version, target.path, str(target.project_root), str(target.file), data)

    def _findings_key(self, facts: bytes, surroundings: str, target: Target, incidents: Sequence[Incident]) -> bytes:
        contract, specification = target.contract, target.specification
        return key_of(
            facts,
            surroundings,
            self._rules,
            contract.model_dump_json() if contract is not None else "",
            target.contract_path,
            specification.model_dump_json() if specification is not None else "",
            repr((target.platform_env_vars, target.files_beside, target.incidents, target.execution_specs)),
            repr(tuple(incidents)),
        )

    def _surroundings(self, key: bytes) -> str | None:
        """The places beside the script that its facts came from, None if one is not as it was."""
        text = self._store.get(key_of(key, "surroundings"))
        if text is None:
            return None
        try:
            same = all(self._digest(place) == digest for place, digest in json.loads(text))
        except (ValueError, TypeError):  # a damaged entry
            return None
        return text if same else None

    def _folders(self, target: Target) -> list[str]:
        """Where the script's imports are looked up: another file there can be what an import means."""
        if target.file is None or target.project_root is None:
            return []
        folder, root = target.file.absolute().parent, target.project_root
        inside = root in folder.parents or root == folder
        above = [each for each in folder.parents if root in each.parents or each == root] if inside else []
        return [str(each) for each in dict.fromkeys((folder, *above, root, root / "src"))]

    def _digest(self, place: str) -> str:
        known = self._digests.get(place)
        if known is None:
            known = self._digests[place] = _digest_of(Path(place))
        return known


def _digest_of(place: Path) -> str:
    """What a file holds, or which modules lie in a folder; "" for what cannot be read."""
    try:
        if place.is_dir():
            names = sorted(e.name for e in os.scandir(place) if e.name.endswith(".py") or e.is_dir())
            return key_of("\0".join(names)).hex()
        return key_of(place.read_bytes()).hex()
    except OSError:
        return ""
