"""RUN601."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Span, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class MissingMain(ComparisonRule):
    """The script has no `main` function.

    ## Why
    The step's convention is a `main(input_paths, output_paths, environ_vars, job_args)` that a test or a runtime
    can call with dicts of its own. Without it the work runs at import time, and nothing but a container can run the
    script. A script that hands its work to another program, or whose container starts something else, is only
    spoken of at info.

    ## Bad
    ```python
    import os

    print(os.listdir("/opt/ml/processing/input/data"))
    ```

    ## Good
    ```python
    import os


    def main(input_paths, output_paths, environ_vars, job_args):
        print(os.listdir(input_paths["DATA"]))
    ```

    ## Fix
    None: move the work into `main`, and the paths and variables into the entry block.
    """

    code = "RUN601"
    name = "missing-main"
    severity = Severity.WARNING
    message = "the script has no `main` function"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation where there is no `main`."""
        if facts.main is None:
            severity = Severity.INFO if contract.container_entrypoint else absence_severity(facts, self.severity)
            line = contract.line_of("entry_point")
            yield self.violation(subject, Span.at(1), "main", {}, line=line, severity=severity)
