"""Whether a change that somebody made is exactly what the fixes would have made: `--verify-fixes`."""

from __future__ import annotations

import difflib
import io
import re
import subprocess
import tarfile
import tempfile
from collections import Counter
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
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
_COMPARABLE = 1_000_000


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
    """Whether a fix seems to be part of what makes the `wanted` text; the result is compared exactly in the end."""
    old, new, aim = (text.splitlines(keepends=True) for text in (change.old, change.new, wanted))
    gone, come = _difference(old, new)
    gone_in_all, come_in_all = _difference(old, aim)
    if not gone <= gone_in_all:
        return False
    return bool(come and come <= come_in_all) or _distance(new, aim) < _distance(old, aim)


def _difference(old: list[str], new: list[str]) -> tuple[set[int], Counter[str]]:
    """The indices of the lines of `old` that are not in `new`, and the lines of `new` that are not in `old`."""
    gone: set[int] = set()
    come: Counter[str] = Counter()
    for kind, i, j, k, n in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone.update(range(i, j))
            come.update(new[k:n])
    return gone, come


def _distance(old: list[str], new: list[str]) -> int:
    """How many words differ, where two fixes share a line and none makes the line that both make."""
    distance = 0
    for kind, i, j, k, n in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            before, after = (_WORD.findall("".join(lines)) for lines in (old[i:j], new[k:n]))
            distance += len(before) + len(after) - 2 * _common(before, after)
    return distance


def _common(old: list[str], new: list[str]) -> int:
    """The length of the longest common subsequence; 0 where it would take too long to find."""
    if len(old) * len(new) > _COMPARABLE:
        return 0
    best = [0] * (len(new) + 1)
    for word in old:
        diagonal = 0
        for index, other in enumerate(new, 1):
            diagonal, best[index] = best[index], diagonal + 1 if word == other else max(best[index], best[index - 1])
    return best[-1]


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
        raise GitProblem(f"`git {' '.join(arguments)}` failed: {message or f'exit code {done.returncode}'}")
    return done.stdout
