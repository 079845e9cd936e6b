"""CUR001."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class UnparsableScript(IncidentRule):
    """The script is not valid Python, or cannot be read as text.

    ## Why
    The job would stop at its first line, and nothing can be said about the contract. The other scripts are still
    linted.

    ## Bad
    ```python
    def main(input_paths:
    ```

    ## Good
    ```python
    def main(input_paths, output_paths, environ_vars, job_args): ...
    ```

    ## Fix
    None: repair the syntax, or save the file in the encoding that it declares.
    """

    code = "CUR001"
    name = "unparsable-script"
    severity = Severity.ERROR
    message = "the script cannot be read as Python: {reason}"
