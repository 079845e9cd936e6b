"""RUN618."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.saved_specs import is_given, suggestion
from cursus_lint.rule import SavedSpecRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class UnknownSpecVariable(SavedSpecRule):
    """A saved execution spec sets an environment variable that neither the script nor its contract knows.

    ## Why
    It has no effect on the script, unless a library reads it, which cannot be known; where it is nearly the name of a
    variable that the script does read, it is most likely a slip, and the script runs with its default.

    ## Bad
    ```yaml
    env_vars: {optional: {TRAIN_RATIO: '0.7'}}
    ```
    ```python
    import os

    print(os.environ.get("TRAIN_RATIO", "0.7"))
    ```
    ```json
    {"environ_vars": {"TRAIN_RATO": "0.5"}}
    ```

    ## Good
    ```json
    {"environ_vars": {"TRAIN_RATIO": "0.5"}}
    ```

    ## Fix
    None: correct the name in the spec, or remove it.
    """

    code = "RUN618"
    name = "unknown-spec-variable"
    severity = Severity.WARNING
    message = "the spec sets `{variable}`, which neither the script nor its contract knows{suggestion}"

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each variable that nobody knows; it only warns where a known one is near."""
        known = {*contract.declared_env_vars, *(read.name for read in facts.env_reads)}
        known |= {key.name for key in facts.environ_keys}
        families = tuple(family.prefix for family in facts.env_families)
        for name in spec.environ_vars:
            if name in known or is_given(subject, name) or (families and name.startswith(families)):
                continue
            meant = suggestion(name, known)
            if not meant and facts.is_opaque("env"):
                continue
            fields = {"variable": name, "suggestion": meant}
            place, line = saved.place("environ_vars", name), contract.line_of("env")
            severity = self.severity if meant else Severity.INFO
            yield self.violation(subject, place, name, fields, line=line, path=saved.path, severity=severity)
