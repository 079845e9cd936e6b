"""Where a pipeline's scripts, contracts and test data lie, as the options of `run` and `spec` say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cursus_lint.reporting.escaping import escape

if TYPE_CHECKING:
    from cursus_lint.runtime.spec_builder import PipelineTestingSpecBuilder

FOLDER = click.Path(path_type=Path, file_okay=False)
_Command = TypeVar("_Command", bound=Callable[..., Any])


def workplace_options(command: _Command) -> _Command:
    """The options `--scripts`, `--contracts` and `--data`."""
    options = (
        click.option(
            "--scripts",
            multiple=True,
            type=FOLDER,
            help="Where scripts are looked for; by default `scripts` in the test data, then beside the contract.",
        ),
        click.option(
            "--contracts",
            multiple=True,
            type=FOLDER,
            help="Where contracts are; by default beside the pipeline, without one here.",
        ),
        click.option(
            "--data",
            type=FOLDER,
            default=Path("test_data"),
            show_default=True,
            help="The folder of test data, outputs and specs.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def spec_builder(scripts: tuple[Path, ...], contracts: tuple[Path, ...], data: Path) -> PipelineTestingSpecBuilder:
    """The spec builder of a workplace, with the contracts that load; the others are named on standard error."""
    from cursus_lint.runtime.spec_builder import PipelineTestingSpecBuilder
    from cursus_lint.specs.registry import SpecificationRegistry

    registry = SpecificationRegistry()
    for problem in registry.load(*(contracts or (Path(),))):
        click.echo(f"warning: {escape(str(problem))}", err=True)
    return PipelineTestingSpecBuilder(data, scripts or None, registry)
