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
    from cursus_lint.analysis.facts import HarvestEntry, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnusedEnvValue(ComparisonRule):
    """An environment variable is harvested into `environ_vars`, and nothing consumes it.

    ## Why
    The contract offers a setting, the entry block passes it on, and there it ends: setting it changes nothing. A
    log line or a local variable that is never used again is no use. Worth knowing only (info) where the contract
    does not declare the variable, so that nobody was promised an effect.

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
    The entry is removed from the harvest where nobody else knows the variable (unsafe: perhaps it is its use that is
    missing). Where the contract declares it, or a log line still asks for it, there is more to change than this entry.
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
            yield self.violation(
                subject,
                entry.span,
                entry.key,
                {"name": entry.key, "environ_vars": subject.platform.main.environ_vars},
                line=contract.line_of("env", entry.key),
                fix=_remove(facts, contract, entry),
                severity=self._severity(facts, contract, entry),
            )

    def _severity(self, facts: ScriptFacts, contract: ScriptContract, entry: HarvestEntry) -> Severity:
        promised = contract.declared_env_vars.intersection(entry.variables)
        return absence_severity(facts, self.severity) if promised else Severity.INFO


def _remove(facts: ScriptFacts, contract: ScriptContract, entry: HarvestEntry) -> Fix | None:
    declared = contract.declared_env_vars.intersection(entry.variables)
    if declared or any(key.name == entry.key for key in facts.environ_keys):
        return None
    return Fix(f"Remove the entry `{entry.key}`", Applicability.UNSAFE, RemoveEntry(entry.span))
