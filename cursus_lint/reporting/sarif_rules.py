"""The rules as SARIF describes them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from typing import Union

from cursus_lint.diagnostics import Severity
from cursus_lint.reporting.rules import documentation, summary_of
from cursus_lint.rule import Rule

Json = Union[str, int, bool, None, "Sequence[Json]", "Mapping[str, Json]"]

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
_FAMILIES = {
    "ARG": "arguments",
    "CUR": "linting",
    "ENV": "environment",
    "PATH": "channels",
    "REQ": "requirements",
    "RUN": "running",
    "SPEC": "contracts",
}


def rule_descriptors(rules: Sequence[Rule]) -> list[Json]:
    """A descriptor for each rule, with its documentation as text and as Markdown."""
    return [_descriptor(rule) for rule in rules]


def _descriptor(rule: Rule) -> Json:
    markdown = documentation(rule)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": summary_of(rule)},
        "fullDescription": {"text": f"{summary_of(rule)} {_why(rule)}".strip()},
        "help": {"text": _plain(markdown), "markdown": markdown},
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.on_by_default},
        "properties": {
            "tags": [_FAMILIES[rule.code.rstrip("0123456789")]],
            "precision": "very-high",
            "problem.severity": _GITHUB_LEVELS[rule.severity],
        },
    }


def _why(rule: Rule) -> str:
    found = re.search(r"^## Why\n(.*?)(?=^## |\Z)", inspect.cleandoc(rule.__doc__ or ""), re.DOTALL | re.MULTILINE)
    return " ".join(found[1].split()) if found else ""


def _plain(markdown: str) -> str:
    """Markdown without its marks."""
    lines = (line for line in markdown.splitlines() if not line.startswith("```"))
    return "\n".join(line.lstrip("#").lstrip() if line.startswith("#") else line for line in lines)
