"""Saved execution specs as the linter looks at them: with the place of each field, and by the scripts that they run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from cursus_lint.contracts.document import nodes
from cursus_lint.contracts.document.json_tree import read_json
from cursus_lint.contracts.problems import ProblemLog
from cursus_lint.diagnostics import Span
from cursus_lint.runtime.execution_spec import load_spec
from cursus_lint.runtime.matching import ExecutionSpec
from cursus_lint.runtime.spec_document import InvalidExecutionSpec, SpecProblem
from cursus_lint.runtime.spec_names import SUFFIX


@dataclass(frozen=True, slots=True)
class SavedSpec:
    """A spec with the file it was read from, `path` as it is to be reported.

    `script` is the script that `script_path` names, None where there is no such file. `places` are the keys of the
    file, by their dotted path. With `problems` the file does not load and `spec` is None.
    """

    path: str
    file: Path
    spec: ExecutionSpec | None
    script: Path | None
    places: Mapping[str, Span]
    problems: tuple[SpecProblem, ...] = ()

    def place(self, *keys: str) -> Span:
        """Where a field stands; the nearest field around it where this file does not hold it (it may be inherited)."""
        for length in range(len(keys), 0, -1):
            found = self.places.get(".".join(keys[:length]))
            if found is not None:
                return found
        return Span.at(1)


def read_saved_spec(path: str, file: Path, folders: Iterable[Path]) -> SavedSpec:
    """Read a saved spec; whatever is wrong with its file becomes `problems`.

    A relative `script_path` is looked for in `folders` and in the folders above the file; the first that has it counts.
    """
    try:
        spec = load_spec(file)
    except InvalidExecutionSpec as invalid:
        problems = invalid.problems
        if invalid.path != file:  # it is what the file extends that is broken
            problems = tuple(SpecProblem("extends", f"{invalid.path}: {problem}") for problem in problems)
        return SavedSpec(path, file, None, None, _places(file), problems)
    except OSError as problem:
        return SavedSpec(path, file, None, None, {}, (SpecProblem("", f"cannot be read: {problem.strerror}"),))
    candidates = (folder / spec.script_path for folder in (*folders, *file.absolute().parents) if spec.script_path)
    script = next((found.resolve() for found in candidates if os.path.isfile(found)), None)  # noqa: PTH113 (never raises)
    return SavedSpec(path, file, spec, script, _places(file))


class SavedSpecs:
    """Saved specs by the scripts that they run.

    A spec belongs to the script that its `script_path` names; where that names none, and for a file that does not load,
    the name of the file decides.
    """

    def __init__(self, specs: Iterable[SavedSpec]) -> None:
        self._by_script: dict[Path, list[SavedSpec]] = {}
        self._by_name: dict[str, list[SavedSpec]] = {}
        for saved in specs:
            if saved.script is not None:
                self._by_script.setdefault(saved.script, []).append(saved)
            else:
                self._by_name.setdefault(saved.file.name.removesuffix(SUFFIX), []).append(saved)

    def of(self, script: Path) -> tuple[SavedSpec, ...]:
        """The specs that run a script, by their paths."""
        found = [*self._by_script.get(script.resolve(), ()), *self._by_name.get(script.stem, ())]
        return tuple(sorted(found, key=lambda saved: saved.path))


def _places(file: Path) -> dict[str, Span]:
    try:
        root = read_json(file.read_bytes().decode("utf-8-sig", errors="replace"), ProblemLog(str(file)))
    except OSError:
        return {}
    found: dict[str, Span] = {}
    if isinstance(root, nodes.Mapping):
        _note(root, "", found)
    return found


def _note(mapping: nodes.Mapping, prefix: str, found: dict[str, Span]) -> None:
    for name, entry in mapping:
        key = entry.key
        found[f"{prefix}{name}"] = Span(key.line, key.column, key.line, key.column + len(key.text) + 2)
        if isinstance(entry.value, nodes.Mapping):
            _note(entry.value, f"{prefix}{name}.", found)
