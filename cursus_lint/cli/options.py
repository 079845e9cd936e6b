"""The options of `cursus-lint check`, and the plain data they are handed on as."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Optional, TypeVar, cast

import click

from cursus_lint.cli.outputs import Output, parse_outputs
from cursus_lint.diagnostics import Severity
from cursus_lint.reporting import format_names

Level = Literal["error", "warning", "info"]
Command = TypeVar("Command", bound=Callable[..., object])
_FORMATS = ", ".join(format_names())


@dataclass(frozen=True)
class CheckOptions:
    """What was asked for on the command line; None and () mean that it was not said."""

    paths: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    diff: bool
    fix_only: bool
    show_fixes: bool
    exit_non_zero_on_fix: bool
    add_ignores: bool
    reason: Optional[str]
    verify_fixes: bool
    contract: Optional[str]
    stdin_filename: Optional[str]
    config: Optional[str]
    isolated: bool
    select: Optional[tuple[str, ...]]
    ignore: Optional[tuple[str, ...]]
    extend_select: Optional[tuple[str, ...]]
    extend_ignore: Optional[tuple[str, ...]]
    exclude: Optional[tuple[str, ...]]
    extend_exclude: Optional[tuple[str, ...]]
    force_exclude: Optional[bool]
    output_format: tuple[Output, ...]
    statistics: bool
    show_unknown: bool
    quiet: bool
    verbose: bool
    fail_level: Optional[Level]
    exit_zero: bool
    baseline: Optional[str]
    write_baseline: Optional[str]
    baseline_mode: Literal["shrink", "grow", "lock"]
    diff_base: Optional[str]
    as_of: str
    allow_no_scripts: bool
    jobs: int
    no_cache: bool
    cache_dir: Optional[str]

    @property
    def fixes(self) -> bool:
        """Whether fixes are to be made, or shown."""
        asked = self.fix or self.unsafe_fixes or self.fix_only
        return asked or (self.diff and not self.add_ignores)

    @property
    def changes(self) -> bool:
        """Whether files are to be changed, or the change shown."""
        return self.fixes or self.add_ignores


def _listed(ctx: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> Optional[tuple[str, ...]]:
    """Values given several times or separated by commas; None if none were."""
    if not values:
        return None
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())


def _day(ctx: click.Context, parameter: click.Parameter, value: Optional[str]) -> str:
    """A day as YYYY-MM-DD, today where none was given."""
    if value is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is no day; write it as 2027-01-31") from error


def _processors(ctx: click.Context, parameter: click.Parameter, value: Optional[int]) -> int:
    """So many workers; where nobody said how many, the processors that this process may use."""
    if value is not None:
        return value
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _rules(flag: str, text: str) -> Callable[[Command], Command]:
    return click.option(flag, multiple=True, callback=_listed, metavar="RULES", help=text)


def _flag(flag: str, text: str) -> Callable[[Command], Command]:
    return click.option(flag, is_flag=True, help=text)


_OPTIONS: tuple[Callable[..., Any], ...] = (
    click.argument("paths", nargs=-1),
    _flag("--fix", "Make the safe fixes."),
    _flag("--unsafe-fixes", "Make the unsafe fixes, too; implies --fix."),
    _flag("--diff", "Show what the fixes would change, and write nothing."),
    _flag("--fix-only", "Make the fixes, and do not report what remains; implies --fix."),
    _flag("--show-fixes", "List what was fixed."),
    _flag("--exit-non-zero-on-fix", "Exit 1 if something was fixed, even if nothing remains."),
    _flag("--add-ignores", "Add comments that suppress what is reported now; with --diff, show them only."),
    click.option("--reason", metavar="TEXT", help="Why, in the comments of --add-ignores."),
    _flag("--verify-fixes", "Whether a change is what the fixes make; PATHS are two files, or commits as in A..B."),
    click.option("--contract", metavar="CONTRACT", help="The contract of all PATHS: a file, or a step type."),
    click.option("--stdin-filename", metavar="PATH", help="The path that standard input (-) stands for."),
    click.option("--config", metavar="FILE", help="The configuration file, for all PATHS."),
    _flag("--isolated", "Read no configuration file."),
    _rules("--select", "Rules to report, by code, prefix or name, separated by commas; or ALL."),
    _rules("--ignore", "Rules not to report."),
    _rules("--extend-select", "Rules to report besides those that are selected."),
    _rules("--extend-ignore", "Rules not to report besides those that are ignored."),
    click.option("--exclude", multiple=True, callback=_listed, metavar="PATTERNS", help="What to leave out."),
    click.option(
        "--extend-exclude", multiple=True, callback=_listed, metavar="PATTERNS", help="What to leave out, besides."
    ),
    click.option(
        "--force-exclude", is_flag=True, default=None, help="Leave excluded files out even if PATHS names them."
    ),
    click.option(
        "--output-format",
        multiple=True,
        callback=parse_outputs,
        metavar="FORMAT[=FILE]",
        help=f"How to write the report, and where to; can be repeated.  [default: full]  Formats: {_FORMATS}.",
    ),
    _flag("--statistics", "Count by rule instead of listing."),
    _flag("--show-unknown", "List what could not be known about the scripts."),
    click.option("--quiet", "-q", is_flag=True, help="No summary."),
    click.option("--verbose", "-v", is_flag=True, help="Name the scripts without a contract, and what is suppressed."),
    click.option(
        "--fail-level",
        type=click.Choice([severity.value for severity in Severity]),
        help="The mildest severity that makes the run fail.  [default: warning]",
    ),
    _flag("--exit-zero", "Exit 0 even if violations remain."),
    click.option("--baseline", metavar="FILE", help="The known violations, which are shown as known and do not fail."),
    click.option("--write-baseline", metavar="FILE", help="Write all violations to FILE, as known from now on."),
    click.option(
        "--baseline-mode",
        type=click.Choice(["shrink", "grow", "lock"]),
        default="shrink",
        show_default=True,
        help="Remove entries that stand for nothing any more; or add new violations, too; or fail on such entries.",
    ),
    click.option("--diff-base", metavar="REV", help="Report only what the branch changed since it left REV."),
    click.option("--as-of", callback=_day, metavar="DATE", help="The day by which suppressions end.  [default: today]"),
    _flag("--allow-no-scripts", "Exit 0 instead of 3 if nothing was linted."),
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        callback=_processors,
        metavar="N",
        help="How many processes read scripts.  [default: the processors available]",
    ),
    _flag("--no-cache", "Find everything out again, and remember nothing."),
    click.option(
        "--cache-dir", metavar="FOLDER", help="The cache's folder.  [default: the project's .cursus_lint_cache]"
    ),
)


def refuse_contradictions(options: CheckOptions) -> None:
    """Raise UsageError for options that cannot be meant together."""
    if options.add_ignores and options.fixes:
        raise click.UsageError("--add-ignores ignores what fixes would repair: run --fix first, then --add-ignores")
    if options.reason is not None and not options.add_ignores:
        raise click.UsageError("--reason belongs to --add-ignores")
    if options.reason is not None and (not options.reason.strip() or not options.reason.isprintable()):
        raise click.BadParameter("a reason is one line of text", param_hint="--reason")
    if options.verify_fixes and (options.changes or options.output_format):
        raise click.UsageError("--verify-fixes changes nothing and has one form of report: give it PATHS alone")


def check_options(command: Callable[[CheckOptions], None]) -> Callable[..., None]:
    """Give `command` the options of `check`, as one `CheckOptions`."""

    def run(**given: object) -> None:
        command(CheckOptions(**cast("dict[str, Any]", given)))

    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    decorated: Callable[..., None] = run
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
