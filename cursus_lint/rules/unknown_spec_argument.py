"""RUN611."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.arguments import spoken
from cursus_lint.judgement.saved_specs import suggestion
from cursus_lint.rule import SavedSpecRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class UnknownSpecArgument(SavedSpecRule):
    """A saved execution spec passes a job argument that neither the script nor its contract knows.

    ## Why
    Run by itself, the script exits with status 2 on a flag that its parser does not know; called through `main()`, it
    never looks at the value. Either way the test does not test what its author meant.

    ## Bad
    ```yaml
    job_arguments: [{flag: --job_type}]
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True)
    args = parser.parse_args()
    print(args.job_type)
    ```
    ```json
    {"job_args": {"job_type": "training", "batchsize": 10}}
    ```

    ## Good
    ```json
    {"job_args": {"job_type": "training"}}
    ```

    ## Fix
    None: correct the name in the spec, or remove it.
    """

    code = "RUN611"
    name = "unknown-spec-argument"
    severity = Severity.WARNING
    message = (
        "the spec passes the job argument `{argument}`, which neither the script nor its contract knows{suggestion}"
    )

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each job argument that nobody knows."""
        if facts.is_opaque("argument") or any(parser.open or parser.escapes for parser in facts.parsers):
            return
        known = {spoken(flag) for argument in facts.arguments for flag in (*argument.flags, argument.dest)}
        known |= {use.dest for use in facts.argument_uses}
        known |= {spoken(argument.flag) for argument in contract.job_arguments}
        known |= {spoken(name) for name in contract.expected_arguments}
        for name in spec.job_args:
            if spoken(name) not in known:
                fields = {"argument": name, "suggestion": suggestion(name, known)}
                place = saved.place("job_args", name)
                line = contract.line_of("argument")
                yield self.violation(subject, place, name, fields, line=line, path=saved.path)
