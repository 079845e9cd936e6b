from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

pytest.importorskip("pygls")

from language_client import CONTRACT, SCRIPT, Editor


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "cursus-lint.toml").write_text("")
    (folder / "train.step.yaml").write_text(CONTRACT)
    (folder / "train.py").write_text(SCRIPT)
    return folder


@pytest.fixture
def start(project: Path) -> Iterator[Callable[..., Editor]]:
    """Starts editors in the project, each with a server of its own."""
    started: list[Editor] = []

    def run(**options: Any) -> Editor:
        started.append(Editor(project, **options))
        return started[-1]

    yield run
    for editor in started:
        editor.close()


@pytest.fixture
def editor(start: Callable[..., Editor]) -> Editor:
    return start()
