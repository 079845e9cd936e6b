"""CUR003."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class InvalidSuppression(IncidentRule):
    """A suppression comment is malformed or names an unknown rule.

    ## Why
    It silences nothing, although somebody believes that it does. A suppression names its rules, by code or by name,
    in brackets, and gives a reason where the configuration asks for reasons (`require-reasons`).

    ## Bad
    ```python
    label = "label"  # cursus-lint: ignore[ENV1O1]
    ```

    ## Good
    ```python
    import os

    label = os.environ.get("HOST_LABEL")  # cursus-lint: ignore[ENV101] -- set by the host
    ```

    ## Fix
    None: write `# cursus-lint: ignore[CODE] -- reason`, or `ignore-file[CODE]` for the whole file.
    """

    code = "CUR003"
    name = "invalid-suppression"
    severity = Severity.WARNING
    message = "this suppression is not understood and silences nothing: {problem}"
