"""Reading one script again and again while it is edited."""

from __future__ import annotations

from pathlib import Path

from cursus_lint.analysis.extract import facts_of
from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.analysis.source import Source, decode
from cursus_lint.engine.reading import read_facts
from cursus_lint.engine.target import Place
from cursus_lint.rule import Incident


class Rereader:
    """Reads the texts that one script has, one after the other; statements that have not changed are kept."""

    def __init__(self) -> None:
        self._source: Source | None = None
        self._last: tuple[str, Place | None, bytes, Path | None] | None = None
        self._facts: ScriptFacts | Incident | None = None

    def facts(self, path: str, file: Place | None, data: bytes, project_root: Path | None) -> ScriptFacts | Incident:
        """The facts of the script with the content `data`, or CUR001 or CUR005: the same as `read_facts` gives."""
        asked = (path, file, data, project_root)
        if self._facts is None or asked != self._last:
            self._facts = read_facts(path, file, data, project_root, self._extract)
            self._last = asked
        return self._facts

    def _extract(self, path: str, file: Path | None, data: bytes, project_root: Path | None) -> ScriptFacts:
        # A text that is no Python leaves the source of the last one that was.
        source = Source(decode(data), path, self._source)
        # What fails in the middle must not be built on.
        self._source = None
        facts = facts_of(source, path, file, project_root)
        self._source = source
        return facts
