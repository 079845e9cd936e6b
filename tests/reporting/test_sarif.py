"""SARIF as GitHub and Microsoft's validator want it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import SCRIPT, sample, violation

from cursus_lint.diagnostics import Report, Severity, Span
from cursus_lint.reporting import Files, Style, render
from cursus_lint.reporting.formats import sarif
from cursus_lint.reporting.line_hashes import line_hashes
from cursus_lint.rules import all_rules

PROJECT = Path(__file__).parents[2] / "fixtures" / "projects" / "churn"


def run_of(report, files):
    return json.loads(render("sarif", report, files, Style()))["runs"][0]


def test_every_rule_is_described():
    described = {rule["id"]: rule for rule in run_of(*sample("A"))["tool"]["driver"]["rules"]}
    assert described.keys() == {rule.code for rule in all_rules()}
    for rule in all_rules():
        found = described[rule.code]
        assert found["name"].isidentifier()
        assert found["help"]["markdown"].startswith(f"# {rule.code} {rule.name}")
        assert "```" not in found["help"]["text"]
        assert found["fullDescription"]["text"].startswith(found["shortDescription"]["text"])
        assert found["defaultConfiguration"]["enabled"] is rule.on_by_default


def test_result_has_one_line_regions_related_place_and_fingerprints():
    report, files = sample("LABEL")
    across = replace(report.reported[0], span=Span(4, 1, 6, 3))
    found = run_of(replace(report, reported=(across,), suppressed=(), known=(), baseline=""), files)
    (result,) = found["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 10}
    related = result["relatedLocations"][0]["physicalLocation"]
    assert related["artifactLocation"]["uri"] == "steps/step.step.yaml"
    assert related["region"] == {"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 23}
    assert result["partialFingerprints"]["primaryLocationLineHash"] == line_hashes(SCRIPT)[3]
    assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert found["columnKind"] == "unicodeCodePoints"
    assert result["suppressions"] == []
    assert "baselineState" not in result


def test_what_does_not_count_is_suppressed_with_its_reason():
    report, files = sample("LABEL", reason="moved later")
    results = {
        each["locations"][0]["physicalLocation"]["region"]["startLine"]: each
        for each in run_of(report, files)["results"]
    }
    assert results[1]["suppressions"][0]["kind"] == "inSource"
    assert "moved later" in results[1]["suppressions"][0]["justification"]
    assert results[2]["suppressions"][0]["kind"] == "external"
    assert [results[line]["baselineState"] for line in (2, 3)] == ["unchanged", "new"]


def test_paths_are_relative_to_the_repository_and_percent_encoded(tmp_path):
    script = tmp_path / "sub project" / "ä#%.py"
    script.parent.mkdir()
    script.write_text(SCRIPT)
    report = Report(reported=(violation("A", "ä#%.py"),))
    (result,) = run_of(report, Files({"ä#%.py": script}, repository=tmp_path))["results"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "sub%20project/%C3%A4%23%25.py"


def test_identity_does_not_depend_on_lines_and_is_never_twice_the_same():
    one = Report(reported=(violation("A", "a.py", 1), violation("A", "a.py", 3)))
    moved = Report(reported=(violation("A", "a.py", 11), violation("A", "a.py", 13)))
    prints = [
        [each["partialFingerprints"]["cursusLintIdentity/v1"] for each in run_of(report, Files())["results"]]
        for report in (one, moved)
    ]
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == 2


def test_limits_keep_the_worst_and_are_said(monkeypatch):
    monkeypatch.setattr(sarif, "_MOST_RESULTS", 2)
    monkeypatch.setattr(sarif, "_MOST_SHOWN", 1)
    severities = (Severity.INFO, Severity.ERROR, Severity.WARNING)
    found = run_of(
        Report(reported=tuple(violation("A", "a.py", n, severity=each) for n, each in enumerate(severities, 1))),
        Files(),
    )
    assert [each["level"] for each in found["results"]] == ["error", "warning"]
    (said,) = found["invocations"][0]["toolExecutionNotifications"]
    assert "There are 3 results" in said["message"]["text"]
    assert "1 mildest are left out" in said["message"]["text"]


@pytest.mark.sarif
def test_the_validator_finds_no_error(tmp_path, cursus_lint):
    """Microsoft's SARIF Multitool, found by the variable SARIF_MULTITOOL."""
    tool = os.environ.get("SARIF_MULTITOOL") or shutil.which("Sarif.Multitool")
    if not tool:
        pytest.skip("SARIF_MULTITOOL does not name the validator")
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    (project / ".git").mkdir()
    cursus_lint("--write-baseline", "known.json", "scripts/train.py", cwd=project)
    arguments = ("--output-format", "sarif=plain.sarif", "--output-format")
    assert cursus_lint(*arguments, "json", cwd=project).returncode == 1
    hostile, files = sample("A\n](x) <b>%41\u202e", path="scripts/a b%#ä.py")
    (project / "hostile.sarif").write_text(render("sarif", hostile, files, Style()))
    cursus_lint("--baseline", "known.json", "--output-format", "sarif=known.sarif", cwd=project)
    for name in ("plain", "hostile", "known"):
        done = subprocess.run(
            [tool, "validate", f"{name}.sarif", "--rule-kind", "Sarif;Ghas", "--output", f"{name}.log.sarif"],
            cwd=project,
            capture_output=True,
            text=True,
            timeout=300,
            env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        said = json.loads((project / f"{name}.log.sarif").read_text(encoding="utf-8-sig"))
        results = said["runs"][0].get("results", [])
        assert [each for each in results if each.get("level", "warning") == "error"] == []
