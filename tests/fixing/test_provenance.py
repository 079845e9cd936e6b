from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from test_fix import FIXED, SCRIPT
from toy_rules import PATH, toy_check

from cursus_lint.engine.fix import safe_only, settle
from cursus_lint.engine.provenance import GitProblem, changed_files, exported, verify_files, verify_pair


def explained(old: str, new: str) -> bool:
    return not verify_pair(PATH, old.encode(), new.encode(), toy_check).unexplained


def test_what_fixes_make_is_explained() -> None:
    assert explained(SCRIPT, FIXED)
    safe = settle(PATH, SCRIPT.encode(), toy_check(SCRIPT.encode()), toy_check, safe_only).content.decode()
    assert safe not in (SCRIPT, FIXED)
    assert explained(SCRIPT, safe)


SUBJECTS = sorted({violation.code for violation in toy_check(SCRIPT.encode())})


@pytest.mark.parametrize("number", range(1, 2 ** len(SUBJECTS), 19))
def test_any_subset_of_the_fixes_is_explained(number: int) -> None:
    chosen = {code for bit, code in enumerate(SUBJECTS) if number >> bit & 1}
    content = SCRIPT.encode()
    made = settle(PATH, content, toy_check(content), toy_check, lambda violation: violation.code in chosen)
    assert explained(SCRIPT, made.content.decode())


@pytest.mark.parametrize(
    "new",
    [
        FIXED + "x = 1\n",
        FIXED.replace("the first", "The first"),
        FIXED.replace("/opt/ml/new", "/opt/ml/newer"),
        FIXED.replace('parser.add_argument("--wanted")', "parser.add_argument('--wanted')"),
        SCRIPT.replace("args.typo", "args.mode"),
        FIXED.replace("\n", "\r\n"),
        "",
    ],
    ids=["a line more", "a comment", "another path", "other quotes", "another repair", "line endings", "emptied"],
)
def test_anything_else_is_not(new: str) -> None:
    assert not explained(SCRIPT, new)


def test_the_rest_is_shown() -> None:
    verdict = verify_pair(PATH, SCRIPT.encode(), (FIXED + "x = 1\n").encode(), toy_check)
    assert [line for line in verdict.unexplained.splitlines() if line[:1] in "+-"][2:] == ["+x = 1"]


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_range_of_commits(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for name, content in (("script.py", SCRIPT), ("other.txt", "a\n")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    (tmp_path / "script.py").write_text(FIXED, encoding="utf-8")
    git(tmp_path, "commit", "-qam", "two")
    (tmp_path / "other.txt").write_text("b\n", encoding="utf-8")
    (tmp_path / "new é.py").write_text("x = 1\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "three")

    def verdicts(commits: str) -> dict[str, bool]:
        _, files = changed_files(tmp_path, commits)
        found = verify_files(files, lambda path: toy_check if path == PATH else None)
        return {verdict.path: not verdict.unexplained for verdict in found}

    assert verdicts("HEAD~2..HEAD~1") == verdicts("HEAD~1") == {"script.py": True}
    assert (
        verdicts("HEAD~2..") == verdicts("HEAD~2...HEAD") == {"script.py": True, "other.txt": False, "new é.py": False}
    )
    first, _ = changed_files(tmp_path, "HEAD~2..HEAD")
    with exported(tmp_path, first) as folder:
        assert (folder / "script.py").read_text(encoding="utf-8") == SCRIPT
        assert not (folder / "new é.py").exists()
    assert not folder.exists()
    with pytest.raises(GitProblem, match="nowhere"):
        changed_files(tmp_path, "nowhere..HEAD")
