"""SPEC501."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class InvalidContract(IncidentRule):
    """The contract file does not load.

    ## Why
    A script whose contract cannot be read is not checked at all. The finding names the field and the line, and what
    was expected there. The other contracts are still used.

    ## Bad
    ```yaml
    contract:
      entry_point: train.py
      env_vars: LABEL_FIELD
    ```

    ## Good
    ```yaml
    contract:
      entry_point: train.py
      env_vars:
        required: [LABEL_FIELD]
    ```

    ## Fix
    None: correct the contract.
    """

    code = "SPEC501"
    name = "invalid-contract"
    severity = Severity.ERROR
    message = "{problem}"
