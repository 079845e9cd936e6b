"""SPEC505."""

from __future__ import annotations

from cursus_lint.diagnostics import Severity
from cursus_lint.rule import IncidentRule


class AmbiguousContract(IncidentRule):
    """Two or more contracts claim one script, and nothing decides between them.

    ## Why
    The script would be judged by a contract that may not be the one it runs under. Nothing is guessed.

    ## Bad
    ```yaml
    # train.step.yaml and retrain.step.yaml, in the same folder
    contract:
      entry_point: train.py
    ```

    ## Good
    ```python
    # cursus-lint: contract=train.step.yaml
    def main(input_paths, output_paths, environ_vars, job_args): ...
    ```

    ## Fix
    None: name the contract in a comment near the top of the script, or in `bindings` of the configuration.
    """

    code = "SPEC505"
    name = "ambiguous-contract"
    severity = Severity.ERROR
    message = "several contracts claim this script, and nothing decides between them: {contracts}"
