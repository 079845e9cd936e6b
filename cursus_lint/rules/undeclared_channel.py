"""PATH206."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.analysis.rewriting.intents import RenameString
from cursus_lint.diagnostics import Applicability, Fix, Severity, Span, Violation
from cursus_lint.judgement.channels import ChannelChain, channel_chain, declared_paths
from cursus_lint.judgement.paths import may_lie_within
from cursus_lint.rule import ComparisonRule, Subject

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts, Side
    from cursus_lint.contracts.model import ScriptContract


class UndeclaredChannel(ComparisonRule):
    """A key of `input_paths` or `output_paths` is not a channel of the contract on that side.

    ## Why
    The contract is how everybody else knows the step's channels. Whoever builds the path dicts from it, a test or a
    runtime, does not supply this key; in the container nothing is mounted for it, unless its path happens to be
    that of a declared channel under another name (then this is a warning).

    ## Bad
    ```yaml
    outputs: {payload: {path: /opt/ml/processing/output, required: true}}
    ```
    ```python
    from pathlib import Path


    def main(input_paths, output_paths, environ_vars, job_args):
        Path(output_paths["output_dir"], "payload.json").write_text("{}")


    if __name__ == "__main__":
        main({}, {"output_dir": "/opt/ml/processing/output"}, {}, None)
    ```

    ## Good
    ```python
    from pathlib import Path


    def main(input_paths, output_paths, environ_vars, job_args):
        Path(output_paths["payload"], "payload.json").write_text("{}")


    if __name__ == "__main__":
        main({}, {"payload": "/opt/ml/processing/output"}, {}, None)
    ```

    ## Fix
    Where no key names a declared channel that has the same path, or a name that differs by a slip of the pen, the key
    is renamed to it wherever it is spelled (unsafe: other modules may know the old name).
    """

    code = "PATH206"
    name = "undeclared-channel"
    severity = Severity.ERROR
    message = "`{key}` is not an {side} of the contract{hint}"
    fixable = True

    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each undeclared key, at the first place that asks for it or supplies it."""
        sides: tuple[Side, ...] = ("input", "output")
        for side in sides:
            chain = channel_chain(subject, facts, contract, side)
            for key in chain.undeclared:
                twin = chain.misnamed.get(key)
                uses, entries = chain.asked.get(key, ()), chain.supplied.get(key, ())
                yield self.violation(
                    subject,
                    uses[0].span if uses else entries[0].span,
                    key,
                    {"key": key, "side": side, "hint": _hint(contract, side, key, twin)},
                    line=contract.line_of(side, twin or ""),
                    fix=_rename(chain, key, twin),
                    severity=self._severity(contract, chain, key),
                )

    def _severity(self, contract: ScriptContract, chain: ChannelChain, key: str) -> Severity:
        mounted = [
            path for side in (contract.expected_input_paths, contract.expected_output_paths) for path in side.values()
        ]
        paths = [path for entry in chain.supplied.get(key, ()) for path in entry.paths]
        works = any(may_lie_within(path, channel) for path in paths for channel in mounted)
        return Severity.WARNING if works or key not in chain.asked else self.severity


def _hint(contract: ScriptContract, side: Side, key: str, twin: str | None) -> str:
    if twin is not None:
        return f"; did you mean `{twin}` ({declared_paths(contract, side)[twin] or 'without a path'})?"
    if key in declared_paths(contract, "output" if side == "input" else "input"):
        return f", only an {'output' if side == 'input' else 'input'}"
    known = ", ".join(f"`{name}`" for name in declared_paths(contract, side))
    return f" (it declares {known})" if known else " (it declares none)"


def _rename(chain: ChannelChain, key: str, twin: str | None) -> Fix | None:
    places: list[Span] = [use.span for use in chain.asked.get(key, ())]
    spelled = [entry.key_span for entry in chain.supplied.get(key, ())]
    places += [span for span in spelled if span is not None]
    if twin is None or not places or None in spelled:
        return None
    rewrite = RenameString(places[0], key, twin, tuple(places[1:]))
    return Fix(f"Rename `{key}` to `{twin}`", Applicability.UNSAFE, rewrite)
