"""ENV103."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Span, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.judgement.environment import environment_chain, is_given
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnreadEnvVar(ComparisonRule):
    """The contract declares an environment variable that nothing in the script asks for.

    ## Why
    Whoever sets the variable believes that it has an effect. It has none. An error where the contract requires it,
    a warning where it is optional. Nothing is claimed where the script reads variables whose names cannot be known,
    and a script that hands its work to another program is only spoken of at info; so is a variable that the
    platform sets, which its libraries may read.

    ## Bad
    ```yaml
    env_vars: {required: [], optional: {MAX_ROWS: "0"}}
    ```
    ```python
    import os

    rows = int(os.environ.get("ROWS_PER_BATCH_AND_SHARD", "0"))
    ```

    ## Good
    ```python
    import os

    rows = int(os.environ.get("MAX_ROWS", "0"))
    ```

    ## Fix
    None: read the variable where it belongs, or take it out of the contract.
    """

    code = "ENV103"
    name = "unread-env-var"
    severity = Severity.WARNING
    message = "`{name}` is declared as {kind}, but the script never reads it"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each declared variable that is neither read nor the subject of another finding."""
        chain = environment_chain(subject, facts, contract)
        for name in chain.unread:
            if name in chain.misspelt.values() or name in chain.unharvested:
                continue
            required = name in contract.required_env_vars
            computed = name in contract.computed_env_vars
            severity = Severity.ERROR if required else self.severity
            yield self.violation(
                subject,
                facts.harvest_span or Span.at(1),
                name,
                {"name": name, "kind": "required" if required else "computed" if computed else "optional"},
                line=contract.line_of("env", name),
                severity=Severity.INFO if is_given(subject, name) else absence_severity(facts, severity),
            )
