"""`cursus-lint check`: compare scripts with their contracts, and repair them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from cursus_lint.reporting import format_names


@click.command("check", short_help="Compare scripts with their contracts, and repair them.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--contract", type=click.Path(path_type=Path), help="The contract of all PATHS.")
@click.option("--output-format", type=click.Choice(format_names()))
def check_command(paths: tuple[Path, ...], contract: Path | None, output_format: str | None) -> None:
    """Compare the scripts in PATHS (default: the current folder) with their contracts."""
    from cursus_lint.contracts.loading import load_contracts
    from cursus_lint.engine.run import lint
    from cursus_lint.engine.target import Target
    from cursus_lint.reporting import Files, Style, render
    from cursus_lint.rules import all_rules

    assert contract is not None
    loaded = load_contracts(contract)
    targets = [
        Target(path.as_posix(), path, None, loaded.contracts[0], contract.as_posix(), contract) for path in paths
    ]
    report = lint(targets, all_rules())
    files = Files({target.path: target.file for target in targets if target.file})
    click.echo(render(output_format or "json", report, files, Style()), nl=False)
    sys.exit(1 if report.reported else 0)
