"""The gate on a git repository: init, baseline, branches, suppressions that end, several reports in one run."""

from __future__ import annotations

import json
import subprocess

import pytest

CONTRACT = """\
step_type: {name}
contract:
  entry_point: {script}
  inputs: {{}}
  outputs: {{}}
  env_vars:
    required: [LABEL]
"""
SCRIPT = """\
import os


def main(input_paths, output_paths, environ_vars, job_args):
{further}
    return environ_vars["LABEL"].upper()

if __name__ == "__main__":
    main({{}}, {{}}, {{"LABEL": os.environ["LABEL"]}}, None)
"""
OLD = '    list(os.environ.get("OLD", ""))\n'
NEW = '    list(os.environ.get("NEW", ""))\n'


def write(project, name, further=OLD):
    (project / f"{name}.py").write_text(SCRIPT.format(further=further))
    (project / f"{name}.step.yaml").write_text(CONTRACT.format(name=name.capitalize(), script=f"{name}.py"))


def git(project, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *arguments], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path):
    """A committed project with one violation in each of two scripts."""
    git(tmp_path, "init")
    write(tmp_path, "first")
    write(tmp_path, "second")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-m", "start")
    return tmp_path


def reported(done):
    return [
        (each["path"], each["subject"])
        for each in json.loads(done.stdout)["violations"]
        if not (each["known"] or each["suppressed"])
    ]


def entries(file):
    listed = json.loads(file.read_text())["violations"]
    return [(each["path"], each["rule"], each["subject"]) for each in listed if each]


def test_a_project_is_taken_in_and_kept(project, cursus_lint):
    done = cursus_lint("init", "--baseline", "--pre-commit")
    assert done.returncode == 0, done.stderr
    baseline = project / "cursus-lint-baseline.json"
    assert entries(baseline) == [("first.py", "ENV101", "OLD"), ("second.py", "ENV101", "OLD")]
    assert "id: cursus-lint" in (project / ".pre-commit-config.yaml").read_text()
    assert cursus_lint("check").returncode == 0

    # a line moves: nothing changes
    before = baseline.read_bytes()
    write(project, "first", "\n\n\n" + OLD)
    assert cursus_lint("check").returncode == 0
    assert baseline.read_bytes() == before

    # something new fails, and does not get into the baseline
    write(project, "first", OLD + NEW)
    done = cursus_lint("check", "--output-format", "json")
    assert (done.returncode, reported(done)) == (1, [("first.py", "NEW")])
    assert baseline.read_bytes() == before
    assert cursus_lint("check", "--write-baseline", baseline.name).returncode == 1
    assert baseline.read_bytes() == before

    # what is fixed leaves the baseline, but not in a run over one file, nor in locked mode, where it fails
    write(project, "first", "")
    assert cursus_lint("check", "first.py").returncode == 0
    done = cursus_lint("check", "--baseline-mode", "lock", "--output-format", "json")
    assert (done.returncode, reported(done)) == (1, [(baseline.name, "first.py ENV101 OLD")])
    assert baseline.read_bytes() == before
    done = cursus_lint("check", "--quiet")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 removed" in done.stderr
    assert entries(baseline) == [("second.py", "ENV101", "OLD")]
    assert cursus_lint("check", "--baseline-mode", "lock").returncode == 0

    # only when it is told so does it grow
    write(project, "first", NEW)
    assert cursus_lint("check", "--baseline-mode", "grow").returncode == 0
    assert entries(baseline) == [("first.py", "ENV101", "NEW"), ("second.py", "ENV101", "OLD")]


def test_a_renamed_file_takes_its_entries_along_and_a_copy_does_not(project, cursus_lint):
    assert cursus_lint("--write-baseline", "known.json").returncode == 0
    (project / "first.py").rename(project / "third.py")
    (project / "first.step.yaml").unlink()
    (project / "third.step.yaml").write_text(CONTRACT.format(name="Third", script="third.py"))
    done = cursus_lint("--baseline", "known.json", "--baseline-mode", "lock", "--output-format", "json")
    assert (done.returncode, reported(done)) == (0, [])
    assert cursus_lint("--baseline", "known.json").returncode == 0
    assert entries(project / "known.json") == [("second.py", "ENV101", "OLD"), ("third.py", "ENV101", "OLD")]

    write(project, "copy")
    done = cursus_lint("--baseline", "known.json", "--output-format", "json")
    assert (done.returncode, reported(done)) == (1, [("copy.py", "OLD")])


