"""Step documents in JSON: `*.step.json`, of the same shape as in YAML."""

from __future__ import annotations

from pathlib import Path

from cursus_lint.contracts.formats.step_document import load_step_document
from cursus_lint.contracts.loaded import LoadedContracts


def sniff(path: Path, head: bytes) -> bool:
    """Whether this is the format for a file, by its name and the beginning of its content."""
    return path.suffix.lower() == ".json"


def load(path: Path, content: bytes | None = None) -> LoadedContracts:
    """The contract in a JSON file, or in `content` instead of it. Problems are returned, never raised."""
    # A parser is loaded where there is a document for it.
    from cursus_lint.contracts.document.json_tree import read_json

    return load_step_document(path, read_json, content)
