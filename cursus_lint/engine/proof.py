"""How much of a contract could be decided: proven one way or the other, or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cursus_lint.analysis.facts import ScriptFacts, Side
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.diagnostics import Proof
from cursus_lint.rule import Subject


def proof_of(subject: Subject) -> Proof:
    """How many of the contract's variables, inputs, outputs and arguments are decided by the facts of the script.

    One is decided when the script visibly uses it, or when nothing opaque could hide that it does. Work that is handed
    to another program could hide anything.
    """
    if subject.facts is None or subject.contract is None:
        return Proof()
    facts, contract = subject.facts, subject.contract
    decided = [
        *_variables(facts, contract),
        *_channels(facts, "input", contract.expected_input_paths),
        *_channels(facts, "output", contract.expected_output_paths),
        *_arguments(facts, contract),
    ]
    return Proof(sum(decided), len(decided))


def _variables(facts: ScriptFacts, contract: ScriptContract) -> Iterator[bool]:
    read = {fact.name for fact in facts.env_reads} | {entry.key for entry in facts.harvest if entry.variables}
    known = facts.delegated is None and not facts.is_opaque("env")
    return (known or name in read for name in contract.declared_env_vars)


def _channels(facts: ScriptFacts, side: Side, declared: Mapping[str, str]) -> Iterator[bool]:
    used = [path for path in facts.paths if path.used]
    keys = {use.key for use in facts.channel_uses if use.side == side}
    keys |= {path.key for path in used if path.side == side and path.key is not None}
    opened = [text for path in used for text in (path.path, *path.opened)]
    known = facts.delegated is None and not (facts.is_opaque("path", side) or facts.is_opaque("channel", side))
    return (known or key in keys or _lies_below(opened, folder) for key, folder in declared.items())


def _arguments(facts: ScriptFacts, contract: ScriptContract) -> Iterator[bool]:
    parsed = {_bare(name) for argument in facts.arguments for name in (*argument.flags, argument.dest)}
    known = facts.delegated is None and not facts.is_opaque("argument")
    passed = [*(argument.flag for argument in contract.job_arguments), *contract.expected_arguments]
    return (known or name in parsed for name in {_bare(flag) for flag in passed})


def _bare(flag: str) -> str:
    return flag.lstrip("-").replace("-", "_")


def _lies_below(opened: list[str], folder: str) -> bool:
    root = folder.rstrip("/")
    return bool(root) and any(path.rstrip("/") == root or path.startswith(f"{root}/") for path in opened)
