"""RUN602."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import MainParameter, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class MainSignature(ComparisonRule):
    """`main` does not begin with the four parameters of the convention.

    ## Why
    Tests, runtimes and entry blocks call `main(input_paths, output_paths, environ_vars, job_args)`, by position or
    by name. More parameters after these four are fine when they are optional, and so is a default for `job_args`.

    ## Bad
    ```python
    def main(data_dir, output_dir): ...
    ```

    ## Good
    ```python
    def main(input_paths, output_paths, environ_vars, job_args=None, logger=None): ...
    ```

    ## Fix
    None: callers would have to change with it.
    """

    code = "RUN602"
    name = "main-signature"
    severity = Severity.WARNING
    message = "`main` {problem}; the convention is `main({convention})`"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation where `main` cannot be called as the convention says."""
        if facts.main is None:
            return
        convention = subject.platform.main.parameters
        problem = _problem(facts.main.parameters, convention)
        if problem is not None:
            yield self.violation(
                subject,
                facts.main.span,
                "main",
                {"problem": problem, "convention": ", ".join(convention)},
                line=contract.line_of("entry_point"),
                severity=Severity.INFO if contract.container_entrypoint else absence_severity(facts, self.severity),
            )


def _problem(parameters: tuple[MainParameter, ...], convention: tuple[str, ...]) -> str | None:
    """What hinders a call by the convention, if anything does."""
    plain = [parameter for parameter in parameters if not parameter.variadic]
    if not plain:
        return "takes no parameters"
    missing = [name for name in convention if name not in {parameter.name for parameter in plain}]
    if missing:
        return f"has no parameter `{missing[0]}`"
    positional = tuple(parameter.name for parameter in plain if not parameter.keyword_only)
    given = tuple(name for name in convention if name in positional)
    if positional[: len(given)] != given:
        return "takes these parameters in another order"
    needed = [parameter.name for parameter in plain if parameter.name not in convention and not parameter.optional]
    return f"also requires `{needed[0]}`" if needed else None
