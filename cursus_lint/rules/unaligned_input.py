"""SPEC503."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Span, Violation
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
        here, there = "an input of the contract", "a dependency of the specification"
        specified = {port.logical_name for port in specification.dependencies}
        for name in contract.expected_input_paths:
            if name not in specified:
                yield self._at(subject, name, contract.line_of("input", name), here, there)
        for port in specification.dependencies:
            if port.logical_name not in contract.expected_input_paths:
                yield self._at(subject, port.logical_name, port.line, there, here)

    def _at(self, subject: Subject, name: str, line: int, here: str, there: str) -> Violation:
        span = Span.at(max(line, 1))
        fields = {"name": name, "here": here, "there": there}
        return self.violation(subject, span, name, fields, line=line, path=subject.contract_path or None)
