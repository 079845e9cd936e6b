"""`cursus-lint contract`: look at contracts, and check them by themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cursus_lint.reporting.escaping import escape

if TYPE_CHECKING:
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.contracts.problems import InvalidContract
    from cursus_lint.specs.model import StepSpecification
    from cursus_lint.specs.registry import SpecificationRegistry

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))


@click.group("contract", short_help="Look at contracts, and check them by themselves.")
def contract_command() -> None:
    """Look at contracts, and check them by themselves."""


@contract_command.command("list", short_help="List the steps that contracts declare.")
@_PATHS
def list_command(paths: tuple[Path, ...]) -> None:
    """List the steps that the contracts in PATHS (default: the current folder) declare."""
    from cursus_lint.cli.tables import print_table

    registry, problems = _registry(paths)
    rows = [_summary(registry, name) for name in registry.list()]
    print_table("", ("Step", "Script", "Inputs", "Outputs", "Variables", "Contract"), rows)
    _end(problems, len(rows))


@contract_command.command("show", short_help="Show a contract as tables.")
@click.argument("step")
@_PATHS
def show_command(step: str, paths: tuple[Path, ...]) -> None:
    """Show the contract of STEP, a step type or a contract file, with its channels, environment and arguments.

    A step type is looked for in PATHS (default: the current folder).
    """
    from cursus_lint.cli.unusable import Unusable

    if Path(step).is_file():
        registry, problems = _registry((Path(step),))
        steps = [found for name in registry.list() if (found := registry.get_specification(name))]
    else:
        registry, problems = _registry(paths)
        specification = registry.get_specification(step)
        if specification is None:
            raise Unusable(registry.why_unknown(step))
        steps = [specification]
    for each in steps:
        _show(each)
    _end(problems, len(steps))


@contract_command.command("check", short_help="Check contracts by themselves.")
@_PATHS
def check_command(paths: tuple[Path, ...]) -> None:
    """Check the contracts in PATHS (default: the current folder) by themselves, without their scripts.

    Whether they load, and whether contract and specification of each step agree.
    """
    from cursus_lint.engine.run import lint
    from cursus_lint.engine.target import Target
    from cursus_lint.rules import all_rules
    from cursus_lint.specs.filed import filed

    registry, problems = _registry(paths)
    targets = [
        Target(
            path="",
            bound=filed(contract, specification),
            contract_path=contract.source,
            contract_file=Path(contract.source),
        )
        for name in registry.list()
        if (specification := registry.get_specification(name)) and (contract := specification.script_contract)
    ]
    report = lint(targets, all_rules())
    for violation in report.reported:
        place = f"{violation.path}:{violation.span.line}:{violation.span.column}"
        click.echo(escape(f"{place}: {violation.severity.value} {violation.code} {violation.message}"))
    click.echo(f"{len(targets)} contract{'s' * (len(targets) != 1)} checked", err=True)
    _end(problems, len(targets), wrong=bool(report.reported))


@contract_command.command("schema", short_help="Print the JSON schema of contract files.")
def schema_command() -> None:
    """Print the JSON schema of `*.step.yaml` and `*.step.json`."""
    from cursus_lint.contracts.json_schema import step_schema

    click.echo(step_schema(), nl=False)


def _registry(paths: tuple[Path, ...]) -> tuple[SpecificationRegistry, tuple[InvalidContract, ...]]:
    from cursus_lint.specs.registry import SpecificationRegistry

    registry = SpecificationRegistry()
    return registry, registry.load(*(paths or (Path(),)))


def _end(problems: tuple[InvalidContract, ...], found: int, *, wrong: bool = False) -> None:
    """Name the contracts that do not load, and leave with the exit code that follows."""
    for problem in problems:
        click.echo(
            f"{escape(str(problem.path))}:{problem.line}:{problem.column}: error SPEC501 {escape(problem.summary)}"
        )
    if not problems and not found:
        click.echo("no contracts found", err=True)
        sys.exit(3)
    sys.exit(1 if problems or wrong else 0)


def _summary(registry: SpecificationRegistry, name: str) -> tuple[str, ...]:
    specification = registry.get_specification(name)
    contract = specification.script_contract if specification else None
    if contract is None:
        return (name, "", "", "", "", "")
    counts = (contract.expected_input_paths, contract.expected_output_paths, contract.declared_env_vars)
    return (name, contract.entry_point or "", *(str(len(part)) for part in counts), contract.source)


def _show(specification: StepSpecification) -> None:
    from cursus_lint.cli.tables import print_table

    contract = specification.script_contract
    title = specification.step_type if contract is None else f"{specification.step_type} ({contract.source})"
    print_table(title, ("Field", "Value"), _identity(specification))
    if contract is None:
        return
    print_table("Channels", ("Side", "Logical name", "Path", "Required", "Matches"), _channels(specification, contract))
    print_table("Environment", ("Variable", "Required", "Default"), _variables(contract))
    print_table("Arguments", ("Argument", "Default", "Choices", "Source"), _arguments(contract))
    print_table("Requirements", ("Distribution", "Version"), contract.framework_requirements.items())


def _identity(specification: StepSpecification) -> Iterator[tuple[str, str]]:
    contract = specification.script_contract
    yield "node_type", specification.node_type
    if contract is None:
        yield "script", "no contract"
        return
    values = (
        ("entry_point", contract.entry_point),
        ("sagemaker_step_type", contract.sagemaker_step_type),
        ("variants", ", ".join(contract.variants)),
        ("description", " ".join(contract.description.split())),
    )
    yield from ((name, value) for name, value in values if value)


def _channels(specification: StepSpecification, contract: ScriptContract) -> Iterator[tuple[str, ...]]:
    for name, path in contract.expected_input_paths.items():
        dependency = specification.dependency(name)
        sources = ", ".join(dependency.compatible_sources) if dependency else "not a dependency of the specification"
        yield ("input", name, path, "no" if name in contract.optional_inputs else "yes", sources)
    for name, path in contract.expected_output_paths.items():
        output = specification.output(name)
        aliases = ", ".join(output.aliases) if output else "not an output of the specification"
        yield ("output", name, path, "", aliases)


def _variables(contract: ScriptContract) -> Iterator[tuple[str, ...]]:
    yield from ((name, "yes", "") for name in contract.required_env_vars)
    yield from ((name, "no", "" if text is None else repr(text)) for name, text in contract.optional_env_vars.items())
    yield from ((name, "computed", "") for name in contract.computed_env_vars if name not in contract.optional_env_vars)


def _arguments(contract: ScriptContract) -> Iterator[tuple[str, ...]]:
    for argument in contract.job_arguments:
        default = "" if argument.default is None else repr(argument.default)
        yield (argument.flag, default, ", ".join(argument.choices or ()), argument.source or "")
    flags = {argument.flag for argument in contract.job_arguments}
    for name, value in contract.expected_arguments.items():
        if f"--{name}" not in flags:
            yield (f"--{name}", "" if value is None else repr(value), "", "")
