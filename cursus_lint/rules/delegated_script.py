"""RUN603."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.rule import Rule, Subject


class DelegatedScript(Rule):
    """The script hands its work to another program.

    ## Why
    What the other program reads, writes and parses is not known here, so nothing can be called missing: rules that
    claim an absence, and the rules about `main`, speak at info only. A `pip install` is not the work.

    ## Bad
    ```python
    import os
    import sys

    os.execv(sys.executable, [sys.executable, "/opt/ml/code/train.py", *sys.argv[1:]])
    ```

    ## Good
    ```python
    def main(input_paths, output_paths, environ_vars, job_args): ...
    ```

    ## Fix
    None: nothing is wrong with it.
    """

    code = "RUN603"
    name = "delegated-script"
    severity = Severity.INFO
    message = "the work is handed to another program here, so what is missing in this script may be there"

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation where the work is handed over."""
        if subject.facts is not None and subject.facts.delegated is not None:
            yield self.violation(subject, subject.facts.delegated, "", {})
