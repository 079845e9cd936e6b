"""CUR004."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class CrashedRule(IncidentRule):
    """A rule failed on this script; the other rules went on.

    ## Why
    This is a defect of cursus-lint, not of the script, but what the rule would have said is missing from the report.

    ## Bad
    ```
    error: the rule PATH205 (channel-path-mismatch) failed on this script: KeyError: 'DATA'
    ```

    ## Good
    ```
    0 violations
    ```

    ## Fix
    None: please report it with the script, or the smallest part of it that still shows the failure.
    """

    code = "CUR004"
    name = "crashed-rule"
    severity = Severity.ERROR
    message = "the rule {rule} failed on this script: {error}"
