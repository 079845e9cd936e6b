"""How much of a contract could be decided: proven one way or the other, or unknown."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.diagnostics import Proof
from cursus_lint.rule import Subject


def proof_of(subject: Subject) -> Proof:
    """How many of the contract's variables, inputs, outputs and arguments are decided by the facts of the script.

    One is decided when the script visibly uses it, or when nothing opaque could hide that it does.
    """
    decided = list(_decided(subject))
    return Proof(sum(decided), len(decided))


def _decided(subject: Subject) -> Iterator[bool]:
    facts, contract = subject.facts, subject.contract
    if facts is None or contract is None:
        return
    handed_over = facts.delegated is not None

    read = {fact.name for fact in facts.env_reads} | {entry.key for entry in facts.harvest if entry.variables}
    env_known = not handed_over and not facts.is_opaque("env")
    yield from (name in read or env_known for name in sorted(contract.declared_env_vars))

    for side, declared in (("input", contract.expected_input_paths), ("output", contract.expected_output_paths)):
        keys = {use.key for use in facts.channel_uses if use.side == side}
        keys |= {path.key for path in facts.paths if path.side == side and path.used and path.key is not None}
        opened = [text for path in facts.paths if path.used for text in (path.path, *path.opened)]
        known = not handed_over and not (facts.is_opaque("path", side) or facts.is_opaque("channel", side))  # type: ignore[arg-type]
        yield from (key in keys or known or _lies_below(opened, folder) for key, folder in declared.items())

    flags = {
        flag.lstrip("-").replace("-", "_") for argument in facts.arguments for flag in (*argument.flags, argument.dest)
    }
    arguments_known = not handed_over and not facts.is_opaque("argument")
    asked = {argument.flag for argument in contract.job_arguments} | set(contract.expected_arguments)
    yield from (
        flag in flags or arguments_known for flag in sorted({name.lstrip("-").replace("-", "_") for name in asked})
    )


def _lies_below(opened: list[str], folder: str) -> bool:
    return bool(folder) and any(
        path.rstrip("/") == folder.rstrip("/") or path.startswith(folder.rstrip("/") + "/") for path in opened
    )
