"""`cursus-lint facts`: what scripts do, without any contract."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("facts", short_help="Show what scripts do: variables, arguments, paths, imports.")
@click.argument("scripts", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def facts_command(scripts: tuple[Path, ...], output_format: str) -> None:
    """Show what SCRIPTS do: the environment they read, their arguments, paths, channels and imports."""
    from cursus_lint.cli.terminal import warn
    from cursus_lint.engine.reading import read_bytes, read_facts
    from cursus_lint.reporting.facts import facts_as_json, facts_as_text
    from cursus_lint.rule import Incident

    found = []
    failed = False
    for script in scripts:
        data = read_bytes(str(script), script)
        facts = data if isinstance(data, Incident) else read_facts(script.as_posix(), script, data, _root_of(script))
        if isinstance(facts, Incident):
            failed = True
            warn(f"{facts.path}:{facts.span.line}: {dict(facts.fields)['reason']}")
        else:
            found.append(facts)
    click.echo(facts_as_json(found) if output_format == "json" else facts_as_text(found), nl=False)
    sys.exit(1 if failed else 0)


def _root_of(script: Path) -> Path:
    """The project that a script lies in, where its sibling modules are looked for."""
    from cursus_lint.config import Configurations

    folder = script.absolute().parent
    return Configurations(folder, isolated=True).root_of(folder) or folder
