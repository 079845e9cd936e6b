"""PATH208."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.paths import lies_within
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import PathUse, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class WrongDirection(ComparisonRule):
    """An input channel is written, or an output channel is read as if it were an input.

    ## Why
    What is written into an input is lost with the container; what is read from an output was not there when the job
    started. Both are done on purpose, to unpack an archive beside itself or to read back what was written, so the
    rule is off by default and only says where it happens.

    ## Bad
    ```yaml
    inputs: {DATA: {path: /opt/ml/processing/input/data, required: true}}
    ```
    ```python
    from pathlib import Path

    Path("/opt/ml/processing/input/data/clean.csv").write_text("a,b")
    ```

    ## Good
    ```python
    from pathlib import Path

    rows = Path("/opt/ml/processing/input/data/rows.csv").read_text()
    ```

    ## Fix
    None: write to an output channel or to a scratch folder.
    """

    code = "PATH208"
    name = "wrong-direction"
    severity = Severity.INFO
    message = "the {side} channel `{name}` is {done} here"
    on_by_default = False

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each channel that is used against its direction, at the first such use."""
        told: set[str] = set()
        for use in facts.paths:
            if not use.used or use.fallback_only:
                continue
            for name in _against(use, contract):
                if name not in told:
                    told.add(name)
                    side = "input" if use.direction in ("output", "both") else "output"
                    yield self.violation(
                        subject,
                        use.span,
                        name,
                        {"name": name, "side": side, "done": "written" if side == "input" else "read"},
                        line=contract.line_of("input" if side == "input" else "output", name),
                    )


def _against(use: PathUse, contract: ScriptContract) -> Iterator[str]:
    """The channels whose direction is the opposite of what `use` does."""
    declared, others = contract.expected_input_paths, contract.expected_output_paths
    if use.direction == "input":
        declared, others = others, declared
    elif use.direction == "unknown":
        return
    for path in use.opened or (use.path,):
        if not any(lies_within(path, other) for other in others.values()):
            yield from (name for name, folder in declared.items() if lies_within(path, folder))
