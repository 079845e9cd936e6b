"""Asking rules: order, a rule that crashes, and the whole for one script."""

from __future__ import annotations

import pytest

from cursus_lint.config import ConfigError, Settings
from cursus_lint.config.model import Layer, merge
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.platform import SAGEMAKER_PROCESSING
from cursus_lint.diagnostics import Severity, Span
from cursus_lint.engine.check import check_script, check_subject
from cursus_lint.rule import Rule, Subject
from cursus_lint.rules import all_rules, find_rule

SUBJECT = Subject("a.py", SAGEMAKER_PROCESSING)


class Fine(Rule):
    """Says two things, the later place first."""

    code, name, severity, message = "X2", "fine", Severity.ERROR, "at {line}"

    def check(self, subject):
        """Yield both."""
        for line in (9, 2):
            yield self.violation(subject, Span.at(line), "x", {"line": line})


class Crashing(Fine):
    """Says two things, and then fails."""

    code, name = "X1", "crashing"

    def check(self, subject):
        """Yield both, then divide by zero."""
        yield from super().check(subject)
        raise ZeroDivisionError("on purpose")


def test_what_rules_say_is_sorted_by_place():
    assert [violation.span.line for violation in check_subject(SUBJECT, [Fine()])] == [2, 9]


def test_rule_that_crashes_is_reported_and_the_others_go_on():
    said = check_subject(SUBJECT, [Crashing(), Fine(), find_rule("CUR004")])
    assert [(violation.code, violation.span.line) for violation in said] == [
        ("CUR004", 1),
        ("X1", 2),
        ("X2", 2),
        ("X1", 9),
        ("X2", 9),
    ]
    assert said[0].subject == "X1"
    assert "X1 (crashing)" in said[0].message
    assert "ZeroDivisionError: on purpose" in said[0].message


def test_interruption_is_no_crash():
    class Interrupted(Fine):
        """Is interrupted."""

        def check(self, subject):
            """Stop."""
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_subject(SUBJECT, [Interrupted()])


def test_rules_are_found_by_code_and_name_and_sorted():
    codes = [rule.code for rule in all_rules()]
    assert codes == sorted(set(codes))
    assert {find_rule(rule.code) for rule in all_rules()} == {find_rule(rule.name) for rule in all_rules()}
    assert find_rule("env101") is find_rule("undeclared-env-var")
    assert find_rule("ENV") is None


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "step.py"
    path.write_text(
        "import os\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n"
        '    print(os.environ["A"], os.environ["B"])  # cursus-lint: ignore[ENV101]\n    print(os.environ["C"])\n'
    )
    return path


def test_one_script_and_its_contract(script):
    found = check_script(script, ScriptContract(required_env_vars=("B",)))
    assert [(violation.code, violation.subject, violation.span.line) for violation in found] == [("ENV101", "C", 6)]


def test_configuration_counts(script):
    def configured(**settings):
        return merge((Layer(Settings(**settings), script.parent, None),))

    contract = ScriptContract(required_env_vars=("B",))
    assert check_script(script, contract, config=configured(ignore=("ENV101",))) == ()
    assert check_script(script, contract, config=configured(platform_env_vars=("C",))) == ()
    with pytest.raises(ConfigError):
        check_script(script, contract, config=configured(select=("ENV999",)))


def test_file_that_is_not_there_is_a_violation(tmp_path):
    (found,) = check_script(tmp_path / "gone.py", ScriptContract())
    assert (found.code, found.severity) == ("CUR005", Severity.ERROR)
