"""What a script's imports can mean: the project's files that were read with it, and those that might have been.

Facts come from a script and from the modules of its project. They hold as long as each of these modules has the same
content, and as long as no file appears or goes that one of the imports would mean.
"""

from __future__ import annotations

import json
import os
import re
import time
from bisect import bisect_left
from collections.abc import Sequence
from pathlib import Path

from cursus_lint.engine.cache import key_of

_Recorded = list[tuple[str, str, str]]
"""What was looked at: `("file", path, digest)` for what a file holds, `("tree", folder, digest)` for the names of all
modules below a folder, and `("names", folder, "a b|a.py b/")` for what a folder holds under each of the names."""

_IMPORT = re.compile(r"\bimport\b([^\n;#(]+)")
_FROM = re.compile(r"\bfrom\b[ \t]*(\.*)[ \t]*([\w.]*)[ \t]*\bimport\b")

NOTHING = "[]"
"""The record of what depends on nothing around it."""

_RECENT = 256


class Surroundings:
    """Looks at what lies around the scripts of one run; each folder and each file once.

    A file may change while a script is being read with it. So folders are looked at before, and what has changed since
    this object was made is not recorded.
    """

    def __init__(self) -> None:
        self._start = time.time_ns()
        # Sorted, for a set of thousands of names takes twice the memory of a tuple, and most are never asked for.
        self._listings: dict[str, tuple[str, ...]] = {}
        self._digests: dict[tuple[str, str], str] = {}
        self._unchanged: dict[str, bool] = {}

    def look(self, file: Path, root: Path | None) -> None:
        """Look at the folders around a script that is going to be read."""
        for folder in _bases(file.absolute().parent, root):
            self._listing(folder)

    def record(self, file: Path, root: Path | None, data: bytes, siblings: Sequence[str]) -> str | None:
        """What the script in `file` depends on besides its own content `data`, as one line of text for `unchanged`.

        None where that cannot be told. `siblings` are the modules that were read with it, `root` the folder that
        nothing is looked for above.
        """
        script = file.absolute()
        recorded: _Recorded = [("file", path, self._digest("file", path)) for path in siblings]
        asked: set[str] = set()
        trees: set[str] = set()
        for path, content in ((str(script), data), *((path, _content(path)) for path in siblings)):
            text = content.decode("utf-8", "replace").replace("\\\n", " ").replace("\\\r\n", " ")
            asked |= _absolute(text)
            trees |= {str(Path(path).parents[level - 1]) for level in _levels(text) if level <= len(Path(path).parents)}
        for folder in _bases(script.parent, root):
            found = self._found(folder, asked)
            recorded.append(("names", folder, f"{' '.join(sorted(asked))}|{found}"))
            trees |= {f"{folder}/{name[:-1]}" for name in found.split() if name.endswith("/")}
        recorded += [("tree", folder, self._digest("tree", folder)) for folder in sorted(trees)]
        folders = {
            folder for tree in trees for folder in (tree, *(each[:-1] for each in _below(tree) if each[-1] == "/"))
        }
        return None if any(self._changed(place) for place in (*siblings, *folders)) else json.dumps(recorded)

    def unchanged(self, recorded: str) -> bool:
        """Whether all that was recorded is as it was; raises `ValueError` for what is no record."""
        known = self._unchanged.get(recorded)
        if known is None:
            # Neighbours often import the same; what is not asked again soon is forgotten.
            if len(self._unchanged) >= _RECENT:
                self._unchanged.clear()
            known = self._unchanged[recorded] = all(self._holds(*each) for each in json.loads(recorded))
        return known

    def _holds(self, kind: str, place: str, before: str) -> bool:
        if kind == "names":
            asked, _, found = before.partition("|")
            return self._found(place, asked.split()) == found
        return self._digest(kind, place) == before

    def _found(self, folder: str, names: Sequence[str] | set[str]) -> str:
        """Which of these modules and packages lie in a folder."""
        listing = self._listing(folder)
        return " ".join(sorted(each for name in names for each in (f"{name}.py", f"{name}/") if _holds(listing, each)))

    def _listing(self, folder: str) -> tuple[str, ...]:
        known = self._listings.get(folder)
        if known is None:
            known = self._listings[folder] = tuple(sorted(_entries(folder)))
        return known

    def _changed(self, place: str) -> bool:
        """Whether a file or folder was changed in the course of this run, or is gone."""
        try:
            return Path(place).stat().st_mtime_ns >= self._start
        except OSError:
            return True

    def _digest(self, kind: str, place: str) -> str:
        known = self._digests.get((kind, place))
        if known is None:
            made = _content(place) if kind == "file" else "\0".join(sorted(_below(place)))
            known = self._digests[kind, place] = key_of(made).hex()
        return known


def _holds(listing: tuple[str, ...], name: str) -> bool:
    at = bisect_left(listing, name)
    return at < len(listing) and listing[at] == name


def _absolute(text: str) -> set[str]:
    """The first names of the modules that a text imports by their whole names, and perhaps of some that it does not."""
    listed = [part.split(maxsplit=1) for found in _IMPORT.findall(text) for part in found.split(",")]
    named = [words[0] for words in listed if words] + [name for dots, name in _FROM.findall(text) if not dots]
    return {top for name in named if (top := name.partition(".")[0]).isidentifier()}


def _levels(text: str) -> set[int]:
    """How many folders up relative imports of the text begin."""
    return {len(dots) for dots, _ in _FROM.findall(text) if dots}


def _bases(folder: Path, root: Path | None) -> list[str]:
    """Where absolute imports are looked up: a script's folder, those above it up to the root, and the root's `src`."""
    top = root if root is not None else folder
    above = [each for each in folder.parents if each == top or top in each.parents]
    return list(dict.fromkeys(map(str, (folder, *above, top, top / "src"))))


def _entries(folder: str) -> list[str]:
    """The modules `name.py` and folders `name/` in a folder; none where it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return [f"{each.name}/" if each.is_dir() else each.name for each in entries if _may_be_imported(each)]
    except OSError:
        return []


def _may_be_imported(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() or (entry.name.endswith(".py") and entry.is_file())


def _below(folder: str) -> list[str]:
    """The modules and folders at any depth below a folder, each folder entered once."""
    found: list[str] = []
    stack, entered = [folder], set()
    while stack:
        here = stack.pop()
        real = os.path.realpath(here)
        if real in entered:
            continue
        entered.add(real)
        entries = [f"{here}/{name}" for name in _entries(here)]
        found += entries
        stack += [entry.rstrip("/") for entry in entries if entry.endswith("/")]
    return found


def _content(path: str) -> bytes:
    """What a file holds; nothing where it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
