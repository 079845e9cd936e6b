"""Many targets to one report: read, analyse, check, suppress, select."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.contracts.platform import SAGEMAKER_PROCESSING, platform_of
from cursus_lint.diagnostics import Proof, Report, Unknown, Violation
from cursus_lint.engine.cache import Store
from cursus_lint.engine.check import check_subject
from cursus_lint.engine.memory import Findings, Memory
from cursus_lint.engine.proof import proof_of
from cursus_lint.engine.reading import read_bytes, read_facts, unlintable
from cursus_lint.engine.suppress import Suppressions, find_suppressions
from cursus_lint.engine.target import Target
from cursus_lint.engine.verdict import Policy, Verdicts, useless_comments, word
from cursus_lint.engine.workers import Executors, processes, spread
from cursus_lint.rule import Incident, Rule, Subject

WORTH_PROCESSES = 400_000
"""Bytes of scripts that take about as long to read as it takes to start processes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about one target, before suppressions and configuration.

    `analysed` is false where no facts could be read, so that nothing can be called unused.
    """

    target: Target
    violations: tuple[Violation, ...] = ()
    suppressions: Suppressions | None = None
    proof: Proof = field(default_factory=Proof)
    unknown: tuple[Unknown, ...] = ()
    analysed: bool = False


def lint(
    targets: Iterable[Target],
    rules: Sequence[Rule],
    policy: Policy = lambda violation: violation,
    progress: Callable[[Target], None] = lambda target: None,
) -> Report:
    """Check all `targets`; every violation ends in exactly one list of the report.

    `progress` hears of each target once it is done.
    """
    return assemble(check_all(targets, rules, progress), rules, policy)


def check_all(
    targets: Iterable[Target],
    rules: Sequence[Rule],
    progress: Callable[[Target], None] = lambda target: None,
    store: Store | None = None,
    jobs: int = 1,
    executors: Executors = processes,
) -> list[Checked]:
    """Check each target, telling `progress` of it; the results are in the order of the targets.

    What `store` knows of a target is not found out again. Much work is spread over `jobs` workers of `executors`.
    """
    memory = Memory(store, rules) if store is not None else None
    done: dict[int, Checked] = {}
    missing: list[tuple[int, Target, int]] = []
    for number, target in enumerate(targets):
        known = _recall(target, rules, memory) if memory is not None else None
        if known is None:
            missing.append((number, target, _size(target)))
        else:
            done[number] = known
            progress(target)
    for number, target, examined in _examine_all(missing, rules, jobs, executors):
        done[number] = examined.checked(target)
        if memory is not None:
            _keep(memory, target, examined)
        progress(target)
    return [done[number] for number in sorted(done)]


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
        violations, proof, unknown = self.findings
        return Checked(target, violations, self.suppressions, proof, unknown, analysed=self.facts is not None)


def examine(target: Target, rules: Sequence[Rule], known: ScriptFacts | Incident | None = None) -> Examined:
    """Read a target's script, unless its facts are `known`, or why there are none, and ask every rule about it."""
    data = target.content()
    if data is None or isinstance(data, Incident):
        violations = _ask(target, rules, () if data is None else (data,))
        return Examined(None, None, None, (violations, Proof(), ()))
    suppressions = find_suppressions(target.path, data, codes_of(rules), target.terms)
    problems = suppressions.problems if suppressions else ()
    facts = known if known is not None else read_facts(target.path, target.file, data, target.project_root)
    if isinstance(facts, Incident):
        return Examined(data, None, suppressions, (_ask(target, rules, (facts, *problems)), Proof(), ()))
    findings = (
        _ask(target, rules, problems, facts),
        proof_of(subject_of(target, (), facts)),
        tuple(Unknown(target.path, fact.span, fact.kind, fact.reason) for fact in facts.opaque),
    )
    return Examined(data, facts, suppressions, findings)


def _examine_chunk(rules: Sequence[Rule], targets: Sequence[Target]) -> list[Examined]:
    return [examine(target, rules) for target in targets]


def _examine_all(
    missing: Sequence[tuple[int, Target, int]], rules: Sequence[Rule], jobs: int, executors: Executors
) -> Iterator[tuple[int, Target, Examined]]:
    if jobs == 1 or sum(size for _, _, size in missing) < WORTH_PROCESSES:
        for number, target, _ in missing:
            yield number, target, examine(target, rules)
        return

    def lost(target: Target) -> Examined:
        incident = unlintable(target.path, "the process that read it died")
        return Examined(None, None, None, (_ask(target, rules, (incident,)), Proof(), ()))

    sized = [(target, size) for _, target, size in missing]
    for index, examined in spread(sized, partial(_examine_chunk, rules), lost, jobs, executors):
        yield missing[index][0], missing[index][1], examined


