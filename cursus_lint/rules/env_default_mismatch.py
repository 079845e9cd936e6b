"""ENV105."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import SetFallback
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.defaults import TakenDefault, defaults_taken
from cursus_lint.judgement.values import shown
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class EnvDefaultMismatch(ComparisonRule):
    """The contract's default of an environment variable is not what the script falls back to.

    ## Why
    A reader of the contract expects one value, and a run without the variable uses another. Only the fallback that
    takes effect counts: not a later one that the harvested value shadows, not one that only a log line sees. Values
    that mean the same to the script (`1000` and `"1000"`, `True` and `"true"`, `None` and `""`) do not differ.

    ## Bad
    ```yaml
    env_vars: {required: [], optional: {TRAIN_RATIO: "0.7"}}
    ```
    ```python
    import os

    ratio = float(os.environ.get("TRAIN_RATIO", "0.8"))
    ```

    ## Good
    ```python
    import os

    ratio = float(os.environ.get("TRAIN_RATIO", "0.70"))
    ```

    ## Fix
    The script takes the contract's default (unsafe: a run without the variable then behaves differently).
    """

    code = "ENV105"
    name = "env-default-mismatch"
    severity = Severity.WARNING
    message = "`{name}` defaults to {declared} in the contract, but the script falls back to {fallback}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each fallback that takes effect and differs from the contract's default."""
        for name, default in contract.optional_env_vars.items():
            if default is None or name in contract.required_env_vars:
                continue
            for taken in defaults_taken(facts, name):
                if taken.differs_from(default):
                    yield self.violation(
                        subject,
                        taken.span,
                        name,
                        {"name": name, "declared": shown(default), "fallback": shown(taken.value)},
                        line=contract.line_of("env", name),
                        fix=_take_contracts(taken, name, default),
                    )


def _take_contracts(taken: TakenDefault, name: str, default: str) -> Fix | None:
    if not taken.rewritable:
        return None
    title = f"Fall back to the contract's default {shown(default)}"
    return Fix(title, Applicability.UNSAFE, SetFallback(taken.span, name, default))
