"""CUR002."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class UnusedSuppression(IncidentRule):
    """A suppression comment silences nothing.

    ## Why
    The contradiction that it excused is gone, and the comment would hide the next one that appears on this line.

    ## Bad
    ```python
    label = "label"  # cursus-lint: ignore[ENV101]
    ```

    ## Good
    ```python
    label = "label"
    ```

    ## Fix
    The useless names are taken out of the comment, and the whole comment where none are left (safe).
    """

    code = "CUR002"
    name = "unused-suppression"
    severity = Severity.WARNING
    message = "this suppression silences nothing: {selectors}"
    fixable = True
