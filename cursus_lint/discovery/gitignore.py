"""What git ignores: `.gitignore` files from the repository's root down, and `.git/info/exclude`.

The user's global ignore file is left out of it, so that a tree gives the same result on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """The patterns of one file; they are relative to `folder`, which ends with a slash."""

    folder: str
    spec: GitIgnoreSpec


@dataclass(frozen=True, slots=True)
class Ignores:
    """The ignore files that concern a folder, the outermost first; the innermost that has an opinion decides."""

    files: tuple[IgnoreFile, ...] = ()

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether git ignores this entry of a folder that it does not ignore."""
        for file in reversed(self.files):
            relative = path[len(file.folder) :] + ("/" if is_folder else "")
            verdict = file.spec.check_file(relative).include
            if verdict is not None:
                return verdict
        return False

    def entering(self, folder: Path) -> Ignores:
        """The ignore files that concern the entries of a folder."""
        own = _read(folder / ".gitignore", folder)
        return Ignores((*self.files, own)) if own else self


def ignores_above(folder: Path, otherwise: Path) -> Ignores:
    """What the folders above `folder` say about it, down from the repository's root, or from `otherwise` without one.

    The patterns that ignore `folder` itself are left out: it has been asked for, so what it holds has been, too.
    """
    repository = next((above for above in (folder, *folder.parents) if (above / ".git").exists()), None)
    top = repository or otherwise
    found = repository_ignores(repository) if repository else Ignores()
    if top == folder or not folder.is_relative_to(top):
        return found if top == folder else Ignores()
    here = top
    for name in folder.relative_to(top).parts:
        found = found.entering(here)
        here /= name
        if found.ignores(here.as_posix(), is_folder=True):
            found = Ignores()
    return found


def repository_ignores(repository: Path) -> Ignores:
    """What `info/exclude` of the repository in this folder says."""
    own = _read(_git_folder(repository) / "info" / "exclude", repository)
    return Ignores((own,)) if own else Ignores()


def _git_folder(repository: Path) -> Path:
    """The folder in which git keeps what all work trees of a repository share."""
    git = repository / ".git"
    pointed = _first_line(git) if git.is_file() else ""
    if pointed.startswith("gitdir:"):
        git = repository / pointed.removeprefix("gitdir:").strip()
    common = _first_line(git / "commondir")
    return git / common if common else git


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip()
    except OSError:
        return ""


def _read(path: Path, folder: Path) -> IgnoreFile | None:
    """The patterns of an ignore file; None if it is not there, cannot be read, or says nothing."""
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError:
        return None
    lines = [line for line in text.replace("\r\n", "\n").split("\n") if line.strip() and not line.startswith("#")]
    return IgnoreFile(folder.as_posix().rstrip("/") + "/", GitIgnoreSpec.from_lines(lines)) if lines else None
