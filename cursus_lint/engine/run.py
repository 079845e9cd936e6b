"""One target to what is wrong with it: read, analyse, check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.contracts.platform import SAGEMAKER_PROCESSING, platform_of
from cursus_lint.diagnostics import Report, Unknown, Violation
from cursus_lint.engine.assembly import assemble
from cursus_lint.engine.check import check_subject
from cursus_lint.engine.checked import Checked, Findings
from cursus_lint.engine.proof import proof_of
from cursus_lint.engine.reading import read_facts, unlintable
from cursus_lint.engine.rulebook import codes_of
from cursus_lint.engine.suppress import Suppressions, find_suppressions
from cursus_lint.engine.target import Target
from cursus_lint.engine.verdict import AS_THEY_ARE, Policy
from cursus_lint.rule import Incident, Rule, Subject
from cursus_lint.specs.filed import ContractChanged

__all__ = ["Checked", "Examined", "assemble", "check_target", "examine", "lint", "subject_of", "with_content"]


def lint(
    targets: Iterable[Target],
    rules: Sequence[Rule],
    policy: Policy = AS_THEY_ARE,
    progress: Callable[[Target], None] = lambda target: None,
) -> Report:
    """Check all `targets`; every violation ends in exactly one list of the report.

    `progress` hears of each target once it is done.
    """
    checked = []
    for target in targets:
        checked.append(check_target(target, rules))
        progress(target)
    return assemble(checked, rules, policy)


def check_target(target: Target, rules: Sequence[Rule]) -> Checked:
    """Ask every rule about one target; whatever is wrong with its file becomes a violation, never an exception."""
    return examine(target, rules).checked(target)


@dataclass(frozen=True, slots=True)
class Examined:
    """What comes back from a worker: the facts, if any could be read, and what the rules made of them.

    `data` is the script's content, None where it could not be read.
    """

    data: bytes | None
    facts: ScriptFacts | None
    suppressions: Suppressions | None
    findings: Findings

    def checked(self, target: Target) -> Checked:
        """The same, about `target`."""
        return Checked(target, self.findings, self.suppressions, analysed=self.facts is not None)


def examine(target: Target, rules: Sequence[Rule], known: ScriptFacts | Incident | None = None) -> Examined:
    """Read a target's script, unless its facts are `known`, or why there are none, and ask every rule about it."""
    try:
        return _examine(target.loaded(), rules, known)
    except ContractChanged as change:
        return refused(rules, str(change), target)


def refused(rules: Sequence[Rule], reason: str, target: Target) -> Examined:
    """A target that cannot be examined: CUR005 with the reason."""
    incident = unlintable(target.path, reason)
    return Examined(None, None, None, Findings(_ask(replace(target, bound=None), rules, (incident,))))


def _examine(target: Target, rules: Sequence[Rule], known: ScriptFacts | Incident | None) -> Examined:
    data = target.content()
    if data is None or isinstance(data, Incident):
        violations = _ask(target, rules, () if data is None else (data,))
        return Examined(None, None, None, Findings(violations))
    suppressions = find_suppressions(target.path, data, codes_of(rules), target.terms)
    problems = suppressions.problems if suppressions else ()
    facts = known if known is not None else read_facts(target.path, target.file, data, target.project_root)
    if isinstance(facts, Incident):
        return Examined(data, None, suppressions, Findings(_ask(target, rules, (facts, *problems))))
    findings = Findings(
        _ask(target, rules, problems, facts),
        proof_of(subject_of(target, (), facts)),
        tuple(Unknown(target.path, fact.span, fact.kind, fact.reason) for fact in facts.opaque),
    )
    return Examined(data, facts, suppressions, findings)


def subject_of(target: Target, incidents: tuple[Incident, ...] = (), facts: ScriptFacts | None = None) -> Subject:
    """What the rules are asked about a target, once its facts are known. Raises ContractChanged."""
    models = target.bound.models() if target.bound is not None else None
    contract = models.contract if models is not None else None
    return Subject(
        path=target.path or target.contract_path,
        platform=platform_of(contract) if contract is not None else SAGEMAKER_PROCESSING,
        facts=facts,
        contract=contract,
        contract_path=target.contract_path,
        specification=models.specification if models is not None else None,
        platform_env_vars=target.platform_env_vars,
        files_beside=target.files_beside,
        incidents=target.incidents + incidents,
        execution_specs=target.execution_specs,
    )


def with_content(target: Target, data: bytes) -> Target:
    """The same target, its script holding `data`."""
    return replace(target, data=data)


def _ask(
    target: Target, rules: Sequence[Rule], incidents: tuple[Incident, ...] = (), facts: ScriptFacts | None = None
) -> tuple[Violation, ...]:
    return tuple(check_subject(subject_of(target, incidents, facts), rules))
