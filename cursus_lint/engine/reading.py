"""Reading scripts: bytes from disk, facts from bytes, and what goes wrong with either."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Span
from cursus_lint.rule import Incident

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts

MAX_BYTES = 10_000_000
"""No script that a person maintains is larger; what is, is generated data, and would only cost time."""


_READ = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_AT_ONCE: int = getattr(os, "O_NONBLOCK", 0)

MAX_SECONDS = 60.0
"""What reading one script may take: a hundred times what the longest script that a person maintains takes."""


def read_bytes(path: str, file: str | os.PathLike[str]) -> bytes | Incident:
    """The content of `file`, or CUR005 with the reason why there is none."""
    try:
        data = whole(file, MAX_BYTES)
    except OSError as error:
        return unlintable(path, f"cannot be read: {error.strerror or error}")
    return data if data is not None else unlintable(path, f"larger than {MAX_BYTES // 1_000_000} MB")


def whole(file: str | os.PathLike[str], most: int, *, regular: bool = False) -> bytes | None:
    """The content of a file; None where it is longer than `most`, or is not `regular` although it must be.

    Raises OSError. Thousands of files are read like this, at half of what Python's file objects cost.
    """
    # A pipe would block where it is opened.
    opened = os.open(file, _READ | (_AT_ONCE if regular else 0))
    try:
        status = os.fstat(opened)
        if status.st_size > most or (regular and not stat.S_ISREG(status.st_mode)):
            return None
        data = os.read(opened, status.st_size + 1)
        if len(data) != status.st_size:
            while more := os.read(opened, 65_536):
                data += more
        return data
    finally:
        os.close(opened)


def read_facts(
    path: str,
    file: str | os.PathLike[str] | None,
    data: bytes,
    project_root: Path | None,
    extract: Callable[[str, Path | None, bytes, Path | None], ScriptFacts] | None = None,
) -> ScriptFacts | Incident:
    """The facts of the script with the content `data`, or CUR001 or CUR005 with the reason why there are none.

    Sibling modules are looked for beside `file` (None: nowhere), up to `project_root`. `extract` reads the facts,
    given the other four, where the whole file need not be read again.
    """
    # LibCST is loaded for a script that is read, and not for one whose facts are known.
    from cursus_lint.analysis.extract import Unlintable, Unparsable, extract_facts
    from cursus_lint.engine.limits import TooLong, time_limit

    script = Path(file).absolute() if file is not None else None
    try:
        with time_limit(MAX_SECONDS):
            if extract is not None:
                return extract(path, script, data, project_root)
            return extract_facts(path, data, script=script, project_root=project_root)
    except Unparsable as error:
        return Incident("CUR001", path, Span.at(error.line, error.column), Path(path).name, (("reason", error.reason),))
    except Unlintable as error:
        return unlintable(path, error.reason)
    except TooLong:
        return unlintable(path, f"reading it takes more than {MAX_SECONDS:.0f} seconds")
    except Exception as error:  # noqa: BLE001 - the one place where a file may fail without stopping the run
        return unlintable(path, f"the analysis crashed with {type(error).__name__}: {error}")


def unlintable(path: str, reason: str) -> Incident:
    """CUR005: the file cannot be linted, and why."""
    return Incident("CUR005", path, Span.at(1), Path(path).name, (("reason", reason),))
