"""The files that execution specs are kept in: reading, migration, inheritance and atomic writing of their JSON.

A spec may name another file in `extends`. It is then a JSON merge patch (RFC 7386) on that file: objects are merged key
by key, anything else replaces what is inherited, and `null` removes it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from cursus_lint.contracts.document.source_text import is_text
from cursus_lint.runtime.merge_patch import Json, JsonObject, is_same, merged, nulls, patch_between

CURRENT_VERSION = 2
_MAX_DEPTH = 100
_MAX_ANCESTORS = 100
_TOO_DEEP = "nested too deeply to be an execution spec"
# What says something about one file only: a file that extends another does not inherit it.
_OF_ONE_FILE = frozenset({"version", "extends", "created_at", "updated_at", "history"})


@dataclass(frozen=True, slots=True)
class SpecProblem:
    """What is wrong with one field of a spec file; `field` is its dotted path, "" for the whole file."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class InvalidExecutionSpec(ValueError):
    """A spec file that cannot be used as it stands; `path` is the file, `problems` says what is wrong and where."""

    def __init__(self, path: Path, *problems: SpecProblem) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))


def _at(path: Path, field: str, message: str) -> InvalidExecutionSpec:
    return InvalidExecutionSpec(path, SpecProblem(field, message))


class _DuplicateKey(Exception):
    pass


def _without_duplicates(pairs: list[tuple[str, Json]]) -> JsonObject:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _DuplicateKey(next(name for name in names if names.count(name) > 1))
    return found


def _is_deep(document: Json) -> bool:
    """Whether a value is nested more deeply than those that recurse through it can bear."""
    level = [document]
    for _ in range(_MAX_DEPTH):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return False
    return True


def _inside(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _refuse_constant(word: str) -> Json:
    raise ValueError(f"{word} is not a number of JSON")


def read_object(path: Path) -> JsonObject:
    """The JSON object in a file.

    Raises InvalidExecutionSpec where the file is not a JSON object in UTF-8, and OSError where it cannot be read.
    """
    if not (path.is_file() or path.is_dir()) and path.exists():
        raise _at(path, "", "not a regular file")  # a pipe would block, a device never end
    try:
        text = path.read_bytes().decode("utf-8-sig")
        document: Json = json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse_constant)
    except UnicodeDecodeError as problem:
        raise _at(path, "", f"not text in UTF-8 (byte {problem.start})") from problem
    except json.JSONDecodeError as problem:
        raise _at(path, "", f"not JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}") from problem
    except ValueError as problem:
        raise _at(path, "", f"not JSON: {problem}") from problem
    except _DuplicateKey as problem:
        raise _at(path, str(problem), "the key occurs twice in one object; keep one of them") from problem
    except RecursionError as problem:
        raise _at(path, "", _TOO_DEEP) from problem
    if _is_deep(document):
        raise _at(path, "", _TOO_DEEP)
    if "\\ud" in text.lower() and not is_text(json.dumps(document, ensure_ascii=False)):
        raise _at(path, "", "not text: it escapes half of a surrogate pair (\\ud800 to \\udfff)")
    if not isinstance(document, dict):
        raise _at(path, "", "expected a JSON object with the fields of an execution spec")
    return document


def _name_the_zone(document: JsonObject) -> JsonObject:
    """Version 1 wrote local times without a zone."""
    for field in ("created_at", "updated_at"):
        moment = document.get(field)
        if isinstance(moment, str):
            try:
                read = datetime.fromisoformat(moment)
            except ValueError:
                continue  # the model says what is wrong with it, with the field's name
            document = {**document, field: (read if read.tzinfo else read.astimezone()).isoformat()}
    return document


_MIGRATIONS: Mapping[int, Callable[[JsonObject], JsonObject]] = MappingProxyType({1: _name_the_zone})


def migrated(document: JsonObject, path: Path) -> JsonObject:
    """A document of any known version as one of `CURRENT_VERSION`; files without `version` are of version 1.

    Raises InvalidExecutionSpec for a version that is not known here.
    """
    version = document.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise _at(path, "version", f"expected a whole number from 1 to {CURRENT_VERSION}, found {json.dumps(version)}")
    if version > CURRENT_VERSION:
        raise _at(
            path,
            "version",
            f"the file is of version {version}, this cursus-lint reads up to {CURRENT_VERSION}; install a newer one",
        )
    for step in range(version, CURRENT_VERSION):
        document = _MIGRATIONS[step](document)
    return {**document, "version": CURRENT_VERSION}


