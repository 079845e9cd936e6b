"""Paths that a script uses outside the path dicts and that nothing in its contract or on its platform explains."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.judgement.paths import lies_within, may_lie_within, may_touch, normalised

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import PathUse, ScriptFacts, Side
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.rule import Subject


def stray_paths(subject: Subject, facts: ScriptFacts, contract: ScriptContract, side: Side) -> dict[str, PathUse]:
    """Path -> its first use, for the paths below the platform's roots that no channel and no mount explains.

    A path that travels in a path dict belongs to its key; the folder above a channel is taken for that channel.
    """
    if not contract.closed:
        return {}
    explained = tuple(_explained(subject, contract))
    entries = tuple(path for entry in facts.channels for path in entry.paths)
    found: dict[str, PathUse] = {}
    for use in facts.paths:
        if not use.used or use.fallback_only or use.key is not None or _side_of(use, contract) != side:
            continue
        for path in use.opened or (use.path,):
            if not any(lies_within(path, root) for root in subject.platform.roots):
                continue
            if any(may_touch(path, known) for known in explained) or any(may_lie_within(path, e) for e in entries):
                continue
            whole = use.path if lies_within(path, use.path) and not _is_above(use.path, explained) else path
            found.setdefault(normalised(whole), use)
            break
    return found


def _explained(subject: Subject, contract: ScriptContract) -> Iterator[str]:
    platform = subject.platform
    yield from filter(None, contract.expected_input_paths.values())
    yield from filter(None, contract.expected_output_paths.values())
    for below in contract.subchannels.values():
        yield from filter(None, below.values())
    yield from platform.mounts
    yield from platform.scratch
    if contract.source_dir:
        yield from platform.source_mounts
    # What the container's own command names has been put there for it.
    yield from (posixpath.dirname(word) for word in contract.container_entrypoint if word.startswith("/"))


def _is_above(path: str, explained: tuple[str, ...]) -> bool:
    return any(lies_within(known, path) for known in explained)


def _side_of(use: PathUse, contract: ScriptContract) -> Side | None:
    """Where the use belongs: by its direction, else to the one side that has channels in the same folder."""
    if use.direction in ("input", "both"):
        return "input"
    if use.direction == "output":
        return "output"
    folder = posixpath.dirname(normalised(use.path))
    beside_input = any(lies_within(path, folder) for path in contract.expected_input_paths.values())
    beside_output = any(lies_within(path, folder) for path in contract.expected_output_paths.values())
    if beside_input == beside_output:
        return None
    return "input" if beside_input else "output"