def test_a_renamed_file_with_other_content_is_new(project, cursus_lint):
    cursus_lint("--write-baseline", "known.json")
    (project / "first.py").unlink()
    (project / "first.step.yaml").unlink()
    write(project, "third", "    if job_args:\n        print(1)\n        print(2)\n    " + OLD.strip() + "\n")
    done = cursus_lint("--baseline", "known.json", "--output-format", "json")
    assert (done.returncode, reported(done)) == (1, [("third.py", "OLD")])


def test_changes_of_two_branches_merge(project, cursus_lint):
    for name in ("third", "fourth", "fifth"):
        write(project, name)
    cursus_lint("--write-baseline", "known.json")
    git(project, "add", "-A")
    git(project, "commit", "-m", "baseline")
    for branch, name in (("one", "fifth"), ("two", "third")):
        git(project, "checkout", "-q", "-b", branch, "main")
        write(project, name, "")
        cursus_lint("--baseline", "known.json")
        git(project, "commit", "-a", "-m", branch)
    git(project, "merge", "one")
    assert [path for path, _, _ in entries(project / "known.json")] == ["first.py", "fourth.py", "second.py"]
    assert cursus_lint("--baseline", "known.json", "--baseline-mode", "lock").returncode == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<<<<<<< HEAD\n", "known.json:1: the baseline is not valid JSON; if a merge left its marks"),
        ("[]", "expected an object"),
        ('{"version": 1, "violations": [{"path": 1}]}', "entry 1 is not an object with the texts"),
        ("[" * 100_000, "known.json:1: the baseline"),
    ],
)
def test_a_broken_baseline_is_an_error(project, cursus_lint, content, words):
    (project / "known.json").write_text(content)
    done = cursus_lint("--baseline", "known.json", "--exit-zero")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr


def test_a_baseline_that_is_not_there_is_an_error(project, cursus_lint):
    done = cursus_lint("--baseline", "known.json")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--write-baseline writes one" in done.stderr


def test_only_what_the_branch_changed_is_reported(project, cursus_lint):
    git(project, "checkout", "-q", "-b", "topic")
    done = cursus_lint("--diff-base", "main", "--output-format", "json")
    assert (done.returncode, reported(done)) == (0, [])
    assert json.loads(done.stdout)["summary"]["elsewhere"] == 2

    # a new line, a new file, and a contract that concerns the script bound to it
    write(project, "first", OLD + NEW)
    git(project, "commit", "-a", "-m", "new")
    write(project, "third ü")
    done = cursus_lint("--diff-base", "main", "--output-format", "json")
    assert (done.returncode, reported(done)) == (1, [("first.py", "NEW"), ("third ü.py", "OLD")])
    contract = project / "second.step.yaml"
    contract.write_text(contract.read_text().replace("[LABEL]", "[LABEL, MORE]"))
    done = cursus_lint("--diff-base", "main", "--output-format", "json")
    assert ("second.py", "OLD") in reported(done)
    assert ("second.py", "MORE") in reported(done)

    # what the other branch does afterwards is not the branch's
    git(project, "stash", "-u")
    git(project, "checkout", "-q", "main")
    write(project, "second", OLD + NEW)
    git(project, "commit", "-a", "-m", "meanwhile")
    git(project, "checkout", "-q", "topic")
    done = cursus_lint("--diff-base", "main", "--output-format", "json")
    assert reported(done) == [("first.py", "NEW")]


@pytest.mark.parametrize("revision", ["nowhere", "--output=owned", "-O"])
def test_an_unknown_revision_is_an_error(project, cursus_lint, revision):
    done = cursus_lint(f"--diff-base={revision}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "git knows no revision" in done.stderr
    assert not (project / "owned").exists()


def test_a_fix_is_made_for_what_counts_only(project, cursus_lint):
    fallback = SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "x")').format(further="")
    (project / "first.py").write_text(fallback)
    (project / "second.py").write_text(fallback)
    cursus_lint("--write-baseline", "known.json", "first.py")
    assert cursus_lint("--baseline", "known.json", "--fix").returncode == 0
    assert (project / "first.py").read_text() == fallback
    assert 'os.environ["LABEL"]' in (project / "second.py").read_text()


