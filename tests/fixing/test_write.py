from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from cursus_lint.engine.write import CannotWrite, remove_leftovers, write_fixed

LEFTOVER = ".cursus-lint-0123456789abcdef.tmp"


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def refuse(path: Path, old: bytes, root: Path) -> str:
    with pytest.raises(CannotWrite) as refusal:
        write_fixed(path, old, b"new", root)
    return str(refusal.value)


def test_the_file_is_replaced_and_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    file.chmod(0o751)
    write_fixed(file, b"old", b"new\r\n", tmp_path)
    assert file.read_bytes() == b"new\r\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o751
    assert names(tmp_path) == ["a.py"]


def test_a_reader_that_has_the_old_file_open_keeps_it_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    with file.open("rb") as stream:
        write_fixed(file, b"old", b"new", tmp_path)
        assert stream.read() == b"old"


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.py").write_bytes(b"old")
    link = tmp_path / "a.py"
    link.symlink_to(Path("real") / "a.py")
    write_fixed(link, b"old", b"new", tmp_path)
    assert link.is_symlink()
    assert (tmp_path / "real" / "a.py").read_bytes() == b"new"


@pytest.mark.parametrize("linked", ["file", "folder"])
def test_a_link_that_leads_outside_is_refused(tmp_path: Path, linked: str) -> None:
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.mkdir()
    root.mkdir()
    target = outside / "a.py"
    target.write_bytes(b"old")
    link = root / ("a.py" if linked == "file" else "scripts")
    link.symlink_to(target if linked == "file" else outside)
    path = link if linked == "file" else link / "a.py"
    assert refuse(path, b"old", root) == (
        f"{path}: not written: it is a link to {target}, outside of {root}; fix that file itself"
    )
    assert target.read_bytes() == b"old"


def test_a_file_with_two_names_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    os.link(file, tmp_path / "b.py")
    assert refuse(file, b"old", tmp_path).startswith(f"{file}: not written: the file has 2 names (hard links)")
    assert (tmp_path / "b.py").read_bytes() == b"old"
    assert names(tmp_path) == ["a.py", "b.py"]


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"old")
    file.chmod(0o444)
    assert "read-only; make it writable (chmod u+w)" in refuse(file, b"old", tmp_path)
    assert file.read_bytes() == b"old"


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"somebody else's")
    assert refuse(file, b"old", tmp_path) == f"{file}: not written: the file has changed since it was read; run again"
    assert file.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["a.py"]


@pytest.mark.parametrize("kind", ["gone", "folder", "loop"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "a.py"
    if kind == "folder":
        path.mkdir()
    elif kind == "loop":
        path.symlink_to(path)
    assert refuse(path, b"old", tmp_path).startswith(f"{path}: not written: ")


def test_leftovers_go_and_other_files_stay(tmp_path: Path) -> None:
    for name in (LEFTOVER, ".cursus-lint-notes.tmp", "a.tmp", "a.py"):
        (tmp_path / name).write_bytes(b"")
    remove_leftovers([tmp_path / "a.py", tmp_path / "nowhere" / "b.py"])
    assert names(tmp_path) == [".cursus-lint-notes.tmp", "a.py", "a.tmp"]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there in the first place")
def test_the_file_that_a_living_run_is_writing_stays(tmp_path: Path) -> None:
    import fcntl

    leftover = tmp_path / LEFTOVER
    with leftover.open("wb") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        remove_leftovers([tmp_path / "a.py"])
        assert leftover.exists()
    remove_leftovers([tmp_path / "a.py"])
    assert not leftover.exists()


FILES = 200
KILLS = 12
OLD, NEW = b"# old\n" * 2000, b"# new\n" * 3000
WRITER = """\
import sys
from pathlib import Path
from cursus_lint.engine.write import remove_leftovers, write_fixed

folder = Path(sys.argv[1])
files = sorted(folder.glob("*.py"))
remove_leftovers(files)
old, new = b"# old\\n" * 2000, b"# new\\n" * 3000
print("ready", flush=True)
while "once" not in sys.argv:
    for file in files:
        content = file.read_bytes()
        write_fixed(file, content, old if content == new else new, folder)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_any_moment_every_file_is_old_or_new(tmp_path: Path) -> None:
    files = [tmp_path / f"script_{number:03}.py" for number in range(FILES)]
    for file in files:
        file.write_bytes(OLD)
    random = Random(20240229)
    found = set()
    for _ in range(KILLS):
        writer = start(tmp_path)
        with pytest.raises(subprocess.TimeoutExpired):  # it writes for ever
            writer.wait(random.uniform(0, 0.2))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        contents = [file.read_bytes() for file in files]
        assert all(content in (OLD, NEW) for content in contents)
        found.update(contents)
        assert all(name.endswith(".py") or name.startswith(".cursus-lint-") for name in names(tmp_path))
    assert found == {OLD, NEW}, "the writer was always killed before it wrote anything"
    start(tmp_path, "once").communicate()
    assert names(tmp_path) == [file.name for file in files]


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder), *arguments], stdout=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stdout.readline() == b"ready\n"
    return writer
