"""What `check` changes in files when asked: `--fix`, `--unsafe-fixes` and `--add-ignores`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cursus_lint.cli.options import CheckOptions
from cursus_lint.cli.terminal import warn
from cursus_lint.diagnostics import Report, Violation
from cursus_lint.engine.checked import Checked
from cursus_lint.engine.fix import safe_only, safe_or_unsafe
from cursus_lint.engine.repair import RepairedFile, repair, report_after, silence
from cursus_lint.engine.verdict import Policy
from cursus_lint.engine.write import CannotWrite, remove_leftovers, write_fixed
from cursus_lint.rule import Rule


@dataclass(frozen=True)
class Changes:
    """The files as they are now, and whether one could not be written."""

    files: tuple[RepairedFile, ...] = ()
    unwritten: bool = False


def change_files(
    options: CheckOptions, checked: Sequence[Checked], counting: Report, rules: Sequence[Rule], policy: Policy
) -> Changes:
    """Fix or silence what `counting` reports; write it, unless only a diff is wanted; tell what was not done."""
    if options.add_ignores:
        changed = silence(checked, counting, rules, policy, options.reason or "")
        kind = "a comment to ignore"
    else:
        changed = repair(checked, counting, rules, policy, _wanted(options, counting))
        kind = "the fix of"
    for violation, reason in (dropped for each in changed for dropped in each.dropped):
        done = "written" if options.add_ignores else "made"
        warn(f"{violation.path}:{violation.span.line}: {kind} {violation.code} was not {done}: {reason}")
    if options.diff:
        return Changes(tuple(changed))
    targets = [each.target for each in checked]
    remove_leftovers(Path(file) for each in targets for file in (each.file, each.contract_file) if file)
    written = tuple(each for each in changed if _write(each))
    if options.add_ignores:
        _tell(written)
    return Changes(written, unwritten=len(written) < len(changed))


def report_of_changes(
    options: CheckOptions, checked: Sequence[Checked], made: Changes, rules: Sequence[Rule], policy: Policy
) -> Report:
    """The report once the changes have been made."""
    report = report_after(checked, made.files, rules, policy)
    return replace(report, fixed=report.fixed if options.fixes else ())


def _wanted(options: CheckOptions, counting: Report) -> Callable[[Violation], bool]:
    """Which fixes are made: those of the wanted grade for what counts."""
    graded = safe_or_unsafe if options.unsafe_fixes else safe_only
    about = {(violation.path, violation.code, violation.subject) for violation in counting.reported}
    return lambda violation: graded(violation) and (violation.path, violation.code, violation.subject) in about


def _write(changed: RepairedFile) -> bool:
    """Write a file if it has changed; False if it cannot be written, which is told."""
    if changed.file is None or changed.new == changed.old:
        return True
    try:
        write_fixed(changed.file, changed.old, changed.new, changed.root or changed.file.parent)
    except CannotWrite as problem:
        warn(f"error: {problem}")
        return False
    return True


def _tell(written: Sequence[RepairedFile]) -> None:
    """Say how much was silenced; the report itself only counts what comments suppress in all."""
    silenced = sum(len(each.applied) for each in written)
    files = sum(each.new != each.old for each in written)
    if silenced:
        warn(f"Comments added for {_count(silenced, 'violation')} in {_count(files, 'file')}.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