def _recall(target: Target, rules: Sequence[Rule], memory: Memory) -> Checked | None:
    """What is known of a target from earlier runs."""
    data = target.content()
    if not isinstance(data, bytes):
        return None
    suppressions = find_suppressions(target.path, data, codes_of(rules), target.terms)
    found = memory.findings(target, data, suppressions.problems if suppressions else ())
    if found is not None:
        return Checked(target, found[0], suppressions, found[1], found[2], analysed=True)
    facts = memory.facts(target, data)
    if facts is None:
        return None
    examined = examine(with_content(target, data), rules, facts)
    _keep(memory, target, examined)
    return examined.checked(target)


def _keep(memory: Memory, target: Target, examined: Examined) -> None:
    if examined.data is not None and examined.facts is not None:
        problems = examined.suppressions.problems if examined.suppressions else ()
        memory.keep(target, examined.data, problems, examined.facts, examined.findings)


def _size(target: Target) -> int:
    """About how much work a target is, in bytes of its script."""
    if target.data is not None or target.file is None:
        return len(target.data or b"")
    try:
        return target.file.stat().st_size
    except OSError:
        return 0


def subject_of(target: Target, incidents: tuple[Incident, ...] = (), facts: ScriptFacts | None = None) -> Subject:
    """What the rules are asked about a target, once its facts are known."""
    return Subject(
        path=target.path or target.contract_path,
        platform=platform_of(target.contract) if target.contract else SAGEMAKER_PROCESSING,
        facts=facts,
        contract=target.contract,
        contract_path=target.contract_path,
        specification=target.specification,
        platform_env_vars=target.platform_env_vars,
        files_beside=target.files_beside,
        incidents=target.incidents + incidents,
        execution_specs=target.execution_specs,
    )


def assemble(
    checked: Sequence[Checked],
    rules: Sequence[Rule],
    policy: Policy,
    contract_contents: Mapping[str, bytes] | None = None,
) -> Report:
    """The report of what was found: suppressions applied, useless ones named, configuration obeyed.

    `contract_contents` holds contract files, by reported path, that are to be taken instead of those on disk.
    """
    contract_comments = _contract_comments([each.target for each in checked], rules, contract_contents or {})
    comments = {each.target.path: each.suppressions for each in checked if each.suppressions is not None}
    verdicts = Verdicts({**contract_comments, **comments}, policy)
    found = [violation for each in checked for violation in each.violations]
    found += word([problem for file in contract_comments.values() for problem in file.problems], rules)
    verdicts.add(dict.fromkeys(found))

    judged = [each.suppressions for each in checked if each.analysed and each.suppressions is not None]
    bound = {each.target.contract_path for each in checked if each.analysed}
    judged += [file for path, file in contract_comments.items() if path in bound]
    crashed = frozenset(violation.subject for violation in found if violation.code == "CUR004")
    verdicts.add(useless_comments(judged, frozenset(verdicts.used), crashed, rules))

    return Report(
        reported=_sorted(verdicts.reported),
        ignored=_sorted(verdicts.ignored),
        suppressed=_sorted(verdicts.suppressed),
        linted=tuple(sorted({each.target.path for each in checked if each.target.path and each.target.contract})),
        contracts=tuple(sorted({each.target.contract_path for each in checked if each.target.contract_path})),
        proof=sum((each.proof for each in checked), Proof()),
        unknown=tuple(sorted(unknown for each in checked for unknown in each.unknown)),
    )


def with_content(target: Target, data: bytes) -> Target:
    """The same target, its script holding `data`."""
    return replace(target, data=data)


def codes_of(rules: Sequence[Rule]) -> Mapping[str, str]:
    """Every code and every name of `rules`, with the code it stands for."""
    return {spelling: rule.code for rule in rules for spelling in (rule.code, rule.name)}


def _ask(
    target: Target, rules: Sequence[Rule], incidents: tuple[Incident, ...] = (), facts: ScriptFacts | None = None
) -> tuple[Violation, ...]:
    return tuple(check_subject(subject_of(target, incidents, facts), rules))


def _contract_comments(
    targets: Sequence[Target], rules: Sequence[Rule], contents: Mapping[str, bytes]
) -> dict[str, Suppressions]:
    """The suppressions in the contract files of `targets`, by path; a file that cannot be read any more has none."""
    files = {
        target.contract_path: (target.contract_file, target.terms)
        for target in targets
        if target.contract_file is not None
    }
    codes = codes_of(rules)
    found: dict[str, Suppressions] = {}
    for path, (file, terms) in sorted(files.items()):
        data = contents[path] if path in contents else read_bytes(path, file)
        suppressions = None if isinstance(data, Incident) else find_suppressions(path, data, codes, terms)
        if suppressions is not None:
            found[path] = suppressions
    return found


def _sorted(violations: Sequence[Violation]) -> tuple[Violation, ...]:
    return tuple(sorted(violations, key=Violation.sort_key))
