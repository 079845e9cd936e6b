"""What configuration excuses without need: entries of `per-file-ignores` and of the baseline that stand for nothing."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from cursus_lint.config import Config, Glob, Layer, codes_named, line_of
from cursus_lint.diagnostics import Span, Violation
from cursus_lint.engine.baseline import Entry, line_of_entry
from cursus_lint.engine.rulebook import names_of
from cursus_lint.rule import Incident, Rule


def unused_per_file_ignores(
    layers: Iterable[Layer],
    ignored: Sequence[Violation],
    configs: Mapping[str, tuple[Config, str]],
    rules: Sequence[Rule],
    root: Path,
) -> Iterator[Incident]:
    """CUR002 for each rule that an entry of `per-file-ignores` names, and that says nothing in the files it means.

    `ignored` is everything that configuration turned off in a run over the whole project, `configs` the configuration
    and place of each file by its shown path; paths are shown from `root`.
    """
    names = names_of(rules)
    places = [(violation.code, configs[violation.path][1]) for violation in ignored if violation.path in configs]
    for layer in layers:
        if layer.path is None:
            continue
        for pattern, selectors in (layer.settings.per_file_ignores or {}).items():
            glob = Glob(layer.folder.as_posix(), pattern)
            excused = {code for code, file in places if glob.covers(file)}
            idle = [each for each in selectors if not excused & codes_named(names, layer, "per-file-ignores", each)]
            if idle:
                about = f"{', '.join(idle)} in the per-file-ignores of `{pattern}`"
                line = line_of(layer.path, ("per-file-ignores", pattern))
                yield _unused(_shown(layer.path, root), line, ", ".join(idle), about)


def stale_entries(file: Path, entries: Iterable[Entry], root: Path) -> Iterator[Incident]:
    """CUR002 for each of these entries of the baseline `file`."""
    for entry in entries:
        about = f"{entry.rule} {entry.subject} of {entry.path} in the baseline".replace("  ", " ")
        yield _unused(_shown(file, root), line_of_entry(file, entry), str(entry), about)


def _unused(path: str, line: int, subject: str, about: str) -> Incident:
    return Incident("CUR002", path, Span.at(max(line, 1)), subject, (("selectors", about),))


def _shown(file: Path, root: Path) -> str:
    return Path(os.path.relpath(file, root)).as_posix()
