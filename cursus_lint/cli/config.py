"""`cursus-lint config`: what is configured, where each value comes from, and the schema of it all."""

from __future__ import annotations

import json
from pathlib import Path

import click


class _Config(click.Group):
    """Arguments that name no command belong to `show`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if own else ["show", *args])


@click.group("config", cls=_Config, short_help="Show what is configured, and where.", subcommand_metavar="[PATH]")
def config_command() -> None:
    """Show what is configured for PATH (default: the current folder), and where each value comes from.

    `cursus-lint config schema` prints the JSON schema of the configuration.
    """


@config_command.command("show", short_help="Show what is configured for a file or folder.")
@click.argument("path", default=".", type=click.Path(path_type=Path))
@click.option("--config", "file", metavar="FILE", help="The configuration file, instead of the nearest one.")
@click.option("--isolated", is_flag=True, help="Read no configuration file.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_command(path: Path, file: str | None, isolated: bool, output_format: str) -> None:
    """Show what is configured for PATH, a file or a folder, one value a line with the place that says it."""
    from cursus_lint.cli.unusable import unusable
    from cursus_lint.config import ConfigError, Configurations
    from cursus_lint.config.origins import explain
    from cursus_lint.reporting.escaping import escape

    cwd = Path.cwd()
    place = (cwd / path).resolve()
    folder = place if place.is_dir() else place.parent
    with unusable(ConfigError):
        configs = Configurations(cwd, file=None if file is None else Path(file), isolated=isolated)
        values = explain(configs.for_folder(folder))
        root = configs.root_of(folder) or folder
    if output_format == "json":
        said = [
            {"key": each.key, "value": json.loads(each.value), "source": _shown(each.source, root), "line": each.line}
            for each in values
        ]
        click.echo(json.dumps({"version": 1, "values": said}, indent=2))
        return
    for each in values:
        where = _shown(each.source, root) + (f":{each.line}" if each.line else "")
        click.echo(escape(f"{each.key} = {each.value}  # {where}"))


@config_command.command("schema", short_help="Print the JSON schema of the configuration.")
def schema_command() -> None:
    """Print the JSON schema of `[tool.cursus-lint]` and of `cursus-lint.toml`."""
    from cursus_lint.config import json_schema

    click.echo(json_schema(), nl=False)


def _shown(source: str, root: Path) -> str:
    file = Path(source)
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else source
