"""What the HTML report shows, as plain data for its template; every text is already free of unprintable characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cursus_lint.diagnostics import Report, Severity, Step, Violation
from cursus_lint.reporting import Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.pipeline_drawing import Drawing, draw
from cursus_lint.reporting.places import Places
from cursus_lint.reporting.silence import silenced
from cursus_lint.reporting.summary import summary_text

KINDS = ("ENV", "PATH", "ARG", "REQ", "SPEC", "RUN", "CUR")
_AROUND = 2


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line of an excerpt, in three parts of which the middle one is marked."""

    number: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file around a place in it."""

    path: str
    line: int
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation with its two places; `state` is its severity, or `known` or `suppressed`, and `why` says by what."""

    number: int
    code: str
    name: str
    state: str
    message: str
    script: Excerpt
    contract: Excerpt | None
    fix: str
    why: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step, or a file that belongs to none: its worst state, and how many violations of each of `KINDS` count."""

    title: str
    anchor: str
    contract: str
    script: str
    state: str
    counts: tuple[int, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole report."""

    summary: tuple[str, ...]
    drawing: Drawing
    states: dict[str, str]
    titles: dict[str, str]
    anchors: dict[str, str]
    rows: tuple[StepRow, ...]
    kinds: tuple[str, ...] = KINDS


def page_of(report: Report, places: Places, style: Style) -> Page:
    """The page for a report."""
    told: dict[tuple[str, str], list[tuple[Violation, str, str]]] = {}
    steps = {(step.contract, step.step_type): step for step in report.pipeline.steps}
    by_script = {step.script: key for key, step in steps.items() if step.script}
    everything = [(violation, violation.severity.value, "") for violation in report.reported]
    everything += [(each.violation, each.state, each.why) for each in silenced(report)]
    for each in sorted(everything, key=lambda each: each[0].sort_key()):
        told.setdefault(_row_of(each[0], steps, by_script), []).append(each)
    numbers = iter(range(1, len(everything) + 1))
    rows = tuple(
        _row(index, key, steps.get(key), told.get(key, []), numbers, places)
        for index, key in enumerate(sorted({*steps, *told}, key=lambda key: (key not in steps, key[1], key[0])), 1)
    )
    by_type = {row.title: row for row in rows}
    names = [step.step_type for step in report.pipeline.steps]
    return Page(
        summary=tuple(summary_text(report, style)),
        drawing=draw(report.pipeline),
        states={name: by_type[escape(name)].state for name in names},
        titles={name: escape(name) for name in names},
        anchors={name: by_type[escape(name)].anchor for name in names},
        rows=rows,
    )


def _row_of(
    violation: Violation, steps: dict[tuple[str, str], Step], by_script: dict[str, tuple[str, str]]
) -> tuple[str, str]:
    """The step that a violation belongs to, by its contract; its file where there is none."""
    if violation.contract is not None and (violation.contract.path, violation.contract.step_type) in steps:
        return violation.contract.path, violation.contract.step_type
    return by_script.get(violation.path, ("", violation.path))


def _row(
    index: int,
    key: tuple[str, str],
    step: Step | None,
    told: Sequence[tuple[Violation, str, str]],
    numbers: Iterable[int],
    places: Places,
) -> StepRow:
    counting = [violation for violation, _, why in told if not why]
    kinds = [violation.code.rstrip("0123456789") for violation in counting]
    worst = min((violation.severity for violation in counting), key=lambda each: each.rank, default=None)
    return StepRow(
        title=escape(key[1]),
        anchor=f"step-{index}",
        contract=escape(step.contract) if step else "",
        script=escape(step.script) if step else "",
        state=_state(worst, silent=bool(told), script=step is None or bool(step.script)),
        counts=tuple(kinds.count(kind) for kind in KINDS),
        findings=tuple(
            _finding(number, violation, state, why, places)
            for number, (violation, state, why) in zip(numbers, told, strict=False)
        ),
    )


def _state(worst: Severity | None, *, silent: bool, script: bool) -> str:
    if worst is not None:
        return worst.value
    if silent:
        return "known"
    return "clean" if script else "none"


def _finding(number: int, violation: Violation, state: str, why: str, places: Places) -> Finding:
    contract = violation.contract
    region = places.first_line(violation.path, violation.span)
    return Finding(
        number=number,
        code=violation.code,
        name=violation.name,
        state=state,
        message=escape(violation.message),
        script=_excerpt(violation.path, region.line, region.column, region.end_column, places),
        contract=_contract_excerpt(contract.path, contract.line, places) if contract and contract.line else None,
        fix=f"{escape(violation.fix.title)} ({violation.fix.applicability.value})" if violation.fix else "",
        why=why,
    )


def _contract_excerpt(path: str, line: int, places: Places) -> Excerpt:
    region = places.whole_line(path, line)
    return _excerpt(path, line, region.column, region.end_column, places)


def _excerpt(path: str, line: int, column: int, end_column: int, places: Places) -> Excerpt:
    lines = []
    for number in range(max(line - _AROUND, 1), line + _AROUND + 1):
        if number > len(places.lines(path)):
            break
        text = places.line_at(path, number)
        start, end = (column - 1, end_column - 1) if number == line else (0, 0)
        parts = (text[:start], text[start:end], text[end:])
        lines.append(SourceLine(number, *(escape(part.replace("\t", "    ")) for part in parts)))
    return Excerpt(escape(path), line, tuple(lines))
