"""PATH207."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import RenameString
from cursus_lint.diagnostics import Applicability, Fix, Severity, Span, Violation
from cursus_lint.judgement.absence import absence_severity
from cursus_lint.judgement.channels import ChannelChain, channel_chain, declared_keys
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts, Side
    from cursus_lint.contracts.model import ScriptContract


class UnsuppliedChannel(ComparisonRule):
    """`main()` asks a path dict for a key that the entry block does not supply.

    ## Why
    Tests call `main()` with the right dict and pass; the job runs the entry block and fails at its first read, or
    goes on with `None`. Only both sides of the script together show it. The job fails where the key is read by
    subscript or the contract requires the channel (an error); otherwise an optional channel can never arrive (a
    warning), or a key that nobody declares or supplies is asked for in vain (info).

    ## Bad
    ```yaml
    inputs: {scores: {path: /opt/ml/processing/input/scores, required: true}}
    ```
    ```python
    import os


    def main(input_paths, output_paths, environ_vars, job_args):
        return os.listdir(input_paths["scores"])


    if __name__ == "__main__":
        main({"predictions": "/opt/ml/processing/input/scores"}, {}, {}, None)
    ```

    ## Good
    ```python
    import os


    def main(input_paths, output_paths, environ_vars, job_args):
        return os.listdir(input_paths["scores"])


    if __name__ == "__main__":
        main({"scores": "/opt/ml/processing/input/scores"}, {}, {}, None)
    ```

    ## Fix
    Where the entry block supplies a key that nothing asks for, with the same path or a name that differs by a slip
    of the pen, the one that the contract does not know is renamed to the other, wherever the same dict is asked for
    it (unsafe: it is a guess).
    """

    code = "PATH207"
    name = "unsupplied-channel"
    severity = Severity.ERROR
    message = "`main()` asks `{paths}` for `{key}`, but the entry block {problem}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each key that is asked for and not supplied, at its first use."""
        convention = subject.platform.main
        sides: tuple[Side, ...] = ("input", "output")
        for side in sides:
            chain = channel_chain(subject, facts, contract, side)
            known = declared_keys(contract, side)
            for key in chain.unsupplied:
                twin = chain.crossed.get(key)
                needed = key in known and key not in contract.optional_inputs
                fails = needed or any(use.strict for use in chain.asked[key])
                drifted = key in known or twin is not None
                yield self.violation(
                    subject,
                    chain.asked[key][0].span,
                    key,
                    {
                        "key": key,
                        "paths": convention.input_paths if side == "input" else convention.output_paths,
                        "problem": f"supplies `{twin}`, which nothing asks for" if twin else "never supplies it",
                    },
                    line=next((contract.line_of(side, name) for name in (key, twin) if name in known), None),
                    fix=_rename(chain, key, twin, key in known) if twin else None,
                    severity=absence_severity(
                        facts, self.severity if fails else Severity.WARNING if drifted else Severity.INFO
                    ),
                )


def _rename(chain: ChannelChain, key: str, twin: str, declared: bool) -> Fix | None:
    if declared:
        spelled = [entry.key_span for entry in chain.supplied[twin]]
        places: list[Span] = [span for span in spelled if span is not None]
        if len(places) < len(spelled):
            return None
        rewrite = RenameString(places[0], twin, key, tuple(places[1:]))
        return Fix(f"Supply it as `{key}`", Applicability.UNSAFE, rewrite)
    asked = [use.span for use in chain.asked[key]]
    return Fix(f"Ask for `{twin}`", Applicability.UNSAFE, RenameString(asked[0], key, twin, tuple(asked[1:])))
