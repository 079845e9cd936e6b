"""SPEC504."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Span, Violation
from cursus_lint.judgement.alignment import unaligned_names
from cursus_lint.rule import Rule, Subject


class UnalignedOutput(Rule):
    """The contract's outputs and the specification's outputs are not the same names.

    ## Why
    The pipeline connects steps by the specification and uploads data by the contract. An output that only the
    specification has is promised to later steps and never uploaded; one that only the contract has is uploaded and
    cannot be found.

    ## Bad
    ```yaml
    contract:
      outputs: {DATA: {path: /opt/ml/processing/output/data}}
    spec:
      outputs: {RAW_DATA: {type: processing_output}}
    ```

    ## Good
    ```yaml
    contract:
      outputs: {DATA: {path: /opt/ml/processing/output/data}}
    spec:
      outputs: {DATA: {type: processing_output}}
    ```

    ## Fix
    None: rename or add the missing side in the step's file.
    """

    code = "SPEC504"
    name = "unaligned-output"
    severity = Severity.WARNING
    message = "`{name}` is {here}, but not {there}"

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each name that only one of the two sides has, at its line of the contract's file."""
        contract, specification = subject.contract, subject.specification
        if contract is None or specification is None:
            return
        sides = ("an output of the contract", "an output of the specification")
        for name, line, in_contract in unaligned_names(contract, "output", specification.outputs):
            here, there = sides if in_contract else reversed(sides)
            fields = {"name": name, "here": here, "there": there}
            place = subject.contract_path or None
            yield self.violation(subject, Span.at(max(line, 1)), name, fields, line=line, path=place)
