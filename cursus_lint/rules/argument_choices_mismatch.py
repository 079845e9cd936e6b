"""ARG307."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import AddChoice
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.arguments import declared_arguments, parsed_as, shown_flag
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class ArgumentChoicesMismatch(ComparisonRule):
    """The step passes a value, such as one of its job types, that the parser's `choices` reject.

    ## Why
    argparse exits with status 2 on a value that is not among the choices. A step that comes in a variant which its
    script does not know works in every pipeline but the one that uses this variant.

    ## Bad
    ```yaml
    job_arguments: [{flag: --split, choices: [train, calibration]}]
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--split", choices=["train", "test"])
    print(parser.parse_args().split)
    ```

    ## Good
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--split", choices=["train", "test", "calibration"])
    print(parser.parse_args().split)
    ```

    ## Fix
    The value is added to the choices (safe: a run with it failed).
    """

    code = "ARG307"
    name = "argument-choices-mismatch"
    severity = Severity.ERROR
    message = "the step passes `{flag} {value}`, but the parser accepts only {choices}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each value of the contract that the parser rejects."""
        for declared in declared_arguments(contract):
            argument = parsed_as(declared, facts)
            if argument is None or argument.choices is None:
                continue
            accepted = [str(choice) for choice in argument.choices]
            for value in declared.choices:
                if value not in accepted:
                    choices = ", ".join(f"`{choice}`" for choice in accepted)
                    rewrite = AddChoice(argument.span, value)
                    yield self.violation(
                        subject,
                        argument.span,
                        declared.flag,
                        {"flag": shown_flag(argument), "value": value, "choices": choices},
                        line=contract.line_of("variant" if value in contract.variants else "argument", value),
                        fix=Fix(f"Accept `{value}`", Applicability.SAFE, rewrite),
                    )
