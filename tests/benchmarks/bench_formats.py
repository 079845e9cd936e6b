"""What writing a report costs, in every format. Left out of the default run; run it by its path, with `-s`.

5,000 violations are written in about twice the time that 2,500 take.
"""

from __future__ import annotations

import time

import pytest

from cursus_lint.diagnostics import ContractPlace, Report, Severity, Span, Violation
from cursus_lint.reporting import Files, Style, format_names, render

LINES = 500


def report(count: int) -> tuple[Report, Files]:
    """A report with `count` violations, fifty in each script, and its files."""
    scripts = {f"scripts/s{n:04}.py": b"value = os.environ['NAME']\n" * LINES for n in range(count // 50)}
    reported = tuple(
        Violation(
            code="ENV101",
            name="undeclared-env-var",
            severity=tuple(Severity)[line % 3],
            subject=f"NAME_{line}",
            message=f"`NAME_{line}` is read from the environment, but the contract does not declare it",
            path=path,
            span=Span(line, 9, line, 27),
            contract=ContractPlace("steps/s.step.yaml", "Step", 1),
        )
        for path in sorted(scripts)
        for line in range(1, 51)
    )
    contents = {**scripts, "steps/s.step.yaml": b"step_type: Step\n"}
    return Report(reported=reported, linted=tuple(sorted(scripts))), Files(contents=contents)


def seconds(form: str, count: int) -> float:
    given = report(count)
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        render(form, *given, Style())
        best = min(best, time.perf_counter() - start)
    return best


@pytest.mark.parametrize("form", format_names())
def test_time_is_linear(form, capsys):
    half, whole = seconds(form, 2_500), seconds(form, 5_000)
    with capsys.disabled():
        print(f"\n{form:<11} 2,500: {half:6.3f} s   5,000: {whole:6.3f} s", end="")  # noqa: T201
    assert whole < 3 * half + 0.05
