"""Fixing or silencing many files: each by itself, then the whole looked at again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from cursus_lint.diagnostics import Report, Violation
from cursus_lint.engine.fix import Check, Dropped, FixOutcome, settle
from cursus_lint.engine.ignores import add_ignores
from cursus_lint.engine.reading import read_bytes
from cursus_lint.engine.run import Checked, assemble, check_target, with_content
from cursus_lint.engine.verdict import Policy
from cursus_lint.rule import Incident, Rule


@dataclass(frozen=True, slots=True)
class RepairedFile:
    """A file that fixes would change, or tried to: its content before and after.

    `file` is None for standard input. `root` bounds where a symbolic link may lead.
    """

    path: str
    file: Path | None
    root: Path | None
    old: bytes
    new: bytes
    applied: tuple[Violation, ...]
    dropped: tuple[Dropped, ...]


def repair(
    checked: Sequence[Checked],
    report: Report,
    rules: Sequence[Rule],
    policy: Policy,
    wanted: Callable[[Violation], bool],
) -> list[RepairedFile]:
    """Apply the `wanted` fixes of what `report` says about `checked`, in memory; one result for each file concerned."""
    paths = sorted({violation.path for violation in report.reported if wanted(violation)})

    def settled(path: str, old: bytes, check: Check) -> FixOutcome:
        return settle(path, old, check(old), check, wanted)

    return _changed(paths, checked, rules, policy, settled)


def silence(
    checked: Sequence[Checked], report: Report, rules: Sequence[Rule], policy: Policy, reason: str
) -> list[RepairedFile]:
    """Add comments that silence all that `report` says about `checked`, in memory; one result for each file."""
    paths = sorted({violation.path for violation in report.reported})
    counting = {(violation.path, violation.code, violation.subject) for violation in report.reported}

    def silenced(path: str, old: bytes, check: Check) -> FixOutcome:
        return add_ignores(
            path, old, check(old), check, reason, lambda each: (each.path, each.code, each.subject) in counting
        )

    return _changed(paths, checked, rules, policy, silenced)


def check_of(path: str, checked: Sequence[Checked], rules: Sequence[Rule], policy: Policy) -> Check | None:
    """What the rules would say if the file `path`, a script or a contract, had another content.

    None if it is neither in `checked`.
    """
    concerned = [each for each in checked if path in (each.target.path, each.target.contract_path)]
    if not concerned:
        return None

    def check(content: bytes) -> Sequence[Violation]:
        contents = {path: content}
        report = assemble([_with(each, contents, rules) for each in concerned], rules, policy, contents)
        return (*report.reported, *report.suppressed)

    return check


def report_after(
    checked: Sequence[Checked], written: Sequence[RepairedFile], rules: Sequence[Rule], policy: Policy
) -> Report:
    """The report once the repaired files have been `written`, with what was fixed."""
    contents = {file.path: file.new for file in written}
    again = [_with(each, contents, rules) for each in checked]
    fixed = sorted((violation for file in written for violation in file.applied), key=Violation.sort_key)
    return replace(assemble(again, rules, policy, contents), fixed=tuple(fixed))


def _changed(
    paths: Sequence[str],
    checked: Sequence[Checked],
    rules: Sequence[Rule],
    policy: Policy,
    change: Callable[[str, bytes, Check], FixOutcome],
) -> list[RepairedFile]:
    """What `change` makes of each file."""
    changed = []
    for path in paths:
        check = check_of(path, checked, rules, policy)
        if check is None:
            continue
        target = next(each.target for each in checked if path in (each.target.path, each.target.contract_path))
        is_script = path == target.path
        place = target.file if is_script else target.contract_file
        file = None if place is None else Path(place)
        old = target.content() if is_script else read_bytes(path, file) if file else None
        if old is None or isinstance(old, Incident):
            continue
        outcome = change(path, old, check)
        changed.append(
            RepairedFile(path, file, target.project_root, old, outcome.content, outcome.applied, outcome.dropped)
        )
    return changed


def _with(checked: Checked, contents: Mapping[str, bytes], rules: Sequence[Rule]) -> Checked:
    """The same, looked at again if its script is among `contents`."""
    if checked.target.path not in contents:
        return checked
    return check_target(with_content(checked.target, contents[checked.target.path]), rules)
