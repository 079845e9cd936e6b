"""`cursus-lint init`: set a project up."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

_BASELINE = "cursus-lint-baseline.json"
_HOOKS = """\
repos:
- repo: local
  hooks:
  - id: cursus-lint
    name: cursus-lint
    entry: cursus-lint check --force-exclude --allow-no-scripts
    language: system   # the cursus-lint that is installed
    types_or: [python, yaml]
    require_serial: true
"""


@click.command("init", short_help="Set a project up: configuration, baseline, pre-commit.")
@click.option("--baseline/--no-baseline", default=None, help=f"Write the present violations to {_BASELINE}.")
@click.option("--pre-commit/--no-pre-commit", default=None, help="Write .pre-commit-config.yaml.")
def init_command(baseline: bool | None, pre_commit: bool | None) -> None:
    """Set up the project in the current folder.

    Finds contracts and scripts, and writes where they are to pyproject.toml, or to cursus-lint.toml if there is none.
    On a terminal it asks for what was not said; elsewhere it writes no more than it was told.
    """
    from cursus_lint.cli.unusable import Unusable, unusable
    from cursus_lint.config import ConfigError, Configurations
    from cursus_lint.config.starting import configured_file, starting_table, write_table
    from cursus_lint.discovery import Request, discover

    folder = Path.cwd()
    with unusable(ConfigError):
        there = configured_file(folder)
        if there is not None:
            raise Unusable(f"{there.name} configures cursus-lint already; `cursus-lint config` shows it")
        found = discover(Request(folder, (".",)), Configurations(folder, isolated=True))
        bound = [target for target in found.targets if target.bound or target.ties]
        contracts = [Path(file) for _, file in found.files]
        table = starting_table(folder, contracts, [target.path for target in bound])
        wants_baseline = _wanted(baseline, "List the present violations as known, so that only new ones fail?")
        file = write_table(folder, table, _BASELINE if wants_baseline else None)
    click.echo(f"{file.name}: {_count(len(contracts), 'contract')}, {_count(len(bound), 'script')} with a contract")
    if wants_baseline:
        command = [sys.executable, "-m", "cursus_lint", "check", "--write-baseline", _BASELINE, "--quiet"]
        done = subprocess.run([*command, "--output-format", "concise", "--allow-no-scripts"], cwd=folder, check=False)
        if done.returncode == 2:
            raise Unusable("the baseline was not written")
    _offer_hooks(folder, pre_commit)


def _wanted(said: bool | None, question: str) -> bool:
    if said is not None:
        return said
    return sys.stdin.isatty() and click.confirm(question, default=True)


def _offer_hooks(folder: Path, said: bool | None) -> None:
    file = folder / ".pre-commit-config.yaml"
    if file.exists():
        click.echo(f"{file.name} is there; this is the entry for it:\n\n{_HOOKS}", nl=False)
    elif _wanted(said, "Check every commit with pre-commit?"):
        file.write_text(_HOOKS, encoding="utf-8")
        click.echo(f"{file.name}: written; `pre-commit install` turns it on")
    elif said is None:
        click.echo(f"For pre-commit, {file.name} needs:\n\n{_HOOKS}", nl=False)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
