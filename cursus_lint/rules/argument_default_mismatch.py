"""ARG304."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import SetArgumentDefault
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.arguments import declared_arguments, parsed_as, shown_flag
from cursus_lint.judgement.values import convertible, like_nothing, same_value, shown
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Argument, Scalar, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class ArgumentDefaultMismatch(ComparisonRule):
    """The contract's default of a command-line argument is not the parser's.

    ## Why
    A reader of the contract expects one value, and a run without the argument uses another. Values that mean the
    same to the script (`10` and `"10"`, `False` and `"false"`) do not differ, and a required argument has no
    default.

    ## Bad
    ```yaml
    arguments: {batch-size: "10"}
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=32)
    print(parser.parse_args().batch_size)
    ```

    ## Good
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=10)
    print(parser.parse_args().batch_size)
    ```

    ## Fix
    The parser takes the contract's default (unsafe: a run without the argument then behaves differently).
    """

    code = "ARG304"
    name = "argument-default-mismatch"
    severity = Severity.WARNING
    message = "`{flag}` defaults to {declared} in the contract, but to {found} in the parser"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each argument whose defaults differ on the two sides."""
        for declared in declared_arguments(contract):
            argument = parsed_as(declared, facts)
            if argument is None or argument.required or declared.default is None:
                continue
            if _differs(argument, declared.default):
                yield self.violation(
                    subject,
                    argument.span,
                    declared.flag,
                    {
                        "flag": shown_flag(argument),
                        "declared": shown(declared.default),
                        "found": shown(argument.default.value),
                    },
                    line=contract.line_of("argument", declared.flag if declared.exact else declared.flag[2:]),
                    fix=_take_contracts(argument, declared.default),
                )


def _differs(argument: Argument, declared: Scalar) -> bool:
    if argument.default.kind == "literal":
        return not same_value(declared, argument.default.value)
    return argument.default.kind == "none" and not like_nothing(declared)


def _take_contracts(argument: Argument, declared: Scalar) -> Fix | None:
    value = declared
    if argument.type in ("int", "float") and isinstance(declared, str):
        if not convertible(declared, argument.type):
            return None
        value = int(declared) if argument.type == "int" else float(declared)
    if argument.action in ("store_true", "store_false"):
        return None
    title = f"Default to the contract's {shown(declared)}"
    return Fix(title, Applicability.UNSAFE, SetArgumentDefault(argument.span, value))
