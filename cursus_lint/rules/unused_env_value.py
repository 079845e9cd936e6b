"""ENV106."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import RemoveEntry
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.judgement.environment import environment_chain
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnusedEnvValue(ComparisonRule):
    """An environment variable is harvested into `environ_vars`, and nothing consumes it.

    ## Why
    The contract offers a setting, the entry block passes it on, and there it ends: setting it changes nothing. A
    log line or a local variable that is never used again is no use.

    ## Bad
    ```yaml
    env_vars: {required: [], optional: {SEED: "42", MAX_ROWS: "0"}}
    ```
    ```python
    import os
    import random


    def main(input_paths, output_paths, environ_vars, job_args):
        random.sample(range(100), int(environ_vars["MAX_ROWS"]))


    if __name__ == "__main__":
        main({}, {}, {"SEED": os.environ.get("SEED", "42"), "MAX_ROWS": os.environ.get("MAX_ROWS", "0")}, None)
    ```

    ## Good
    ```python
    import os
    import random


    def main(input_paths, output_paths, environ_vars, job_args):
        random.seed(environ_vars["SEED"])
        random.sample(range(100), int(environ_vars["MAX_ROWS"]))


    if __name__ == "__main__":
        main({}, {}, {"SEED": os.environ.get("SEED", "42"), "MAX_ROWS": os.environ.get("MAX_ROWS", "0")}, None)
    ```

    ## Fix
    The entry is removed from the harvest (unsafe: perhaps it is its use that is missing).
    """

    code = "ENV106"
    name = "unused-env-value"
    severity = Severity.WARNING
    message = "`{name}` is harvested into `{environ_vars}`, but nothing uses its value"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each harvest entry that nothing consumes and no misspelling explains."""
        chain = environment_chain(subject, facts, contract)
        explained = {*chain.misspelt, *chain.miskeyed.values()}
        for entry in chain.unused:
            if entry.key in explained or set(entry.variables) & set(chain.misspelt):
                continue
            title = f"Remove the entry `{entry.key}`"
            yield self.violation(
                subject,
                entry.span,
                entry.key,
                {"name": entry.key, "environ_vars": subject.platform.main.environ_vars},
                line=contract.line_of("env", entry.key),
                fix=Fix(title, Applicability.UNSAFE, RemoveEntry(entry.span)),
                severity=absence_severity(facts, self.severity),
            )
