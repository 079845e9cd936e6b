"""RUN617."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.judgement.arguments import spoken
from cursus_lint.judgement.saved_specs import suggestion
from cursus_lint.rule import SavedSpecRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Argument, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class RejectedSpecArgument(SavedSpecRule):
    """A saved execution spec passes a value that the script's parser does not take for that argument.

    ## Why
    Run by itself, the script exits with status 2. Called through `main()`, it gets a value that a job never gives it.

    ## Bad
    ```yaml
    job_arguments: [{flag: --job_type}]
    ```
    ```python
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True, choices=["training", "calibration"])
    args = parser.parse_args()
    print(args.job_type)
    ```
    ```json
    {"job_args": {"job_type": "trainning"}}
    ```

    ## Good
    ```json
    {"job_args": {"job_type": "training"}}
    ```

    ## Fix
    None: pass one of the choices, or add the choice to the parser.
    """

    code = "RUN617"
    name = "rejected-spec-argument"
    severity = Severity.ERROR
    message = "the spec passes `{value}` as `{argument}`, but the script only takes {choices}{suggestion}"

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each value that is not among the choices of its argument."""
        for name, given in spec.job_args.items():
            takers = [argument for argument in facts.arguments if spoken(name) in _names(argument)]
            if not takers or any(argument.choices is None for argument in takers) or given is None:
                continue
            choices = [str(choice) for argument in takers for choice in argument.choices or ()]
            for value in given if isinstance(given, list) else [given]:
                if str(value) not in choices:
                    fields = {
                        "value": value,
                        "argument": name,
                        "choices": ", ".join(dict.fromkeys(choices)),
                        "suggestion": suggestion(str(value), choices),
                    }
                    flag = takers[0].flags[-1] if takers[0].flags else name
                    place, line = saved.place("job_args", name), contract.line_of("argument", flag)
                    yield self.violation(subject, place, name, fields, line=line, path=saved.path)


def _names(argument: Argument) -> set[str]:
    return {argument.dest, *(spoken(flag) for flag in argument.flags)}
