"""Nothing that a report depends on can change without the next run noticing: what is kept is never stale.

Each change is made by itself, and the run after it must say what a run without a cache says.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

import cursus_lint
from cursus_lint.cli import command_line
from cursus_lint.engine.cache import FOLDER
from cursus_lint.reporting import format_names

FIXTURES = Path(__file__).parents[2] / "fixtures"

SCRIPT = """\
import os
import pandas as pd
import extra_checks
from channels import DATA, need
from tools.names import LABEL
from tools import late


def main(input_paths, output_paths, environ_vars, job_args):
    frame = pd.read_csv(os.path.join(DATA, "part.csv"))
    frame[need(LABEL)].to_csv("/opt/ml/processing/output/rows.csv")


if __name__ == "__main__":
    main({"DATA": DATA}, {"OUT": "/opt/ml/processing/output"}, dict(os.environ), None)
"""
CONTRACT = """\
step_type: Load
contract:
  entry_point: load.py
  inputs:
    DATA: {path: /opt/ml/processing/input/data}
  outputs:
    OUT: {path: /opt/ml/processing/output}
  env_vars:
    required: [LABEL_FIELD]
    optional: {MODE: "fast"}  # cursus-lint: ignore[ENV103] until=2030-01-31 -- read by the base image
"""
TRAIN = """\
import os


def main(input_paths, output_paths, environ_vars, job_args):
    os.environ["UNDECLARED"]  # cursus-lint: ignore[ENV101]
    os.environ["OTHER"]
    os.environ["PLATFORM_ZONE"]
