"""Every rule against its folder in `fixtures/rules`: good scripts are silent, bad ones say exactly what is recorded.

A folder `<CODE>-<name>` holds `good*.py` and `bad*.py` with `contract.step.yaml`, or with a contract of the same
stem; a case that is about finding contracts is a folder `good*` or `bad*` instead, linted as a whole. `<case>.txt`
is the exact concise output, `<case>.fixed.py` the script after `--fix --unsafe-fixes`. All rules that are on by
default run, and the folder's own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cursus_lint.cli import command_line
from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.engine.run import lint
from cursus_lint.engine.target import Target
from cursus_lint.rule import Rule, Subject
from cursus_lint.rules import all_rules

RULES = Path(__file__).parents[2] / "fixtures" / "rules"


def cases(kind: str) -> list[Path]:
    found = [path for path in RULES.glob(f"*/{kind}*") if path.is_dir() or path.suffix == ".py"]
    return sorted(path for path in found if not path.name.endswith(".fixed.py"))


def named(case: Path) -> str:
    return f"{case.parent.name}/{case.stem}"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    before = Path.cwd()
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)


def copy_case(case: Path, project: Path) -> list[str]:
    """Put one case into the project and return the arguments that lint it."""
    code = case.parent.name.partition("-")[0]
    arguments = ["check", "--isolated", "--output-format", "concise", "--quiet", "--extend-select", code]
    if case.is_dir():
        shutil.copytree(case, project / case.name)
        return [*arguments, case.name]
    own = case.with_suffix(".step.yaml")
    contract = own if own.exists() else case.parent / "contract.step.yaml"
    shutil.copy(case, project / case.name)
    shutil.copy(contract, project / contract.name)
    return [*arguments, "--contract", contract.name, case.name]


def test_every_rule_has_its_folder() -> None:
    folders = {path.name for path in RULES.iterdir()}
    assert folders == {f"{rule.code}-{rule.name}" for rule in all_rules()}
    for folder in folders:
        names = {path.stem for path in (RULES / folder).iterdir()}
        assert {"good", "bad"} <= names, folder


@pytest.mark.parametrize("case", cases("good"), ids=named)
def test_a_good_script_is_silent(case: Path, project: Path) -> None:
    result = CliRunner().invoke(command_line, copy_case(case, project))
    assert findings(result.stdout) == []
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("case", [case for case in cases("bad") if case.parent.name[:6] != "CUR004"], ids=named)
def test_a_bad_script_says_exactly_this(case: Path, project: Path, record: bool) -> None:
    result = CliRunner().invoke(command_line, copy_case(case, project))
    if record:
        case.with_suffix(".txt").write_text(result.stdout, encoding="utf-8")
    assert result.stdout == case.with_suffix(".txt").read_text(encoding="utf-8")
    assert any(f"[{case.parent.name.partition('-')[0]}]" in line for line in findings(result.stdout))


class Failing(Rule):
    """A rule that is broken."""

    code, name, severity, message = "ENV199", "broken-rule", Severity.INFO, "never said"

    def check(self, subject: Subject) -> Iterator[Violation]:
        raise KeyError("DATA")


def test_a_crashed_rule_says_exactly_this() -> None:
    case = RULES / "CUR004-crashed-rule" / "bad.py"
    report = lint([Target(case.name, case)], [Failing(), *all_rules()])
    said = [
        f"{v.path}:{v.span.line}:{v.span.column}: {v.severity.value}[{v.code}] {v.message}\n" for v in report.reported
    ]
    assert "".join(said) == case.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", [case for case in cases("bad") if not case.is_dir()], ids=named)
def test_a_bad_script_is_fixed_to_this(case: Path, project: Path, record: bool) -> None:
    arguments = [*copy_case(case, project), "--fix", "--unsafe-fixes"]
    CliRunner().invoke(command_line, arguments)
    wanted = case.with_suffix(".fixed.py")
    if record and Path(case.name).read_bytes() != case.read_bytes():
        shutil.copy(case.name, wanted)
    assert Path(case.name).read_bytes() == (wanted if wanted.exists() else case).read_bytes()
    CliRunner().invoke(command_line, arguments)
    assert Path(case.name).read_bytes() == (wanted if wanted.exists() else case).read_bytes()


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if rule.fixable], ids=lambda rule: rule.code)
def test_a_fixable_rule_shows_its_fix(rule: Rule) -> None:
    folder = RULES / f"{rule.code}-{rule.name}"
    assert list(folder.glob("bad*.fixed.py")), f"{folder.name} has no bad*.fixed.py"


def findings(output: str) -> list[str]:
    return [line for line in output.splitlines() if line.count(":") >= 3]
