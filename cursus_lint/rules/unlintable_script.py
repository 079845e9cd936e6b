"""CUR005."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class UnlintableScript(IncidentRule):
    """The script is too large or too deep, or its analysis crashed or timed out.

    ## Why
    Nothing is known about this script, so nothing is claimed about it. The other scripts are still linted.

    ## Bad
    ```
    a generated file of 50 MB, or 100,000 nested brackets
    ```

    ## Good
    ```
    a script that a person could read
    ```

    ## Fix
    None: exclude generated files in the configuration; report any other script that ends here.
    """

    code = "CUR005"
    name = "unlintable-script"
    severity = Severity.ERROR
    message = "the script could not be analysed: {reason}"
