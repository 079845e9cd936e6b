"""ENV102."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import ReadStrictly
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.environment import refuses_fallback
from cursus_lint.judgement.values import shown
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import EnvRead, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class RequiredEnvFallback(ComparisonRule):
    """The contract requires an environment variable, but the script falls back to a value of its own.

    ## Why
    A required variable that somebody forgot to set should stop the job at once. With a fallback the job runs to the
    end on a value that nobody chose, and the mistake shows up in the model. A fallback that the script then refuses
    (`""`, followed by a raise) is a strict read in effect and is not reported.

    ## Bad
    ```yaml
    env_vars: {required: [LABEL_FIELD], optional: {}}
    ```
    ```python
    import os

    label = os.environ.get("LABEL_FIELD", "label")
    rows = [row for row in open("rows.csv") if label in row]
    ```

    ## Good
    ```python
    import os

    label = os.environ["LABEL_FIELD"]
    rows = [row for row in open("rows.csv") if label in row]
    ```

    ## Fix
    The variable is read strictly, so that a run without it fails (safe: a run that honours the contract sets it).
    There is no fix where a helper function reads it.
    """

    code = "ENV102"
    name = "required-env-fallback"
    severity = Severity.WARNING
    message = "`{name}` is required by the contract, but the script falls back to {fallback}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each read of a required variable that has a fallback."""
        enforced = {read.name for read in facts.env_reads if read.strict}
        for read in facts.env_reads:
            if read.name not in contract.required_env_vars or read.name in enforced or not _falls_back(read, facts):
                continue
            fallback = shown(read.fallback.value) if read.fallback.kind == "literal" else "a computed value"
            yield self.violation(
                subject,
                read.span,
                read.name,
                {"name": read.name, "fallback": fallback},
                line=contract.line_of("env", read.name),
                fix=_read_strictly(read),
            )


def _falls_back(read: EnvRead, facts: ScriptFacts) -> bool:
    if read.log_only or read.fallback.kind == "none":
        return False
    empty = read.fallback.kind == "literal" and not read.fallback.value
    return not (empty and (read.rejects_empty or refuses_fallback(facts, read)))


def _read_strictly(read: EnvRead) -> Fix | None:
    if read.form not in ("get", "getenv"):
        return None
    title = f"Read `{read.name}` so that a missing value raises"
    return Fix(title, Applicability.SAFE, ReadStrictly(read.span, read.name))
