"""One run of `check`, from the arguments to the exit code."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cursus_lint.cli.gate import Gate, Scope, whole_project
from cursus_lint.cli.options import CheckOptions
from cursus_lint.cli.outputs import CannotReport, Output, output_of_configuration, write_outputs
from cursus_lint.cli.targets import configured_files, declared_steps, engine_targets, scripts_without_contract
from cursus_lint.cli.terminal import progress, wants_color, warn
from cursus_lint.config import Config, ConfigError, Configurations, Settings
from cursus_lint.diagnostics import Pipeline, Report
from cursus_lint.discovery import Discovery, Request, discover
from cursus_lint.engine.assembly import assemble
from cursus_lint.engine.batch import check_all
from cursus_lint.engine.cache import FOLDER, Cache, NoCache
from cursus_lint.engine.contract_files import ContractFiles
from cursus_lint.engine.memory import Memory
from cursus_lint.engine.policy import Policies
from cursus_lint.engine.rulebook import known_rules
from cursus_lint.engine.standby import Standby
from cursus_lint.engine.target import Target
from cursus_lint.engine.version import version
from cursus_lint.reporting import Files, Style

if TYPE_CHECKING:  # what changes files is loaded when files are to be changed
    from cursus_lint.cli.changes import Changes

CLEAN, VIOLATIONS, ERROR, NOTHING = 0, 1, 2, 3


def run_check(options: CheckOptions) -> int:
    """Do what the options ask for, write the report, and return the exit code."""
    try:
        return _run(options)
    except (ConfigError, CannotReport) as error:
        warn(f"error: {error}")
        return ERROR


def _run(options: CheckOptions) -> int:
    cwd = Path.cwd()
    stdin = sys.stdin.buffer.read() if "-" in options.paths else None
    file = None if options.config is None else Path(options.config)
    configs = Configurations(cwd, settings_of(options), file=file, isolated=options.isolated)
    config = configs.for_folder(cwd)
    outputs = options.output_format or (_configured_output(config),)
    with _cache(options, configs, cwd) as store, Standby(options.jobs, blank=store.blank) as standby:
        program = version()
        contracts = ContractFiles(store, program)
        request = Request(cwd, options.paths, options.contract, options.stdin_filename, stdin or b"")
        found = discover(request, configs, contracts.read, standby.expect)
        _tell(found)

        rules = known_rules(store, program)
        files_configured = configured_files(found, configs)
        policy = Policies(rules, files_configured, config).policy()
        targets = engine_targets(found, stdin, options.as_of)
        root, whole = whole_project(options.paths, config, configs, cwd)
        files = _files(targets, files_configured.reported, root)
        gate = Gate(options, Scope(root, config, files_configured, whole), targets, files)
        without_contract, contract_files = scripts_without_contract(found), found.contract_files
        pipeline = _pipeline(found) if any(output.format == "html" for output in outputs) else Pipeline()
        unusable = bool(found.errors)
        # All else that discovery found would be memory that the check has a better use for.
        del found
        memory = Memory(store, rules, program)
        with progress(len(targets)) as advance:
            checked = check_all(targets, rules, advance, None if options.no_cache else memory, options.jobs, standby)
        report = assemble(checked, rules, policy, None, contracts.commented, memory.comments)

        made: Changes | None = None
        if options.changes:
            from cursus_lint.cli.changes import change_files, report_of_changes

            made = change_files(options, checked, gate.narrow(report), rules, policy)
            if options.diff:
                return _show_diff(made, unusable=unusable)
            report = report_of_changes(options, checked, made, rules, policy)

    report = gate.narrow(report) if unusable else gate.settle(report, rules, policy)
    report = replace(
        report,
        pipeline=pipeline,
        without_contract=without_contract,
        contracts=contract_files,
        reported=() if options.fix_only else report.reported,
    )
    # Standard input is fixed to standard output, and the report makes way for it.
    fixed_stdin = made is not None and stdin is not None
    if made is not None and stdin is not None:
        sys.stdout.buffer.write(next((each.new for each in made.files if each.file is None), stdin))
    write_outputs(outputs, report, files, _style(options), to_stderr=fixed_stdin)
    unwritten = made is not None and made.unwritten
    return _exit_code(options, config, report, failed=unusable or unwritten)


def _style(options: CheckOptions) -> Style:
    return Style(
        color=wants_color(sys.stdout),
        show_unknown=options.show_unknown,
        statistics=options.statistics,
        show_fixes=options.show_fixes,
        verbose=options.verbose,
        quiet=options.quiet,
    )


def _cache(options: CheckOptions, configs: Configurations, cwd: Path) -> Cache | NoCache:
    """Where earlier runs have left what they found out."""
    if options.no_cache:
        return NoCache()
    if options.cache_dir is not None:
        return Cache(cwd / options.cache_dir)
    return Cache((configs.root_of(cwd) or cwd) / FOLDER)


def settings_of(options: CheckOptions) -> Settings:
    """The command line as a layer of configuration."""
    return Settings(
        select=options.select,
        ignore=options.ignore,
        extend_select=options.extend_select,
        extend_ignore=options.extend_ignore,
        exclude=options.exclude,
        extend_exclude=options.extend_exclude,
        force_exclude=options.force_exclude,
        fail_level=options.fail_level,
    )


def _configured_output(config: Config) -> Output:
    try:
        return output_of_configuration(config.output_format or "full")
    except click.BadParameter as error:
        raise ConfigError(f"`output-format`: {error.message}") from error


def _tell(found: Discovery) -> None:
    """Say what discovery could not use."""
    for error in found.errors:
        warn(f"error: {error}")
    for path in found.skipped:
        warn(f"{path}: neither a script nor a contract, skipped")


def _pipeline(found: Discovery) -> Pipeline:
    from cursus_lint.engine.pipeline import pipeline_of

    return pipeline_of(declared_steps(found))


def _show_diff(made: Changes, *, unusable: bool) -> int:
    from cursus_lint.engine.diff import diff

    text = "".join(diff(each.path, each.old, each.new) for each in made.files)
    click.echo(text, nl=False)
    return ERROR if unusable else VIOLATIONS if text else CLEAN


def _files(targets: Sequence[Target], places: Mapping[str, str], root: Path) -> Files:
    repository = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    return Files(places, {each.path: each.data for each in targets if each.data is not None}, repository)


def _exit_code(options: CheckOptions, config: Config, report: Report, *, failed: bool) -> int:
    if failed:
        return ERROR
    if not (report.linted or report.reported or report.suppressed or report.ignored or report.known):
        return CLEAN if options.allow_no_scripts else NOTHING
    remains = any(kind.severity.rank <= config.fail_level.rank for kind in report.kinds())
    if remains or (report.fixed and options.exit_non_zero_on_fix):
        return CLEAN if options.exit_zero else VIOLATIONS
    return CLEAN
