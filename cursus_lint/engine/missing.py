"""What a contract would have to declare for a violation to be none."""

from __future__ import annotations

import posixpath

from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.contracts.declaring import Declaration
from cursus_lint.diagnostics import Violation


def missing_declaration(violation: Violation, facts: ScriptFacts | None) -> Declaration | None:
    """The declaration that the contract lacks, with what the script says of it; None for any other violation."""
    if facts is None or violation.contract is None or not violation.contract.path.endswith((".yaml", ".yml")):
        return None
    if violation.code == "ENV101":
        return _variable(violation.subject, facts)
    if violation.code == "ARG301":
        return _argument(violation.subject, facts)
    if violation.code in ("PATH201", "PATH202"):
        return _channel_of_path(violation.subject, "input" if violation.code == "PATH201" else "output")
    if violation.code == "PATH206":
        return _channel(violation, facts)
    if violation.code == "REQ401":
        return Declaration("requirement", violation.subject, required=True)
    return None


def _variable(name: str, facts: ScriptFacts) -> Declaration:
    reads = [read for read in facts.env_reads if read.name == name]
    literal = next((read.fallback for read in reads if read.fallback.kind == "literal"), None)
    return Declaration("env", name, any(read.strict for read in reads), literal.value if literal else None)


def _argument(flag: str, facts: ScriptFacts) -> Declaration | None:
    defined = next((each for each in facts.arguments if flag in each.flags), None)
    if defined is None or not flag.startswith("-"):
        return None
    value = defined.default.value if defined.default.kind == "literal" else None
    return Declaration("argument", flag, defined.required, value)


def _channel_of_path(path: str, side: str) -> Declaration | None:
    name = posixpath.basename(path.rstrip("/"))
    if not name or "*" in path:
        return None
    return Declaration("input" if side == "input" else "output", name, side == "input", path)


def _channel(violation: Violation, facts: ScriptFacts) -> Declaration | None:
    entries = [
        each
        for each in facts.channels
        if each.key == violation.subject and len(each.paths) == 1 and "*" not in each.paths[0]
    ]
    sides = {each.side for each in entries}
    uses = {each.side for each in facts.channel_uses if each.key == violation.subject} or sides
    for entry in entries:
        if entry.side in uses:
            return Declaration(entry.side, entry.key, entry.certain, entry.paths[0])
    return None
