"""RUN604."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.rule import Rule, Subject


class UnsuppliedMainParameter(Rule):
    """An optional parameter of `main` is used without a guard, and the entry block never supplies it.

    ## Why
    Tests pass a logger and succeed; the job does not, and fails with an AttributeError on `None` at the first use.

    ## Bad
    ```python
    def main(input_paths, output_paths, environ_vars, job_args, logger=None):
        logger.info("starting")


    if __name__ == "__main__":
        main({}, {}, {}, None)
    ```

    ## Good
    ```python
    def main(input_paths, output_paths, environ_vars, job_args, logger=None):
        log = logger.info if logger else print
        log("starting")


    if __name__ == "__main__":
        main({}, {}, {}, None)
    ```

    ## Fix
    None: guard the use, or pass the parameter.
    """

    code = "RUN604"
    name = "unsupplied-main-parameter"
    severity = Severity.ERROR
    message = "`{name}` is None here in every run: it defaults to None and the entry block never passes it to `main`"

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each such parameter, at the use that fails."""
        main = subject.facts.main if subject.facts is not None else None
        if main is None or not main.called:
            return
        for parameter in main.parameters:
            use = parameter.unguarded_use
            if use is not None and parameter.defaults_to_none and parameter.name not in main.supplied:
                yield self.violation(subject, use, parameter.name, {"name": parameter.name})
