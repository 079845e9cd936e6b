"""ENV107."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.rule import Rule, Subject


class OpaqueEnvName(Rule):
    """The environment is read in a way that does not tell which variables are read.

    ## Why
    While it is unknown what a script reads, nothing can be called unread or unused. This rule says where the
    knowledge ends. Nothing is wrong with such a read, so the rule is off by default.

    ## Bad
    ```yaml
    env_vars: {required: [], optional: {SEED: "42"}}
    ```
    ```python
    import os
    import sys

    value = os.environ.get(sys.argv[1])
    ```

    ## Good
    ```python
    import os

    value = os.environ.get("SEED", "42")
    ```

    ## Fix
    None: name the variables, or live with the doubt.
    """

    code = "ENV107"
    name = "opaque-env-name"
    severity = Severity.INFO
    message = "it cannot be known which environment variables are read here: {reason}"
    on_by_default = False

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each place where the environment is read in an unknown way."""
        if subject.facts is not None:
            for opaque in subject.facts.opaque:
                if opaque.kind == "env":
                    yield self.violation(subject, opaque.span, "", {"reason": opaque.reason})
