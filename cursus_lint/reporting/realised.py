"""The edits behind the fixes of a report, realised once a format shows them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Edit, Violation
from cursus_lint.reporting import Files

if TYPE_CHECKING:
    from cursus_lint.analysis.rewriting.script import Script


class RealisedFixes:
    """Turns fixes into edits; a script is parsed once for all of its fixes that follow each other."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._script = lru_cache(maxsize=4)(self._read)

    def edits_of(self, violation: Violation) -> tuple[Edit, ...] | None:
        """The edits of a violation's fix; None where it has none, or where the fix cannot be made."""
        if violation.fix is None:
            return None
        # LibCST is loaded for a report that has a fix to show, and for no other.
        from cursus_lint.analysis.rewriting import CannotRewrite, realise

        script = self._script(violation.path)
        if script is None:
            return None
        try:
            return realise(script, violation.fix.rewrite)
        except CannotRewrite:
            return None

    def _read(self, path: str) -> Script | None:
        from cursus_lint.analysis.rewriting.script import Script
        from cursus_lint.analysis.source import Unparsable, decode

        data = self._files.read(path)
        try:
            return None if data is None else Script(decode(data))
        except Unparsable:
            return None
