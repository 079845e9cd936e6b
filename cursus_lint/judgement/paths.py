"""How two container paths lie to each other, where one may hold `*` for what is not known."""

from __future__ import annotations

import fnmatch
import posixpath


def normalised(path: str) -> str:
    """The path without trailing slashes, doubled slashes and `.` or `..` steps; the empty text stays empty.

    >>> normalised("/opt/ml//input/./data/"), normalised("./x"), normalised("")
    ('/opt/ml/input/data', 'x', '')
    """
    if not path:
        return ""
    plain = posixpath.normpath(path)
    return plain[1:] if plain.startswith("//") else plain


def lies_within(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or something below it.

    >>> lies_within("/a/b/c", "/a/b"), lies_within("/a/bc", "/a/b"), lies_within("/a", "")
    (True, False, False)
    """
    inner, outer = normalised(path), normalised(folder)
    return bool(outer) and (inner == outer or inner.startswith(outer.rstrip("/") + "/"))


def may_lie_within(pattern: str, folder: str) -> bool:
    """Whether `pattern`, with its unknown parts filled in somehow, can lie within `folder`.

    >>> may_lie_within("/opt/ml/*/data", "/opt/ml/input"), may_lie_within("/opt/ml/output/*", "/opt/ml/input")
    (True, False)
    """
    if lies_within(pattern, folder):
        return True
    known, star, _ = pattern.partition("*")
    return bool(star) and bool(folder) and normalised(folder).startswith(known)


def may_touch(pattern: str, folder: str) -> bool:
    """Whether using `pattern` may be a use of `folder`: it can lie within it, or is a folder above it."""
    return may_lie_within(pattern, folder) or lies_within(folder, pattern)


def may_be(pattern: str, path: str) -> bool:
    """Whether `pattern`, with its unknown parts filled in somehow, can be `path`.

    >>> may_be("/code/hyper_*.json", "/code/hyper.json"), may_be("/code/*.json", "/code/hyper.json")
    (False, True)
    """
    text = normalised(pattern).replace("[", "[[]").replace("?", "[?]")
    return fnmatch.fnmatchcase(normalised(path), text)
