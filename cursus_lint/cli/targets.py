"""From what discovery found to what the engine lints, and to the configuration of each file."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cursus_lint.config import Config, Configurations
from cursus_lint.contracts.naming import script_names
from cursus_lint.contracts.near_miss import nearest
from cursus_lint.diagnostics import Span, Step
from cursus_lint.discovery import Discovery, MissingEntryPoint
from cursus_lint.discovery import Target as Found
from cursus_lint.engine.target import Target
from cursus_lint.engine.terms import Terms
from cursus_lint.rule import Incident

if TYPE_CHECKING:
    from cursus_lint.runtime.saved_spec import SavedSpecs
    from cursus_lint.specs.model import StepSpecification


def engine_targets(found: Discovery, stdin: bytes | None, today: str) -> list[Target]:
    """What the engine is to lint: the scripts with a contract, and the contracts that something is wrong with.

    `today` is the day by which suppressions end, as YYYY-MM-DD.
    """
    saved = _saved_specs(found)
    lax, strict = Terms(today), Terms(today, require_reasons=True)
    scripts = [
        _script(target, stdin, saved, strict if target.config.require_reasons else lax)
        for target in found.targets
        if target.bound or target.ties
    ]
    files = dict(found.files)
    broken = [
        Target(
            path="",
            contract_path=problem.path,
            contract_file=files.get(problem.path),
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
    return [*scripts, *(replace(target, terms=lax) for target in alone)]


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
    from cursus_lint.specs.loading import load_specifications

    for shown, file in found.files:
        for specification in load_specifications(Path(file)).specifications:
            step_type = specification.step_type
            yield specification, Step(step_type, shown, scripts.get((shown, step_type), ""))


def _saved_specs(found: Discovery) -> SavedSpecs | None:
    """The execution specs that are saved in the projects; None without any, for their models are slow to load."""
    if not found.saved_specs:
        return None
    from cursus_lint.runtime.saved_spec import SavedSpecs, read_saved_spec

    folders = [Path.cwd(), *dict.fromkeys(target.root for target in found.targets)]
    return SavedSpecs(read_saved_spec(shown, Path(file), folders) for shown, file in found.saved_specs)


def _script(target: Found, stdin: bytes | None, saved: SavedSpecs | None, terms: Terms) -> Target:
    bound = target.bound
    # Of a script that several contracts claim nothing but that is said, and it is not read.
    return Target(
        path=target.display,
        file=None if target.from_stdin or bound is None else target.place,
        data=stdin if target.from_stdin and bound is not None else None,
        bound=bound.contract if bound is not None else None,
        contract_path=target.contract_display,
        contract_file=bound.place if bound is not None else None,
        project_root=target.root,
        platform_env_vars=target.config.platform_env_vars,
        incidents=() if bound is not None else (_ambiguous(target),),
        execution_specs=saved.of(target.path) if saved is not None and bound is not None else (),
        terms=terms,
    )


def _ambiguous(target: Found) -> Incident:
    names = ", ".join(f"{tie.display} ({tie.contract.step_type})" for tie in target.ties)
    return Incident("SPEC505", target.display, Span.at(1), target.path.name, (("contracts", names),))


def _without_script(missing: MissingEntryPoint) -> Target:
    found = missing.found
    entry_point = found.contract.entry_point or ""
    near = _meant(entry_point, found.contract.step_type, missing.files)
    suggestion = f"; did you mean `{near}`?" if near else ""
    return Target(
        path="",
        bound=found.contract,
        contract_path=found.display,
        contract_file=found.place,
        files_beside=missing.files,
        incidents=(
            Incident(
                code="SPEC502",
                path=found.display,
                span=Span.at(max(found.contract.line, 1)),
                subject=entry_point,
                fields=(("entry_point", entry_point), ("suggestion", suggestion)),
            ),
        ),
    )


def _meant(entry_point: str, step_type: str, files: tuple[str, ...]) -> str | None:
    """The file that a missing entry point may have meant: of its name, of nearly its name, or named for the step."""
    name = posixpath.basename(entry_point.replace("\\", "/"))
    if name in files:  # in another folder than the contract says
        return name
    return nearest(name, files) or next((file for file in script_names(step_type) if file in files), None)


class ConfiguredFiles(Mapping[str, tuple[Config, str]]):
    """The configuration and the place of every file that a violation can be about, by its shown path.

    `reported` are the places of those that a report can show lines of: contracts, saved specs, and the scripts that are
    read from disk.
    """

    def __init__(self, found: Discovery, configs: Configurations) -> None:
        self.reported = dict((*found.files, *found.saved_specs))
        self.reported.update((each.found.display, each.found.place) for each in found.missing_entry_points)
        self.reported.update((each.display, each.place) for each in found.targets if each.bound and not each.from_stdin)
        self._others = {each.display: each.place for each in found.targets if each.display not in self.reported}
        self._configs = configs
        self._folders: dict[str, Config] = {}

    def __getitem__(self, shown: str) -> tuple[Config, str]:
        place = self.reported.get(shown) or self._others[shown]
        folder = place[: place.rindex("/")] or "/"
        config = self._folders.get(folder)
        if config is None:
            config = self._folders[folder] = self._configs.for_folder(Path(folder))
        return config, place

    def __iter__(self) -> Iterator[str]:
        yield from self.reported
        yield from self._others

    def __len__(self) -> int:
        return len(self.reported) + len(self._others)


def configured_files(found: Discovery, configs: Configurations) -> ConfiguredFiles:
    """The configuration and the place of every file that a violation can be about. Raises ConfigError when asked."""
    return ConfiguredFiles(found, configs)
