"""The formats of CI systems, read back as those systems read them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import xmlschema
from report_samples import sample, violation

from cursus_lint.diagnostics import Report, Severity, Span
from cursus_lint.reporting import Files, Style, format_names, render
from cursus_lint.reporting.formats.github import step_summary

JUNIT = Path(__file__).parent / "data" / "junit.xsd"


@pytest.mark.parametrize("form", format_names())
def test_nothing_depends_on_where_or_when(form, tmp_path):
    texts = []
    for name in ("one", "two"):
        script = tmp_path / name / "scripts" / "step.py"
        script.parent.mkdir(parents=True)
        report, files = sample("LABEL")
        script.write_bytes(files.contents["scripts/step.py"])
        texts.append(render(form, report, Files({"scripts/step.py": script}, repository=tmp_path / name), Style()))
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]


@pytest.mark.parametrize("form", format_names())
def test_an_empty_report_can_be_written(form):
    assert isinstance(render(form, Report(linted=("a.py",)), Files(), Style()), str)


def test_junit_is_valid_and_counts(tmp_path):
    report, files = sample("LABEL")
    report = replace(report, linted=("clean.py", *report.linted))
    file = tmp_path / "report.xml"
    file.write_text(render("junit", report, files, Style()))
    schema = xmlschema.XMLSchema(JUNIT)
    schema.validate(str(file))
    found = schema.to_dict(str(file))
    assert (found["@tests"], found["@failures"], found["@errors"]) == (6, 2, 0)
    assert [(suite["@name"], suite["@tests"], suite["@skipped"]) for suite in found["testsuite"]] == [
        ("clean.py", 1, 0),
        ("scripts/step.py", 5, 2),
    ]


def test_gitlab_has_the_documented_fields():
    report, files = sample("LABEL")
    issues = json.loads(render("gitlab", report, files, Style(verbose=True)))
    for issue in issues:
        assert issue.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"] == "scripts/step.py"
        assert issue["location"]["lines"]["begin"] >= 1
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 5
    assert [issue["severity"] for issue in issues] == ["critical", "major", "info", "info", "info"]
    assert json.loads(render("gitlab", Report(), Files(), Style())) == []


def test_rdjson_counts_columns_in_bytes():
    files = Files(contents={"a.py": "äö = os.environ['A']\n".encode()})
    report = Report(reported=(replace(violation("A", "a.py"), span=Span(1, 6, 1, 21)),))
    (said,) = json.loads(render("rdjson", report, files, Style()))["diagnostics"]
    assert said["location"]["range"] == {"start": {"line": 1, "column": 8}, "end": {"line": 1, "column": 23}}
    assert said["severity"] == "WARNING"
    assert said["code"]["value"] == "ENV101"


def test_github_shows_ten_annotations_the_worst_first():
    mild = [violation(f"M{n:02}", "a.py", n) for n in range(1, 31)]
    bad = violation("BAD", "z.py", severity=Severity.ERROR)
    lines = render("github", Report(reported=(*mild, bad)), Files(), Style()).splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("::error file=z.py,line=3")
    assert lines[-1] == "::notice title=cursus-lint::22 warnings more; the job's summary lists them."
    assert len(render("github", Report(reported=tuple(mild[:10])), Files(), Style()).splitlines()) == 10


def test_github_gives_columns_on_one_line_only():
    across = replace(violation("A", "a.py"), span=Span(3, 9, 5, 1))
    (line,) = render("github", Report(reported=(across,)), Files(), Style()).splitlines()
    assert line.startswith("::warning file=a.py,line=3,endLine=4,title=")


def test_the_summary_of_the_job_is_cut_at_a_line():
    many = tuple(violation("A" * 500, f"{n}.py") for n in range(2_000))
    text = step_summary(Report(reported=many), Files(), Style())
    assert len(text.encode()) < 1024 * 1024
    assert text.endswith("GitHub takes no summary of more than 1 MiB.\n")


def test_json_lines_are_the_violations_of_json():
    report, files = sample("LABEL")
    lines = [json.loads(line) for line in render("json-lines", report, files, Style()).splitlines()]
    assert lines == json.loads(render("json", report, files, Style()))["violations"]
    assert [(each["suppressed"], each["known"]) for each in lines][:3] == [(True, False), (False, True), (False, False)]


def test_pylint_and_grouped_say_exactly_this():
    report, files = sample("LABEL")
    report = replace(report, reported=report.reported[:1], suppressed=(), known=(), without_contract=())
    assert render("pylint", report, files, Style()) == (
        "scripts/step.py:3: [ENV101(undeclared-env-var), LABEL]"
        " `LABEL` is read from the environment, but the contract does not declare it\n"
    )
    assert render("grouped", report, files, Style()) == (
        "scripts/step.py\n"
        "  3:9  ENV101 `LABEL` is read from the environment, but the contract does not declare it\n\n"
        "Found 1 error in 1 script.\n"
    )
