"""Which output of one step can feed which input of another, by their logical names."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Union

from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec, Side
from cursus_lint.runtime.similarity import similarity

ExecutionSpec = Union[ScriptExecutionSpec, EnhancedScriptExecutionSpec]

_LEAST_SIMILARITY = 0.6  # two names of two words that share one of them are not alike
_MOST_BY_MEANING = 0.7  # a match by meaning alone never outranks one by a name that somebody wrote down


class MatchKind(str, enum.Enum):
    """How an output and an input were found to belong together, the surest first."""

    EXACT_NAME = "exact name"
    NAME_TO_ALIAS = "name to alias"
    ALIAS_TO_ALIAS = "alias to alias"
    SEMANTIC = "semantic similarity"


_CONFIDENCE = {MatchKind.EXACT_NAME: 1.0, MatchKind.NAME_TO_ALIAS: 0.9, MatchKind.ALIAS_TO_ALIAS: 0.8}


@dataclass(frozen=True, slots=True)
class PathMatch:
    """An output that can feed an input.

    `source` and `target` are the logical names of the output and the input, `by` are the name of the output and that
    of the input that were found to match. `confidence` lies between 0 and 1.
    """

    source: str
    target: str
    kind: MatchKind
    confidence: float
    by: tuple[str, str]

    def rank(self) -> tuple[float, str, str]:
        """Sorts the surest match first, and equally sure ones by name."""
        return (-self.confidence, self.source, self.target)


def find_path_matches(source_spec: ExecutionSpec, target_spec: ExecutionSpec) -> list[PathMatch]:
    """Every output of `source_spec` that can feed an input of `target_spec`, each pair once, best first.

    The order depends on nothing but the names.
    """
    inputs = list(_path_specs(target_spec, "input"))
    matches = (_match(output, wanted) for output in _path_specs(source_spec, "output") for wanted in inputs)
    return sorted((match for match in matches if match is not None), key=PathMatch.rank)


def _path_specs(spec: ExecutionSpec, side: Side) -> Iterator[PathSpec]:
    if isinstance(spec, EnhancedScriptExecutionSpec):
        for name, path_spec in spec.path_specs(side).items():
            # the key is what the script asks for, whatever the path spec calls itself
            names = [path_spec.logical_name, *path_spec.aliases]
            aliases = [other for other in names if other != name]
            yield PathSpec(logical_name=name, path=path_spec.path, aliases=aliases, optional=path_spec.optional)
    else:
        for name, path in spec.paths(side).items():
            yield PathSpec(logical_name=name, path=path)


def _match(output: PathSpec, wanted: PathSpec) -> PathMatch | None:
    source, target = output.logical_name, wanted.logical_name

    def found(kind: MatchKind, one: str, other: str) -> PathMatch:
        return PathMatch(source, target, kind, _CONFIDENCE[kind], (one, other))

    if source == target:
        return found(MatchKind.EXACT_NAME, source, target)
    if source in wanted.aliases:
        return found(MatchKind.NAME_TO_ALIAS, source, source)
    if target in output.aliases:
        return found(MatchKind.NAME_TO_ALIAS, target, target)
    common = sorted(set(output.aliases) & set(wanted.aliases))
    if common:
        return found(MatchKind.ALIAS_TO_ALIAS, common[0], common[0])
    return _by_meaning(output, wanted)


def _by_meaning(output: PathSpec, wanted: PathSpec) -> PathMatch | None:
    pairs = [(one, other) for one in _names(output) for other in _names(wanted)]
    best = min(pairs, key=lambda pair: (-similarity(*pair), pair))
    alike = similarity(*best)
    if alike < _LEAST_SIMILARITY:
        return None
    confidence = round(alike * _MOST_BY_MEANING, 3)
    return PathMatch(output.logical_name, wanted.logical_name, MatchKind.SEMANTIC, confidence, best)


def _names(path_spec: PathSpec) -> list[str]:
    return [path_spec.logical_name, *path_spec.aliases]


@dataclass(frozen=True, slots=True)
class Supply:
    """Where an input of a step comes from: the output `match.source` of the step `step`."""

    step: str
    match: PathMatch


@dataclass(frozen=True, slots=True)
class Supplies:
    """How a step's inputs are fed: the surest supply of each, and the inputs for which several are equally sure."""

    chosen: Mapping[str, Supply]
    ambiguous: Mapping[str, tuple[Supply, ...]]


def choose_supplies(sources: Iterable[tuple[str, ExecutionSpec]], target_spec: ExecutionSpec) -> Supplies:
    """For each input of `target_spec` the surest of the matching outputs of the steps in `sources` (name, spec).

    Nothing is guessed: where two outputs are equally sure, the input is listed as ambiguous and gets none. A likeness
    in meaning alone neither feeds an optional input nor takes an output whose name already feeds another input.
    """
    found = [Supply(step, match) for step, spec in sources for match in find_path_matches(spec, target_spec)]
    named = {(supply.step, supply.match.source) for supply in found if supply.match.kind is not MatchKind.SEMANTIC}
    optional = {path_spec.logical_name for path_spec in _path_specs(target_spec, "input") if path_spec.optional}
    candidates: dict[str, list[Supply]] = {}
    for supply in found:
        by_meaning = supply.match.kind is MatchKind.SEMANTIC
        if not by_meaning or ((supply.step, supply.match.source) not in named and supply.match.target not in optional):
            candidates.setdefault(supply.match.target, []).append(supply)
    chosen: dict[str, Supply] = {}
    ambiguous: dict[str, tuple[Supply, ...]] = {}
    for name in sorted(candidates):
        surest = max(supply.match.confidence for supply in candidates[name])
        best = sorted(
            (supply for supply in candidates[name] if supply.match.confidence == surest),
            key=lambda supply: (supply.step, supply.match.source),
        )
        if len(best) == 1:
            chosen[name] = best[0]
        else:
            ambiguous[name] = tuple(best)
    return Supplies(chosen, ambiguous)