def _base_of(document: JsonObject, path: Path) -> Path | None:
    extends = document.get("extends")
    if extends is None:
        return None
    if not isinstance(extends, str) or not extends or "\0" in extends:
        raise _at(
            path, "extends", f"expected the path of a spec file, relative to this one, found {json.dumps(extends)}"
        )
    return Path(os.path.normpath(path.parent / extends))  # its `..` may pass through a folder that is not there yet


def read_resolved(path: Path) -> JsonObject:
    """The document of a spec file in the current version, with what it inherits.

    Raises InvalidExecutionSpec for a file in the chain that is broken or missing, and for a chain that leads back
    to itself; OSError where `path` itself cannot be read.
    """
    return _resolved(path, read_object(path), ())


def _resolved(path: Path, document: JsonObject, heirs: tuple[Path, ...]) -> JsonObject:
    real = path.resolve()
    if real in heirs:
        circle = " -> ".join(heir.name for heir in (*heirs[heirs.index(real) :], real))
        raise _at(path, "extends", f"the specs extend each other in a circle: {circle}")
    if len(heirs) > _MAX_ANCESTORS:
        raise _at(heirs[0], "extends", f"more than {_MAX_ANCESTORS} specs extend one another; extend a nearer one")
    document = migrated(document, path)
    base = _base_of(document, path)
    if base is None:
        return document
    try:
        base_document = read_object(base)
    except OSError as problem:
        raise _at(path, "extends", f"cannot read {base}: {problem.strerror}") from problem
    inherited = _resolved(base, base_document, (*heirs, real))
    return merged(inheritable(inherited), document)


def to_be_stored(document: JsonObject, path: Path) -> JsonObject:
    """What to write into `path` so that it reads back as `document`: all, or what differs from the spec it extends.

    Raises InvalidExecutionSpec where that cannot be said in a file that extends another.
    """
    base = _base_of(document, path)
    if base is None:
        return document
    try:
        inherited = _resolved(base, read_object(base), (path.resolve(),))
    except OSError as problem:
        raise _at(path, "extends", f"cannot read {base}: {problem.strerror}") from problem
    base_part = inheritable(inherited)
    target = inheritable(document)
    patch = patch_between(base_part, target)
    if not is_same(merged(base_part, patch), target):
        lost = nulls(target) - nulls(base_part)
        raise _at(path, min(lost), "null cannot be stored in a spec that extends another; remove `extends`")
    return {**{key: value for key, value in document.items() if key in _OF_ONE_FILE}, **patch}


def inheritable(document: JsonObject) -> JsonObject:
    """The part of a document that files which extend it inherit: all but what says something about the file itself."""
    return {key: value for key, value in document.items() if key not in _OF_ONE_FILE}


def write_object(path: Path, document: JsonObject) -> None:
    """Write a JSON object in one step: readers, and an interruption, see the old file or the new one, never a part.

    After a power cut the file system decides which of the two is there. Missing folders are created, the mode of an
    existing file is kept, a symbolic link is followed. Raises InvalidExecutionSpec where a value is not JSON, OSError
    where the file cannot be written.
    """
    # Nothing waits for the disk (fsync): that takes 4 to 8 ms of a write of 0.5 ms, for a file that can be made again.
    try:
        content = (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode("utf-8")
    except (TypeError, ValueError) as problem:
        raise _at(path, "", f"cannot be stored as JSON: {problem}") from problem
    target = Path(os.path.realpath(path))  # unlike Path.resolve it bears links that lead back to themselves
    try:
        _replace(target, content)
    except OSError as problem:  # whose files are those beside the target, of which nobody has heard
        raise OSError(problem.errno, problem.strerror, str(path)) from problem


def _replace(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(6)}.tmp")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    with ExitStack() as undo:
        undo.callback(beside.unlink, missing_ok=True)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
        undo.pop_all()
