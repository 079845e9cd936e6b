"""The graph of a pipeline: its nodes, which of them feed which, and the order that follows."""

from __future__ import annotations

import graphlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from cursus_lint.contracts.near_miss import nearest
from cursus_lint.runtime.merge_patch import Json, JsonObject
from cursus_lint.runtime.spec_document import InvalidExecutionSpec, read_object


class InvalidDag(ValueError):
    """A pipeline graph that cannot be used; the message names the file and says where and why."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A node that feeds another. `paths` says, input by input, which output feeds it, where the names do not tell."""

    source: str
    target: str
    paths: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class PipelineDag:
    """Nodes in the order given, and edges between them; free of cycles (see `load_dag`, `dag_of`)."""

    nodes: tuple[str, ...]
    edges: tuple[Edge, ...]

    def into(self, node: str) -> tuple[Edge, ...]:
        """The edges that end at `node`."""
        return tuple(edge for edge in self.edges if edge.target == node)

    def parents(self, node: str) -> tuple[str, ...]:
        """The nodes that feed `node`."""
        return tuple(dict.fromkeys(edge.source for edge in self.into(node)))

    def sorter(self) -> graphlib.TopologicalSorter[str]:
        """A sorter that hands out nodes as soon as all their parents are done; already prepared."""
        sorter: graphlib.TopologicalSorter[str] = graphlib.TopologicalSorter(dict.fromkeys(self.nodes, ()))
        for edge in self.edges:
            sorter.add(edge.target, edge.source)
        sorter.prepare()
        return sorter

    def order(self) -> tuple[str, ...]:
        """All nodes, parents before their dependants, otherwise in the order given."""
        place = {node: index for index, node in enumerate(self.nodes)}
        sorter = self.sorter()
        ordered: list[str] = []
        while sorter.is_active():
            ready = sorted(sorter.get_ready(), key=place.__getitem__)
            ordered += ready
            sorter.done(*ready)
        return tuple(ordered)


def dag_of(nodes: Iterable[str], edges: Iterable[Edge], where: str = "the pipeline") -> PipelineDag:
    """The graph of these nodes and edges; `where` names it in errors.

    Raises InvalidDag for a node that occurs twice, an edge of an unknown node, and a cycle, which it spells out.
    """
    dag = PipelineDag(tuple(nodes), tuple(edges))
    known: set[str] = set()
    for node in dag.nodes:
        if node in known:
            raise InvalidDag(f"{where}: the node {node!r} occurs twice; give each node a name of its own")
        known.add(node)
    for edge in dag.edges:
        for node in (edge.source, edge.target):
            if node not in known:
                near = nearest(node, dag.nodes)
                hint = f"; did you mean {near!r}?" if near else f"; the nodes are {', '.join(dag.nodes)}"
                raise InvalidDag(
                    f"{where}: the edge {edge.source} -> {edge.target} names the unknown node {node!r}{hint}"
                )
    try:
        dag.sorter()
    except graphlib.CycleError as problem:
        raise InvalidDag(f"{where}: the nodes feed each other in a circle: {' -> '.join(problem.args[1])}") from problem
    return dag


def load_dag(path: Path) -> PipelineDag:
    """Read a pipeline graph from JSON.

    `{"nodes": ["A", {"name": "B"}], "edges": [["A", "B"], {"from": "A", "to": "B", "paths": {"input": "output"}}]}`.
    Raises InvalidDag where the file is something else, OSError where it cannot be read.
    """
    try:
        document = read_object(path)
    except InvalidExecutionSpec as problem:
        raise InvalidDag(str(problem).replace("an execution spec", "a pipeline graph")) from problem
    nodes = [_node(node, f"{path}: nodes[{index}]") for index, node in enumerate(_list(document, "nodes", path))]
    edges = [_edge(edge, f"{path}: edges[{index}]") for index, edge in enumerate(_list(document, "edges", path))]
    if not nodes:
        raise InvalidDag(f"{path}: nodes: expected at least one node")
    return dag_of(nodes, edges, str(path))


def _list(document: JsonObject, name: str, path: Path) -> list[Json]:
    value = document.get(name, [])
    if not isinstance(value, list):
        raise InvalidDag(f"{path}: {name}: expected a list, found {json.dumps(value)[:60]}")
    return value


def _node(value: Json, where: str) -> str:
    name = value.get("name") if isinstance(value, dict) else value
    if not isinstance(name, str) or not name:
        raise InvalidDag(f"{where}: expected the name of a step, or an object with `name`")
    return name


def _edge(value: Json, where: str) -> Edge:
    if isinstance(value, list) and len(value) == 2:
        source, target = value
        paths: Json = {}
    elif isinstance(value, dict):
        source, target, paths = value.get("from"), value.get("to"), value.get("paths", {})
    else:
        source = target = paths = None
    if not isinstance(source, str) or not isinstance(target, str):
        raise InvalidDag(f"{where}: expected two node names, or an object with `from` and `to`")
    if not isinstance(paths, dict) or not all(isinstance(output, str) for output in paths.values()):
        raise InvalidDag(f"{where}: paths: expected an object, input name -> output name")
    return Edge(source, target, MappingProxyType({name: str(output) for name, output in paths.items()}))
