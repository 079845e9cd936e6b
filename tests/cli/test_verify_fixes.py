"""`check --verify-fixes` on real repositories: fixes are told from anything else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

CONTRACT = """\
step_type: Step
contract:
  entry_point: step.py
  env_vars:
    required: [FIELD]
    optional: {RATIO: '0.7'}
"""
SCRIPT = """\
import os


def main(input_paths, output_paths, environ_vars, job_args):
    return environ_vars["FIELD"], environ_vars["RATIO"]


if __name__ == "__main__":
    harvest = {
        "FIELD": os.environ.get("FIELD", "label"),
        "RATIO": os.environ.get("RATIO", "0.5"),
    }
    print(main({}, {}, harvest, None))
"""
SAFE = SCRIPT.replace('.get("FIELD", "label")', '["FIELD"]')
BOTH = SAFE.replace("0.5", "0.7")


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "change")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "steps").mkdir()
    (tmp_path / "steps" / "step.step.yaml").write_text(CONTRACT, encoding="utf-8")
    (tmp_path / "steps" / "step.py").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("a\n", encoding="utf-8")
    # Archives leave such files out and rewrite others; what was committed counts.
    (tmp_path / ".gitattributes").write_text("*.yaml export-ignore\n*.py export-subst\n", encoding="utf-8")
    commit(tmp_path)
    git(tmp_path, "checkout", "-qb", "fixes")
    return tmp_path


@pytest.mark.parametrize("flags", [("--fix",), ("--fix", "--unsafe-fixes")], ids=["safe", "unsafe"])
def test_a_run_of_fix_is_verified(repository, cursus_lint, flags) -> None:
    cursus_lint(*flags)
    commit(repository)
    done = cursus_lint("check", "--verify-fixes", "main..HEAD")
    fixed = "ENV102 FIELD" + (", ENV105 RATIO" if len(flags) == 2 else "")
    assert done.stdout == f"steps/step.py: fixed {fixed}\n1 changed file, changed by fixes alone.\n"
    assert (done.returncode, done.stderr) == (0, "")


def test_verified_from_a_folder_inside_and_with_another_working_tree(repository, in_process) -> None:
    (repository / "steps" / "step.py").write_text(BOTH, encoding="utf-8")
    commit(repository)
    (repository / "steps" / "step.py").write_text("not Python (", encoding="utf-8")
    (repository / "steps" / "step.step.yaml").unlink()
    done = in_process("--verify-fixes", "main...fixes", cwd=repository / "steps")
    assert (done.returncode, done.stderr) == (0, "")


def test_anything_else_is_shown(repository, in_process) -> None:
    (repository / "steps" / "step.py").write_text(SAFE + "# more\n", encoding="utf-8")
    (repository / "notes.txt").chmod(0o755)
    (repository / "empty.py").write_text("", encoding="utf-8")
    commit(repository)
    done = in_process("check", "--verify-fixes", "main..")
    assert done.stdout == (
        "empty.py: no fix; not by fixes:\n"
        "empty.py: new file mode 100644\n"
        "notes.txt: no fix; not by fixes:\n"
        "notes.txt: old mode 100644, new mode 100755\n"
        "steps/step.py: fixed ENV102 FIELD; not by fixes:\n"
        "--- a/steps/step.py\n"
        "+++ b/steps/step.py\n"
        "@@ -11,3 +11,4 @@\n"
        '         "RATIO": os.environ.get("RATIO", "0.5"),\n'
        "     }\n"
        "     print(main({}, {}, harvest, None))\n"
        "+# more\n"
        "3 changed files, 3 changed by more than fixes.\n"
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert in_process("check", "--verify-fixes", "--exit-zero", "main..").returncode == 0


def test_the_contract_of_the_time_counts(repository, in_process) -> None:
    (repository / "steps" / "step.step.yaml").write_text(CONTRACT.replace("0.7", "0.9"), encoding="utf-8")
    (repository / "steps" / "step.py").write_text(SCRIPT.replace("0.5", "0.9"), encoding="utf-8")
    commit(repository)
    done = in_process("check", "--verify-fixes", "HEAD")
    assert done.returncode == 1
    assert "steps/step.py: no fix; not by fixes:\n" in done.stdout
    assert "steps/step.step.yaml: no fix; not by fixes:\n" in done.stdout


@pytest.mark.parametrize(("new", "code"), [(SAFE, 0), (BOTH, 0), (BOTH.replace("0.7", "0.70"), 1)])
@pytest.mark.parametrize("there", ["new", "old"])
def test_two_files(repository, in_process, new: str, code: int, there: str) -> None:
    place, other = repository / "steps" / "step.py", repository / "copy.txt"
    old_file, new_file = (other, place) if there == "new" else (place, other)
    old_file.write_text(SCRIPT, encoding="utf-8")
    new_file.write_text(new, encoding="utf-8")
    done = in_process("check", "--verify-fixes", str(old_file), str(new_file))
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.startswith("steps/step.py: fixed ENV102 FIELD")


def test_two_files_with_a_contract(tmp_path, in_process) -> None:
    for name, text in {"c.step.yaml": CONTRACT, "old.py": SCRIPT, "new.py": SAFE}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = in_process("--verify-fixes", "old.py", "new.py")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "error: no contract claims new.py or old.py; name it with --contract\n"
    done = in_process("--verify-fixes", "--contract", "c.step.yaml", "old.py", "new.py")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nowhere..HEAD",), 2, "error: `git rev-parse --verify --end-of-options nowhere^{commit}` failed: "),
        (("main..HEAD",), 3, ""),
        (("main..HEAD", "--allow-no-scripts"), 0, ""),
        ((), 2, "Error: --verify-fixes takes two files, the old and the new one, or commits such as main..HEAD"),
        (("notes.txt",), 2, "Error: --verify-fixes takes two files"),
        (("notes.txt", "gone.py"), 2, "Error: gone.py: cannot be read: No such file or directory"),
        (("main..HEAD", "--fix"), 2, "Error: --verify-fixes changes nothing"),
        (("main..HEAD", "--output-format", "json"), 2, "Error: --verify-fixes changes nothing"),
    ],
)
def test_exit_codes(repository, in_process, arguments, code: int, message: str) -> None:
    done = in_process("check", "--verify-fixes", *arguments)
    assert done.returncode == code, done
    assert message in done.stderr


def test_outside_of_a_repository(tmp_path, cursus_lint) -> None:
    done = cursus_lint("--verify-fixes", "main..HEAD", environment={"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert done.returncode == 2
    assert "not a git repository" in done.stderr
