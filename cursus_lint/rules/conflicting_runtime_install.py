"""REQ404."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.contracts.distributions import normalised
from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.requirements import exclude_each_other, pinned_requirement, specifiers_of
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class ConflictingRuntimeInstall(ComparisonRule):
    """The script pip-installs a version that the contract excludes.

    ## Why
    The image is built to the contract, and the first lines of the job replace what was tested. What then runs is
    neither what the contract promises nor what the image holds.

    ## Bad
    ```yaml
    framework_requirements: {numpy: ">=1.24"}
    ```
    ```python
    import subprocess
    import sys

    subprocess.check_call([sys.executable, "-m", "pip", "install", "numpy==1.21.6"])

    import numpy as np
    ```

    ## Good
    ```python
    import subprocess
    import sys

    subprocess.check_call([sys.executable, "-m", "pip", "install", "numpy==1.26.4"])

    import numpy as np
    ```

    ## Fix
    None: one of the two versions is wrong, and only a person knows which.
    """

    code = "REQ404"
    name = "conflicting-runtime-install"
    severity = Severity.WARNING
    message = "the script installs `{installed}`, but the contract requires `{name}{declared}`"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each installed requirement that no version allowed by the contract satisfies."""
        declared = {normalised(name): (name, text) for name, text in contract.framework_requirements.items()}
        for install in facts.installs:
            requirement = pinned_requirement(install.requirement)
            if requirement is None or normalised(requirement.name) not in declared:
                continue
            name, text = declared[normalised(requirement.name)]
            allowed = specifiers_of(text)
            if allowed is not None and exclude_each_other(allowed, requirement.specifier):
                yield self.violation(
                    subject,
                    install.span,
                    name,
                    {"installed": install.requirement, "name": name, "declared": text},
                    line=contract.line_of("requirement", name),
                )
