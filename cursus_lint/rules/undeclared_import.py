"""REQ401."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.contracts.distributions import is_bundled, is_known, normalised, providers_of
from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.requirements import required_distributions
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Import, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UndeclaredImport(ComparisonRule):
    """The script imports a third-party module that no requirement of the contract covers.

    ## Why
    The module happens to be in today's image. The next image, or the same one without the distribution that brought
    it along, stops the job at the import. At info only: an import whose failure the script survives, a module that
    it installs itself, and a module that may lie beside the script, of which this cannot be known.

    ## Bad
    ```yaml
    framework_requirements: {pandas: ">=1.3.0"}
    ```
    ```python
    import pandas as pd
    from sklearn.linear_model import LinearRegression
    ```

    ## Good
    ```yaml
    framework_requirements: {pandas: ">=1.3.0", scikit-learn: ">=1.0"}
    ```
    ```python
    import pandas as pd
    from sklearn.linear_model import LinearRegression
    ```

    ## Fix
    None: add the distribution to the contract's requirements.
    """

    code = "REQ401"
    name = "undeclared-import"
    severity = Severity.WARNING
    message = "`{module}` is imported, but no requirement of the contract covers it{doubt}"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each distribution that is imported and not required, at its most telling import."""
        covered = set(required_distributions(contract))
        found: dict[str, Import] = {}
        for one in facts.imports:
            providers = providers_of(one.module)
            top = normalised(one.module.partition(".")[0])
            if not one.third_party or is_bundled(one.module) or covered & {*providers, top}:
                continue
            if providers[0] not in found or (_doubt(found[providers[0]]) and not _doubt(one)):
                found[providers[0]] = one
        for distribution, one in found.items():
            doubt = _doubt(one)
            silent = not contract.closed or not (contract.framework_requirements or contract.runtime_requires)
            yield self.violation(
                subject,
                one.span,
                distribution,
                {"module": one.module, "doubt": doubt},
                line=contract.line_of("requirement"),
                severity=Severity.INFO if doubt or silent else self.severity,
            )


def _doubt(one: Import) -> str:
    """Why the import may be in order all the same, "" if nothing speaks for it."""
    if one.installed:
        return "; the script installs it itself"
    if one.optional:
        return "; the script goes on without it"
    if one.maybe_local or not is_known(one.module):
        return "; it cannot be known whether it is bundled beside the script"
    return ""
