"""ENV101."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import RenameString
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.environment import EnvironmentChain, environment_chain
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import EnvRead, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UndeclaredEnvVar(ComparisonRule):
    """The script reads an environment variable that the contract does not declare.

    ## Why
    Whoever builds the step sets what the contract lists. A variable that is not listed is never set: a strict read
    fails (then this is an error), and a read with a fallback can never be configured. A misspelt name does that to
    the variable that was meant. Variables that the platform sets by itself are known and never reported; one
    that reaches nothing but log lines is only worth knowing (info).

    ## Bad
    ```yaml
    env_vars: {required: [], optional: {LABEL_FIELD: label}}
    ```
    ```python
    import os

    label = os.environ.get("LABEL_FEILD", "label")
    ```

    ## Good
    ```python
    import os

    label = os.environ.get("LABEL_FIELD", "label")
    ```

    ## Fix
    Where the contract declares a variable that nothing reads and that differs by a slip of the pen, the name is
    changed to it (unsafe: it is a guess). Otherwise declare the variable or stop reading it.
    """

    code = "ENV101"
    name = "undeclared-env-var"
    severity = Severity.WARNING
    message = "`{name}` is read from the environment, but the contract does not declare it{suggestion}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each undeclared variable, at its first read."""
        chain = environment_chain(subject, facts, contract)
        for name, reads in chain.undeclared.items():
            twin = chain.misspelt.get(name)
            suggestion = f"; did you mean `{twin}`, which is declared and never read?" if twin else ""
            yield self.violation(
                subject,
                reads[0].span,
                name,
                {"name": name, "suggestion": suggestion},
                line=contract.line_of("env", twin or ""),
                fix=_rename(chain, facts, name),
                severity=self._severity(contract, reads, twin),
            )

    def _severity(self, contract: ScriptContract, reads: tuple[EnvRead, ...], twin: str | None) -> Severity:
        if any(read.strict for read in reads) or twin in contract.required_env_vars:
            return Severity.ERROR
        return Severity.INFO if all(read.log_only for read in reads) and twin is None else self.severity


def _rename(chain: EnvironmentChain, facts: ScriptFacts, name: str) -> Fix | None:
    twin = chain.misspelt.get(name)
    if twin is None:
        return None
    first, *others = chain.undeclared[name]
    elsewhere = [read.span for read in others]
    elsewhere += [entry.span for entry in facts.harvest if entry.key == name]
    elsewhere += [key.span for key in facts.environ_keys if key.name == name]
    rewrite = RenameString(first.span, name, twin, tuple(elsewhere))
    return Fix(f"Read `{twin}` instead of `{name}`", Applicability.UNSAFE, rewrite)
