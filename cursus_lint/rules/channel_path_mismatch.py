"""PATH205."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import SetPath
from cursus_lint.diagnostics import Applicability, Fix, Severity, Violation
from cursus_lint.judgement.channels import channel_chain, declared_paths
from cursus_lint.judgement.paths import lies_within, may_be, may_lie_within, normalised
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ChannelEntry, PathUse, ScriptFacts, Side
    from cursus_lint.contracts.model import ScriptContract


class ChannelPathMismatch(ComparisonRule):
    """A logical name stands for one path in the contract and for another in the script.

    ## Why
    The platform mounts the contract's path. The script looks somewhere else, finds nothing, or writes where nothing
    is uploaded. The path finally opened decides: a declared file and its folder joined with the file's name agree,
    and so does an entry that has the declared path as one of several alternatives.

    ## Bad
    ```yaml
    inputs: {DATA: {path: /opt/ml/processing/input/data, required: true}}
    ```
    ```python
    import os


    def main(input_paths, output_paths, environ_vars, job_args):
        return os.listdir(input_paths["DATA"])


    if __name__ == "__main__":
        main({"DATA": "/opt/ml/processing/input/raw"}, {}, {}, None)
    ```

    ## Good
    ```python
    import os


    def main(input_paths, output_paths, environ_vars, job_args):
        return os.listdir(input_paths["DATA"])


    if __name__ == "__main__":
        main({"DATA": "/opt/ml/processing/input/data/"}, {}, {}, None)
    ```

    ## Fix
    The script takes the contract's path: safe, because nothing is mounted at the other one; unsafe where the other
    path belongs to another channel. A path that a constant holds is changed there. There is no fix where the script
    uses the folder above the declared path.
    """

    code = "PATH205"
    name = "channel-path-mismatch"
    severity = Severity.ERROR
    message = "`{name}` is {declared} in the contract, but the script uses {found}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each logical name of the entry block with another path than the contract's."""
        sides: tuple[Side, ...] = ("input", "output")
        for side in sides:
            chain = channel_chain(subject, facts, contract, side)
            for name, declared in declared_paths(contract, side).items():
                entries = chain.supplied.get(name, ())
                if not declared or not entries or any(not entry.paths for entry in entries):
                    continue
                if any(lies_within(path, declared) for entry in entries for path in entry.paths):
                    continue
                entry = entries[0]
                found = _found(facts, entry, normalised(declared))
                if found is not None:
                    above = lies_within(declared, found) or lies_within(declared, entry.paths[0])
                    yield self.violation(
                        subject,
                        entry.span,
                        name,
                        {"name": name, "declared": declared, "found": found},
                        line=contract.line_of(side, name),
                        fix=None if above else _take_contracts(contract, entry, declared),
                        severity=Severity.WARNING if above else self.severity,
                    )


def _found(facts: ScriptFacts, entry: ChannelEntry, declared: str) -> str | None:
    """The path that contradicts `declared`, None where all that is known agrees."""
    above = next((path for path in entry.paths if lies_within(declared, path)), None)
    if above is None:
        return entry.paths[0]
    opened = [path for use in facts.paths if _concerns(use, entry, declared) for path in use.opened]
    below = [path for path in opened if lies_within(path, above) and normalised(path) != normalised(above)]
    return next(
        (path for path in below or opened if not may_be(path, declared) and not may_lie_within(path, declared)), None
    )


def _concerns(use: PathUse, entry: ChannelEntry, declared: str) -> bool:
    """Whether `use` opens what the entry stands for: through its key, or in the folder of the declared file."""
    if use.key is not None:
        return (use.side, use.key) == (entry.side, entry.key)
    folder, path = posixpath.dirname(declared), normalised(use.path)
    return use.used and folder in map(normalised, entry.paths) and folder in (path, posixpath.dirname(path))


def _take_contracts(contract: ScriptContract, entry: ChannelEntry, declared: str) -> Fix:
    old = entry.paths[0]
    others = (*contract.expected_input_paths.values(), *contract.expected_output_paths.values())
    mounted = any(lies_within(old, other) for other in others if other)
    applicability = Applicability.UNSAFE if mounted else Applicability.SAFE
    return Fix(f"Use the contract's path {declared}", applicability, SetPath(entry.span, old, declared))
