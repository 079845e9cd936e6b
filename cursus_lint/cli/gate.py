"""What stands between the violations that were found and those that count: the baseline, and what a branch changed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cursus_lint.cli.options import CheckOptions
from cursus_lint.cli.terminal import warn
from cursus_lint.config import Config, ConfigError, Configurations
from cursus_lint.diagnostics import Report, Severity, Violation
from cursus_lint.engine.target import Target
from cursus_lint.engine.verdict import Policy, ruled, word
from cursus_lint.reporting import Files
from cursus_lint.rule import Rule

if TYPE_CHECKING:  # what compares with a baseline or with git is loaded where there is one to compare with
    from cursus_lint.engine.baseline import Comparison, Entry


class Scope(NamedTuple):
    """What a run is about: the project's root, the configuration there and that of each file, and whether it is all.

    `configs` maps the shown path of each file to its configuration and its place.
    """

    root: Path
    config: Config
    configs: Mapping[str, tuple[Config, str]]
    whole: bool


class Gate:
    """Narrows reports to what counts, and keeps the baseline up to date.

    Raises ConfigError from every method where the baseline or the revision cannot be used.
    """

    def __init__(self, options: CheckOptions, scope: Scope, targets: Sequence[Target], files: Files) -> None:
        self._options = options
        self._scope = scope
        self._files = files
        self._targets = targets
        named = options.write_baseline or options.baseline
        self._baseline = scope.config.baseline if named is None else Path.cwd() / named
        self._entries = self._read()

    def narrow(self, report: Report) -> Report:
        """The report with what is known, and what lies outside of the branch's changes, in lists of their own."""
        if self._baseline is not None:
            report = self._compared(report, self._entries).report
        return self._changed(report)

    def settle(self, report: Report, rules: Sequence[Rule], policy: Policy) -> Report:
        """The same for the end of a run: the baseline is brought up to date, and excuses that are no use are named."""
        if self._baseline is None:
            return self._changed(self._named(report, rules, policy))
        compared = self._compared(report, self._entries)
        kept = compared.entries if self._scope.whole else (*compared.entries, *compared.stale)
        if self._grows:
            kept = (*kept, *compared.new)
        locked = self._options.baseline_mode == "lock"
        if not locked:
            self._write(kept, compared)
        report = self._compared(report, kept).report if self._grows else compared.report
        report = self._changed(self._named(report, rules, policy))
        if locked and self._scope.whole:
            from cursus_lint.engine.unused import stale_entries

            stale = word(list(stale_entries(self._baseline, compared.stale, self._scope.root)), rules)
            failing = (replace(violation, severity=Severity.ERROR) for violation in stale)
            report = replace(report, reported=tuple(sorted((*report.reported, *failing), key=Violation.sort_key)))
        return report

    @property
    def _grows(self) -> bool:
        creates = self._options.write_baseline is not None and not self._existed
        return creates or self._options.baseline_mode == "grow"

    def _read(self) -> tuple[Entry, ...]:
        self._existed = self._baseline is not None and self._baseline.exists()
        if self._baseline is None or (self._options.write_baseline is not None and not self._existed):
            return ()
        if self._options.write_baseline is not None and self._options.baseline_mode == "lock":
            raise ConfigError("--write-baseline writes the baseline, and --baseline-mode lock forbids it")
        from cursus_lint.engine.baseline import InvalidBaseline, read_baseline

        try:
            return read_baseline(self._baseline)
        except InvalidBaseline as error:
            raise ConfigError(str(error)) from error
        except OSError as error:
            raise ConfigError(
                f"{self._shown()}: the baseline cannot be read: {error.strerror}; --write-baseline writes one"
            ) from error

    def _write(self, kept: Sequence[Entry], compared: Comparison) -> None:
        assert self._baseline is not None
        before, after = set(self._entries), set(kept)
        if after != before or not self._existed:
            from cursus_lint.engine.baseline import write_baseline

            try:
                write_baseline(self._baseline, kept)
            except OSError as error:
                raise ConfigError(f"{self._shown()}: the baseline was not written: {error.strerror}") from error
            warn(f"{self._shown()}: {_told(len(after - before), len(before - after), len(after))}")
        if compared.new and self._options.write_baseline is not None and not self._grows:
            warn(f"{self._shown()}: what is new was not added; --baseline-mode grow adds it")

    def _compared(self, report: Report, entries: Sequence[Entry]) -> Comparison:
        assert self._baseline is not None
        from cursus_lint.engine.baseline import Matcher

        matcher = Matcher(self._baseline.parent, self._place, self._files.read)
        return matcher.compare(report, entries, shown_as=self._shown())

    def _changed(self, report: Report) -> Report:
        if self._options.diff_base is None:
            return report
        from cursus_lint.engine.branch import CannotCompare, changes_since, only_changed

        try:
            changes = changes_since(self._options.diff_base, self._scope.root)
        except CannotCompare as error:
            raise ConfigError(f"--diff-base: {error}") from error
        contracts: dict[str, frozenset[str]] = {}
        for target in self._targets:
            contracts[target.path] = contracts.get(target.path, frozenset()) | {target.contract_path}
        places = {path: Path(file) for path, file in self._files.places.items()}
        places |= {path: Path(file) for path, (_, file) in self._scope.configs.items()}
        return only_changed(report, changes, places, contracts)

    def _named(self, report: Report, rules: Sequence[Rule], policy: Policy) -> Report:
        """The report with the entries of `per-file-ignores` that were no use in a run over the whole project."""
        if not self._scope.whole or not report.linted:
            return report
        configs = (self._scope.config, *(config for config, _ in self._scope.configs.values()))
        layers = {
            layer.path: layer
            for config in {id(config): config for config in configs}.values()
            for layer in config.layers
            if layer.settings.per_file_ignores
        }
        if not layers:
            return report
        from cursus_lint.engine.unused import unused_per_file_ignores

        idle = list(
            unused_per_file_ignores(layers.values(), report.ignored, self._scope.configs, rules, self._scope.root)
        )
        said = word(idle, rules)
        ruled_on = [(violation, ruled(violation, policy.ruling(violation.path))) for violation in said]
        allowed = [counting for _, counting in ruled_on if counting is not None]
        off = [violation for violation, counting in ruled_on if counting is None]
        return replace(
            report,
            reported=tuple(sorted((*report.reported, *allowed), key=Violation.sort_key)),
            ignored=tuple(sorted((*report.ignored, *off), key=Violation.sort_key)),
        )

    def _place(self, path: str) -> Path:
        if path in self._scope.configs:
            return Path(self._scope.configs[path][1])
        return Path(self._files.places.get(path, self._scope.root / path))

    def _shown(self) -> str:
        assert self._baseline is not None
        return Path(os.path.relpath(self._baseline, self._scope.root)).as_posix()


def whole_project(paths: Sequence[str], config: Config, configs: Configurations, cwd: Path) -> tuple[Path, bool]:
    """The root of the project at `cwd`, and whether `paths` are all of it."""
    root = configs.root_of(cwd) or cwd
    folders = [Path(os.path.normpath(cwd / path)) for path in paths] or [root if config.scripts else cwd]
    return root, any(root.is_relative_to(folder) for folder in folders)


def _told(added: int, removed: int, now: int) -> str:
    parts = [f"{added} added" if added else "", f"{removed} removed that stand for nothing any more" if removed else ""]
    said = ", ".join(part for part in parts if part) or "written"
    return f"{said}; {now} known violation{'' if now == 1 else 's'}"
