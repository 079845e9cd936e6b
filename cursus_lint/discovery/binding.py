"""Which contract a script belongs to."""

from __future__ import annotations

import io
import os
import posixpath
import re
import tokenize
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cursus_lint.contracts.naming import is_named_for

if TYPE_CHECKING:
    from cursus_lint.discovery.project import Declared

_HEAD_LINES = 30
_HEAD_BYTES = 16_384
_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_COMMENT = re.compile(r"#\s*cursus-lint\s*:\s*contract\s*=\s*(?P<name>[^#\s]+)")
_CONTRACT_SUFFIXES = (".yaml", ".yml", ".json", ".py")


def read_head(path: str) -> bytes:
    """The beginning of a file, long enough for `named_in_comment`; empty if it cannot be read."""
    try:
        # At two thirds of what Python's file objects cost for each of thousands of files.
        opened = os.open(path, _READ)
        try:
            return os.read(opened, _HEAD_BYTES)
        finally:
            os.close(opened)
    except OSError:
        return b""


def named_in_comment(head: bytes) -> tuple[str, int] | None:
    """What a comment `# cursus-lint: contract=NAME` near the top of a script names, and its line.

    >>> named_in_comment(b"import os  # cursus-lint: contract=Package")
    ('Package', 1)
    >>> named_in_comment(b"'''# cursus-lint: contract=Package'''") is None
    True
    """
    if b"cursus-lint" not in head:
        return None
    text = head.decode("utf-8-sig", errors="replace")
    lines = text.splitlines(keepends=True)[:_HEAD_LINES]
    if not any(_COMMENT.search(line) for line in lines):
        return None
    for comment in _comments("".join(lines)):
        if match := _COMMENT.match(comment.string):
            return match["name"], comment.start[0]
    return None


def _comments(text: str) -> Iterable[tokenize.TokenInfo]:
    """The comments of a text that may end anywhere, or not be Python after all."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token
    except (tokenize.TokenError, SyntaxError):
        return


def is_contract_path(name: str) -> bool:
    """Whether a binding's `name` is meant as a path, and not as a step type."""
    return "/" in name or name.lower().endswith(_CONTRACT_SUFFIXES)


def by_entry_point(script: str, contracts: Sequence[Declared]) -> tuple[Declared, ...]:
    """The contracts whose entry point is this script: one, or several between which nothing decides.

    The nearest folder wins: the fewest steps between the contract's folder and the one that the entry point is
    relative to, then the more folders that both paths end with, then the contract named like the script.
    """
    claims = [
        (base, declared)
        for declared in contracts
        if (base := entry_base(script, declared.contract.entry_point)) is not None
    ]
    if len(claims) < 2:
        # As a rule all that were asked about: then thousands of scripts need no tuple of their own.
        return tuple(contracts) if len(claims) == len(contracts) else tuple(declared for _, declared in claims)
    return _decide(script, _nearest([(_remoteness(base, declared), declared) for base, declared in claims]))


def nearest_of(script: str, contracts: Sequence[Declared]) -> tuple[Declared, ...]:
    """Of contracts that may all be meant the one nearest to the script; several if they are equally near."""
    folder = posixpath.dirname(script)
    return _nearest([(_remoteness(folder, declared), declared) for declared in contracts])


def one_of_file(script: str, contracts: Sequence[Declared]) -> tuple[Declared, ...]:
    """The contract meant when a script is bound to a file: the only one, else the one that claims the script."""
    if len(contracts) < 2:
        return tuple(contracts)
    named = tuple(each for each in contracts if is_named_for(script, each.contract.step_type))
    return by_entry_point(script, contracts) or named or tuple(contracts)


def entry_base(script: str, entry_point: str | None) -> str | None:
    """The folder from which `entry_point` leads to the script; None if the script is not what it names.

    >>> entry_base("/p/src/train.py", "./src/train.py"), entry_base("/p/src/train.py", "rain.py")
    ('/p', None)
    """
    if not entry_point:
        return None
    ending = "/" + posixpath.normpath(entry_point.replace("\\", "/"))
    return script.removesuffix(ending) or "/" if script.endswith(ending) else None


def _remoteness(folder: str, declared: Declared) -> tuple[int, int]:
    """Sorts the nearest contract first."""
    here, there = PurePosixPath(folder).parts, PurePosixPath(declared.file).parts[:-1]
    shared = _common(here, there)
    return len(here) + len(there) - 2 * shared, -_common(here[shared:][::-1], there[shared:][::-1])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many parts two paths begin with."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _nearest(claims: Sequence[tuple[tuple[int, int], Declared]]) -> tuple[Declared, ...]:
    least = min((remoteness for remoteness, _ in claims), default=None)
    return tuple(declared for remoteness, declared in claims if remoteness == least)


def _decide(script: str, tied: tuple[Declared, ...]) -> tuple[Declared, ...]:
    """Of contracts that are equally near, the one named like the script, by its step type or its file."""
    if len(tied) < 2:
        return tied
    stem = PurePosixPath(script).stem
    named = tuple(
        each
        for each in tied
        if is_named_for(script, each.contract.step_type)
        or PurePosixPath(each.file).name.partition(".")[0].removesuffix("_contract") == stem
    )
    return named if len(named) == 1 else tied
