"""From what discovery found to what the engine lints, and to the configuration of each file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cursus_lint.config import Config, Configurations
from cursus_lint.contracts.loaded import LoadedContracts
from cursus_lint.contracts.near_miss import nearest
from cursus_lint.diagnostics import Span, Step
from cursus_lint.discovery import Discovery, FoundContract, MissingEntryPoint
from cursus_lint.discovery import Target as Found
from cursus_lint.engine.suppress import Terms
from cursus_lint.engine.target import Target
from cursus_lint.rule import Incident
from cursus_lint.specs.loading import load_specifications, specifications_of
from cursus_lint.specs.model import StepSpecification

if TYPE_CHECKING:
    from cursus_lint.runtime.saved_spec import SavedSpecs


def engine_targets(found: Discovery, stdin: bytes | None, today: str) -> list[Target]:
    """What the engine is to lint: the scripts with a contract, and the contracts that something is wrong with.

    `today` is the day by which suppressions end, as YYYY-MM-DD.
    """
    saved = _saved_specs(found)
    scripts = [
        replace(_script(target, stdin, saved), terms=Terms(today, target.config.require_reasons))
        for target in found.targets
        if target.bound or target.ties
    ]
    broken = [
        Target(
            path="",
            contract_path=problem.path,
            contract_file=dict(found.files).get(problem.path),
            incidents=(
                Incident(
                    code="SPEC501",
                    path=problem.path,
                    span=Span.at(max(problem.line, 1), max(problem.column, 1)),
                    subject=problem.field or Path(problem.path).name,
                    fields=(("problem", problem.summary),),
                ),
            ),
        )
        for problem in found.problems
    ]
    alone = [*broken, *(_without_script(missing) for missing in found.missing_entry_points)]
    return [*scripts, *(replace(target, terms=Terms(today)) for target in alone)]


def scripts_without_contract(found: Discovery) -> tuple[str, ...]:
    """The scripts that no contract claims, as they are to be shown."""
    return tuple(target.display for target in found.targets if target.bound is None and not target.ties)


def declared_steps(found: Discovery) -> Iterator[tuple[StepSpecification, Step]]:
    """Every step that a contract of the run declares, with its contract and its script as shown."""
    scripts = {
        (target.contract_display, target.contract.step_type): target.display
        for target in found.targets
        if target.contract is not None
    }
    for shown, file in found.files:
        for specification in load_specifications(file).specifications:
            step_type = specification.step_type
            yield specification, Step(step_type, shown, scripts.get((shown, step_type), ""))


def _saved_specs(found: Discovery) -> SavedSpecs | None:
    """The execution specs that are saved in the projects; None without any, for their models are slow to load."""
    if not found.saved_specs:
        return None
    from cursus_lint.runtime.saved_spec import SavedSpecs, read_saved_spec

    folders = [Path.cwd(), *dict.fromkeys(target.root for target in found.targets)]
    return SavedSpecs(read_saved_spec(shown, file, folders) for shown, file in found.saved_specs)


def _script(target: Found, stdin: bytes | None, saved: SavedSpecs | None) -> Target:
    bound = target.bound
    common = Target(
        path=target.display,
        file=None if target.from_stdin else target.path,
        project_root=target.root,
        platform_env_vars=target.config.platform_env_vars,
    )
    if bound is None:
        return replace(common, file=None, incidents=(_ambiguous(target),))
    return replace(
        common,
        data=stdin if target.from_stdin else None,
        contract=bound.contract,
        contract_path=bound.display,
        contract_file=bound.file,
        specification=_specification(bound),
        execution_specs=saved.of(target.path) if saved else (),
    )


def _specification(bound: FoundContract) -> StepSpecification | None:
    if bound.document is None:
        return None
    return specifications_of(LoadedContracts(documents=(bound.document,)))[0]


def _ambiguous(target: Found) -> Incident:
    names = ", ".join(f"{tie.display} ({tie.contract.step_type})" for tie in target.ties)
    return Incident("SPEC505", target.display, Span.at(1), target.path.name, (("contracts", names),))


def _without_script(missing: MissingEntryPoint) -> Target:
    found = missing.found
    entry_point = found.contract.entry_point or ""
    near = nearest(entry_point, missing.files)
    suggestion = f"; did you mean `{near}`?" if near else ""
    line = found.contract.line_of("entry_point")
    return Target(
        path="",
        contract=found.contract,
        contract_path=found.display,
        contract_file=found.file,
        specification=_specification(found),
        files_beside=missing.files,
        incidents=(
            Incident(
                code="SPEC502",
                path=found.display,
                span=Span.at(max(line, 1)),
                subject=entry_point,
                fields=(("entry_point", entry_point), ("suggestion", suggestion)),
            ),
        ),
    )


def configured_files(found: Discovery, configs: Configurations) -> dict[str, tuple[Config, Path]]:
    """The configuration and the place of every file that a violation can be about, by its shown path."""
    files = {target.display: (target.config, target.path) for target in found.targets}
    others = [
        *found.files,
        *found.saved_specs,
        *((each.bound.display, each.bound.file) for each in found.targets if each.bound),
    ]
    files.update((shown, (configs.for_folder(file.parent), file)) for shown, file in others)
    return files