def test_a_suppression_ends(project, cursus_lint):
    comment = "  # cursus-lint: ignore[ENV101] until=2031-01-31 -- the job moves"
    write(project, "first", OLD.rstrip("\n") + comment + "\n")
    for day, expected in (("2031-01-31", []), ("2031-02-01", [("first.py", "OLD")])):
        done = cursus_lint("first.py", "--as-of", day, "--output-format", "json")
        assert reported(done) == expected
    (said,) = json.loads(done.stdout)["violations"]
    assert said["message"].endswith("(the suppression at first.py:5 ended on 2031-01-31: the job moves)")


@pytest.mark.parametrize("day", ["2031-02-30", "soon", "", "20310130"])
def test_a_day_that_is_none_silences_nothing(project, cursus_lint, day):
    write(project, "first", OLD.rstrip("\n") + f"  # cursus-lint: ignore[ENV101] until={day} -- x\n")
    done = cursus_lint("first.py", "--output-format", "json")
    assert {each["code"] for each in json.loads(done.stdout)["violations"]} == {"ENV101", "CUR003"}


def test_reasons_can_be_asked_for(project, cursus_lint):
    (project / "cursus-lint.toml").write_text("require-reasons = true\n")
    write(project, "first", OLD.rstrip("\n") + "  # cursus-lint: ignore[ENV101]\n")
    write(project, "second", OLD.rstrip("\n") + "  # cursus-lint: ignore[ENV101] -- because\n")
    done = cursus_lint("--output-format", "json")
    assert [path for path, _ in reported(done)] == ["first.py", "first.py"]
    assert "`require-reasons`" in done.stdout


def test_an_ignore_of_files_that_is_no_use_is_named(project, cursus_lint):
    (project / "cursus-lint.toml").write_text(
        '[per-file-ignores]\n"first.py" = ["ENV101", "ENV102"]\n"gone.py" = ["ENV"]\n'
    )
    found = json.loads(cursus_lint("--output-format", "json").stdout)["violations"]
    assert [(each["path"], each["line"], each["subject"]) for each in found if each["code"] == "CUR002"] == [
        ("cursus-lint.toml", 2, "ENV102"),
        ("cursus-lint.toml", 3, "ENV"),
    ]
    assert "CUR002" not in cursus_lint("second.py", "--output-format", "concise").stdout


def test_several_reports_in_one_run(project, cursus_lint):
    outputs = ("--output-format", "sarif=out.sarif", "--output-format", "pylint", "--output-format", "junit=out.xml")
    done = cursus_lint(*outputs)
    assert (done.returncode, done.stderr) == (1, "")
    assert len(done.stdout.splitlines()) == 2
    assert json.loads((project / "out.sarif").read_text())["version"] == "2.1.0"
    assert (project / "out.xml").read_text().startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["srif"], "did you mean sarif?"),
        (["full", "json"], "only one format can go to standard output"),
        (["sarif="], "names no file"),
        (["sarif=no/such/folder.sarif"], "the report was not written"),
    ],
)
def test_outputs_that_cannot_be_are_errors(project, cursus_lint, arguments, words):
    done = cursus_lint(*(part for each in arguments for part in ("--output-format", each)), "--exit-zero")
    assert done.returncode == 2
    assert words in done.stderr


def test_the_summary_of_a_github_job_is_added_to(project, cursus_lint):
    summary = project / "summary.md"
    summary.write_text("# Before\n")
    done = cursus_lint("--output-format", "github", environment={"GITHUB_STEP_SUMMARY": str(summary)})
    assert done.stdout.count("::warning file=") == 2
    assert summary.read_text().startswith("# Before\n## cursus-lint\n")


@pytest.mark.parametrize("form", ["full", "sarif", "github", "junit", "html", "markdown"])
def test_exit_codes_are_the_same_in_every_format(project, in_process, form):
    assert in_process("--output-format", form).returncode == 1
    assert in_process("--output-format", form, "--fail-level", "error").returncode == 0
    assert in_process("--output-format", form, "--exit-zero").returncode == 0
    assert in_process("--output-format", form, "--exit-zero", "gone.py").returncode == 2
