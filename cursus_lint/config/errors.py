"""What a person got wrong in a configuration: `ConfigError`."""

from __future__ import annotations

from pathlib import Path


class ConfigError(Exception):
    """A configuration that cannot be used: what is wrong and what to do, with the file and the line.

    `path` is None for the command line; `line` is 1-based, 0 where only the file is meant. `str()` is the whole message
    for a person, the file written relative to the current folder where it lies below it.
    """

    def __init__(self, message: str, path: Path | None = None, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        if self.path is None:
            return self.message
        here = Path.cwd()
        shown = self.path.relative_to(here) if self.path.is_relative_to(here) else self.path
        return f"{shown.as_posix()}{f':{self.line}' if self.line else ''}: {self.message}"
