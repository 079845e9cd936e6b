"""PATH202."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.undeclared_paths import undeclared_paths
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UndeclaredOutputPath(ComparisonRule):
    """A container path is written that no output channel declares.

    ## Why
    Only what the contract declares is uploaded when the job ends. What is written anywhere else below the
    platform's folders is lost with the container, and nobody notices until a later step looks for it. Scratch
    folders are never reported.

    ## Bad
    ```yaml
    outputs: {DATA: {path: /opt/ml/processing/output/data}}
    ```
    ```python
    from pathlib import Path

    Path("/opt/ml/processing/output/plots/curve.txt").write_text("0 1")
    Path("/opt/ml/processing/output/data/rows.txt").write_text("1")
    ```

    ## Good
    ```python
    from pathlib import Path

    Path("/opt/ml/processing/output/data/rows.txt").write_text("1")
    ```

    ## Fix
    Where the contract declares a channel that nothing uses and whose path differs by a slip of the pen, the path is
    changed to it (unsafe: it is a guess).
    """

    code = "PATH202"
    name = "undeclared-output-path"
    severity = Severity.ERROR
    message = "`{path}` is written, but no output channel of the contract declares it{suggestion}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each stray path, at its first use."""
        for stray in undeclared_paths(subject, facts, contract, "output"):
            yield self.violation(
                subject,
                stray.use.span,
                stray.path,
                {"path": stray.path, "suggestion": stray.suggestion},
                line=contract.line_of("output", stray.channel),
                fix=stray.fix,
                severity=Severity.ERROR if stray.channel else self.severity,
            )
