"""RUN619."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.rule import Rule, Subject


class InvalidExecutionSpec(Rule):
    """The saved execution spec of a script does not load.

    ## Why
    The script cannot be tested with it, and nothing else about the spec can be checked. The finding names the field.

    ## Bad
    ```yaml
    env_vars: {required: []}
    ```
    ```python
    print("no main needed")
    ```
    ```json
    {"environ_vars": {"BATCH_SIZE": 5}}
    ```

    ## Good
    ```json
    {"environ_vars": {}}
    ```

    ## Fix
    None: correct the file.
    """

    code = "RUN619"
    name = "invalid-execution-spec"
    severity = Severity.ERROR
    message = "{problem}"

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each problem of a spec file."""
        for saved in subject.execution_specs:
            for problem in saved.problems:
                place = saved.place(*problem.field.split("."))
                about = problem.field or saved.file.name
                yield self.violation(subject, place, about, {"problem": str(problem)}, path=saved.path)
