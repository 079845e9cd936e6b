"""What a branch changed, as git tells it: the lines that are new or different since it left another."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cursus_lint.diagnostics import Report, Span, Violation

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"a": b"\a", b"b": b"\b", b"f": b"\f", b"v": b"\v"}


class CannotCompare(Exception):
    """A revision that the work tree cannot be compared with; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changed lines of each file, by its real path; None for a file that is new as a whole."""

    lines: Mapping[Path, frozenset[int] | None] = field(default_factory=dict)

    def concern_file(self, file: Path) -> bool:
        """Whether anything in a file has changed."""
        return file.resolve() in self.lines

    def concern(self, file: Path, span: Span) -> bool:
        """Whether one of the lines of `span` has changed; of a span that means the whole file, any line."""
        found = self.lines.get(file.resolve(), frozenset())
        if found is None or (span == Span.at(1) and found):
            return True
        last = span.end_line - 1 if span.end_column == 1 and span.end_line > span.line else span.end_line
        return any(line in found for line in range(span.line, last + 1))


def changes_since(revision: str, folder: Path) -> Changes:
    """What the work tree has changed since its branch left `revision`, files that git does not know yet included.

    A line is changed, too, where a line before or after it was deleted. Raises CannotCompare.
    """
    top = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").rstrip(b"\n")))
    commit = _git(
        folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", about=revision
    )
    base = _git(folder, "merge-base", commit.decode().strip(), "HEAD", about=revision).decode().strip()
    patch = _git(
        top, "-c", "core.quotePath=true", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-textconv",
        "--find-renames", "--src-prefix=a/", "--dst-prefix=b/", base, "--",
    )  # fmt: skip
    lines: dict[Path, frozenset[int] | None] = {}
    for name, changed in _changed_lines(patch):
        lines[(top / os.fsdecode(name)).resolve()] = changed
    unknown = _git(top, "ls-files", "-z", "--others", "--exclude-standard")
    lines.update((top / os.fsdecode(name), None) for name in unknown.split(b"\0") if name)
    return Changes(lines)


def only_changed(
    report: Report, changes: Changes, places: Mapping[str, Path], contracts: Mapping[str, frozenset[str]]
) -> Report:
    """The report with what lies outside of `changes` moved to `elsewhere`.

    A violation is inside if one of its lines has changed, or anything in a contract that its script is bound to.
    `places` has the file of each shown path, `contracts` the shown contracts of each shown script.
    """

    def inside(violation: Violation) -> bool:
        file = places.get(violation.path)
        if file is None or changes.concern(file, violation.span):
            return True
        bound = set(contracts.get(violation.path, ()))
        if violation.contract is not None:
            bound.add(violation.contract.path)
        return any(changes.concern_file(places[path]) for path in bound if path in places)

    found = {True: [], False: []}  # type: dict[bool, list[Violation]]
    for violation in report.reported:
        found[inside(violation)].append(violation)
    return replace(report, reported=tuple(found[True]), elsewhere=(*report.elsewhere, *found[False]))


def _changed_lines(patch: bytes) -> Iterator[tuple[bytes, frozenset[int]]]:
    """Each file of a patch without context lines, with its changed lines."""
    lines = iter(patch.split(b"\n"))
    name: bytes | None = None
    changed: set[int] = set()
    for line in lines:
        if line.startswith(b"diff --git "):
            if name is not None:
                yield name, frozenset(changed)
            name, changed = None, set()
        elif line.startswith(b"+++ "):
            name = _name(line[4:])
        elif (hunk := _HUNK.match(line)) and name is not None:
            deleted, first = int(hunk[1] or 1), int(hunk[2])
            added = int(hunk[3] or 1)
            changed.update(range(first, first + added) if added else (first, first + 1))
            # The lines of the hunk may look like anything; their number is known.
            for _ in range(deleted + added):
                following = next(lines, b"")
                if following.startswith(b"\\"):
                    next(lines, b"")
    if name is not None:
        yield name, frozenset(changed)


def _name(written: bytes) -> bytes | None:
    """The file that a `+++` line names, without its prefix; None for a file that was deleted."""
    name = written.rstrip(b"\t\r")
    if name == b"/dev/null":
        return None
    if name.startswith(b'"'):
        name = re.sub(
            rb"\\([0-7]{3}|.)",
            lambda match: bytes([int(match[1], 8)]) if len(match[1]) == 3 else _ESCAPES.get(match[1], match[1]),
            name[1:-1],
        )
    return name.removeprefix(b"b/")


def _git(folder: Path, *arguments: str, about: str = "") -> bytes:
    try:
        done = subprocess.run(
            ["git", "-c", "core.fsmonitor=false", *arguments],
            cwd=folder,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )
    except OSError as error:
        raise CannotCompare(f"git cannot be run: {error.strerror}") from error
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode("utf-8", "replace").strip()
    if "rev-parse" in arguments and about:
        raise CannotCompare(f"git knows no revision {about!r}; in CI, fetch the history of the target branch first")
    if "merge-base" in arguments:
        raise CannotCompare(
            f"this branch and {about!r} have no common commit; in CI, fetch more history (fetch-depth: 0)"
        )
    raise CannotCompare(said.splitlines()[0] if said else f"git {arguments[0]} failed")
