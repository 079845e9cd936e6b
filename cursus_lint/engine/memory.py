"""What is already known of a target, and what is kept of it for the next run.

Two things are kept, each under a hash of everything it was made from: facts, by the content of the script; findings,
by that, the contract, the rules, and whatever else the rules are told. What lies around the script is kept with them,
and looked at again before they are believed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cursus_lint.engine.cache import Store, key_of
from cursus_lint.engine.rulebook import names_of
from cursus_lint.engine.surroundings import NOTHING, Surroundings
from cursus_lint.engine.target import Target
from cursus_lint.rule import Incident, Rule

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.engine.comments import CommentedText
    from cursus_lint.engine.run import Examined
    from cursus_lint.runtime.saved_spec import SavedSpec


class Memory:
    """Facts and findings of earlier runs, for one run: what it reads of the disk besides, it reads once.

    `version` differs where another program would find something else.
    """

    def __init__(self, store: Store, rules: Sequence[Rule], version: bytes) -> None:
        self._store = store
        self._version = version
        self._asked = key_of(version, "findings", ",".join(rule.code for rule in names_of(rules)))
        self._surroundings = Surroundings()

    def findings(self, target: Target, data: bytes | None, incidents: Sequence[Incident]) -> str | None:
        """What the rules said of the target, as it was kept, if they were asked the same.

        `data` is the content of its script, None where it has none to read; `incidents` are the engine's.
        """
        return self._recall(self._findings_key(target, data, incidents)) if _lasting(target) else None

    def facts(self, target: Target, data: bytes) -> ScriptFacts | None:
        """The facts of a script with the content `data`, if they are known and all they came from is as it was."""
        text = self._recall(self._facts_key(target, data))
        if text is None:
            return None
        from cursus_lint.analysis.facts import ScriptFacts
        from cursus_lint.engine.plain import from_text

        try:
            found = from_text(text)
        except ValueError:  # a damaged entry
            return None
        return found if isinstance(found, ScriptFacts) else None

    def look_around(self, target: Target) -> None:
        """Look at what lies around a target before it is examined, so that what changes meanwhile is noticed."""
        if target.file is not None:
            self._surroundings.look(Path(target.file), target.project_root)

    def keep(self, target: Target, examined: Examined, findings: str) -> None:
        """Remember what was found out about a target, unless another run might find out something else.

        `findings` is what is kept of what the rules made of it.
        """
        data, facts = examined.data, examined.facts
        if examined.suppressions is not None and data is not None:
            self._store.put(self._comments_key(target.path, data), _text_of(examined.suppressions.text))
        recorded = NOTHING
        if data is not None and facts is not None:
            if target.file is not None:
                found = self._surroundings.record(Path(target.file), target.project_root, data, facts.siblings)
                if found is None:
                    return
                recorded = found
            from cursus_lint.engine.plain import to_text

            self._put(self._facts_key(target, data), recorded, to_text(facts))
        elif data is not None or target.has_script:
            return
        if _lasting(target) and not any(violation.code == "CUR004" for violation in examined.findings.violations):
            problems = examined.suppressions.problems if examined.suppressions else ()
            self._put(self._findings_key(target, data, problems), recorded, findings)

    def comments(self, path: str, data: bytes) -> CommentedText:
        """The comments of a file with the content `data`."""
        from cursus_lint.engine.comments import CommentedText, comments_of
        from cursus_lint.engine.plain import from_text

        key = self._comments_key(path, data)
        text = self._store.get(key)
        if text is not None:
            try:
                comments, carriers = from_text(text)
                return CommentedText(comments, dict(carriers))
            except (ValueError, TypeError):  # a damaged entry
                pass
        read = comments_of(path, data)
        self._store.put(key, _text_of(read))
        return read

    def _put(self, key: bytes, recorded: str, text: str) -> None:
        self._store.put(key, f"{recorded}\n{text}")

    def _recall(self, key: bytes) -> str | None:
        """The text that was put under `key`, if what lies around the script is as it was."""
        kept = self._store.get(key)
        if kept is None:
            return None
        recorded, _, text = kept.partition("\n")
        try:
            return text if self._surroundings.unchanged(recorded) else None
        except (ValueError, TypeError, AttributeError):  # a damaged entry
            return None

    def _comments_key(self, path: str, data: bytes) -> bytes:
        return key_of(self._version, "comments", Path(path).suffix, data)

    def _facts_key(self, target: Target, data: bytes) -> bytes:
        return key_of(self._version, "facts", *_place(target), data)

    def _findings_key(self, target: Target, data: bytes | None, incidents: Sequence[Incident]) -> bytes:
        specs = tuple(_identity(saved) for saved in target.execution_specs)
        said = (target.platform_env_vars, target.files_beside, target.incidents, specs, tuple(incidents))
        return key_of(
            self._asked,
            *_place(target),
            b"" if data is None else data,
            "script" if data is not None else "",
            *(target.bound.identity if target.bound is not None else ("", "")),
            target.contract_path,
            repr(said) if any(said) else "",
        )


def _text_of(read: CommentedText) -> str:
    from cursus_lint.engine.plain import to_text

    return to_text((read.comments, tuple(read.carriers.items())))


def _place(target: Target) -> tuple[str, str, str]:
    return target.path, "" if target.file is None else os.fspath(target.file), str(target.project_root)


def _identity(saved: SavedSpec) -> str:
    """What rules can see of a saved spec; its times are those of its reading where the file gives none."""
    spec = None if saved.spec is None else saved.spec.model_dump(exclude={"created_at", "updated_at"})
    return repr((saved.path, saved.script, spec, saved.places, saved.problems))


def _lasting(target: Target) -> bool:
    """Whether it is known by what content the target's contract is to be told from others."""
    return target.bound is None or bool(target.bound.content)
