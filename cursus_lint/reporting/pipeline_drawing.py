"""Where the steps of a pipeline stand in a drawing: in columns from left to right, each after what feeds it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cursus_lint.diagnostics import Pipeline

NODE_WIDTH, NODE_HEIGHT = 210, 44
_COLUMN, _ROW, _MARGIN = 300, 64, 16
_SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Node:
    """A step's box: its upper left corner, in units of the drawing."""

    step_type: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one step to another: `path` is an SVG path, `inputs` are the inputs it stands for."""

    source: str
    target: str
    inputs: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A pipeline as a drawing of `width` by `height` units."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    width: int
    height: int


def draw(pipeline: Pipeline) -> Drawing:
    """The drawing of a pipeline; steps that nothing links come last. The same pipeline is always drawn the same."""
    inputs: dict[tuple[str, str], list[str]] = {}
    for link in pipeline.links:
        inputs.setdefault((link.source, link.target), []).append(link.input)
    names = [step.step_type for step in pipeline.steps]
    linked = {name for pair in inputs for name in pair}
    columns = _columns([name for name in names if name in linked], _acyclic(names, list(inputs)))
    columns += _stacked([name for name in names if name not in linked], max([3, *map(len, columns)]))
    places = {
        name: (_MARGIN + column * _COLUMN, _MARGIN + row * _ROW)
        for column, members in enumerate(columns)
        for row, name in enumerate(members)
    }
    edges = tuple(
        Edge(source, target, tuple(sorted(named)), _curve(places[source], places[target]))
        for (source, target), named in sorted(inputs.items())
    )
    return Drawing(
        tuple(Node(name, *places[name]) for name in sorted(places)),
        edges,
        max((x for x, _ in places.values()), default=0) + NODE_WIDTH + _MARGIN,
        max((y for _, y in places.values()), default=0) + NODE_HEIGHT + _MARGIN,
    )


def _acyclic(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs without those that lead back to where they come from."""
    following: dict[str, list[str]] = {name: [] for name in names}
    for source, target in sorted(pairs):
        following[source].append(target)
    open_, done = set[str](), set[str]()
    kept: list[tuple[str, str]] = []
    for start in names:
        if start in done:
            continue
        open_.add(start)
        path = [(start, iter(following[start]))]
        while path:
            name, rest = path[-1]
            following_name = next(rest, None)
            if following_name is None:
                open_.discard(name)
                done.add(name)
                path.pop()
            elif following_name not in open_:
                kept.append((name, following_name))
                if following_name not in done:
                    open_.add(following_name)
                    path.append((following_name, iter(following[following_name])))
    return kept


def _columns(names: Sequence[str], pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The names column by column: each one column after the last of what feeds it, near to it in its column."""
    sources: dict[str, list[str]] = {name: [] for name in names}
    targets: dict[str, list[str]] = {name: [] for name in names}
    for source, target in pairs:
        sources[target].append(source)
        targets[source].append(target)
    depth: dict[str, int] = {}
    ready = [name for name in names if not sources[name]]
    waiting = {name: len(sources[name]) for name in names}
    for name in ready:
        depth[name] = max((depth[source] + 1 for source in sources[name]), default=0)
        for target in targets[name]:
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in names:
        columns[depth[name]].append(name)
    for sweep in range(_SWEEPS):
        neighbours: Mapping[str, list[str]] = targets if sweep % 2 else sources
        rows = {name: row for members in columns for row, name in enumerate(members)}
        for members in reversed(columns) if sweep % 2 else columns:
            members.sort(key=lambda name: (_middle([rows[each] for each in neighbours[name]], rows[name]), name))
            rows.update((name, row) for row, name in enumerate(members))
    return columns


def _middle(rows: Sequence[int], otherwise: int) -> float:
    return sum(rows) / len(rows) if rows else otherwise


def _stacked(names: Sequence[str], height: int) -> list[list[str]]:
    return [list(names[start : start + height]) for start in range(0, len(names), height)]


def _curve(source: tuple[int, int], target: tuple[int, int]) -> str:
    x1, y1 = source[0] + NODE_WIDTH, source[1] + NODE_HEIGHT // 2
    x2, y2 = target[0], target[1] + NODE_HEIGHT // 2
    bend = max((x2 - x1) // 2, 40)
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}"
