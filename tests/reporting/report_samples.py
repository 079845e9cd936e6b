"""Reports made for the tests of formats: one violation of each state, about any name."""

from __future__ import annotations

from cursus_lint.diagnostics import (
    ContractPlace,
    Link,
    Pipeline,
    Report,
    Severity,
    Span,
    Step,
    Suppression,
    Violation,
)
from cursus_lint.reporting import Files

SCRIPT = "import os\n\nlabel = os.environ['LABEL']\nlist(map(\n    print, label))\n"
CONTRACT = "step_type: Step\ncontract:\n  entry_point: step.py\n"


def violation(
    name: str, path: str, line: int = 3, code: str = "ENV101", severity=Severity.WARNING, **more
) -> Violation:
    return Violation(
        code=code,
        name="undeclared-env-var",
        severity=severity,
        subject=name,
        message=f"`{name}` is read from the environment, but the contract does not declare it",
        path=path,
        span=Span(line, 9, line, 28),
        **more,
    )


def sample(name: str, path: str = "scripts/step.py", contract: str = "steps/step.step.yaml", reason: str = "") -> tuple:
    """A report in which `name` stands wherever text from scripts and contracts can, and its files."""
    place = ContractPlace(contract, name, 3)
    comment = Suppression(path, 3, reason or name, "2031-01-31")
    report = Report(
        reported=(
            violation(name, path, contract=place, severity=Severity.ERROR),
            violation(name, path, 4, contract=place),
            violation(name, path, 5, severity=Severity.INFO),
        ),
        suppressed=(violation(name, path, 1, suppression=comment, contract=place),),
        known=(violation(name, path, 2),),
        linted=(path,),
        contracts=(contract,),
        without_contract=(f"{name}.py",),
        baseline=f"{name}.json",
        pipeline=Pipeline(
            (Step(name, contract, path), Step("zOther", "other.step.yaml")), (Link("zOther", name, name),)
        ),
    )
    return report, Files(contents={path: SCRIPT.encode(), contract: CONTRACT.encode()})
