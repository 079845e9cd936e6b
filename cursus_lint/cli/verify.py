"""`check --verify-fixes`: whether a change that somebody made is exactly what the fixes make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from cursus_lint.cli.check_run import CLEAN, ERROR, NOTHING, VIOLATIONS, settings_of
from cursus_lint.cli.options import CheckOptions
from cursus_lint.cli.targets import configured_files, engine_targets
from cursus_lint.cli.terminal import warn
from cursus_lint.config import ConfigError, Configurations
from cursus_lint.discovery import Request, discover
from cursus_lint.engine.batch import check_all
from cursus_lint.engine.checked import Checked
from cursus_lint.engine.fix import Check
from cursus_lint.engine.policy import Policies
from cursus_lint.engine.provenance import (
    GitProblem,
    PairVerdict,
    changed_files,
    exported,
    repository_root,
    verify_files,
    verify_pair,
)
from cursus_lint.engine.repair import check_of
from cursus_lint.engine.verdict import AS_THEY_ARE, Policy
from cursus_lint.reporting.escaping import escape
from cursus_lint.rules import all_rules


def verify_fixes(options: CheckOptions) -> int:
    """Verify what PATHS name, write the report, and return the exit code."""
    try:
        if len(options.paths) == 1 and not Path(options.paths[0]).exists():
            return _verify_commits(options, options.paths[0])
        if len(options.paths) == 2:
            return _verify_pair(options, Path(options.paths[0]), Path(options.paths[1]))
    except (ConfigError, GitProblem) as error:
        warn(f"error: {error}")
        return ERROR
    raise click.UsageError("--verify-fixes takes two files, the old and the new one, or commits such as main..HEAD")


def _verify_commits(options: CheckOptions, commits: str) -> int:
    repository = repository_root(Path.cwd())
    first, files = changed_files(repository, commits)
    with exported(repository, first) as folder:
        seen = _Seen.of(options, folder, [folder / file.path for file in files if file.old is not None])
        return _report(options, verify_files(files, seen.check_of), changed=len(files))


def _verify_pair(options: CheckOptions, old: Path, new: Path) -> int:
    try:
        before, after = old.read_bytes(), new.read_bytes()
    except OSError as error:
        raise click.UsageError(f"{error.filename}: cannot be read: {error.strerror}") from error
    seen = _Seen.of(options, Path.cwd(), [new, old])
    # Either may be a copy that lies where no contract is; the new one is where the change was made.
    bound = [path for file in (new, old) if (path := seen.shown(file)) is not None and seen.check_of(path) is not None]
    if not bound:
        warn(f"error: no contract claims {new} or {old}; name it with --contract")
        return NOTHING
    return _report(options, [verify_pair(bound[0], before, after, seen.check_of(bound[0]))], changed=1)


@dataclass(frozen=True)
class _Seen:
    """What a check says about files of a folder, and under which paths."""

    checked: Sequence[Checked]
    policy: Policy

    @classmethod
    def of(cls, options: CheckOptions, folder: Path, files: Iterable[Path]) -> _Seen:
        """What a check with these options says about `files`, with `folder` as the current one."""
        file = None if options.config is None else Path.cwd() / options.config
        configs = Configurations(folder, settings_of(options), file=file, isolated=options.isolated)
        paths = tuple(str(path) for path in files)
        if not paths:
            return cls((), AS_THEY_ARE)
        found = discover(Request(folder, paths, options.contract), configs)
        rules = all_rules()
        policy = Policies(rules, configured_files(found, configs), configs.for_folder(folder)).policy()
        return cls(check_all(engine_targets(found, None, options.as_of), rules), policy)

    def check_of(self, path: str) -> Check | None:
        """What the rules would say of a file; None if no contract speaks of it."""
        return check_of(path, self.checked, all_rules(), self.policy)

    def shown(self, file: Path) -> str | None:
        """The path under which a file is reported; None if it was not checked."""
        for each in (checked.target for checked in self.checked):
            for path, place in ((each.path, each.file), (each.contract_path, each.contract_file)):
                if path and place is not None and file.samefile(place):
                    return path
        return None


def _report(options: CheckOptions, verdicts: Sequence[PairVerdict], changed: int) -> int:
    for verdict in verdicts:
        fixes = ", ".join(f"{violation.code} {violation.subject}".rstrip() for violation in verdict.fixed)
        what = f"fixed {fixes}" if fixes else "no fix"
        click.echo(escape(f"{verdict.path}: {what}{'; not by fixes:' if verdict.unexplained else ''}"))
        click.echo(verdict.unexplained, nl=False)
    failed = sum(bool(verdict.unexplained) for verdict in verdicts)
    if not options.quiet:
        click.echo(_summary(changed, failed))
    if not changed:
        return CLEAN if options.allow_no_scripts else NOTHING
    return VIOLATIONS if failed and not options.exit_zero else CLEAN


def _summary(changed: int, failed: int) -> str:
    files = f"{changed} changed file{'' if changed == 1 else 's'}"
    if not changed:
        return "Nothing has changed."
    return f"{files}, {failed} changed by more than fixes." if failed else f"{files}, changed by fixes alone."
