"""Where nodes stand in their text: one code-generation pass that notes just the nodes asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from cursus_lint.diagnostics import Span

_NOTHING: AbstractContextManager[None] = nullcontext()


class _Complete(Exception):
    """All wanted nodes have been noted."""


class _Recorder(CodegenState):
    """Notes the token counts before and after each wanted node; lengths are added up afterwards."""

    def __init__(self, module: cst.Module, wanted: Collection[cst.CSTNode]) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.wanted = wanted
        self.places: dict[cst.CSTNode, tuple[int, int]] = {}

    def record_syntactic_position(
        self, node: cst.CSTNode, *, start_node: cst.CSTNode | None = None, end_node: cst.CSTNode | None = None
    ) -> Any:
        return self._record(node) if node in self.wanted else _NOTHING

    @contextmanager
    def _record(self, node: cst.CSTNode) -> Iterator[None]:
        start = len(self.tokens)
        yield
        self.places[node] = (start, len(self.tokens))
        if len(self.places) == len(self.wanted):
            raise _Complete


def measure(module: cst.Module, wanted: Collection[cst.CSTNode]) -> dict[cst.CSTNode, Span]:
    """The spans of the `wanted` nodes of `module`, without parentheses around them; 1-based, the end exclusive.

    Only nodes that LibCST gives a syntactic position can be asked for: names, expressions, small statements.
    """
    state = _Recorder(module, frozenset(wanted))
    with suppress(_Complete):
        module._codegen(state)
    edges = sorted({edge for place in state.places.values() for edge in place})
    where: dict[int, tuple[int, int]] = {}
    line, column, done = 1, 1, 0
    for edge in edges:
        text = "".join(state.tokens[done:edge]).replace("\r\n", "\n").replace("\r", "\n")
        breaks = text.count("\n")
        line += breaks
        column = len(text) - text.rfind("\n") if breaks else column + len(text)
        where[edge] = (line, column)
        done = edge
    return {node: Span(*where[start], *where[end]) for node, (start, end) in state.places.items()}
