"""REQ402."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.contracts.distributions import normalised, providers_of
from cursus_lint.diagnostics import Severity, Span, Violation
from cursus_lint.judgement.requirements import required_distributions
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnimportedRequirement(ComparisonRule):
    """The contract requires a distribution that nothing in the script imports.

    ## Why
    It may be a leftover that makes every image larger. It may also be used without an import, as pandas uses
    pyarrow to write parquet, so this is only worth knowing.

    ## Bad
    ```yaml
    framework_requirements: {pandas: ">=1.3.0", scikit-learn: ">=1.0"}
    ```
    ```python
    import pandas as pd
    ```

    ## Good
    ```python
    import pandas as pd
    import sklearn
    ```

    ## Fix
    None: take it out of the contract if nothing needs it.
    """

    code = "REQ402"
    name = "unimported-requirement"
    severity = Severity.INFO
    message = "`{name}` is required by the contract, but nothing imports it"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each required distribution that no import can come from."""
        if facts.is_opaque("import"):
            return
        imported = {name for one in facts.imports for name in providers_of(one.module)}
        imported |= {normalised(one.module.partition(".")[0]) for one in facts.imports}
        for distribution, spelled in required_distributions(contract).items():
            if distribution not in imported:
                line = contract.line_of("requirement", spelled)
                yield self.violation(subject, Span.at(1), spelled, {"name": spelled}, line=line)
