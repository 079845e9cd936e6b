from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parent))

pytest.importorskip("pygls")

from language_client import CONTRACT, SCRIPT, Editor


class Listening(NamedTuple):
    process: subprocess.Popen[str]
    host: str
    port: int


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path / "project")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One editor for all tests of a module, which leave nothing open."""
    editor = Editor(make_project(tmp_path_factory.mktemp("shared") / "project"))
    yield editor
    editor.close()


def make_project(folder: Path) -> Path:
    folder.mkdir()
    (folder / "cursus-lint.toml").write_text("")
    (folder / "train.step.yaml").write_text(CONTRACT)
    (folder / "train.py").write_text(SCRIPT)
    return folder


@pytest.fixture(scope="session")
def listening() -> Iterator[Listening]:
    """A server of any number of editors, on a port that it has chosen."""
    command = [sys.executable, "-m", "cursus_lint", "server", "--tcp", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = re.fullmatch(r"Listening on (\S+):(\d+)\n", process.stderr.readline())
        assert said is not None
        yield Listening(process, said[1], int(said[2]))
        process.kill()


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
