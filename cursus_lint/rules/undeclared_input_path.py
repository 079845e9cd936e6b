"""PATH201."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.undeclared_paths import undeclared_paths
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UndeclaredInputPath(ComparisonRule):
    """A container path is read that no input channel declares.

    ## Why
    Only what the contract declares is mounted. A path that no channel declares is an empty place in the container,
    unless somebody mounts it outside the contract, which then no longer tells what the step needs. The platform's
    own folders (the code mount, scratch folders) are known and never reported; a file inside a declared folder is
    that channel.

    ## Bad
    ```yaml
    inputs: {DATA: {path: /opt/ml/processing/input/data, required: true}}
    ```
    ```python
    import pandas as pd

    frame = pd.read_csv("/opt/ml/processing/input/lookup/table.csv")
    data = pd.read_csv("/opt/ml/processing/input/data/part.csv")
    ```

    ## Good
    ```python
    import pandas as pd

    data = pd.read_csv("/opt/ml/processing/input/data/part.csv")
    ```

    ## Fix
    Where the contract declares a channel that nothing uses and whose path differs by a slip of the pen, the path is
    changed to it (unsafe: it is a guess).
    """

    code = "PATH201"
    name = "undeclared-input-path"
    severity = Severity.WARNING
    message = "`{path}` is read, but no input channel of the contract declares it{suggestion}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each stray path, at its first use."""
        for stray in undeclared_paths(subject, facts, contract, "input"):
            yield self.violation(
                subject,
                stray.use.span,
                stray.path,
                {"path": stray.path, "suggestion": stray.suggestion},
                line=contract.line_of("input", stray.channel),
                fix=stray.fix,
                severity=Severity.ERROR if stray.channel else self.severity,
            )
