"""ARG302."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import AddArgument, AddFlag
from cursus_lint.diagnostics import Applicability, Fix, Severity, Span, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.judgement.arguments import DeclaredArgument, argument_chain, shown_flag
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Argument, Parser, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnparsedArgument(ComparisonRule):
    """The contract passes a command-line argument that the script does not accept.

    ## Why
    argparse exits with status 2 on a flag that it does not know, so the job stops before its first line of work. With
    `parse_known_args`, or without any parser, the flag is swallowed in silence and has no effect (a warning).
    `--job-type` is not `--job_type`.

    ## Bad
    ```yaml
    job_arguments: [{flag: --job_type}]
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job-type", required=True)
    args = parser.parse_args()
    print(args.job_type)
    ```

    ## Good
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job-type", "--job_type", required=True)
    args = parser.parse_args()
    print(args.job_type)
    ```

    ## Fix
    The contract's spelling is added to the argument that was meant, or an argument is added where the script
    already uses its value. Safe where the parser refuses the flag, for then every run failed; unsafe for a guess
    between near-misses, and where the flag was swallowed.
    """

    code = "ARG302"
    name = "unparsed-argument"
    severity = Severity.ERROR
    message = "the contract passes `{flag}`, but {problem}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each declared argument that no parser of the script accepts."""
        chain = argument_chain(subject, facts, contract)
        parser = facts.parsers[0] if facts.parsers else None
        refused = parser is not None and not any(one.known_only for one in facts.parsers)
        for declared in chain.unparsed:
            meant = chain.respelled.get(declared.flag)
            span = meant.span if meant else parser.span if parser else Span.at(1)
            yield self.violation(
                subject,
                span,
                declared.flag,
                {"flag": declared.flag, "problem": _problem(meant, parser, refused)},
                line=contract.line_of("argument", declared.flag if declared.exact else declared.flag[2:]),
                fix=_spell(declared, meant, refused) if meant else _add(facts, declared, parser, refused),
                severity=absence_severity(facts, self.severity if refused else Severity.WARNING),
            )


def _problem(meant: Argument | None, parser: Parser | None, refused: bool) -> str:
    if meant is not None:
        return f"the script spells it `{shown_flag(meant)}`"
    if parser is None:
        return "the script parses no arguments"
    return "the parser does not know it and exits" if refused else "the parser swallows it in silence"


def _spell(declared: DeclaredArgument, meant: Argument, refused: bool) -> Fix:
    safe = refused and meant.dest == declared.dest
    rewrite = AddFlag(meant.span, declared.flag, meant.dest)
    applicability = Applicability.SAFE if safe else Applicability.UNSAFE
    return Fix(f"Accept `{declared.flag}` as well", applicability, rewrite)


def _add(facts: ScriptFacts, declared: DeclaredArgument, parser: Parser | None, refused: bool) -> Fix | None:
    """An argument that nobody reads would only hide that it has no effect, so one is added only where it is read."""
    if parser is None or parser.kind != "argparse" or all(use.dest != declared.dest for use in facts.argument_uses):
        return None
    rewrite = AddArgument(parser.span, declared.flag, declared.dest, declared.default)
    applicability = Applicability.SAFE if refused else Applicability.UNSAFE
    return Fix(f"Parse `{declared.flag}`", applicability, rewrite)
