"""ARG303."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.arguments import declared_arguments, parsed_as, shown_flag
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class ArgumentRequiredMismatch(ComparisonRule):
    """The parser requires a command-line argument that the contract calls optional.

    ## Why
    A run that honours the contract may leave the argument out, and argparse then exits with status 2. The other way
    round, an argument that the contract always passes and the parser does not insist on, cannot fail and is not
    reported.

    ## Bad
    ```yaml
    job_arguments: [{flag: --region, required: false}]
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--region", required=True)
    print(parser.parse_args().region)
    ```

    ## Good
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--region", default="NA")
    print(parser.parse_args().region)
    ```

    ## Fix
    None: give the argument a default, or make it required in the contract.
    """

    code = "ARG303"
    name = "argument-required-mismatch"
    severity = Severity.ERROR
    message = "`{flag}` is required by the parser, but optional in the contract"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each argument that a run may leave out and the parser may not."""
        for declared in declared_arguments(contract):
            argument = parsed_as(declared, facts)
            if argument is not None and declared.required is False and argument.required:
                yield self.violation(
                    subject,
                    argument.span,
                    declared.flag,
                    {"flag": shown_flag(argument)},
                    line=contract.line_of("argument", declared.flag),
                )
