"""`.gitignore` against git itself, on real repositories."""

import os
import random
import subprocess
from pathlib import Path

import pytest

from cursus_lint.config import Configurations
from cursus_lint.discovery.walk import walk

ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder, *arguments, text=""):
    done = subprocess.run(["git", *arguments], cwd=folder, input=text, capture_output=True, text=True, env=ENVIRONMENT)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def repository(folder, files):
    folder.mkdir(exist_ok=True)
    git(folder, "init", "-q")
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def seen_by_us(folder):
    # Excluded by default, not by git: these names do not occur in the trees below.
    return sorted(
        Path(file).relative_to(folder).as_posix() for file in walk(folder, Configurations(folder), folder).files
    )


def seen_by_git(folder):
    files = [path.relative_to(folder).as_posix() for path in folder.rglob("*.py")]
    ignored = set(git(folder, "check-ignore", "--stdin", text="\n".join(files)).splitlines())
    return sorted(set(files) - ignored)


CASES = {
    "a folder anywhere": {".gitignore": "out/\n", "out/a.py": "", "deep/out/a.py": "", "b.py": ""},
    "a file is no folder": {".gitignore": "out.py/\n", "out.py": ""},
    "anchored": {".gitignore": "/a.py\n", "a.py": "", "deep/a.py": ""},
    "anchored by a slash within": {".gitignore": "x/a.py\n", "x/a.py": "", "y/x/a.py": ""},
    "negated": {".gitignore": "*.py\n!keep.py\n", "a.py": "", "keep.py": "", "deep/keep.py": ""},
    "not negated below an ignored folder": {".gitignore": "out/\n!out/keep.py\n", "out/keep.py": ""},
    "negated with the folder kept": {".gitignore": "out/*\n!out/keep/\n", "out/a.py": "", "out/keep/b.py": ""},
    "everything but one folder": {".gitignore": "/*\n!/src\n", "a.py": "", "src/deep/a.py": "", "lib/a.py": ""},
    "folders reopened": {".gitignore": "*\n!*/\n!keep.py\n", "a.py": "", "x/keep.py": "", "x/b.py": ""},
    "the inner file decides": {
        ".gitignore": "*.py\n",
        "x/.gitignore": "!*.py\n",
        "a.py": "",
        "x/a.py": "",
        "x/y/a.py": "",
        "x/y/.gitignore": "a.py\n",
    },
    "an inner file in an ignored folder": {".gitignore": "x/\n", "x/.gitignore": "!*\n", "x/a.py": ""},
    "all that a folder holds but one": {".gitignore": "out/**\n!out/keep.py\n", "out/a.py": "", "out/keep.py": ""},
    "two stars": {
        ".gitignore": "a/**/b.py\n**/c.py\nd/**\n",
        "a/b.py": "",
        "a/x/y/b.py": "",
        "c.py": "",
        "d/e/f.py": "",
    },
    "sets and escapes": {".gitignore": "[ab].py\n\\!x.py\n\\#y.py\n", "a.py": "", "c.py": "", "!x.py": "", "#y.py": ""},
    "windows line ends and a mark": {".gitignore": "\ufeffa.py\r\nb.py\r\n", "a.py": "", "b.py": "", "c.py": ""},
    "trailing spaces": {".gitignore": "a.py  \nb.py\\ \n", "a.py": "", "b.py": "", "b.py ": ""},
    "info/exclude is the weakest": {
        ".git/info/exclude": "a.py\nb.py\n",
        ".gitignore": "!b.py\n",
        "a.py": "",
        "b.py": "",
    },
}


@pytest.mark.parametrize("files", CASES.values(), ids=CASES)
def test_we_see_what_git_sees(tmp_path, files):
    repository(tmp_path / "r", files)
    assert seen_by_us(tmp_path / "r") == seen_by_git(tmp_path / "r")


@pytest.mark.parametrize("seed", range(40))
def test_we_see_what_git_sees_whatever_the_patterns(tmp_path, seed):
    chance = random.Random(seed)
    parts = ["a", "b", "c*", "*", "**", "?", "a.py", "*.py", "[ab]", "cc"]

    def path(names, most):
        return "/".join(chance.choices(names, k=chance.randint(1, most)))

    def pattern():
        ends = chance.choice(["", "", "!"]), chance.choice(["", "", "/"]), chance.choice(["", "", "/"])
        return f"{ends[0]}{ends[1]}{path(parts, 3)}{ends[2]}"

    files = {f"{path(['a', 'b', 'cc'], 4)}.py": "" for _ in range(25)}
    for folder in ["", "a/", "b/a/"]:
        files[f"{folder}.gitignore"] = "\n".join(pattern() for _ in range(chance.randint(1, 5)))
    repository(tmp_path / "r", files)
    assert seen_by_us(tmp_path / "r") == seen_by_git(tmp_path / "r"), files


def test_the_files_above_the_start_count_up_to_the_repository_and_no_further(tmp_path):
    (tmp_path / ".gitignore").write_text("*.py\n")
    repository(
        tmp_path / "r", {".gitignore": "b.py\n", "x/.gitignore": "c.py\n", **{f"x/y/{n}.py": "" for n in "abcd"}}
    )
    assert seen_by_us(tmp_path / "r/x/y") == ["a.py", "d.py"]


def test_a_nested_repository_has_rules_of_its_own(tmp_path):
    repository(tmp_path / "r", {".gitignore": "a.py\n", "a.py": "", "b.py": ""})
    repository(tmp_path / "r/inner", {".gitignore": "b.py\n", "a.py": "", "b.py": ""})
    assert seen_by_us(tmp_path / "r") == ["b.py", "inner/a.py"]


def test_a_linked_work_tree_shares_the_exclude_file(tmp_path):
    repository(tmp_path / "r", {"a.py": "", "b.py": "", ".git/info/exclude": "b.py\n"})
    git(tmp_path / "r", "add", "-f", "a.py", "b.py")
    git(tmp_path / "r", "-c", "user.name=n", "-c", "user.email=e", "commit", "-qm", "m")
    git(tmp_path / "r", "worktree", "add", "-q", str(tmp_path / "linked"))
    assert seen_by_us(tmp_path / "linked") == ["a.py"]


def test_an_ignored_folder_that_is_asked_for_is_walked_by_its_own_rules(tmp_path):
    repository(
        tmp_path / "r",
        {".gitignore": "out/\nb.py\n", "out/a.py": "", "out/b.py": "", "out/.gitignore": "c.py", "out/c.py": ""},
    )
    assert seen_by_us(tmp_path / "r/out") == ["a.py", "b.py"]


def test_without_a_repository_the_files_count_from_the_root_down(tmp_path):
    for name, text in {".gitignore": "a.py", "x/a.py": "", "x/b.py": ""}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = walk(tmp_path / "x", Configurations(tmp_path), tmp_path).files
    assert [Path(file).name for file in found] == ["b.py"]


def test_gitignore_can_be_set_aside(tmp_path):
    repository(tmp_path / "r", {".gitignore": "a.py\n", "a.py": "", "cursus-lint.toml": "respect-gitignore = false"})
    assert seen_by_us(tmp_path / "r") == ["a.py"]
