"""RUN614."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.contracts.naming import split_job_type
from cursus_lint.diagnostics import Severity, Violation
from cursus_lint.rule import SavedSpecRule, Subject
from cursus_lint.runtime.spec_validation import is_snake_case, is_step_name

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec


class BrokenSpecIdentity(SavedSpecRule):
    """A saved execution spec is not what its names say: its script, its step or its file is another.

    ## Why
    A spec has two identities, the script's name and the node of the pipeline. Where they do not fit together the spec
    is not found, or is used for the wrong script.

    ## Bad
    ```yaml
    env_vars: {required: []}
    ```
    ```python
    print("no main needed")
    ```
    ```json
    {"script_name": "exampel", "step_name": "Example_training", "script_path": "example.py"}
    ```

    ## Good
    ```json
    {"script_name": "example", "step_name": "Example_training", "script_path": "example.py"}
    ```

    ## Fix
    None: `cursus-lint spec fix` repairs the spelling of `script_name`; the rest needs its author.
    """

    code = "RUN614"
    name = "broken-spec-identity"
    severity = Severity.ERROR
    message = "{problem}"

    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each of the names that is malformed or leads elsewhere."""
        for field, problem in _problems(saved, spec, contract):
            place = saved.place(field)
            line = contract.line_of("contract") if field == "step_name" else None
            yield self.violation(subject, place, field, {"problem": problem}, line=line, path=saved.path)


def _problems(saved: SavedSpec, spec: ExecutionSpec, contract: ScriptContract) -> Iterator[tuple[str, str]]:
    if not is_snake_case(spec.script_name):
        yield "script_name", f"`{spec.script_name}` is not the name of a script: lower-case words joined by `_`"
    elif saved.script is not None and saved.script.stem != spec.script_name:
        yield "script_name", f"the spec is called `{spec.script_name}`, but its script is `{saved.script.name}`"
    elif saved.file.name != spec.get_spec_file_name():
        expected = spec.get_spec_file_name()
        yield (
            "script_name",
            f"the spec of `{spec.script_name}` is looked for in `{expected}`, not in `{saved.file.name}`",
        )
    if saved.script is None:
        yield "script_path", f"the script `{spec.script_path}` does not exist"
    if not is_step_name(spec.step_name):
        yield "step_name", f"`{spec.step_name}` is not the name of a step: words like `TabularPreprocessing_training`"
    elif contract.step_type and contract.step_type not in (spec.step_name, split_job_type(spec.step_name)[0]):
        yield (
            "step_name",
            f"the step `{spec.step_name}` is not of the type `{contract.step_type}` that runs this script",
        )
