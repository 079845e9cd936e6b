"""Suppression comments: taken out, or some of their selectors. Knows nothing of Python, so it serves YAML as well."""

from __future__ import annotations

import re

from cursus_lint.analysis.rewriting.intents import RemoveSuppression
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Range, Script
from cursus_lint.diagnostics import Edit

_DIRECTIVE = re.compile(
    r"#\s*cursus-lint\b\s*:?\s*ignore(?:-file)?\s*\[(?P<selectors>[^\]]*)\]"
    r"(?P<reason>\s*--(?:(?!\#\s*cursus-lint\b)[^\r\n])*)?"
)


def remove_suppression(script: Script, rewrite: RemoveSuppression) -> tuple[Edit, ...]:
    """The comment loses the selectors; where none is left it goes whole, with its line if that holds nothing else."""
    place = script.range(rewrite.span)
    line = script.line_range(script.line(place[0]))
    found = _directive_at(script, place, line)
    selectors = [selector.strip() for selector in found["selectors"].split(",") if selector.strip()]
    kept = [selector for selector in selectors if rewrite.selectors and selector not in rewrite.selectors]
    if kept:
        return (script.edit(found.span("selectors"), ", ".join(kept)),)
    return (script.edit(_whole(script, found.span(), line), ""),)


def _directive_at(script: Script, place: Range, line: Range) -> re.Match[str]:
    for found in _DIRECTIVE.finditer(script.text, *line):
        if found.start() <= place[0] < found.end() or place[0] <= found.start() < place[1]:
            return found
    raise CannotRewrite("no suppression comment stands there")


def _whole(script: Script, directive: Range, line: Range) -> Range:
    """What goes with the directive, so that the line looks as if it had never been there."""
    before, after = script.text[line[0] : directive[0]], script.text[directive[1] : line[1]]
    if after.strip():
        return directive[0], line[1] - len(after.lstrip())
    if before.strip():
        return line[0] + len(before.rstrip()), line[1] - len(after.lstrip(" \t"))
    return line
