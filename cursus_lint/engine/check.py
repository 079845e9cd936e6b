"""Rules asked about one script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from cursus_lint.config import Config
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.diagnostics import Span, Violation
from cursus_lint.rule import Incident, Rule, Subject
from cursus_lint.rules import all_rules
from cursus_lint.specs.model import StepSpecification


def check_script(
    path: Path,
    contract: ScriptContract,
    specification: StepSpecification | None = None,
    config: Config | None = None,
) -> tuple[Violation, ...]:
    """The violations that `cursus-lint check` reports for one script and one contract, sorted by place.

    The script is read, never run. What `config` (the default one if None) turns off and what a comment suppresses is
    left out. A file that cannot be read or parsed is a violation (CUR005, CUR001).

    Raises:
        ConfigError: `config` names a rule that does not exist.
    """
    # The run of many targets builds on `check_subject` below, and this is a run of one.
    from cursus_lint.engine.policy import Policies
    from cursus_lint.engine.run import lint
    from cursus_lint.engine.target import Target
    from cursus_lint.engine.terms import Terms
    from cursus_lint.specs.filed import filed

    settings = config or Config()
    target = Target(
        path=path.as_posix(),
        file=path,
        bound=filed(contract, specification),
        contract_path=contract.source,
        contract_file=Path(contract.source) if contract.source else None,
        project_root=path.absolute().parent,
        platform_env_vars=settings.platform_env_vars,
        terms=Terms(date.today().isoformat(), settings.require_reasons),
    )
    rules = all_rules()
    return tuple(lint([target], rules, Policies(rules, {}, settings).policy()).reported)


def check_subject(subject: Subject, rules: Sequence[Rule]) -> list[Violation]:
    """What `rules` say about `subject`, sorted by place.

    A rule that raises is reported as CUR004 and keeps what it had said before; the others go on.
    """
    said: list[Violation] = []
    crashes: list[Incident] = []
    for rule in rules:
        try:
            said.extend(rule.check(subject))
        except Exception as error:  # noqa: BLE001 - the one place where a rule may fail without stopping the run
            crashes.append(_crash_of(rule, subject, error))
    if crashes:
        crashed = subject._replace(incidents=tuple(crashes))
        said.extend(violation for rule in rules if rule.code == "CUR004" for violation in rule.check(crashed))
    return sorted(said, key=Violation.sort_key)


def _crash_of(rule: Rule, subject: Subject, error: Exception) -> Incident:
    about = f"{rule.code} ({rule.name})"
    return Incident(
        code="CUR004",
        path=subject.path,
        span=Span.at(1),
        subject=rule.code,
        fields=(("rule", about), ("error", f"{type(error).__name__}: {error}")),
    )
