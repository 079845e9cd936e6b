"""The command line: `cursus-lint [OPTIONS] [PATHS]` is `cursus-lint check`."""

from __future__ import annotations

import importlib

import click

from cursus_lint import __version__

COMMANDS = {
    "check": "check",
    "facts": "facts",
    "rule": "rules",
    "rules": "rules",
}
"""Each command, with the module of this package that holds it; a module is loaded when its command is wanted."""


class _Commands(click.Group):
    """Loads commands late; arguments that name none belong to `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__name__}.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        own = first in COMMANDS or first in ("--version", *ctx.help_option_names)
        return super().parse_args(ctx, args if own else ["check", *args])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    options_metavar="[OPTIONS]",
    subcommand_metavar="[COMMAND] [PATHS]...",
)
@click.version_option(__version__, prog_name="cursus-lint", message="%(prog)s %(version)s")
def main() -> None:
    """Find and repair contradictions between ML processing scripts and their contracts.

    Without a command, PATHS are checked: `cursus-lint --fix scripts/` is `cursus-lint check --fix scripts/`.
    """
