"""The chain of a variable: contract -> os.environ -> `environ_vars` -> use, and the link that is missing."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cursus_lint.judgement.twins import near_twins

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import EnvironKey, EnvRead, HarvestEntry, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.rule import Subject


@dataclass(frozen=True, slots=True)
class EnvironmentChain:
    """Which links of which variables are missing.

    `undeclared`: read, but neither declared nor given by the platform. `unread`: declared, and nothing asks the
    environment for it. `unharvested`: asked of `environ_vars`, but never taken from the environment. `unused`:
    harvested, and nothing uses the value. `misspelt`: an undeclared variable -> the unread one it is a misspelling
    of. `miskeyed`: an unharvested key -> the key of the unused entry that was meant for it.
    """

    undeclared: Mapping[str, tuple[EnvRead, ...]]
    unread: tuple[str, ...]
    unharvested: Mapping[str, EnvironKey]
    unused: tuple[HarvestEntry, ...]
    misspelt: Mapping[str, str]
    miskeyed: Mapping[str, str]


def environment_chain(subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> EnvironmentChain:
    """Follow every variable through its four links; what something opaque may hide is not called missing."""
    undeclared = _undeclared(subject, facts, contract)
    unread = _unread(facts, contract)
    unharvested = _unharvested(facts)
    unused = _unused(facts)
    misspelt = near_twins(undeclared, (name for name in unread if not is_given(subject, name)))
    explained = {*misspelt, *misspelt.values()}
    miskeyed = near_twins(set(unharvested) - explained, {entry.key for entry in unused} - explained)
    return EnvironmentChain(undeclared, unread, unharvested, unused, misspelt, miskeyed)


def is_given(subject: Subject, variable: str) -> bool:
    """Whether the platform, or the configuration's word for it, sets `variable` by itself."""
    return subject.platform.sets(variable) or any(
        fnmatch.fnmatchcase(variable, pattern) for pattern in subject.platform_env_vars
    )


def refuses_fallback(facts: ScriptFacts, read: EnvRead) -> bool:
    """Whether whoever asks `environ_vars` for the value of `read` raises for the fallback that it gives itself."""
    return read.key is not None and any(
        key.name == read.key and key.strict and key.fallback.kind == "literal" for key in facts.environ_keys
    )


def _undeclared(subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> dict[str, tuple[EnvRead, ...]]:
    if not contract.closed:
        return {}
    own = {write.name for write in facts.env_writes}  # the script talks to itself, or to a library
    found: dict[str, tuple[EnvRead, ...]] = {}
    for read in facts.env_reads:
        if read.name not in contract.declared_env_vars and read.name not in own and not is_given(subject, read.name):
            found[read.name] = (*found.get(read.name, ()), read)
    return found


def _unread(facts: ScriptFacts, contract: ScriptContract) -> tuple[str, ...]:
    if facts.is_opaque("env"):
        return ()
    read = {read.name for read in facts.env_reads}
    families = tuple(family.prefix for family in facts.env_families)
    return tuple(
        name for name in sorted(contract.declared_env_vars) if name not in read and not name.startswith(families)
    )


def _unharvested(facts: ScriptFacts) -> dict[str, EnvironKey]:
    """The keys asked of a known `environ_vars` dict that take nothing from the environment, each at its first use."""
    if facts.harvest_span is None or facts.is_opaque("env"):
        return {}
    read = {read.name for read in facts.env_reads}
    taken = {entry.key for entry in facts.harvest if entry.variables or entry.key in read}
    families = tuple(family.prefix for family in facts.env_families)
    found: dict[str, EnvironKey] = {}
    for key in facts.environ_keys:
        without_effect = (key.log_only or key.dead) and not key.strict
        if key.name in taken or key.name.startswith(families) or without_effect:
            continue
        if key.name not in found or (key.strict and not found[key.name].strict):
            found[key.name] = key
    return found


def _unused(facts: ScriptFacts) -> tuple[HarvestEntry, ...]:
    if facts.is_opaque("env"):
        return ()
    used = {key.name for key in facts.environ_keys if not key.log_only and not key.dead}
    return tuple(entry for entry in facts.harvest if entry.variables and entry.key not in used)
