"""RUN615."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.saved_specs import channel_place, sides
from cursus_lint.rule import SavedSpecRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class MissingSpecChannel(SavedSpecRule):
    """A saved execution spec does not map a logical name that the contract declares and the script cannot do without.

    ## Why
    The script asks for the name and fails with a KeyError, and in a pipeline no other step can feed an input or take an
    output that the spec does not have.

    ## Bad
    ```yaml
    inputs: {DATA: {path: /opt/ml/processing/input/data}}
    ```
    ```python
    import os


    def main(input_paths, output_paths, environ_vars, job_args):
        print(os.listdir(input_paths["DATA"]))


    if __name__ == "__main__":
        main({"DATA": "/opt/ml/processing/input/data"}, {}, {}, None)
    ```
    ```json
    {"input_paths": {}}
    ```

    ## Good
    ```json
    {"input_paths": {"DATA": "test_data/input"}}
    ```

    ## Fix
    None: the path is the author's to choose.
    """

    code = "RUN615"
    name = "missing-spec-channel"
    severity = Severity.ERROR
    message = "the spec does not map the {side} `{channel}`, which the contract declares"

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each declared channel without a path, but for optional inputs."""
        for side, declared in sides(contract):
            for name in declared:
                if name not in spec.paths(side) and not (side == "input" and name in contract.optional_inputs):
                    fields = {"side": side, "channel": name}
                    place, line = channel_place(saved, side), contract.line_of(side, name)
                    yield self.violation(subject, place, name, fields, line=line, path=saved.path)
