"""RUN613."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.saved_specs import channel_place, sides, suggestion
from cursus_lint.rule import SavedSpecRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class UnknownSpecChannel(SavedSpecRule):
    """A saved execution spec gives a path under a logical name that neither the script nor its contract knows.

    ## Why
    The script never asks for that name, so the data that the spec points at is not used, and the channel that was
    meant is probably missing.

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
    {"input_paths": {"DATA": "test_data/input", "DATTA": "test_data/more"}}
    ```

    ## Good
    ```json
    {"input_paths": {"DATA": "test_data/input"}}
    ```

    ## Fix
    None: correct the name in the spec, or remove it.
    """

    code = "RUN613"
    name = "unknown-spec-channel"
    severity = Severity.WARNING
    message = "the spec maps the {side} `{channel}`, which neither the script nor its contract knows{suggestion}"

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each logical name that nobody knows, side by side."""
        for side, declared in sides(contract):
            if facts.is_opaque("channel", side):
                continue
            known = {*declared, *(use.key for use in facts.channel_uses if use.side == side)}
            for name in spec.paths(side):
                if name not in known:
                    fields = {"side": side, "channel": name, "suggestion": suggestion(name, known)}
                    place, line = channel_place(saved, side, name), contract.line_of(side)
                    yield self.violation(subject, place, name, fields, line=line, path=saved.path)
