"""What a script's imports can mean, and what becomes of that when files change while a script is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cursus_lint.engine.surroundings import Surroundings

DATA = b"import os, beside\nfrom package.part import name\nfrom . import local\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    (tmp_path / "scripts/package").mkdir(parents=True)
    for name in ("scripts/run.py", "scripts/beside.py", "scripts/package/__init__.py"):
        (tmp_path / name).write_bytes(DATA if name == "scripts/run.py" else b"")
        os.utime(tmp_path / name, (1, 1))
    for folder in ("scripts/package", "scripts", "."):
        os.utime(tmp_path / folder, (1, 1))
    return tmp_path / "scripts/run.py"


def recorded(script: Path, surroundings: Surroundings | None = None) -> list[tuple[str, str, str]] | None:
    root = script.parents[1]
    return (surroundings or Surroundings()).record(script, root, DATA, [str(script.with_name("beside.py"))])


@pytest.mark.parametrize(
    "change",
    ["scripts/beside.py", "scripts/package/part.py", "scripts/package/deep/part.py", "scripts/local.py", "beside.py",
     "src/package/__init__.py", "package.py"],
)  # fmt: skip
def test_what_an_import_could_mean_is_noticed(script: Path, change: str) -> None:
    found = recorded(script)
    assert found is not None
    assert Surroundings().unchanged(found)
    file = script.parents[1] / change
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"changed = 1\n")
    assert not Surroundings().unchanged(found)


@pytest.mark.parametrize("change", ["other.py", "package.txt", "lib/beside.py", "src/other.py"])
def test_what_no_import_means_is_not(script: Path, change: str) -> None:
    found = recorded(script)
    file = script.parents[1] / change
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"changed = 1\n")
    assert Surroundings().unchanged(found)


@pytest.mark.parametrize("change", ["beside.py", "package/new.py"])
def test_what_changes_while_the_script_is_read_is_not_recorded(script: Path, change: str) -> None:
    surroundings = Surroundings()
    surroundings.look(script, script.parents[1])
    (script.parent / change).write_bytes(b"changed = 1\n")
    os.utime((script.parent / change).parent)
    assert recorded(script, surroundings) is None
    assert recorded(script) is not None


def test_a_module_that_appears_while_the_script_is_read_is_noticed_by_the_next_run(script: Path) -> None:
    data = b"import absent\n"
    surroundings = Surroundings()
    surroundings.look(script, script.parent)
    script.with_name("absent.py").write_bytes(b"")
    found = surroundings.record(script, script.parent, data, [])
    assert found is not None
    assert not Surroundings().unchanged(found)


@pytest.mark.parametrize("record", [None, 1, [1], [["file"]], [["file", "x", "y", "z"]]])
def test_what_is_no_record_is_not_believed(record: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        Surroundings().unchanged(record)
