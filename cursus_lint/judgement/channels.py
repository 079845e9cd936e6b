"""The chain of a channel: contract -> path dict of the entry block -> key -> use, and the link that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Span
from cursus_lint.judgement.paths import may_touch, normalised
from cursus_lint.judgement.strays import stray_paths
from cursus_lint.judgement.twins import near_twins

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ChannelEntry, ChannelUse, PathUse, ScriptFacts, Side
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.rule import Subject


@dataclass(frozen=True, slots=True)
class ChannelChain:
    """Which links of which channels of one side are missing.

    `asked`: every key that the script asks for, with its uses. `supplied`: every key of the entry block, with its
    entries. `unsupplied`: asked for, but not in the entry block's dict. `undeclared`: asked for or supplied, but
    not in the contract. `unused`: declared, and nothing asks for it or touches its path. `strays`: paths used
    outside the dicts that no channel declares. `crossed`: an unsupplied key -> the entry that was meant for it.
    `misnamed`: an undeclared key -> the unused channel that it stands for. `misspelt`: a stray path -> the unused
    channel whose path it is a misspelling of.
    """

    asked: Mapping[str, tuple[ChannelUse, ...]]
    supplied: Mapping[str, tuple[ChannelEntry, ...]]
    unsupplied: tuple[str, ...]
    undeclared: tuple[str, ...]
    unused: tuple[str, ...]
    strays: Mapping[str, PathUse]
    crossed: Mapping[str, str]
    misnamed: Mapping[str, str]
    misspelt: Mapping[str, str]


def declared_paths(contract: ScriptContract, side: Side) -> Mapping[str, str]:
    """Logical name -> container path of one side, "" for a channel without a path."""
    return contract.expected_input_paths if side == "input" else contract.expected_output_paths


def declared_keys(contract: ScriptContract, side: Side) -> frozenset[str]:
    """Every key that the contract knows on this side, sub-channels included."""
    below = (name for names in contract.subchannels.values() for name in names) if side == "input" else ()
    return frozenset(declared_paths(contract, side)) | frozenset(below)


def channel_chain(subject: Subject, facts: ScriptFacts, contract: ScriptContract, side: Side) -> ChannelChain:
    """Follow every channel of `side` through its four links; what something opaque may hide is not called missing."""
    paths = declared_paths(contract, side)
    known = declared_keys(contract, side)
    asked: dict[str, tuple[ChannelUse, ...]] = {}
    for use in facts.channel_uses:
        if use.side == side and not use.log_only:
            asked[use.key] = (*asked.get(use.key, ()), use)
    supplied: dict[str, tuple[ChannelEntry, ...]] = {}
    for entry in facts.channels:
        if entry.side == side:
            supplied[entry.key] = (*supplied.get(entry.key, ()), entry)
    unsupplied = tuple(key for key, uses in asked.items() if all(not use.supplied for use in uses))
    crossed = _crossed(unsupplied, {key: supplied[key] for key in supplied if key not in asked}, paths)
    undeclared = tuple(
        key
        for key in dict.fromkeys((*asked, *supplied))
        if contract.closed and key not in known and key not in unsupplied and key not in crossed.values()
    )
    unused = tuple(_unused(facts, contract, side, asked, supplied))
    free = {name: paths[name] for name in unused if name not in crossed.values()}
    unnamed = {name: path for name, path in paths.items() if name not in {*asked, *supplied, *crossed.values()}}
    misnamed = _misnamed(undeclared, supplied, unnamed, free)
    strays = stray_paths(subject, facts, contract, side)
    unclaimed = {normalised(path): name for name, path in free.items() if path and name not in misnamed.values()}
    misspelt = _misspelt(strays, unclaimed)
    return ChannelChain(asked, supplied, unsupplied, undeclared, unused, strays, crossed, misnamed, misspelt)


@dataclass(frozen=True, slots=True)
class UnusedChannel:
    """A declared channel that nothing in the script uses; `span` is where the entry block supplies it, else the top."""

    name: str
    path: str
    span: Span


def unused_channels(
    subject: Subject, facts: ScriptFacts, contract: ScriptContract, side: Side
) -> Iterator[UnusedChannel]:
    """The unused channels of `side` that no misspelling accounts for."""
    chain = channel_chain(subject, facts, contract, side)
    accounted = {*chain.crossed.values(), *chain.misnamed.values(), *chain.misspelt.values()}
    for name in chain.unused:
        if name not in accounted:
            entries = chain.supplied.get(name)
            path = declared_paths(contract, side)[name] or "without a path"
            yield UnusedChannel(name, path, entries[0].span if entries else Span.at(1))


def _crossed(
    unsupplied: tuple[str, ...], leftover: Mapping[str, tuple[ChannelEntry, ...]], paths: Mapping[str, str]
) -> dict[str, str]:
    """Unsupplied keys with the entry that nothing asks for and that has their declared path, or nearly their name."""
    pairs: dict[str, str] = {}
    for key in unsupplied:
        path = normalised(paths.get(key, ""))
        for name, entries in leftover.items():
            if path and name not in pairs.values() and any(path in map(normalised, entry.paths) for entry in entries):
                pairs[key] = name
                break
    rest = near_twins(set(unsupplied) - set(pairs), set(leftover) - set(pairs.values()))
    return {**pairs, **rest}


def _misnamed(
    undeclared: tuple[str, ...],
    supplied: Mapping[str, tuple[ChannelEntry, ...]],
    unnamed: Mapping[str, str],
    free: Mapping[str, str],
) -> dict[str, str]:
    """Undeclared keys with the channel they stand for.

    That is one which no key names and which has the path they are supplied with, or an unused one with nearly their
    name.
    """
    pairs: dict[str, str] = {}
    for key in undeclared:
        found = {normalised(path) for entry in supplied.get(key, ()) for path in entry.paths}
        for name, path in unnamed.items():
            if path and name not in pairs.values() and normalised(path) in found:
                pairs[key] = name
                break
    rest = near_twins(set(undeclared) - set(pairs), set(free) - set(pairs.values()))
    return {**pairs, **rest}


def _misspelt(strays: Mapping[str, PathUse], unclaimed: Mapping[str, str]) -> dict[str, str]:
    """Stray paths with the unclaimed channel whose folder their own beginning is a misspelling of."""
    pairs: dict[str, str] = {}
    for stray in strays:
        for folder, name in unclaimed.items():
            beginning = "/".join(stray.split("/")[: folder.count("/") + 1])
            if name not in pairs.values() and near_twins([beginning], [folder]):
                pairs[stray] = name
                break
    return pairs


def _unused(
    facts: ScriptFacts,
    contract: ScriptContract,
    side: Side,
    asked: Mapping[str, tuple[ChannelUse, ...]],
    supplied: Mapping[str, tuple[ChannelEntry, ...]],
) -> Iterator[str]:
    """The declared channels that nothing asks for by name and whose path nothing touches outside the dicts."""
    if facts.is_opaque("channel", side) or facts.is_opaque("path", side):
        return
    outside = [
        path
        for use in facts.paths
        if use.used and not use.fallback_only and use.key is None and (side, use.direction) != ("output", "input")
        for path in use.opened or (use.path,)
    ]
    for name, path in declared_paths(contract, side).items():
        below = contract.subchannels.get(name, {}) if side == "input" else {}
        if asked.keys() & {name, *below}:
            continue
        if not (path and any(may_touch(one, path) for one in outside)):
            yield name
