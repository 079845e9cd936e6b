"""REQ403."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Span, Violation
from cursus_lint.judgement.requirements import pinned_requirement, specifiers_of
from cursus_lint.rule import Rule, Subject

if TYPE_CHECKING:
    from cursus_lint.contracts.model import ScriptContract


class InvalidVersionSpecifier(Rule):
    """A requirement of the contract is not a version specifier of PEP 440.

    ## Why
    pip refuses the whole list of requirements, and nothing can say whether an installed version is the right one.
    `^1.2` and `1.2` are not specifiers; `>=1.2,<2` and `==1.2.*` are. No specifier at all means any version.

    ## Bad
    ```yaml
    framework_requirements: {pandas: "^1.3"}
    ```
    ```python
    import pandas as pd
    ```

    ## Good
    ```yaml
    framework_requirements: {pandas: ">=1.3,<2"}
    ```
    ```python
    import pandas as pd
    ```

    ## Fix
    None: write the specifier in the contract.
    """

    code = "REQ403"
    name = "invalid-version-specifier"
    severity = Severity.WARNING
    message = "`{text}` is not a version specifier{suggestion}"

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each requirement that cannot be read, at its line of the contract."""
        contract = subject.contract
        if contract is None:
            return
        for name, text in contract.framework_requirements.items():
            if specifiers_of(text) is None:
                bare = specifiers_of(f"=={text}") is not None
                suggestion = f"; did you mean `=={text}`?" if bare else ""
                yield self._at(subject, contract, name, {"text": text, "suggestion": suggestion})
        for text in contract.runtime_requires:
            if pinned_requirement(text) is None:
                yield self._at(subject, contract, text, {"text": text, "suggestion": ", nor a requirement"})

    def _at(self, subject: Subject, contract: ScriptContract, name: str, fields: dict[str, str]) -> Violation:
        line = contract.line_of("requirement", name)
        path = subject.contract_path or None
        return self.violation(subject, Span.at(max(line, 1)), name, fields, line=line, path=path)