"""
FILES = {
    "pyproject.toml": '[tool.cursus-lint]\nextend-exclude = ["nothing", "old.py"]\n',
    ".gitignore": "*.log\n",
    "scripts/load.py": SCRIPT,
    "scripts/channels.py": 'import os\n\nDATA = "/opt/ml/processing/input/data"\n\n\ndef need(name):\n'
    "    return os.environ[name]\n",
    "scripts/tools/__init__.py": "",
    "scripts/tools/names.py": 'LABEL = "LABEL_FIELD"\n',
    "scripts/train.py": TRAIN,
    "scripts/spare.py": "",
    "scripts/old.py": "",
    "contracts/load.step.yaml": CONTRACT,
    "contracts/train.step.yaml": "step_type: Train\ncontract:\n  entry_point: train.py\n",
    "data/.specs/train_runtime_test_spec.json": json.dumps(
        {"script_name": "train", "step_name": "Train", "script_path": "scripts/train.py", "version": 2}
        | {"job_args": {"x": 1}}
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        write(tmp_path, name, text)
    (tmp_path / ".git/info").mkdir(parents=True)
    (tmp_path / ".git/HEAD").write_text("ref: refs/heads/main\n")
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def check(folder: Path, *arguments: str) -> tuple[int, str, str]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        done = CliRunner().invoke(command_line, ["check", *arguments], prog_name="cursus-lint")
    finally:
        os.chdir(here)
    return done.exit_code, done.stdout, done.stderr


def kept(folder: Path) -> int:
    """How many texts the cache holds."""
    with sqlite3.connect(folder / FOLDER / "cache.sqlite") as connection:
        count: int = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
    connection.close()
    return count


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return change


def written(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: write(folder, name, text)


def removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def renamed(old: str, new: str) -> Callable[[Path], None]:
    return lambda folder: (folder / old).rename(folder / new).touch()


def same_size_and_time(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        before = (folder / name).stat()
        replaced(name, old, new)(folder)
        os.utime(folder / name, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = (folder / name).stat()
        assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)

    return change


CHANGES: dict[str, Callable[[Path], None]] = {
    "script": replaced("scripts/train.py", '"OTHER"', '"NOBODY_KNOWS"'),
    "script, by a tool that keeps size and time": same_size_and_time("scripts/train.py", '"OTHER"', '"OTTER"'),
    "script renamed": renamed("scripts/train.py", "scripts/trian.py"),
    "script removed": removed("scripts/train.py"),
    "script added": written("scripts/more/train.py", "import os\n\nos.environ['MORE']\n"),
    "contract": replaced("contracts/load.step.yaml", "[LABEL_FIELD]", "[LABEL_FIELD, ROWS]"),
    "contract, by a tool that keeps size and time": same_size_and_time(
        "contracts/load.step.yaml", "LABEL_F", "LEBEL_F"
    ),
    "contract moved down": replaced("contracts/load.step.yaml", "step_type: Load", "# moved\nstep_type: Load"),
    "contract broken": replaced("contracts/load.step.yaml", "inputs:", "inputs: []\n  more:"),
    "contract renamed": renamed("contracts/load.step.yaml", "contracts/loading.step.yaml"),
    "contract moved": renamed("contracts/load.step.yaml", "scripts/load.step.yaml"),
    "contract added": written("scripts/rival.step.yaml", CONTRACT.replace("step_type: Load", "step_type: Rival")),
    "contract removed": removed("contracts/load.step.yaml"),
    "contract's comment": replaced("contracts/load.step.yaml", "  # cursus-lint: ignore[ENV103]", "  # no"),
    "contract of a script that had none": written(
        "contracts/spare.step.yaml", "step_type: Spare\ncontract:\n  entry_point: spare.py\n"
    ),
    "module that is read": replaced("scripts/channels.py", "input/data", "input/rows"),
    "module of a package": replaced("scripts/tools/names.py", "LABEL_FIELD", "LABEL_NAME"),
    "module that is read, broken": replaced("scripts/channels.py", "import os", "import os ("),
    "module removed": removed("scripts/channels.py"),
    "module that was missing": written("scripts/extra_checks.py", "import os\n\nos.environ['EXTRA']\n"),
    "module that was missing, at the root": written("extra_checks.py", ""),
    "package that was missing": written("src/extra_checks/__init__.py", ""),
    "module that was missing in a package": written("scripts/tools/late.py", "import os\n\nos.environ['LATE']\n"),
    "module in place of a package": written("scripts/tools.py", 'LABEL = "OTHER_LABEL"\nlate = 1\n'),
    "comment that names a contract": replaced(
        "scripts/load.py", "import os\n", "# cursus-lint: contract=Train\nimport os\n"
    ),
    "suppression": replaced("scripts/train.py", "  # cursus-lint: ignore[ENV101]", ""),
    "suppression that is none": replaced("scripts/train.py", "ignore[ENV101]", "ignore[ENV999]"),
    "rule turned off": replaced("pyproject.toml", "extend-exclude", 'ignore = ["ENV101"]\nextend-exclude'),
    "severity": replaced("pyproject.toml", "extend-exclude", 'severity = {ENV = "info"}\nextend-exclude'),
    "reasons required": replaced("pyproject.toml", "extend-exclude", "require-reasons = true\nextend-exclude"),
    "variables of the platform": replaced(
        "pyproject.toml", "extend-exclude", 'platform-env-vars = ["PLATFORM_*"]\nextend-exclude'
    ),
    "script excluded": replaced("pyproject.toml", '"nothing"', '"train.py"'),
    "binding": replaced("pyproject.toml", "extend-exclude", 'bindings = {"spare.py" = "Train"}\nextend-exclude'),
    "contracts elsewhere": replaced("pyproject.toml", "extend-exclude", 'contracts = ["contracts/l*"]\nextend-exclude'),
    "configuration of a folder": written(
        "scripts/cursus-lint.toml", 'extend = "../pyproject.toml"\nignore = ["ENV"]\n'
    ),
    "configuration in place of pyproject.toml": written("cursus-lint.toml", 'ignore = ["ENV101"]\n'),
    "project within the project": written("scripts/cursus-lint.toml", "root = true\n"),
    "configuration removed": removed("pyproject.toml"),
    "ignored by git": written(".gitignore", "train.py\n"),
    "ignored by git, in a folder": written("scripts/.gitignore", "load.py\n"),
    "ignored by git, for this clone": written(".git/info/exclude", "contracts/train.step.yaml\n"),
    "execution spec": replaced("data/.specs/train_runtime_test_spec.json", '"x"', '"y"'),
    "execution spec broken": written("data/.specs/train_runtime_test_spec.json", "{"),
    "execution spec removed": removed("data/.specs/train_runtime_test_spec.json"),
    "execution spec added": written(
        "data/.specs/load_runtime_test_spec.json",
        json.dumps({"script_name": "load", "step_name": "Load", "script_path": "scripts/load.py", "version": 2}),
    ),
}
OPTIONS = [
    "--select ENV101", "--ignore ENV101,REQ", "--extend-select ALL", "--show-unknown", "--statistics", "--verbose",
    "--fail-level error", "--as-of 2031-01-01", "--contract Load", "--isolated", "--exclude train.py",
    "scripts/train.py", "contracts/load.step.yaml", "scripts contracts",
]  # fmt: skip


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_change_is_noticed(project: Path, change: str) -> None:
    before = check(project, "--verbose")
    assert check(project, "--verbose") == before
    CHANGES[change](project)
    after = check(project, "--verbose")
    assert after == check(project, "--verbose", "--no-cache") != before


def test_a_module_that_could_not_be_read_is_noticed_when_it_can(project: Path) -> None:
    CHANGES["module that is read, broken"](project)
    before = check(project)
    written("scripts/channels.py", FILES["scripts/channels.py"])(project)
    assert check(project) == check(project, "--no-cache") != before


def test_a_changed_baseline_is_noticed(project: Path) -> None:
    check(project, "--write-baseline", "known.json")
    options = ("--baseline", "known.json", "--baseline-mode", "lock")
    before = check(project, *options)
    replaced("known.json", "OTHER", "ANOTHER")(project)
    assert check(project, *options) == check(project, *options, "--no-cache") != before


def test_what_is_not_asked_for_is_not_said(project: Path) -> None:
    check(project)
    for options in OPTIONS:
        assert check(project, *options.split()) == check(project, "--no-cache", *options.split()), options
    for folder in ("scripts", "contracts"):
        assert check(project / folder) == check(project / folder, "--no-cache"), folder


@pytest.mark.parametrize("seed", range(3))
def test_changes_one_after_the_other_and_taken_back(project: Path, tmp_path: Path, seed: int) -> None:
    """Going back to what was is a change, too: what was kept of it before must still be true."""
    chance = random.Random(seed)
    for name in chance.sample(sorted(CHANGES), 8):
        check(project)
        saved = tmp_path.parent / f"{tmp_path.name}-{seed}"
        shutil.rmtree(saved, ignore_errors=True)
        shutil.copytree(project, saved, symlinks=True)
        with suppress(AssertionError, FileNotFoundError):  # there is nothing to change any more
            CHANGES[name](project)
        assert check(project) == check(project, "--no-cache"), name
        if chance.random() < 0.6:
            cache = tmp_path.parent / f"{tmp_path.name}-cache"
            (project / FOLDER).rename(cache)
            shutil.rmtree(project)
            shutil.rmtree(saved / FOLDER)
            saved.rename(project)
            cache.rename(project / FOLDER)
            assert check(project) == check(project, "--no-cache"), f"{name}, taken back"


@pytest.mark.parametrize(
    "name", ["scripts/new.py", "notes/readme.yaml", "data/table.json", "scripts/tools/unrelated.txt", "lib/other.py"]
)
def test_what_matters_to_nothing_makes_nothing_be_read_again(project: Path, name: str) -> None:
    check(project)
    before = kept(project)
    write(project, name, "import os\n")
    assert check(project) == check(project, "--no-cache")
    assert kept(project) == before


def test_only_the_script_that_changed_is_read_again(project: Path) -> None:
    check(project)
    before = kept(project)
    check(project)
    assert kept(project) == before
    CHANGES["script"](project)
    check(project)
    # Its facts, its findings, its comments.
    assert kept(project) == before + 3


def test_the_findings_depend_on_the_saved_specs_of_the_script(project: Path) -> None:
    """A saved spec has a part in the findings about its script, and in no others."""
    check(project)
    before = kept(project)
    CHANGES["execution spec"](project)
    assert "RUN611" in check(project)[1]
    assert kept(project) == before + 1


def test_another_version_of_the_tool_believes_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    truth = check(project)
    with sqlite3.connect(project / FOLDER / "cache.sqlite") as connection:
        connection.execute("UPDATE entries SET value = replace(value, 'OTHER', 'A_LIE')")
    connection.close()
    assert "A_LIE" in check(project)[1], "what is kept is believed"
    monkeypatch.setattr(cursus_lint, "__version__", "0.0.0")
    assert check(project) == truth


def test_a_suppression_ends_though_nothing_changes(project: Path) -> None:
    for day, said in (("2030-01-31", False), ("2030-02-01", True), ("2030-01-30", False)):
        assert ("the suppression at contracts/load.step.yaml:10 ended" in check(project, "--as-of", day)[1]) == said


@pytest.mark.parametrize(
    "place", [FIXTURES / "projects" / "churn", *sorted((FIXTURES / "rules").glob("*/bad"))[:6]], ids=str
)
def test_every_format_says_the_same_again(tmp_path: Path, place: Path) -> None:
    folder = tmp_path / "project"
    shutil.copytree(place, folder, ignore=shutil.ignore_patterns(FOLDER))
    cold = {form: check(folder, "--no-cache", "--output-format", form, "--verbose") for form in format_names()}
    for _ in ("first", "again"):
        assert {form: check(folder, "--output-format", form, "--verbose") for form in format_names()} == cold


def test_two_clones_at_the_same_place_can_share_a_cache(project: Path, tmp_path: Path) -> None:
    """In CI the cache is brought back beside a new checkout, in which every file is new."""
    truth = check(project)
    count = kept(project)
    for file in project.rglob("*"):
        if file.is_file() and FOLDER not in file.parts:
            os.utime(file)
    assert (check(project), kept(project)) == (truth, count)


def test_a_clone_elsewhere_is_told_from_this_one(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other") / "project"
    shutil.copytree(project, other)
    (other / "scripts/channels.py").write_text('DATA = "/opt/ml/processing/input/elsewhere"\n')
    shared = project.parent / f"{project.name}-shared"
    for _ in range(2):
        for folder in (project, other):
            assert check(folder, "--cache-dir", str(shared)) == check(folder, "--no-cache")


def test_git_is_not_asked(project: Path) -> None:
    """A run in a real repository sees what one without git sees."""
    shutil.rmtree(project / ".git")
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    assert check(project) == check(project) == check(project, "--no-cache")
