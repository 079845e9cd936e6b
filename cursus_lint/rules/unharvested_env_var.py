"""ENV108."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import AddHarvestLine, RenameString
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.judgement.environment import environment_chain
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import EnvironKey, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract


class UnharvestedEnvVar(ComparisonRule):
    """`main()` asks `environ_vars` for a variable that the entry block never takes from the environment.

    ## Why
    The variable may be declared, set by the step and asked for in `main()`, and yet its value never arrives,
    because the dict between them does not carry it. A subscript fails (an error); a `.get` quietly uses its
    fallback in every run.

    ## Bad
    ```yaml
    env_vars: {required: [], optional: {SEED: "42"}}
    ```
    ```python
    def main(input_paths, output_paths, environ_vars, job_args):
        return int(environ_vars["SEED"])


    if __name__ == "__main__":
        environ_vars = {}
        main({}, {}, environ_vars, None)
    ```

    ## Good
    ```python
    import os


    def main(input_paths, output_paths, environ_vars, job_args):
        return int(environ_vars["SEED"])


    if __name__ == "__main__":
        environ_vars = {"SEED": os.environ.get("SEED", "42")}
        main({}, {}, environ_vars, None)
    ```

    ## Fix
    The missing line is added to the harvest: safe where `main()` fails without the key, otherwise unsafe, because a
    setting that had no effect gets one. Where the harvest holds an unused key that differs by a slip of the pen,
    the key that the contract does not know is renamed instead (unsafe).
    """

    code = "ENV108"
    name = "unharvested-env-var"
    severity = Severity.WARNING
    message = "`main()` asks `{environ_vars}` for `{name}`, but the entry block {problem}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each key that is asked for and never taken from the environment."""
        chain = environment_chain(subject, facts, contract)
        made_up = {entry.key for entry in facts.harvest if not entry.variables}
        for name, key in chain.unharvested.items():
            declared = name in contract.declared_env_vars
            if name in chain.misspelt.values() or (name in made_up and not declared):
                continue
            twin = chain.miskeyed.get(name)
            if twin:
                problem = f"supplies `{twin}`, which nothing asks for"
            elif name in made_up:
                problem = "puts a value of its own there and never asks the environment"
            else:
                problem = "never supplies it"
            fails = (key.strict and name not in made_up) or name in contract.required_env_vars
            yield self.violation(
                subject,
                key.span,
                name,
                {"name": name, "environ_vars": subject.platform.main.environ_vars, "problem": problem},
                line=contract.line_of("env", name) if declared else None,
                fix=_rename(facts, key, twin, declared) if twin else _add(facts, contract, key),
                severity=absence_severity(facts, Severity.ERROR if fails else self.severity),
            )


def _rename(facts: ScriptFacts, key: EnvironKey, twin: str, declared: bool) -> Fix:
    if not declared:
        return Fix(f"Ask for `{twin}`", Applicability.UNSAFE, RenameString(key.span, key.name, twin))
    entry = next(entry for entry in facts.harvest if entry.key == twin)
    return Fix(f"Supply it as `{key.name}`", Applicability.UNSAFE, RenameString(entry.span, twin, key.name))


def _add(facts: ScriptFacts, contract: ScriptContract, key: EnvironKey) -> Fix | None:
    taken = any(entry.key == key.name for entry in facts.harvest)
    if taken or facts.harvest_span is None or key.name not in contract.declared_env_vars:
        return None
    required = key.name in contract.required_env_vars
    default = None if required else contract.optional_env_vars.get(key.name)
    applicability = Applicability.SAFE if key.strict else Applicability.UNSAFE
    rewrite = AddHarvestLine(facts.harvest_span, key.name, default, required)
    return Fix(f"Take `{key.name}` from the environment", applicability, rewrite)
