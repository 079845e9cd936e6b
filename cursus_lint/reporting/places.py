"""Places as other programs want them: one line, a path below the repository, a fingerprint that stays."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable
from urllib.parse import quote

from cursus_lint.analysis.lenient_text import lenient_text, lines_of
from cursus_lint.diagnostics import Span, Violation
from cursus_lint.reporting import Files
from cursus_lint.reporting.line_hashes import line_hashes


class Places:
    """Looks up the lines of a report's files; each file is read once."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._lines: dict[str, list[str]] = {}
        self._hashes: dict[str, tuple[str, ...]] = {}

    def path(self, path: str) -> str:
        """A file's path relative to the top of the repository, as text that every program can read."""
        return self._files.in_repository(path).encode("utf-8", "backslashreplace").decode("utf-8")

    def uri(self, path: str) -> str:
        """A file's path relative to the top of the repository, percent-encoded."""
        return quote(os.fsencode(self._files.in_repository(path)), safe="/")

    def lines(self, path: str) -> list[str]:
        """The lines of a file; none where it cannot be read."""
        if path not in self._lines:
            data = self._files.read(path)
            self._lines[path] = [] if data is None else lines_of(lenient_text(data))
        return self._lines[path]

    def line_at(self, path: str, number: int) -> str:
        """One line of a file without its ending; "" where there is no such line."""
        lines = self.lines(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def first_line(self, path: str, span: Span) -> Span:
        """The part of `span` that lies on its first line; that whole line where the span is empty."""
        end_of_line = len(self.line_at(path, span.line)) + 1
        if span.end_line > span.line:
            return Span(span.line, span.column, span.line, max(end_of_line, span.column))
        if span.end_column > span.column:
            return span
        return Span(span.line, span.column, span.line, max(end_of_line, span.column))

    def whole_line(self, path: str, number: int) -> Span:
        """The text of one line, without the blanks around it."""
        text = self.line_at(path, number)
        start = len(text) - len(text.lstrip())
        return Span(number, start + 1, number, max(len(text.rstrip()), start) + 1)

    def identities(self, violations: Iterable[Violation]) -> list[str]:
        """A hash of path, rule and subject for each violation, and of how many of the same stand before it."""
        seen: Counter[tuple[str, str, str]] = Counter()
        found = []
        for violation in violations:
            about = (self.path(violation.path), violation.code, violation.subject)
            seen[about] += 1
            identity = "\0".join((*about, str(seen[about]))).encode("utf-8", "surrogatepass")
            found.append(hashlib.sha256(identity).hexdigest())
        return found

    def line_hash(self, violation: Violation) -> str:
        """GitHub's hash of the violation's first line, "" for a file that cannot be read."""
        hashes = self._hashes_of(violation.path)
        return hashes[violation.span.line - 1] if 0 < violation.span.line <= len(hashes) else ""

    def _hashes_of(self, path: str) -> tuple[str, ...]:
        if path not in self._hashes:
            data = self._files.read(path)
            # GitHub reads every file as UTF-8.
            self._hashes[path] = () if data is None else line_hashes(data.decode("utf-8", "replace"))
        return self._hashes[path]


def last_line(span: Span) -> int:
    """The last line that a span has a part of."""
    return span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
