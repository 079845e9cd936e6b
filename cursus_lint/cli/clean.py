"""`cursus-lint clean`: forget what earlier runs found out."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("clean", short_help="Remove what earlier runs remembered.")
@click.option("--cache-dir", metavar="FOLDER", help="The folder that --cache-dir named.  [default: the project's]")
def clean_command(cache_dir: str | None) -> None:
    """Remove the cache of the project that the current folder belongs to. It is only ever a matter of time."""
    # What `--help` does not need: the configuration says where the project begins.
    from cursus_lint.config import Configurations, Settings
    from cursus_lint.engine.cache import FOLDER, remove_cache

    cwd = Path.cwd()
    root = cwd if cache_dir is not None else Configurations(cwd, Settings()).root_of(cwd) or cwd
    folder = cwd / cache_dir if cache_dir is not None else root / FOLDER
    try:
        removed = remove_cache(folder)
    except OSError as error:
        click.echo(f"error: {folder}: {error.strerror or error}", err=True)
        sys.exit(2)
    click.echo(f"{folder}: {'removed' if removed else 'nothing to remove'}", err=True)
