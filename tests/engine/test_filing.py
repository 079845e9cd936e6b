"""Findings that were filed: the same when they are read, counted without being read, and never a reason to fail."""

from __future__ import annotations

import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

import cursus_lint.engine.plain
from cursus_lint.cli import command_line
from cursus_lint.diagnostics import ContractPlace, Proof, Severity, Span, Unknown, Violation
from cursus_lint.engine import pile
from cursus_lint.engine.assembly import assemble
from cursus_lint.engine.cache import FOLDER
from cursus_lint.engine.checked import Checked, Findings
from cursus_lint.engine.filing import Shelf, to_text
from cursus_lint.engine.pile import Pile
from cursus_lint.engine.target import Target
from cursus_lint.rules import all_rules

VIOLATION = Violation("ENV101", "undeclared-env-var", Severity.ERROR, "X", "`X` is read", "a.py", Span(3, 1, 3, 2))


class OnlyWarnings:
    """A policy that calls everything a warning and turns ENV103 off."""

    def ruling(self, path: str):
        return lambda code, severity: None if code == "ENV103" else Severity.WARNING


def findings(path: str) -> Findings:
    one = replace(VIOLATION, path=path, contract=ContractPlace("c.yaml", "A", 4))
    other = replace(one, code="ENV103", name="unread-env-var", span=Span(1, 1, 1, 2))
    return Findings((other, one), Proof(2, 3), (Unknown(path, Span(9, 1, 9, 2), "env", "it is computed"),))


@pytest.mark.parametrize("order", [lambda numbers: numbers, lambda numbers: numbers[::-1]])
def test_a_pile_gives_back_what_was_put_in(monkeypatch: pytest.MonkeyPatch, order) -> None:
    monkeypatch.setattr(pile, "CHUNK", 100)
    texts = [f"text {number} " + "ä" * (number % 40) for number in range(200)]
    held = Pile()
    numbers = [held.add(text) for text in texts]
    assert [held[number] for number in order(numbers)] == order(texts)


def test_a_pile_of_like_texts_is_small() -> None:
    held = Pile()
    for number in range(4_000):
        held.add(f"what is said of script {number} is what is said of many others, but for its name" * 10)
    assert sum(map(sys.getsizeof, held._packed)) < 4_000 * 100


@pytest.mark.parametrize("names", ["a.py", "b.py a.py c.py"])
def test_a_report_of_filed_findings_is_that_of_findings_at_hand(names: str) -> None:
    shelf = Shelf(all_rules())
    targets = [Target(path=name, contract_path="c.yaml") for name in names.split()]
    at_hand = [Checked(target, findings(target.path)) for target in targets]
    filed = [Checked(each.target, shelf.file(to_text(each.findings, each.target), each.target)) for each in at_hand]
    now, later = (assemble(each, all_rules(), OnlyWarnings()) for each in (at_hand, filed))
    for part in ("reported", "ignored", "unknown"):
        assert tuple(getattr(later, part)) == tuple(getattr(now, part)) != ()
        assert len(getattr(later, part)) == len(getattr(now, part))
    assert later.kinds() == now.kinds()
    assert later.proof == now.proof


def test_one_script_checked_twice_is_reported_once() -> None:
    shelf, target = Shelf(all_rules()), Target(path="a.py", contract_path="c.yaml")
    twice = [Checked(target, shelf.file(to_text(findings("a.py"), target), target)) for _ in range(2)]
    assert tuple(assemble(twice, all_rules(), OnlyWarnings()).reported) == tuple(
        assemble([Checked(target, findings("a.py"))], all_rules(), OnlyWarnings()).reported
    )


def test_violations_elsewhere_are_sorted_in() -> None:
    shelf, target = Shelf(all_rules()), Target(path="b.py", contract_path="c.yaml")
    filed = Checked(target, shelf.file(to_text(findings("b.py"), target), target))
    around = [Checked(Target(path=""), Findings((replace(VIOLATION, path=path),))) for path in ("c.yaml", "a.yaml")]
    report = assemble([filed, *around], all_rules(), OnlyWarnings())
    assert [each.path for each in report.reported] == ["a.yaml", "b.py", "c.yaml"]
    assert report.reported[1].path == "b.py"


SCRIPT = "import os\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    os.environ['NAME']\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cursus-lint.toml").write_text("")
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(SCRIPT)
        (tmp_path / f"{name}.step.yaml").write_text(f"step_type: A\ncontract:\n  entry_point: {name}.py\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> str:
    return CliRunner().invoke(command_line, ["check", *arguments], prog_name="cursus-lint").stdout


@pytest.mark.parametrize("damage", ["replace(value, 'Violation', 'Damage')", "replace(value, 'ENV101', 'ENV102')"])
def test_what_was_filed_and_is_damaged_is_found_out_again(project: Path, damage: str) -> None:
    truth = run()
    assert "ENV101" in truth
    with sqlite3.connect(project / FOLDER / "cache.sqlite") as connection:
        for key, value in connection.execute("SELECT key, value FROM entries").fetchall():
            outline, line, rest = value.rpartition('\n{"":[{"diagnostics.V')
            if line:
                damaged = connection.execute(f"SELECT {damage.replace('value', '?')}", (line + rest,)).fetchone()[0]
                connection.execute("UPDATE entries SET value = ? WHERE key = ?", (outline + damaged, key))
    connection.close()
    assert run() == truth


def test_what_is_only_counted_is_not_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    shown, counted = run(), run("--statistics")
    with monkeypatch.context() as patched:
        patched.setattr(cursus_lint.engine.plain, "from_text", lambda text: pytest.fail("it is read"))
        assert run("--statistics") == counted != ""
    assert run() == shown
