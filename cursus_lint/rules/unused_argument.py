"""ARG306."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.arguments import argument_chain, shown_flag
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnusedArgument(ComparisonRule):
    """A command-line argument is parsed and never read.

    ## Why
    Whoever passes it believes that it has an effect. Nothing is claimed where the namespace goes whole into
    something that may read any of it (`vars(args)`, another module).

    ## Bad
    ```yaml
    job_arguments: [{flag: --num-chunks}]
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--num-chunks", type=int, default=2)
    args = parser.parse_args()
    ```

    ## Good
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--num-chunks", type=int, default=2)
    args = parser.parse_args()
    print(args.num_chunks)
    ```

    ## Fix
    None: use the argument, or take it out of the parser and the contract.
    """

    code = "ARG306"
    name = "unused-argument"
    severity = Severity.WARNING
    message = "`{flag}` is parsed, but its value is never read"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each parsed argument that nothing reads and no misspelling explains."""
        chain = argument_chain(subject, facts, contract)
        for argument in chain.unused:
            if argument.dest not in chain.mistyped.values():
                flag = shown_flag(argument)
                yield self.violation(subject, argument.span, flag, {"flag": flag})
