"""The cache: the same report, faster; and never a reason to fail."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cursus_lint.engine.cache import FOLDER, Cache, remove_cache

PROJECT = Path(__file__).parents[2] / "fixtures" / "projects" / "churn"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT, tmp_path / "churn", ignore=shutil.ignore_patterns(FOLDER))
    return tmp_path / "churn"


def check(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run of `check`; standard error ends with which of the heavy packages were loaded."""
    code = (
        "import sys\n"
        "sys.argv = ['cursus-lint', 'check', *sys.argv[1:]]\n"
        "from cursus_lint.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    heavy = {'libcst', 'pydantic', 'yaml', 'rich', 'packaging', 'pathspec', 'multiprocessing'}\n"
        "    print('loaded:', bool(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    command = [sys.executable, "-c", code, "--output-format", "full", "--jobs", "1", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def entries(folder: Path) -> int:
    with sqlite3.connect(folder / FOLDER / "cache.sqlite") as connection:
        count: int = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
    connection.close()
    return count


def test_a_second_run_says_the_same_and_parses_nothing(project: Path) -> None:
    first, second = check(project), check(project)
    assert first.stderr.endswith("loaded: True\n")
    assert second.stderr.endswith("loaded: False\n")
    assert (second.stdout, second.returncode) == (first.stdout, first.returncode)
    assert (project / FOLDER / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_what_changed_is_read_again(project: Path) -> None:
    check(project)
    script = next(project.rglob("load_events.py"))
    script.write_text(
        script.read_text(encoding="utf-8") + "\nimport os\nos.environ['NOBODY_KNOWS']\n", encoding="utf-8"
    )
    changed = check(project)
    assert "NOBODY_KNOWS" in changed.stdout
    assert changed.stdout == check(project, "--no-cache").stdout


def test_a_changed_contract_is_obeyed(project: Path) -> None:
    check(project)
    for contract in project.rglob("*.step.yaml"):
        text = contract.read_text(encoding="utf-8")
        contract.write_text(text.replace("required:", "required:\n    # changed\n", 1), encoding="utf-8")
        contract.write_text(text.replace("entry_point:", "description: changed\n  entry_point:", 1), encoding="utf-8")
    assert check(project).stdout == check(project, "--no-cache").stdout


def test_without_a_cache_nothing_is_written(project: Path) -> None:
    check(project, "--no-cache")
    assert not (project / FOLDER).exists()


def test_the_cache_can_lie_elsewhere(project: Path, tmp_path: Path) -> None:
    check(project, "--cache-dir", str(tmp_path / "elsewhere"))
    assert (tmp_path / "elsewhere" / "cache.sqlite").exists()
    assert not (project / FOLDER).exists()


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_cache_is_made_anew(project: Path, content: bytes) -> None:
    expected = check(project)
    for file in (project / FOLDER).glob("cache.sqlite*"):
        file.unlink()
    (project / FOLDER / "cache.sqlite").write_bytes(content)
    assert check(project).stdout == expected.stdout
    assert check(project).stderr.endswith("loaded: False\n")


def test_a_cache_of_another_format_is_made_anew(project: Path) -> None:
    check(project)
    with sqlite3.connect(project / FOLDER / "cache.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
        connection.execute("UPDATE entries SET value = 'null'")
    connection.close()
    assert check(project).stderr.endswith("loaded: True\n")
    assert check(project).stderr.endswith("loaded: False\n")


def test_texts_of_no_use_are_not_believed(project: Path) -> None:
    expected = check(project)
    with sqlite3.connect(project / FOLDER / "cache.sqlite") as connection:
        connection.execute("""UPDATE entries SET value = '["nothing.Known",1]'""")
    connection.close()
    assert check(project).stdout == expected.stdout


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs POSIX permissions")
def test_a_folder_that_cannot_be_made_is_done_without(project: Path) -> None:
    (project / FOLDER).write_text("in the way", encoding="utf-8")
    assert check(project).stdout == check(project, "--no-cache").stdout


def test_several_runs_at_once(project: Path) -> None:
    expected = check(project, "--no-cache").stdout
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(lambda _: check(project), range(4)))
    assert {run.stdout for run in runs} == {expected}
    assert check(project).stderr.endswith("loaded: False\n")


def test_clean_removes_the_cache(project: Path) -> None:
    check(project)
    command = [sys.executable, "-m", "cursus_lint", "clean"]
    assert subprocess.run(command, cwd=project, check=False, capture_output=True).returncode == 0
    assert not (project / FOLDER).exists()
    assert not remove_cache(project / FOLDER)


def test_a_cache_that_grows_too_large_loses_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cursus_lint.engine.cache.MAX_BYTES", 300_000)
    for run in range(8):
        with Cache(tmp_path) as cache:
            for number in range(10):
                cache.put(b"%d-%d" % (run, number), "x" * 5_000)
    with Cache(tmp_path) as cache:
        assert cache.get(b"0-0") is None
        assert cache.get(b"7-9") == "x" * 5_000
    assert (tmp_path / "cache.sqlite").stat().st_size <= 400_000
