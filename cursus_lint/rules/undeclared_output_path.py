"""PATH202."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import SetPath
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.channels import channel_chain
from cursus_lint.judgement.paths import normalised
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
        chain = channel_chain(subject, facts, contract, "output")
        for path, use in chain.strays.items():
            twin = chain.misspelt.get(path)
            suggestion, fix = "", None
            if twin is not None:
                meant = normalised(contract.expected_output_paths[twin])
                suggestion = f"; did you mean `{meant}` of `{twin}`, which nothing uses?"
                below = "/".join(path.split("/")[meant.count("/") + 1 :])
                new = f"{meant}/{below}" if below else meant
                fix = Fix(f"Use `{new}`", Applicability.UNSAFE, SetPath(use.span, path, new))
            yield self.violation(
                subject,
                use.span,
                path,
                {"path": path, "suggestion": suggestion},
                line=contract.line_of("output", twin or ""),
                fix=fix,
                severity=Severity.ERROR if twin else self.severity,
            )
