"""`cursus-lint server`: speak the Language Server Protocol with an editor."""

from __future__ import annotations

import click

from cursus_lint.cli.unusable import Unusable


@click.command("server", short_help="Show contradictions in an editor, while you type.")
@click.option(
    "--tcp",
    metavar="[HOST:]PORT",
    help="Listen there instead of on standard input, for any number of editors; for containers. Without HOST only this "
    "machine can connect; port 0 is any that is free.",
)
def server_command(tcp: str | None) -> None:
    """Speak the Language Server Protocol with an editor, over standard input and output."""
    address = None if tcp is None else _address(tcp)
    from cursus_lint.cli.targets import configured_files, engine_targets

    try:
        from cursus_lint.server.binding import Stages
        from cursus_lint.server.serving import serve, serve_tcp
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("cursus_lint"):
            raise
        raise Unusable(f"the server needs {missing.name}: install `cursus-lint[lsp]`") from missing
    stages = Stages(engine_targets, configured_files)
    if address is None:
        serve(stages)
        return
    try:
        serve_tcp(stages, *address, lambda shown: click.echo(f"Listening on {shown}", err=True))
    except OSError as problem:
        raise Unusable(f"cannot listen on {tcp}: {problem.strerror or problem}") from problem
    except KeyboardInterrupt:
        click.echo("Stopped", err=True)


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or not 0 <= int(port) < 65536:
        raise click.BadParameter(f"{text!r} is not PORT or HOST:PORT", param_hint="--tcp")
    return host.strip("[]") or "127.0.0.1", int(port)
