"""Whether a change that somebody made is exactly what the fixes would have made: `--verify-fixes`."""

from __future__ import annotations

import difflib
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cursus_lint.diagnostics import Violation
from cursus_lint.engine.change import Change
from cursus_lint.engine.diff import diff
from cursus_lint.engine.encoding import EncodingProblem, decode
from cursus_lint.engine.fix import Check, safe_or_unsafe, settle

_NO_PART = "it is no part of the change"
_COMPARABLE = 4_000_000


class GitProblem(Exception):
    """Git could not answer; the message is its own."""


@dataclass(frozen=True, slots=True)
class PairVerdict:
    """What is to be said about the change of one file.

    `fixed` are the violations whose fixes are part of the change. `unexplained` is the rest of it, as a unified diff:
    empty if the change is exactly what these fixes make.
    """

    path: str
    fixed: tuple[Violation, ...] = ()
    unexplained: str = ""


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that differs between two commits; None stands for a file that is not there."""

    path: str
    old: bytes | None
    new: bytes | None


def verify_pair(path: str, old: bytes, new: bytes, check: Check | None) -> PairVerdict:
    """Whether some of the fixes of `old`, safe or unsafe, make exactly `new` of it.

    `check` is None where no contract speaks of the file, so that no fix can have changed it. A fix that the engine
    would drop explains nothing.
    """
    if check is None or old == new:
        return PairVerdict(path, (), diff(path, old, new))
    try:
        wanted = decode(new, path).text
    except EncodingProblem:
        return PairVerdict(path, (), diff(path, old, new))
    outcome = settle(
        path, old, check(old), check, safe_or_unsafe, lambda change: None if _leads_to(change, wanted) else _NO_PART
    )
    return PairVerdict(path, outcome.applied, diff(path, outcome.content, new))


def verify_files(files: Sequence[ChangedFile], check_of: Callable[[str], Check | None]) -> tuple[PairVerdict, ...]:
    """A verdict for each changed file; one that was added or deleted is no fix."""
    return tuple(
        verify_pair(file.path, file.old or b"", file.new or b"", None)
        if file.old is None or file.new is None
        else verify_pair(file.path, file.old, file.new, check_of(file.path))
        for file in files
    )


def changed_files(repository: Path, commits: str) -> tuple[str, tuple[ChangedFile, ...]]:
    """The older commit of a range, and the files that differ between its ends, sorted by path.

    `commits` is `A..B`, `A...B` (since they parted), `A..` (up to HEAD), or one commit (against its parent). Paths are
    relative to the root of the repository. Raises GitProblem.
    """
    first, last = _ends(repository, commits)
    names = _git(repository, "diff", "--name-only", "--no-renames", "-z", first, last, "--").decode().split("\0")
    return first, tuple(
        ChangedFile(name, _content(repository, first, name), _content(repository, last, name))
        for name in sorted(filter(None, names))
    )


@contextmanager
def exported(repository: Path, commit: str) -> Iterator[Path]:
    """A temporary folder with the files of `commit`, so that contracts are read as they were then."""
    archive = _git(repository, "archive", "--format=tar", commit)
    with tempfile.TemporaryDirectory(prefix="cursus-lint-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            for member in files:
                content = files.extractfile(member) if member.isfile() else None
                if content is not None:
                    target = Path(folder) / member.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content.read())
        yield Path(folder)


def _leads_to(change: Change, wanted: str) -> bool:
    """Whether the text after the change is nearer to what is `wanted` than the text before."""
    return _distance(change.new, wanted) < _distance(change.old, wanted)


def _distance(text: str, wanted: str) -> int:
    """How many characters differ, counted where lines differ."""
    lines, wanted_lines = text.splitlines(keepends=True), wanted.splitlines(keepends=True)
    distance = 0
    for kind, i, j, k, n in difflib.SequenceMatcher(None, lines, wanted_lines, autojunk=False).get_opcodes():
        if kind != "equal":
            distance += _characters("".join(lines[i:j]), "".join(wanted_lines[k:n]))
    return distance


def _characters(text: str, wanted: str) -> int:
    if len(text) * len(wanted) > _COMPARABLE:
        return len(text) + len(wanted)
    blocks = difflib.SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
    return len(text) + len(wanted) - 2 * sum(block.size for block in blocks)


def _ends(repository: Path, commits: str) -> tuple[str, str]:
    if "..." in commits:
        first, _, last = commits.partition("...")
        parted = _git(repository, "merge-base", first or "HEAD", last or "HEAD").decode().strip()
        return parted, _commit(repository, last)
    if ".." in commits:
        first, _, last = commits.partition("..")
        return _commit(repository, first), _commit(repository, last)
    return _commit(repository, f"{commits}^"), _commit(repository, commits)


def _commit(repository: Path, name: str) -> str:
    return (
        _git(repository, "rev-parse", "--verify", "--end-of-options", f"{name or 'HEAD'}^{{commit}}").decode().strip()
    )


def _content(repository: Path, commit: str, name: str) -> bytes | None:
    entry = _git(repository, "ls-tree", "-z", "--full-tree", commit, "--", name)
    if not entry or entry.split()[1] != b"blob":
        return None
    return _git(repository, "cat-file", "blob", f"{commit}:{name}")


def _git(repository: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise GitProblem(f"git cannot be run: {error}") from error
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip()
        raise GitProblem(message or f"git {arguments[0]} failed with exit code {done.returncode}")
    return done.stdout
