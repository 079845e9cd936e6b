"""Writes what the rules are, one rule's documentation and lists of all, out of the rules' classes."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Sequence

from cursus_lint.rule import Rule


def documentation(rule: Rule) -> str:
    """A rule's documentation in Markdown."""
    first, _, rest = inspect.cleandoc(rule.__doc__ or "").partition("\n")
    facts = f"Severity: {rule.severity.value}. {_switch(rule)}. {_fix(rule)}."
    return f"# {rule.code} {rule.name}\n\n{first}\n\n{facts}\n{rest.rstrip()}\n"


def list_format_names() -> tuple[str, ...]:
    """The formats that `rule_list` knows."""
    return tuple(_LISTS)


def rule_list(rules: Sequence[Rule], output_format: str) -> str:
    """All `rules` in one of the formats."""
    return _LISTS[output_format](rules)


def summary_of(rule: Rule) -> str:
    """The first sentence of a rule's documentation."""
    paragraph = inspect.cleandoc(rule.__doc__ or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


def _switch(rule: Rule) -> str:
    return "On by default" if rule.on_by_default else "Off unless it is selected"


def _fix(rule: Rule) -> str:
    return "Can be fixed" if rule.fixable else "No fix"


def _table(rules: Sequence[Rule]) -> str:
    rows = [(rule.code, rule.name, rule.severity.value, _marks(rule), summary_of(rule)) for rule in rules]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return "".join(
        "  ".join([*(text.ljust(width) for text, width in zip(row, widths, strict=False)), row[4]]).rstrip() + "\n"
        for row in rows
    )


def _marks(rule: Rule) -> str:
    return " ".join(word for word, holds in (("fix", rule.fixable), ("off", not rule.on_by_default)) if holds)


def _markdown(rules: Sequence[Rule]) -> str:
    rows = [
        f"| {rule.code} | {rule.name} | {rule.severity.value} | {_marks(rule)} | {_cell(summary_of(rule))} |\n"
        for rule in rules
    ]
    return "| code | name | severity | | what it says |\n|---|---|---|---|---|\n" + "".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _json(rules: Sequence[Rule]) -> str:
    listed = [
        {
            "code": rule.code,
            "name": rule.name,
            "severity": rule.severity.value,
            "on_by_default": rule.on_by_default,
            "fixable": rule.fixable,
            "summary": summary_of(rule),
            "documentation": documentation(rule),
        }
        for rule in rules
    ]
    return json.dumps({"version": 1, "rules": listed}, indent=2) + "\n"


_LISTS: dict[str, Callable[[Sequence[Rule]], str]] = {"table": _table, "json": _json, "markdown": _markdown}
