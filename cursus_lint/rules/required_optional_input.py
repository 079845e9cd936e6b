"""PATH210."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.channels import channel_chain
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class RequiredOptionalInput(ComparisonRule):
    """The contract calls an input optional, but the script fails when its path dict does not have it.

    ## Why
    An error where the entry block adds the key only under a condition and every run asks for it: some run fails.
    Where the entry block always supplies the key, or where it is asked for under a condition that may be the same
    one, the job itself may well survive; only callers that build the dict from the contract fail, which is worth
    knowing (info).

    ## Bad
    ```yaml
    inputs: {SIGNATURE: {path: /opt/ml/processing/input/signature, required: false}}
    ```
    ```python
    import os

    SIGNATURE_DIR = "/opt/ml/processing/input/signature"


    def main(input_paths, output_paths, environ_vars, job_args):
        return os.listdir(input_paths["SIGNATURE"])


    if __name__ == "__main__":
        input_paths = {}
        if os.path.exists(SIGNATURE_DIR):
            input_paths["SIGNATURE"] = SIGNATURE_DIR
        main(input_paths, {}, {}, None)
    ```

    ## Good
    ```python
    import os

    SIGNATURE_DIR = "/opt/ml/processing/input/signature"


    def main(input_paths, output_paths, environ_vars, job_args):
        signature = input_paths.get("SIGNATURE")
        return os.listdir(signature) if signature else []


    if __name__ == "__main__":
        input_paths = {}
        if os.path.exists(SIGNATURE_DIR):
            input_paths["SIGNATURE"] = SIGNATURE_DIR
        main(input_paths, {}, {}, None)
    ```

    ## Fix
    None: ask with `.get` and go on without the input, or make it required in the contract.
    """

    code = "PATH210"
    name = "required-optional-input"
    severity = Severity.ERROR
    message = "`{key}` is optional in the contract, but the script fails without it, and the entry block {supplies}"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each optional input that is read by bare subscript, at the first such read."""
        chain = channel_chain(subject, facts, contract, "input")
        for key, uses in chain.asked.items():
            strict = [use for use in uses if use.strict]
            entries = chain.supplied.get(key, ())
            if key not in contract.optional_inputs or not strict or not entries:
                continue
            left_out = len(entries) == 1 and not entries[0].certain
            fails = left_out and any(not use.conditional for use in strict)
            yield self.violation(
                subject,
                strict[0].span,
                key,
                {"key": key, "supplies": "may leave it out" if left_out else "always supplies it"},
                line=contract.line_of("input", key),
                severity=self.severity if fails else Severity.INFO,
            )
