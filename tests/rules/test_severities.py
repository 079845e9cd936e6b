"""Severities that depend on the case: an error where a run fails, only worth knowing elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_lint.contracts.loading import load_contracts
from cursus_lint.engine.check import check_script

RULES = Path(__file__).parents[2] / "fixtures" / "rules"


@pytest.mark.parametrize(
    ("case", "severity"),
    [
        ("ENV103-unread-env-var/bad", "warning"),
        ("ENV103-unread-env-var/bad_platform", "info"),
        ("ENV106-unused-env-value/bad_log_line", "warning"),
        ("ENV106-unused-env-value/bad_undeclared", "info"),
        ("PATH210-required-optional-input/bad", "error"),
        ("PATH210-required-optional-input/bad_always_supplied", "info"),
        ("PATH210-required-optional-input/bad_asked_for_in_some_runs", "info"),
    ],
)
def test_the_case_decides(case: str, severity: str) -> None:
    script = RULES / f"{case}.py"
    own = script.with_suffix(".step.yaml")
    (contract,) = load_contracts(own if own.exists() else script.parent / "contract.step.yaml").contracts
    code = script.parent.name.partition("-")[0]
    said = {violation.severity.value for violation in check_script(script, contract) if violation.code == code}
    assert said == {severity}
