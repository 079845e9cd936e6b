"""The pre-commit hooks, run by the real pre-commit on repositories made here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CONTRACT = """\
step_type: Step
contract:
  entry_point: step.py
  env_vars: {required: [FIELD], optional: {}}
"""
SCRIPT = """\
import os


def main(input_paths, output_paths, environ_vars, job_args):
    return environ_vars["FIELD"]


if __name__ == "__main__":
    print(main({}, {}, {"FIELD": os.environ.get("FIELD", "label")}, None))
"""
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "A"), ("EMAIL", "a@example.com"))
}

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder, *arguments):
    subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, **IDENTITY},
    )


def commit_all(folder):
    git(folder, "init")
    git(folder, "add", "--all")
    git(folder, "commit", "--message", "all", "--no-verify")


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """A git repository that holds this project as it is now."""
    folder = tmp_path_factory.mktemp("hooks") / "cursus-lint"
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml", "cursus_lint"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    commit_all(folder)
    return folder


@pytest.fixture
def user(tmp_path):
    """A repository with a step that contradicts its contract, one that does not, and files that are neither."""
    folder = tmp_path / "user"
    folder.mkdir()
    (folder / "step.step.yaml").write_text(CONTRACT)
    (folder / "step.py").write_text(SCRIPT)
    (folder / "good.step.yaml").write_text(CONTRACT.replace("Step", "Good").replace("step.py", "good.py"))
    (folder / "good.py").write_text(SCRIPT.replace('os.environ.get("FIELD", "label")', 'os.environ["FIELD"]'))
    (folder / "notes.py").write_text("x = 1\n")
    (folder / "other.yaml").write_text("a: 1\n")
    commit_all(folder)
    return folder


@pytest.mark.network
def test_hooks_work_in_pre_commit_itself(hooks, user, tmp_path):
    # All three in one run, in the order of their names: `try-repo` installs the project anew each time.
    files = ["step.step.yaml", "notes.py", "other.yaml"]
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(hooks), "--verbose", "--color=never", "--files", *files],
        cwd=user,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **IDENTITY, "PRE_COMMIT_HOME": str(tmp_path / "home")},
    )
    assert done.returncode == 1, done.stderr
    said = done.stdout[done.stdout.rindex("=" * 79) :]
    given, everything, fixing = said.split("- hook id: ")[1:]
    for report, hook in ((given, "cursus-lint"), (everything, "cursus-lint-all")):
        assert report.startswith(f"{hook}\n")
        assert "exit code: 1" in report
        assert "step.py:9:" in report
        assert "ENV102" in report
    assert fixing.startswith("cursus-lint-fix\n")
    assert "files were modified by this hook" in fixing
    assert 'os.environ["FIELD"]' in (user / "step.py").read_text()


def test_the_hooks_that_init_writes_work_in_pre_commit_itself(user, cursus_lint, tmp_path):
    assert cursus_lint("init", "--no-baseline", "--pre-commit", cwd=user).returncode == 0
    command = tmp_path / "bin" / "cursus-lint"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m cursus_lint "$@"\n')
    command.chmod(0o755)
    path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
    git(user, "add", "--all")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--verbose", "--color=never"],
        cwd=user,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **IDENTITY, "PRE_COMMIT_HOME": str(tmp_path / "home"), "PATH": path},
    )
    assert done.returncode == 1, done.stderr
    assert "step.py:9:" in done.stdout
    assert "ENV102" in done.stdout


@pytest.fixture
def entry(user, cursus_lint):
    """Runs what a hook runs."""
    declared = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}

    def run(hook, *files):
        program, *arguments = declared[hook]["entry"].split()
        assert program == "cursus-lint"
        return cursus_lint(*arguments, *(files if declared[hook].get("pass_filenames", True) else ()), cwd=user)

    return run


def test_hook_reports_the_scripts_it_is_given(entry):
    done = entry("cursus-lint", "step.py", "notes.py", "other.yaml")
    assert done.returncode == 1
    assert "ENV102" in done.stdout


@pytest.mark.parametrize("files", [("good.py", "notes.py", "other.yaml"), ("notes.py",), ("good.step.yaml",)])
def test_hook_is_content_with_sound_scripts_and_with_files_that_are_none_of_its_business(entry, files):
    assert entry("cursus-lint", *files).returncode == 0


def test_contract_stands_for_its_scripts(entry):
    done = entry("cursus-lint", "step.step.yaml")
    assert done.returncode == 1
    assert "step.py:9:" in done.stdout


def test_excluded_files_are_left_alone_even_if_they_are_named(entry, user):
    (user / "cursus-lint.toml").write_text('exclude = ["step.py"]\n')
    assert entry("cursus-lint", "step.py").returncode == 0


def test_fixing_hook_fails_when_it_has_fixed(entry, user):
    assert entry("cursus-lint-fix", "step.py").returncode == 1
    assert 'os.environ["FIELD"]' in (user / "step.py").read_text()
    assert entry("cursus-lint-fix", "step.py").returncode == 0


def test_whole_repository_is_linted_whatever_changed(entry):
    done = entry("cursus-lint-all", "good.py")
    assert done.returncode == 1
    assert "step.py:9:" in done.stdout
