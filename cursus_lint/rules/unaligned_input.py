"""SPEC503."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Span, Violation
from cursus_lint.judgement.alignment import unaligned_names
from cursus_lint.rule import Rule, Subject


class UnalignedInput(Rule):
    """The contract's inputs and the specification's dependencies are not the same names.

    ## Why
    The pipeline connects steps by the specification and mounts data by the contract. A dependency without an input is
    resolved and then has no place in the container; an input without a dependency is never filled.

    ## Bad
    ```yaml
    contract:
      inputs: {DATA: {path: /opt/ml/processing/input/data}}
    spec:
      dependencies: {RAW_DATA: {type: processing_output}}
    ```

    ## Good
    ```yaml
    contract:
      inputs: {DATA: {path: /opt/ml/processing/input/data}}
    spec:
      dependencies: {DATA: {type: processing_output}}
    ```

    ## Fix
    None: rename or add the missing side in the step's file.
    """

    code = "SPEC503"
    name = "unaligned-input"
    severity = Severity.WARNING
    message = "`{name}` is {here}, but not {there}"

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each name that only one of the two sides has, at its line of the contract's file."""
        contract, specification = subject.contract, subject.specification
        if contract is None or specification is None:
            return
        sides = ("an input of the contract", "a dependency of the specification")
        for name, line, in_contract in unaligned_names(contract, "input", specification.dependencies):
            here, there = sides if in_contract else reversed(sides)
            fields = {"name": name, "here": here, "there": there}
            place = subject.contract_path or None
            yield self.violation(subject, Span.at(max(line, 1)), name, fields, line=line, path=place)
