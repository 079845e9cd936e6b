"""RUN612."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.saved_specs import is_given
from cursus_lint.rule import SavedSpecRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class MissingSpecVariable(SavedSpecRule):
    """A saved execution spec does not set an environment variable that the contract requires.

    ## Why
    The step always has the variable; the test of it runs without, and fails for a reason that the step never has, or
    passes only because the variable happens to be set where the test runs.

    ## Bad
    ```yaml
    env_vars: {required: [LABEL_FIELD]}
    ```
    ```python
    import os

    print(os.environ["LABEL_FIELD"])
    ```
    ```json
    {"environ_vars": {}}
    ```

    ## Good
    ```json
    {"environ_vars": {"LABEL_FIELD": "bought"}}
    ```

    ## Fix
    None: the value is the author's to choose.
    """

    code = "RUN612"
    name = "missing-spec-variable"
    severity = Severity.ERROR
    message = "the spec does not set `{variable}`, which the contract requires"

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each required variable that is not set."""
        for name in contract.required_env_vars:
            if name not in spec.environ_vars and not is_given(subject, name):
                place, line = saved.place("environ_vars"), contract.line_of("env", name)
                yield self.violation(subject, place, name, {"variable": name}, line=line, path=saved.path)
