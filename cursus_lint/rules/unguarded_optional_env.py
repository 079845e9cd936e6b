"""ENV104."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import SetFallback
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.values import convertible, shown
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import EnvRead, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnguardedOptionalEnv(ComparisonRule):
    """The contract calls an environment variable optional, but the script fails without it, or fails on its default.

    ## Why
    An optional variable may be left unset, and a step builder may set it to the contract's own default. The script
    has to live with both. A strict read, a conversion of `None`, or a conversion that refuses the default stops the
    job.

    ## Bad
    ```yaml
    env_vars: {required: [], optional: {TRAIN_RATIO: "0.7"}}
    ```
    ```python
    import os

    ratio = float(os.environ["TRAIN_RATIO"])
    ```

    ## Good
    ```python
    import os

    ratio = float(os.environ.get("TRAIN_RATIO", "0.7"))
    ```

    ## Fix
    The variable is read with the contract's default (safe: only runs that failed behave differently). There is no fix
    where the contract gives no default, or where the default itself is what the script refuses.
    """

    code = "ENV104"
    name = "unguarded-optional-env"
    severity = Severity.ERROR
    message = "`{name}` is optional in the contract, but the script {failure}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each read of an optional variable that can fail in a run that honours the contract."""
        for read in facts.env_reads:
            if read.name not in contract.optional_env_vars or read.name in contract.required_env_vars:
                continue
            default = contract.optional_env_vars[read.name]
            failure = _failure(read, default)
            if failure:
                yield self.violation(
                    subject,
                    read.span,
                    read.name,
                    {"name": read.name, "failure": failure},
                    line=contract.line_of("env", read.name),
                    fix=_set_fallback(read, default),
                )


def _failure(read: EnvRead, default: str | None) -> str | None:
    """What goes wrong, if anything does."""
    # On the way through the harvest, a test for the empty text may stand between the value and its conversion.
    reaches = default is not None and (default != "" or read.key is None)
    if default is not None and reaches and read.converts is not None and not convertible(default, read.converts):
        return f"cannot convert the default {shown(default)} with `{read.converts}`"
    if read.rejects_empty and not default:
        return "raises when it is empty" if default is None else 'refuses the default ""'
    if read.strict:
        return "raises when it is unset"
    if read.converts is not None and read.fallback.kind == "none" and read.form in ("get", "getenv"):
        return f"calls `{read.converts}` on None when it is unset"
    return None


def _set_fallback(read: EnvRead, default: str | None) -> Fix | None:
    if default is None or read.form not in ("subscript", "get", "getenv") or read.rejects_empty:
        return None
    if read.converts is not None and not convertible(default, read.converts):
        return None
    title = f"Fall back to the contract's default {shown(default)}"
    return Fix(title, Applicability.SAFE, SetFallback(read.span, read.name, default))
