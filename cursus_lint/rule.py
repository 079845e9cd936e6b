"""What a rule is: one way in which a script's facts and its contract can contradict each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from cursus_lint.diagnostics import ContractPlace, Fix, Severity, Span, Violation

if TYPE_CHECKING:  # the models need pydantic, which `cursus-lint rule` must not pay for
    from cursus_lint.analysis.facts import ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.contracts.platform import Platform
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.saved_spec import SavedSpec
    from cursus_lint.specs.model import StepSpecification


class Incident(NamedTuple):
    """Something that went wrong while a file was linted, told by the engine and worded by the rule `code`.

    `path` is the file concerned, `fields` fill the rule's message template.
    """

    code: str
    path: str
    span: Span
    subject: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    fix: Fix | None = None


class Subject(NamedTuple):
    """What a rule is asked about: a script with its contract, or only one of them.

    `path` is the script as it is to be reported; `platform` is what the contract's platform gives a script;
    `platform_env_vars` are further variables (shell patterns) that the configuration declares as given;
    `files_beside` are the names of the Python files in the contract's script folders, for near-misses; `incidents`
    are what the engine saw happen; `execution_specs` are the saved specs that run the script.
    """

    path: str
    platform: Platform
    facts: ScriptFacts | None = None
    contract: ScriptContract | None = None
    contract_path: str = ""
    specification: StepSpecification | None = None
    platform_env_vars: tuple[str, ...] = ()
    files_beside: tuple[str, ...] = ()
    incidents: tuple[Incident, ...] = ()
    execution_specs: tuple[SavedSpec, ...] = ()

    def place(self, line: int) -> ContractPlace | None:
        """The contract's line `line` as the other place of a violation; None without a contract."""
        if self.contract is None:
            return None
        return ContractPlace(self.contract_path, self.contract.step_type, line)


class Rule(ABC):
    """One way in which facts and contract can contradict each other; stateless.

    The docstring of a rule is its documentation. Its first line states the flaw; the sections `Why`, `Bad`, `Good` and
    `Fix` follow. `message` is a `str.format` template. `edition` is the edition of the rule set that the rule first
    belongs to; before that edition is out, the rule is a preview.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity]
    message: ClassVar[str]
    on_by_default: ClassVar[bool] = True
    fixable: ClassVar[bool] = False
    edition: ClassVar[str] = "2026.1"

    @abstractmethod
    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each contradiction of this kind in `subject`."""

    def violation(
        self,
        subject: Subject,
        span: Span,
        about: str,
        fields: Mapping[str, object],
        *,
        line: int | None = None,
        fix: Fix | None = None,
        severity: Severity | None = None,
        path: str | None = None,
    ) -> Violation:
        """A violation of this rule at `span` about the bare name `about`.

        `fields` fill the message template, `line` is the contract's line (None: the contract has no part in it),
        `severity` replaces the rule's own, `path` is the file of `span` where it is not the script.
        """
        return Violation(
            code=self.code,
            name=self.name,
            severity=severity or self.severity,
            subject=about,
            message=self.message.format(**fields),
            path=subject.path if path is None else path,
            span=span,
            contract=None if line is None else subject.place(line),
            fix=fix,
        )


class ComparisonRule(Rule):
    """A rule that compares the facts of a script with its contract, and is silent where either is missing."""

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield what `compare` finds, if there are both sides."""
        if subject.facts is not None and subject.contract is not None:
            yield from self.compare(subject, subject.facts, subject.contract)

    @abstractmethod
    def compare(self, subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> Iterator[Violation]:
        """Yield a violation for each contradiction of this kind between `facts` and `contract`."""


class SavedSpecRule(Rule):
    """A rule that compares the saved execution specs of a script with the script and its contract."""

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield what `judge` finds in each spec that loads, if script and contract are known."""
        if subject.facts is None or subject.contract is None:
            return
        for saved in subject.execution_specs:
            if saved.spec is not None:
                yield from self.judge(subject, saved, saved.spec, subject.facts, subject.contract)

    @abstractmethod
    def judge(
        self, subject: Subject, saved: SavedSpec, spec: ExecutionSpec, facts: ScriptFacts, contract: ScriptContract
    ) -> Iterator[Violation]:
        """Yield a violation for each flaw of this kind in `spec`, which was read from the file of `saved`."""


class IncidentRule(Rule):
    """A rule that words what the engine saw happen, instead of comparing facts with a contract.

    The fields that the engine fills in, by code: CUR001 and CUR005 `reason`; CUR002 `selectors` (the useless names,
    joined by commas); CUR003 `problem`; CUR004 `rule` (code and name) and `error`; SPEC501 `problem`; SPEC502
    `entry_point` and `suggestion` ("" or "; did you mean `x.py`?"); SPEC505 `contracts` (their paths, joined).
    """

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield a violation for each incident of this rule's code."""
        for incident in subject.incidents:
            if incident.code == self.code:
                yield self.violation(
                    subject,
                    incident.span,
                    incident.subject,
                    dict(incident.fields),
                    path=incident.path,
                    fix=incident.fix,
                )
