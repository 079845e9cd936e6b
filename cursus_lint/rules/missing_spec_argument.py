"""RUN616."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.arguments import spoken
from cursus_lint.rule import SavedSpecRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class MissingSpecArgument(SavedSpecRule):
    """A saved execution spec does not pass a job argument that the script requires.

    ## Why
    Run by itself, the script exits with status 2; called through `main()`, it fails with an AttributeError as soon as
    it reads the argument.

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
    {"job_args": {}}
    ```

    ## Good
    ```json
    {"job_args": {"job_type": "training"}}
    ```

    ## Fix
    None: the value is the author's to choose.
    """

    code = "RUN616"
    name = "missing-spec-argument"
    severity = Severity.ERROR
    message = "the spec does not pass the job argument `{argument}`, which the script requires"

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each required argument that is not passed."""
        passed = {spoken(name) for name in spec.job_args}
        used = {use.dest for use in facts.argument_uses if not use.guarded}
        for argument in facts.arguments:
            names = {argument.dest, *(spoken(flag) for flag in argument.flags)}
            # called through main() a script fails on what it reads, not on what its parser requires
            if argument.required and not names & passed and (facts.main is None or argument.dest in used):
                about = argument.flags[-1] if argument.flags else argument.dest
                place, line = saved.place("job_args"), contract.line_of("argument", about)
                yield self.violation(subject, place, about, {"argument": argument.dest}, line=line, path=saved.path)
