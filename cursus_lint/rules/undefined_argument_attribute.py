"""ARG305."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import RenameAttribute
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.arguments import argument_chain
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UndefinedArgumentAttribute(ComparisonRule):
    """The script reads `args.x`, and no argument defines `x`.

    ## Why
    The namespace has no such attribute, so the line raises an AttributeError as soon as it runs. Where the contract
    passes the argument and only the parser lacks it, ARG302 says so instead.

    ## Bad
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--num-chunks", type=int, default=2)
    args = parser.parse_args()
    print(args.num_chunk)
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
    Where an argument that nothing reads differs by a slip of the pen, its name is used (unsafe: it is a guess).
    """

    code = "ARG305"
    name = "undefined-argument-attribute"
    severity = Severity.ERROR
    message = "no argument defines `{name}`{suggestion}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each name that is read off a namespace and cannot be there, at its first use."""
        chain = argument_chain(subject, facts, contract)
        passed = {declared.dest for declared in chain.unparsed}
        for name, use in chain.undefined.items():
            if name in passed:
                continue
            twin = chain.mistyped.get(name)
            fix = None
            if twin is not None:
                fix = Fix(f"Read `{twin}`", Applicability.UNSAFE, RenameAttribute(use.span, twin))
            suggestion = f"; did you mean `{twin}`, which is parsed and never read?" if twin else ""
            yield self.violation(subject, use.span, name, {"name": name, "suggestion": suggestion}, fix=fix)
