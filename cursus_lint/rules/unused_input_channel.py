"""PATH203."""

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


class UnusedInputChannel(ComparisonRule):
    """The contract declares an input channel that nothing in the script reads.

    ## Why
    The pipeline waits for the data, copies it into the container and pays for that, and it has no effect. A key of
    the path dict that nothing asks for is not a use.

    Nothing is claimed where the script uses paths that cannot be known, and a script that hands its work to another
    program is only spoken of at info.

    ## Bad
    ```yaml
    inputs:
      DATA: {path: /opt/ml/processing/input/data, required: true}
      LOOKUP: {path: /opt/ml/processing/input/lookup, required: true}
    ```
    ```python
    import pandas as pd

    data = pd.read_csv("/opt/ml/processing/input/data/part.csv")
    ```

    ## Good
    ```python
    import pandas as pd

    data = pd.read_csv("/opt/ml/processing/input/data/part.csv")
    lookup = pd.read_csv("/opt/ml/processing/input/lookup/table.csv")
    ```

    ## Fix
    None: read the channel where it belongs, or take it out of the contract.
    """

    code = "PATH203"
    name = "unused-input-channel"
    severity = Severity.WARNING
    message = "input `{name}` ({path}) is declared, but the script never reads it"

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each declared input that nothing uses and no misspelling explains."""
        for channel in unused_channels(subject, facts, contract, "input"):
            yield self.violation(
                subject,
                channel.span,
                channel.name,
                {"name": channel.name, "path": channel.path},
                line=contract.line_of("input", channel.name),
                severity=absence_severity(facts, self.severity),
            )
