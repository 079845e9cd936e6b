"""`cursus-lint spec`: make, look at, check and repair execution specs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cursus_lint.cli.workplace import workplace_options
from cursus_lint.reporting.escaping import escape

if TYPE_CHECKING:
    from cursus_lint.runtime.matching import ExecutionSpec

_FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
_TAGS = click.option(
    "--tag", "tags", multiple=True, help="Only specs with this tag; with all, where several are given."
)


@click.group("spec", short_help="Make, look at, check and repair execution specs.")
def spec_command() -> None:
    """Make, look at, check and repair execution specs."""


@spec_command.command("new", short_help="Make the specs of pipeline nodes.")
@click.argument("nodes", nargs=-1)
@click.option(
    "--pipeline", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="All nodes of this graph."
)
@workplace_options
@click.option("--enhanced", is_flag=True, help="With aliases for the matching of names.")
@click.option(
    "--extends", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The spec to inherit from."
)
@click.option("--tag", "tags", multiple=True, help="A word to find the spec by; may be given more than once.")
@click.option("--force", is_flag=True, help="Replace specs that are there.")
def new_command(
    nodes: tuple[str, ...],
    pipeline: Path | None,
    scripts: tuple[Path, ...],
    contracts: tuple[Path, ...],
    data: Path,
    enhanced: bool,
    extends: Path | None,
    tags: tuple[str, ...],
    force: bool,
) -> None:
    """Make the execution specs of NODES (such as TabularPreprocessing_training) from their contracts.

    They are saved in the folder `.specs` of the test data. What they need and the contract does not say is named.
    """
    from cursus_lint.cli.unusable import Unusable, unusable
    from cursus_lint.cli.workplace import spec_builder
    from cursus_lint.runtime.dag import InvalidDag, load_dag
    from cursus_lint.runtime.execution_spec import load_spec
    from cursus_lint.runtime.spec_builder import ScriptNotFound
    from cursus_lint.runtime.spec_document import InvalidExecutionSpec

    builder = spec_builder(scripts, contracts or ((pipeline.parent,) if pipeline else ()), data)
    with unusable(InvalidDag, InvalidExecutionSpec, ScriptNotFound):
        wanted = dict.fromkeys((*nodes, *(load_dag(pipeline).order() if pipeline else ())))
        if not wanted:
            raise Unusable("name the nodes to make specs of, or give --pipeline")
        made: dict[Path, str] = {}
        for node in wanted:
            created = builder.resolve_script_execution_spec_from_node(node)
            file = builder.specs_dir / created.get_spec_file_name()
            if file in made:
                click.echo(
                    escape(f"{node}: runs the same script as {made[file]}, and shares its spec {file}"), err=True
                )
                continue
            made[file] = node
            if file.exists() and not force:
                raise Unusable(f"{file} is there already; use --force to replace it")
            spec: ExecutionSpec = builder.enhance(created) if enhanced else created
            spec.tags = tags
            if extends is not None:
                spec = spec.inheriting_from(extends, file)
            builder.save_script_spec(spec)
            click.echo(str(file))
            unset = builder.unset_variables(load_spec(file))
            if unset:
                click.echo(f"{escape(node)}: to be filled in: {', '.join(unset)}", err=True)


@spec_command.command("check", short_help="Check saved specs by themselves.")
@_FILES
@_TAGS
def check_command(files: tuple[Path, ...], tags: tuple[str, ...]) -> None:
    """Check that FILES (or the specs in folders) load and can be run: identity, script, paths, variables.

    What they say against their scripts and contracts is checked by `cursus-lint check`.
    """
    from cursus_lint.runtime.spec_document import InvalidExecutionSpec

    found = wrong = 0
    for file in _spec_files(files):
        try:
            spec = _load(file)
            if not _has(spec, tags):
                continue
            lines = [f"{file}: {problem}" for problem in spec.validate_spec()]
        except InvalidExecutionSpec as invalid:  # whatever its tags are
            lines = str(invalid).splitlines()
        found += 1
        wrong += bool(lines)
        for line in lines:
            click.echo(escape(line))
    _end(found, wrong)


@spec_command.command("fix", short_help="Repair saved specs.")
@_FILES
@_TAGS
def fix_command(files: tuple[Path, ...], tags: tuple[str, ...]) -> None:
    """Repair what needs no decision in FILES: format version, spelling of the script's name, missing output folders.

    What remains is printed as `spec check` prints it.
    """
    from cursus_lint.cli.unusable import unusable
    from cursus_lint.runtime.spec_document import CURRENT_VERSION, InvalidExecutionSpec, read_object

    found = wrong = 0
    for file in _spec_files(files):
        try:
            spec = _load(file)
        except InvalidExecutionSpec as invalid:
            found += 1
            wrong += 1
            for line in str(invalid).splitlines():
                click.echo(escape(line))
            continue
        if not _has(spec, tags):
            continue
        found += 1
        done = spec.auto_fix_common_issues()
        if read_object(file).get("version", 1) != CURRENT_VERSION:
            done.append(f"Updated the format to version {CURRENT_VERSION}")
        if done:
            with unusable(InvalidExecutionSpec):
                spec.save_to_file(file)
        problems = spec.validate_spec()
        wrong += bool(problems)
        for line in (*(f"fixed: {each}" for each in done), *problems):
            click.echo(escape(f"{file}: {line}"))
    _end(found, wrong)


@spec_command.command("show", short_help="Show saved specs as tables.")
@_FILES
@_TAGS
def show_command(files: tuple[Path, ...], tags: tuple[str, ...]) -> None:
    """Show FILES (or the specs in folders) with what they inherit, and their last runs."""
    from cursus_lint.cli.unusable import unusable
    from cursus_lint.runtime.spec_document import InvalidExecutionSpec

    found = 0
    for file in _spec_files(files):
        with unusable(InvalidExecutionSpec):
            spec = _load(file)
        if _has(spec, tags):
            found += 1
            _show(file, spec)
    _end(found, 0)


@spec_command.command("schema", short_help="Print the JSON schema of spec files.")
def schema_command() -> None:
    """Print the JSON schema of spec files, for editors and other tools."""
    from cursus_lint.runtime.spec_schema import execution_spec_schema

    click.echo(json.dumps(execution_spec_schema(), indent=2))


def _spec_files(files: Sequence[Path]) -> list[Path]:
    """The files given, and the saved specs below the folders given."""
    from cursus_lint.runtime.spec_names import spec_file_name

    found: dict[Path, None] = {}
    for given in files:
        found.update(dict.fromkeys(sorted(given.rglob(spec_file_name("*"))) if given.is_dir() else [given]))
    return list(found)


def _has(spec: ExecutionSpec, tags: tuple[str, ...]) -> bool:
    return set(tags) <= set(spec.tags)


def _load(file: Path) -> ExecutionSpec:
    from cursus_lint.cli.unusable import unusable
    from cursus_lint.runtime.execution_spec import load_spec

    with unusable():
        return load_spec(file)


def _end(found: int, wrong: int) -> None:
    if not found:
        click.echo("no saved specs found", err=True)
        sys.exit(3)
    click.echo(f"{found} spec{'s' * (found != 1)}, {wrong} with problems", err=True)
    sys.exit(1 if wrong else 0)


def _show(file: Path, spec: ExecutionSpec) -> None:
    from cursus_lint.cli.tables import print_table

    print_table(f"{spec.step_name} ({file})", ("Field", "Value"), _identity(spec))
    paths = [(side, name, *_path(spec, side, name)) for side in ("input", "output") for name in spec.paths(side)]
    print_table("Paths", ("Side", "Logical name", "Path", "Aliases"), paths)
    print_table("Environment", ("Variable", "Value"), spec.environ_vars.items())
    print_table("Job arguments", ("Argument", "Value"), [(k, json.dumps(v)) for k, v in spec.job_args.items()])
    runs = [
        (f"{run.started_at:%Y-%m-%d %H:%M:%S %Z}", run.step_name, run.outcome, f"{run.seconds:.2f}", run.message)
        for run in spec.history
    ]
    print_table("Last runs", ("Started", "Step", "Outcome", "Seconds", "Remarks"), runs)


def _identity(spec: ExecutionSpec) -> Iterator[tuple[str, str]]:
    yield "script_name", spec.script_name
    yield "script_path", spec.script_path
    for name, value in (("description", spec.description), ("extends", spec.extends), ("tags", ", ".join(spec.tags))):
        if value:
            yield name, value
    if spec.updated_at is not None:
        yield "updated_at", spec.updated_at.isoformat(timespec="seconds")


def _path(spec: ExecutionSpec, side: str, name: str) -> tuple[str, str]:
    from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec

    if isinstance(spec, EnhancedScriptExecutionSpec):
        path_spec = (spec.input_path_specs if side == "input" else spec.output_path_specs)[name]
        return path_spec.path, ", ".join(path_spec.aliases)
    return (spec.input_paths if side == "input" else spec.output_paths)[name], ""
