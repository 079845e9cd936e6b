"""ARG301."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.arguments import argument_chain, shown_flag
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Argument, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UndeclaredArgument(ComparisonRule):
    """The script parses a command-line argument that the contract does not declare.

    ## Why
    Whoever starts the job passes what the contract lists. An argument that is not listed keeps its default for
    ever, and one that the parser requires stops the job at once (then this is an error). Where arguments travel as
    hyperparameters, which are not the contract's to list, it is only worth knowing.

    ## Bad
    ```yaml
    job_arguments: [{flag: --job_type}]
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True)
    parser.add_argument("--max-rows", type=int, default=0)
    args = parser.parse_args()
    print(args.job_type, args.max_rows)
    ```

    ## Good
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True)
    args = parser.parse_args()
    print(args.job_type)
    ```

    ## Fix
    None: declare the argument, or stop parsing it.
    """

    code = "ARG301"
    name = "undeclared-argument"
    severity = Severity.WARNING
    message = "`{flag}` is parsed, but the contract does not declare it{consequence}"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each parsed argument that the contract does not declare."""
        hyperparameters = subject.platform.arguments_travel_as == "hyperparameters"
        for argument in argument_chain(subject, facts, contract).undeclared:
            flag = shown_flag(argument)
            needed = _is_needed(argument)
            yield self.violation(
                subject,
                argument.span,
                flag,
                {
                    "flag": flag,
                    "consequence": ", so nobody passes it although the parser requires it" if needed else "",
                },
                line=contract.line_of("argument"),
                severity=Severity.INFO if hyperparameters else Severity.ERROR if needed else self.severity,
            )


def _is_needed(argument: Argument) -> bool:
    return argument.required or (not argument.flags and argument.nargs not in ("?", "*"))
