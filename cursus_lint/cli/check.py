"""`cursus-lint check`: compare scripts with their contracts, and repair them."""

from __future__ import annotations

import sys

import click

from cursus_lint.cli.options import CheckOptions, check_options, refuse_contradictions
from cursus_lint.engine.loading import loading


@click.command("check", short_help="Compare scripts with their contracts, and repair them.")
@check_options
def check_command(options: CheckOptions) -> None:
    """Compare the scripts in PATHS (default: the current folder) with their contracts.

    A PATH is a script, a contract (it stands for the scripts bound to it), a folder, or `-` for standard input.
    """
    refuse_contradictions(options)
    # Everything that a check needs and `--help` does not.
    if options.verify_fixes:
        from cursus_lint.cli.verify import verify_fixes

        sys.exit(verify_fixes(options))
    with loading():
        from cursus_lint.cli.check_run import run_check

    sys.exit(run_check(options))
