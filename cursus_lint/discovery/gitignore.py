"""What git ignores: `.gitignore` files from the repository's root down, and `.git/info/exclude`.

The user's global ignore file is left out of it, so that a tree gives the same result on every machine.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

_THROUGH_FOLDER = "ps_d"  # pathspec's name for the slash after a folder through which a pattern matches


class IgnorePattern(NamedTuple):
    """One line of an ignore file."""

    regex: re.Pattern[str]
    ignores: bool
    only_folders: bool

    def names(self, path: str, *, is_folder: bool) -> bool:
        """Whether the pattern names this very entry, not just a folder that it lies in.

        To pathspec a pattern that names a folder matches all it holds; to git, which goes from folder to folder, only
        the folder. The difference shows below a folder that one pattern ignores and a later one keeps.
        """
        if self.only_folders and not is_folder:
            return False
        match = self.regex.search(path)
        return match is not None and match.groupdict().get(_THROUGH_FOLDER) is None


class IgnoreFile(NamedTuple):
    """The patterns of one file, the last first; they are relative to `folder`, which ends with a slash.

    `any_of` matches what any of them matches, and more: one look spares the single ones for most paths.
    """

    folder: str
    patterns: tuple[IgnorePattern, ...]
    any_of: re.Pattern[str]

    def verdict(self, path: str, *, is_folder: bool) -> bool | None:
        """Whether the last pattern that names this entry ignores it; None if none names it."""
        relative = path[len(self.folder) :]
        if self.any_of.search(relative) is None:
            return None
        named = (pattern.ignores for pattern in self.patterns if pattern.names(relative, is_folder=is_folder))
        return next(named, None)


class Ignores(NamedTuple):
    """The ignore files that concern a folder, the outermost first; the innermost that has an opinion decides."""

    files: tuple[IgnoreFile, ...] = ()

    def ignores(self, path: str, *, is_folder: bool) -> bool:
        """Whether git ignores this entry of a folder that it does not ignore."""
        verdicts = (file.verdict(path, is_folder=is_folder) for file in reversed(self.files))
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def entering(self, folder: Path) -> Ignores:
        """The ignore files that concern the entries of a folder."""
        own = _read(folder / ".gitignore", folder)
        return Ignores((*self.files, own)) if own else self


def ignores_above(folder: Path, otherwise: Path) -> Ignores:
    """What the folders above `folder` say about it, down from the repository's root, or from `otherwise` without one.

    The patterns that ignore `folder` itself are left out: it has been asked for, so what it holds has been, too.
    """
    repository = next((above for above in (folder, *folder.parents) if os.access(above / ".git", os.F_OK)), None)
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
    patterns = [pattern for line in text.split("\n") if (pattern := _pattern(line)) is not None]
    if not patterns:
        return None
    any_of = "|".join(f"(?:{pattern.regex.pattern.replace(f'?P<{_THROUGH_FOLDER}>', '?:')})" for pattern in patterns)
    return IgnoreFile(folder.as_posix().rstrip("/") + "/", tuple(reversed(patterns)), re.compile(any_of))


def _pattern(line: str) -> IgnorePattern | None:
    """The pattern of a line; None if it is empty, a comment or no pattern.

    The closing slash is taken off, since what is a folder is known here and not by the look of a path.
    """
    stripped = re.sub(r"(?<!\\) +$", "", line.removesuffix("\r"))
    if stripped.startswith("#") or not stripped:
        return None
    # Loaded for a project that has something to ignore.
    from pathspec import GitIgnoreSpec, RegexPattern

    try:
        patterns = GitIgnoreSpec.from_lines([stripped.rstrip("/")]).patterns
    except (ValueError, re.error):
        return None  # to git, too, a line that is no pattern names nothing
    for pattern in patterns:
        if isinstance(pattern, RegexPattern) and pattern.regex is not None and pattern.include is not None:
            return IgnorePattern(pattern.regex, pattern.include, only_folders=stripped.endswith("/"))
    return None
