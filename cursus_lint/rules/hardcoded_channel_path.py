"""PATH209."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import AskRuntime
from cursus_lint.diagnostics import Applicability, Fix, Severity, Span, Violation
from cursus_lint.judgement.channels import declared_paths
from cursus_lint.judgement.paths import normalised
from cursus_lint.judgement.requirements import required_distributions
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts, Side
    from cursus_lint.contracts.model import ScriptContract


class HardcodedChannelPath(ComparisonRule):
    """A path that the contract declares is spelled out in the script instead of asked of the runtime.

    ## Why
    A path that stands in two files can differ in one of them. `SpecificationAwareScriptRuntime` reads it from the
    step's contract. Spelling paths out is what most scripts do, so the rule is off by default: select it to migrate
    a script.

    ## Bad
    ```yaml
    inputs: {DATA: {path: /opt/ml/processing/input/data, required: true}}
    ```
    ```python
    def main(input_paths, output_paths, environ_vars, job_args):
        return input_paths["DATA"]


    if __name__ == "__main__":
        main({"DATA": "/opt/ml/processing/input/data"}, {}, {}, None)
    ```

    ## Good
    ```python
    from cursus_lint.runtime import SpecificationAwareScriptRuntime


    def main(input_paths, output_paths, environ_vars, job_args):
        return input_paths["DATA"]


    if __name__ == "__main__":
        runtime = SpecificationAwareScriptRuntime("TabularPreprocessing")
        main({"DATA": runtime.get_input_path("DATA")}, {}, {}, None)
    ```

    ## Fix
    The runtime is asked for the path, and the import and the runtime object are added where they are missing (unsafe:
    a missing required input then raises). It is offered once the contract requires the `cursus-lint` distribution,
    which has to be installed in the container.
    """

    code = "PATH209"
    name = "hardcoded-channel-path"
    severity = Severity.INFO
    message = "the path of {side} `{name}` is spelled out here; the contract already says it"
    on_by_default = False
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each entry of a path dict that holds exactly the contract's path."""
        for entry in facts.channels:
            declared = declared_paths(contract, entry.side).get(entry.key, "")
            if declared and [normalised(path) for path in entry.paths] == [normalised(declared)]:
                yield self.violation(
                    subject,
                    entry.span,
                    entry.key,
                    {"name": entry.key, "side": entry.side},
                    line=contract.line_of(entry.side, entry.key),
                    fix=_ask(contract, entry.span, entry.side, entry.key),
                )


def _ask(contract: ScriptContract, span: Span, side: Side, key: str) -> Fix | None:
    if not contract.step_type or "cursus-lint" not in required_distributions(contract):
        return None
    rewrite = AskRuntime(span, contract.step_type, side, key)
    return Fix(f"Ask the runtime for `{key}`", Applicability.UNSAFE, rewrite)
