"""The command line: `cursus-lint [OPTIONS] [PATHS]` is `cursus-lint check`."""

from __future__ import annotations

import importlib
import io
import os
import sys
from types import TracebackType

import click

from cursus_lint import __version__
from cursus_lint.engine.loading import loading

COMMANDS = {
    "check": "check",
    "config": "config",
    "clean": "clean",
    "contract": "contract",
    "facts": "facts",
    "init": "init",
    "rule": "rules",
    "rules": "rules",
    "run": "run",
    "server": "server",
    "spec": "spec",
}
"""Each command, with the module of this package that holds it; a module is loaded when its command is wanted."""


INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it (128 and the signal's number): click's is the 1 of violations."""


class _Commands(click.Group):
    """Loads commands late; arguments that name none belong to `check`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with loading():
            module = importlib.import_module(f"{__name__}.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(INTERRUPTED)

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
def command_line() -> None:
    """Find and repair contradictions between ML processing scripts and their contracts.

    Without a command, PATHS are checked: `cursus-lint --fix scripts/` is `cursus-lint check --fix scripts/`.
    """


def main() -> None:
    """Run the command line; an error of our own is told as such and exits with 2, not with the 1 of violations."""
    sys.excepthook = _internal_error
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    command_line(prog_name="cursus-lint")


def _internal_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    import traceback

    sys.stdout.flush()
    traceback.print_exception(kind, error, trace)
    click.echo("cursus-lint failed; this is an error in cursus-lint, not in your scripts. Please report it.", err=True)
    sys.stderr.flush()
    os._exit(2)
