"""The baseline: known violations, listed in a file, that do not fail a run.

An entry is about a file, a rule and a subject, never about a line or a count, so that editing a script moves nothing
into the baseline or out of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cursus_lint.analysis.lenient_text import lenient_text, lines_of
from cursus_lint.diagnostics import Report, Span, Violation

_VERSION = 1
_AROUND = 3
"""How many lines before and after a violation must be the same for it to be followed into a renamed file."""


class InvalidBaseline(Exception):
    """A file that is no baseline; the message names the file and the line, and says what to do."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One known violation: the file relative to the baseline's folder, the rule's code, and the subject.

    `content` is a hash of the text around it, by which it is found again when the file has another name.
    """

    path: str
    rule: str
    subject: str
    content: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.path} {self.rule} {self.subject}".rstrip()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a baseline makes of a report.

    `report` has the violations that are listed in `known`. `entries` are those that still stand for something, with the
    names that files have now; `stale` are those that stand for nothing any more; `new` are for what is reported.
    """

    report: Report
    entries: tuple[Entry, ...]
    stale: tuple[Entry, ...]
    new: tuple[Entry, ...]


def read_baseline(file: Path) -> tuple[Entry, ...]:
    """The entries of a baseline, sorted. Raises InvalidBaseline for anything else, OSError where it cannot be read."""
    try:
        document = json.loads(file.read_bytes())
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise InvalidBaseline(
            f"{file}:{line}: the baseline is not valid JSON; if a merge left its marks there, keep the lines of both"
            " sides, or write it anew with --write-baseline"
        ) from error
    except RecursionError as error:
        raise InvalidBaseline(f"{file}:1: the baseline is nested too deeply") from error
    entries = document.get("violations") if isinstance(document, dict) else None
    if not isinstance(entries, list) or document.get("version") != _VERSION:
        raise InvalidBaseline(
            f'{file}:1: expected an object with "version": {_VERSION} and "violations";'
            " write it anew with --write-baseline"
        )
    return tuple(sorted({_entry(each, number, file) for number, each in enumerate(entries, 1) if each != {}}))


def _entry(given: object, number: int, file: Path) -> Entry:
    if isinstance(given, dict):
        path, rule, subject = (given.get(key) for key in ("path", "rule", "subject"))
        if isinstance(path, str) and isinstance(rule, str) and isinstance(subject, str):
            return Entry(path, rule, subject, str(given.get("content", "")))
    raise InvalidBaseline(f'{file}:1: entry {number} is not an object with the texts "path", "rule" and "subject"')


def baseline_text(entries: Iterable[Entry]) -> str:
    """The file's content: sorted, and one line for each entry, all alike, so that two branches can be merged."""
    lines = [
        json.dumps({"path": each.path, "rule": each.rule, "subject": each.subject, "content": each.content})
        for each in sorted(set(entries))
    ]
    # The empty entry at the end lets every other line end with a comma.
    return '{"version": 1, "violations": [\n' + "".join(f"{line},\n" for line in lines) + "{}]}\n"


def write_baseline(file: Path, entries: Iterable[Entry]) -> None:
    """Write a baseline so that the old or the new one is there at every moment. Raises OSError where it cannot be."""
    target = file.resolve()
    temporary = target.with_name(f".{target.name}-{secrets.token_hex(8)}.tmp")
    try:
        temporary.write_text(baseline_text(entries), encoding="utf-8", newline="\n")
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def line_of_entry(file: Path, entry: Entry) -> int:
    """The 1-based line of an entry in a baseline, 1 where it cannot be told."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found = json.loads(line.rstrip().rstrip(","))
        except ValueError:
            continue
        if isinstance(found, dict) and [found.get(key) for key in ("path", "rule", "subject")] == [
            entry.path,
            entry.rule,
            entry.subject,
        ]:
            return number
    return 1


class Matcher:
    """Compares reports with a baseline that lies in `folder`.

    `place` gives the file that a shown path stands for, `read` its content.
    """

    def __init__(self, folder: Path, place: Callable[[str], Path], read: Callable[[str], bytes | None]) -> None:
        self._folder = folder.resolve()
        self._place = place
        self._read = read
        self._paths: dict[str, str] = {}
        self._lines: dict[str, list[str]] = {}

    def compare(self, report: Report, entries: Sequence[Entry], *, shown_as: str) -> Comparison:
        """What `entries` make of `report`; the baseline is shown as `shown_as`.

        An entry whose file is gone follows its content: the first file that has the same rule, subject and text around
        it takes all its entries over, and no other file can.
        """
        listed = {(each.path, each.rule, each.subject): each for each in entries}
        renamed = self._renamed(report, entries, listed)
        used: set[Entry] = set()
        known, reported, new = [], [], []
        for violation in report.reported:
            own = self.entry_of(violation)
            entry = listed.get((own.path, own.rule, own.subject))
            if entry is None and own.path in renamed:
                entry = listed.get((renamed[own.path], own.rule, own.subject))
            if entry is None:
                reported.append(violation)
                new.append(own)
            else:
                known.append(violation)
                used.add(entry)
        # What configuration turns off may be turned on in another run.
        used.update(
            entry
            for each in map(self.entry_of, report.ignored)
            if (entry := listed.get((each.path, each.rule, each.subject))) is not None
        )
        now = {old: path for path, old in renamed.items()}
        return Comparison(
            replace(report, reported=tuple(reported), known=tuple(known), baseline=shown_as),
            tuple(sorted({replace(each, path=now.get(each.path, each.path)) for each in used})),
            tuple(sorted(set(entries) - used)),
            tuple(sorted(set(new))),
        )

    def entry_of(self, violation: Violation) -> Entry:
        """The entry that would list a violation."""
        return Entry(self._path(violation.path), violation.code, violation.subject, self._content(violation))

    def _renamed(
        self, report: Report, entries: Sequence[Entry], listed: dict[tuple[str, str, str], Entry]
    ) -> dict[str, str]:
        """The present path of each file that is known by another name, with that name."""
        gone = {path for path in {each.path for each in entries} if not (self._folder / path).exists()}
        orphans: dict[tuple[str, str, str], list[str]] = {}
        for each in entries:
            if each.path in gone and each.content:
                orphans.setdefault((each.rule, each.subject, each.content), []).append(each.path)
        if not orphans:
            return {}
        renamed: dict[str, str] = {}
        for own in map(self.entry_of, report.reported):
            if (own.path, own.rule, own.subject) in listed or own.path in renamed:
                continue
            for old in orphans.get((own.rule, own.subject, own.content), ()):
                if old not in renamed.values():
                    renamed[own.path] = old
                    break
        return renamed

    def _path(self, shown: str) -> str:
        if shown not in self._paths:
            file = Path(os.path.abspath(self._place(shown)))  # noqa: PTH100 - links must stay
            folder = file.parent.resolve()
            self._paths[shown] = Path(os.path.relpath(folder / file.name, self._folder)).as_posix()
        return self._paths[shown]

    def _content(self, violation: Violation) -> str:
        lines = self._lines_of(violation.path)
        if violation.span == Span.at(1):
            about = lines
        else:
            about = lines[max(violation.span.line - 1 - _AROUND, 0) : violation.span.end_line + _AROUND]
        text = "\n".join(line.strip() for line in about)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def _lines_of(self, shown: str) -> list[str]:
        if shown not in self._lines:
            data = self._read(shown)
            self._lines[shown] = [] if data is None else lines_of(lenient_text(data))
        return self._lines[shown]
