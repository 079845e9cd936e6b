"""SPEC502."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class MissingEntryPoint(IncidentRule):
    """The contract's entry point names a file that is not there.

    ## Why
    The job is started with that file, so it cannot start. Usually the script was renamed or moved and the contract
    was not.

    ## Bad
    ```yaml
    contract:
      entry_point: tabular_preprocess.py  # the file is called tabular_preprocessing.py
    ```

    ## Good
    ```yaml
    contract:
      entry_point: tabular_preprocessing.py
    ```

    ## Fix
    None: correct the name in the contract. Suggested is a file beside the contract, or where the other contracts'
    scripts lie, that has nearly the same name or is named for the step.
    """

    code = "SPEC502"
    name = "missing-entry-point"
    severity = Severity.ERROR
    message = "the entry point `{entry_point}` does not exist{suggestion}"
