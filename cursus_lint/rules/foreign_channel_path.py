"""SPEC506."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Severity, Span, Violation
from cursus_lint.judgement.channels import declared_paths
from cursus_lint.judgement.paths import lies_within
from cursus_lint.rule import Rule, Subject


class ForeignChannelPath(Rule):
    """A channel's path lies outside what the platform mounts for this type of step.

    ## Why
    A Processing step's channels lie below `/opt/ml/processing`, a Training step's inputs below `/opt/ml/input` and
    its outputs below `/opt/ml/model` or `/opt/ml/output`. The platform refuses another path, or never fills or
    collects it. Usually the contract was copied from a step of the other type.

    ## Bad
    ```yaml
    inputs: {DATA: {path: /opt/ml/input/data/train}}
    ```

    ## Good
    ```yaml
    inputs: {DATA: {path: /opt/ml/processing/input/train}}
    ```

    ## Fix
    None: correct the path in the contract.
    """

    code = "SPEC506"
    name = "foreign-channel-path"
    severity = Severity.WARNING
    message = "{side} `{name}` is at {path}, but this type of step has its {side}s below {roots}"

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each channel outside the platform's folders, at its line of the contract."""
        contract, platform = subject.contract, subject.platform
        if contract is None:
            return
        given = (*platform.mounts, *platform.scratch, *(platform.source_mounts if contract.source_dir else ()))
        for side, roots in (("input", (*platform.input_roots, *given)), ("output", platform.output_roots)):
            for name, path in declared_paths(contract, "input" if side == "input" else "output").items():
                if path and not any(lies_within(path, root) for root in roots):
                    line = contract.line_of("input" if side == "input" else "output", name)
                    shown = platform.input_roots if side == "input" else platform.output_roots
                    yield self.violation(
                        subject,
                        Span.at(max(line, 1)),
                        name,
                        {"side": side, "name": name, "path": path, "roots": " or ".join(shown)},
                        line=line,
                        path=subject.contract_path or None,
                    )
