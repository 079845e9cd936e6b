"""The configuration that a project starts with, and writing it without touching what is there."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from cursus_lint.config.editions import EDITIONS
from cursus_lint.config.model import DEFAULT_CONTRACTS
from cursus_lint.config.table import FILE_NAMES, read_layer


def configured_file(folder: Path) -> Path | None:
    """The file in a folder that configures the linter already; None without one. Raises ConfigError."""
    return next((folder / name for name in FILE_NAMES if read_layer(folder / name) is not None), None)


def starting_table(folder: Path, contracts: Iterable[Path], scripts: Iterable[Path]) -> tuple[tuple[str, str], ...]:
    """Keys and values, as TOML, for a project in `folder` with these contracts and scripts."""
    places = _patterns(folder, contracts, DEFAULT_CONTRACTS)
    return (
        ("ruleset", json.dumps(EDITIONS[-1])),
        *((("contracts", _list(places)),) if places else ()),
        *((("scripts", _list(found)),) if (found := _folders(folder, scripts)) else ()),
    )


def write_table(folder: Path, table: Sequence[tuple[str, str]], baseline: str | None) -> Path:
    """Add the table to the end of `pyproject.toml`, or write `cursus-lint.toml` if there is none; returns the file."""
    values = [*table, *([("baseline", json.dumps(baseline))] if baseline else [])]
    lines = "".join(f"{key} = {value}\n" for key, value in values)
    project = folder / "pyproject.toml"
    if not project.exists():
        own = folder / "cursus-lint.toml"
        own.write_text(lines, encoding="utf-8", newline="\n")
        return own
    before = project.read_bytes()
    newline = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if not before else newline if before.endswith(b"\n") else newline * 2
    added = f"[tool.cursus-lint]\n{lines}".encode().replace(b"\n", newline)
    project.write_bytes(before + gap + added)
    return project


def _patterns(folder: Path, files: Iterable[Path], names: Sequence[str]) -> list[str]:
    """Each folder of the files with the default names that it has files of."""
    found = set()
    for file in files:
        name = next((name for name in names if file.name.endswith(name.lstrip("*"))), file.name)
        below = Path(os.path.relpath(file.parent, folder)).as_posix()
        found.add(f"./{name}" if below == "." else f"{below}/{name}")
    return sorted(found)


def _folders(folder: Path, files: Iterable[Path]) -> list[str]:
    """The folders that hold the files, none that lies in another; nothing where a file lies in `folder` itself."""
    below = {Path(os.path.relpath(file.parent, folder)).as_posix() for file in files}
    if "." in below:
        return []
    return sorted(each for each in below if not any(each.startswith(f"{other}/") for other in below))


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(json.dumps(text, ensure_ascii=False) for text in texts)}]"
