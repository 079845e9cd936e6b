"""PATH204."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.judgement.channels import unused_channels
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnusedOutputChannel(ComparisonRule):
    """The contract declares an output channel that nothing in the script writes.

    ## Why
    The channel uploads empty. A later step that takes its input from there finds nothing, or worse, nothing new. A
    key of the path dict that nothing asks for is not a use.

    Nothing is claimed where the script uses paths that cannot be known, and a script that hands its work to another
    program is only spoken of at info.

    ## Bad
    ```yaml
    outputs:
      DATA: {path: /opt/ml/processing/output/data}
      PLOTS: {path: /opt/ml/processing/output/plots}
    ```
    ```python
    from pathlib import Path

    Path("/opt/ml/processing/output/data/rows.txt").write_text("1")
    ```

    ## Good
    ```python
    from pathlib import Path

    Path("/opt/ml/processing/output/data/rows.txt").write_text("1")
    Path("/opt/ml/processing/output/plots/curve.txt").write_text("0 1")
    ```

    ## Fix
    None: write the channel where it belongs, or take it out of the contract.
    """

    code = "PATH204"
    name = "unused-output-channel"
    severity = Severity.ERROR
    message = "output `{name}` ({path}) is declared, but the script never writes it"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each declared output that nothing uses and no misspelling explains."""
        for channel in unused_channels(subject, facts, contract, "output"):
            yield self.violation(
                subject,
                channel.span,
                channel.name,
                {"name": channel.name, "path": channel.path},
                line=contract.line_of("output", channel.name),
                severity=absence_severity(facts, self.severity),
            )
