"""Whether a change that somebody made is exactly what the fixes would have made: `--verify-fixes`."""

from __future__ import annotations

import difflib
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
    """A file that differs between two commits; None stands for one that is not there, or that is no regular file.

    `remark` says what differs besides the content, in the words of a git patch: a mode, a file added or deleted.
    """

    path: str
    old: bytes | None
    new: bytes | None
    remark: str = ""


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
    """A verdict for each changed file; one that was added or deleted, or whose mode has changed, is no fix."""
    return tuple(_verify_file(file, check_of) for file in files)


def _verify_file(file: ChangedFile, check_of: Callable[[str], Check | None]) -> PairVerdict:
    if file.old is None or file.new is None:
        verdict = verify_pair(file.path, file.old or b"", file.new or b"", None)
    else:
        verdict = verify_pair(file.path, file.old, file.new, check_of(file.path))
    return replace(verdict, unexplained=file.remark + verdict.unexplained)


def changed_files(repository: Path, commits: str) -> tuple[str, tuple[ChangedFile, ...]]:
    """The older commit of a range, and the files that differ between its ends, sorted by path.

    `commits` is `A..B`, `A...B` (since they parted), `A..` (up to HEAD), or one commit (against its parent). Paths are
    relative to the root of the repository. Raises GitProblem.
    """
    first, last = _ends(repository, commits)
    raw = _git(repository, "diff", "--raw", "--no-renames", "--no-abbrev", "-z", first, last, "--")
    parts = raw.decode(errors="surrogateescape").split("\0")
    return first, tuple(
        _changed_file(repository, entry, name) for name, entry in sorted(zip(parts[1::2], parts[0::2], strict=False))
    )


@contextmanager
def exported(repository: Path, commit: str) -> Iterator[Path]:
    """A temporary folder with the files of `commit`, byte for byte, so that contracts are read as they were then.

    It is the root of a repository, so that nothing around it is taken for a part of the project.
    """
    listed = _git(repository, "ls-tree", "-r", "-z", "--full-tree", commit).decode(errors="surrogateescape")
    entries = [entry.partition("\t") for entry in listed.split("\0") if entry]
    with tempfile.TemporaryDirectory(prefix="cursus-lint-") as folder:
        root = Path(folder).resolve()
        (root / ".git").mkdir()
        wanted = [(description.split()[2], name) for description, _, name in entries if _is_file(description)]
        for content, (_, name) in zip(_contents(repository, [key for key, _ in wanted]), wanted, strict=True):
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        yield root


def repository_root(folder: Path) -> Path:
    """The top folder of the git repository that `folder` lies in. Raises GitProblem."""
    return Path(_git(folder, "rev-parse", "--show-toplevel").decode(errors="surrogateescape").rstrip("\n"))


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


def _changed_file(repository: Path, entry: str, name: str) -> ChangedFile:
    """What `git diff --raw` says of a file: `:<old mode> <new mode> <old object> <new object> <status>`."""
    old_mode, new_mode, old, new, _ = entry.removeprefix(":").split(" ")
    before = _git(repository, "cat-file", "blob", old) if _is_file(old_mode) else None
    after = _git(repository, "cat-file", "blob", new) if _is_file(new_mode) else None
    return ChangedFile(name, before, after, _remark(name, old_mode, new_mode))


def _is_file(mode: str) -> bool:
    return mode.startswith("100")


def _remark(name: str, old_mode: str, new_mode: str) -> str:
    if old_mode == new_mode:
        return "" if _is_file(old_mode) else f"{name}: no regular file, mode {old_mode}\n"
    if not int(old_mode):
        return f"{name}: new file mode {new_mode}\n"
    if not int(new_mode):
        return f"{name}: deleted file mode {old_mode}\n"
    return f"{name}: old mode {old_mode}, new mode {new_mode}\n"


def _contents(repository: Path, blobs: Sequence[str]) -> Iterator[bytes]:
    """The contents of `blobs`, one after another."""
    command = ["git", "-C", str(repository), "cat-file", "--batch"]
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{blob}\n" for blob in blobs).encode())
        names.seek(0)
        with subprocess.Popen(command, stdin=names, stdout=subprocess.PIPE) as reader:
            assert reader.stdout is not None
            for _ in blobs:
                size = int(reader.stdout.readline().split()[2])
                yield reader.stdout.read(size)
                reader.stdout.read(1)  # the end of line after each content


def _git(repository: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, check=False)
    except OSError as error:
        raise GitProblem(f"git cannot be run: {error}") from error
    if done.returncode:
        message = done.stderr.decode(errors="replace").strip()
        raise GitProblem(f"`git {' '.join(arguments)}` failed: {message or f'exit code {done.returncode}'}")
    return done.stdout
