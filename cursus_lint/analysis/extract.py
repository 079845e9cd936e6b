"""From a script's source to its facts."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cursus_lint.analysis import attributes, expressions, statements
from cursus_lint.analysis.calls import call_uncalled
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.analysis.findings import gather
from cursus_lint.analysis.keeping import settle_kept
from cursus_lint.analysis.siblings import Siblings
from cursus_lint.analysis.source import Source, Unlintable, Unparsable
from cursus_lint.analysis.unvalidated import unvalidated

__all__ = ["CONVENTION", "Unlintable", "Unparsable", "extract_facts", "extract_file", "facts_of"]

CONVENTION = ("input_paths", "output_paths", "environ_vars", "job_args")
"""What the parameters of `main()` are called, by role, unless the platform says otherwise."""

_TABLES = (statements, expressions, attributes)
"""The modules that fill the evaluator's tables."""


def extract_facts(
    path: str,
    data: bytes,
    *,
    script: Path | None = None,
    project_root: Path | None = None,
    convention: tuple[str, str, str, str] = CONVENTION,
) -> ScriptFacts:
    """The facts of the script whose content is `data`, reported under `path`.

    `script` is the file on disk, beside which sibling modules are looked for up to `project_root`; without it imports
    of the project's own modules are unknown. Raises `Unparsable` or `Unlintable`.
    """
    with _undisturbed():
        return _read_once(data, path, Siblings(script, project_root), convention)


def _read_once(data: bytes, path: str, siblings: Siblings, convention: tuple[str, str, str, str]) -> ScriptFacts:
    """The facts, all else that was made being gone when this returns, before anybody collects garbage."""
    source = Source.of_bytes(data, path)
    try:
        return _read(Evaluator(source, siblings, convention), path)
    finally:
        source.release()


def facts_of(
    source: Source,
    path: str,
    script: Path | None = None,
    project_root: Path | None = None,
    convention: tuple[str, str, str, str] = CONVENTION,
) -> ScriptFacts:
    """The facts of a script that is already split into statements, whose code is kept for the next time."""
    with _undisturbed():
        return _read(Evaluator(source, Siblings(script, project_root), convention), path)


def _read(evaluator: Evaluator, path: str) -> ScriptFacts:
    try:
        evaluator.run_module(evaluator.main_frame)
        call_uncalled(evaluator)
        settle_kept(evaluator)
        return gather(evaluator, path)
    except RecursionError:
        raise Unlintable("the code is nested too deeply") from None
    finally:
        evaluator.release()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Trees and values are many small objects that all stay: looking them over, or for garbage, is for nothing."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        with unvalidated():
            yield
    finally:
        if collecting:
            gc.enable()


def extract_file(path: Path, project_root: Path | None = None) -> ScriptFacts:
    """The facts of a script on disk; raises `OSError`, `Unparsable` or `Unlintable`."""
    return extract_facts(str(path), path.read_bytes(), script=path.resolve(), project_root=project_root)
