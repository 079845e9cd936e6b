"""The statements that a rewrite touches as a tree of LibCST that knows where each node stands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Optional, TypeVar

import libcst as cst
from libcst._nodes.internal import CodegenState

from cursus_lint.analysis.rewriting.refusal import CannotRewrite

Range = tuple[int, int]
Node = TypeVar("Node", bound=cst.CSTNode)


class _RangeRecorder(CodegenState):
    """Generates code only to learn where each node begins and ends, and which node it stands in."""

    def __init__(self, module: cst.Module) -> None:
        super().__init__(default_indent=module.default_indent, default_newline=module.default_newline)
        self.length = 0
        self.inner: dict[cst.CSTNode, Range] = {}
        self.outer: dict[cst.CSTNode, Range] = {}
        self.parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self._open: list[tuple[cst.CSTNode, int]] = []

    def add_token(self, value: str) -> None:
        self.length += len(value)

    def add_indent_tokens(self) -> None:
        self.length += sum(map(len, self.indent_tokens))

    def pop_trailing_newline(self) -> None:
        """Nothing: the positions of what comes before the last newline do not depend on it."""

    def before_codegen(self, node: cst.CSTNode) -> None:
        if self._open:
            self.parents[node] = self._open[-1][0]
        self._open.append((node, self.length))

    def after_codegen(self, node: cst.CSTNode) -> None:
        _, start = self._open.pop()
        self.outer[node] = (start, self.length)

    @contextmanager
    def record_syntactic_position(
        self,
        node: cst.CSTNode,
        *,
        start_node: Optional[cst.CSTNode] = None,
        end_node: Optional[cst.CSTNode] = None,
    ) -> Iterator[None]:
        start = self.length
        yield
        first = self.inner.get(start_node, self.outer.get(start_node)) if start_node is not None else None
        last = self.inner.get(end_node, self.outer.get(end_node)) if end_node is not None else None
        self.inner[node] = (first[0] if first else start, last[1] if last else self.length)


class Piece:
    """The top-level statements of a script that share some lines, as a tree that knows where each node stands."""

    def __init__(self, text: str, offset: int) -> None:
        self.module = cst.parse_module(text)
        recorder = _RangeRecorder(self.module)
        self.module._codegen(recorder)
        self._offset = offset
        self._inner = recorder.inner
        self._outer = recorder.outer
        self._parents = recorder.parents

    def range(self, node: cst.CSTNode) -> Range:
        """Where `node` stands, without the parentheses and the blanks around it."""
        start, end = self._inner.get(node) or self._outer[node]
        return start + self._offset, end + self._offset

    def outer_range(self, node: cst.CSTNode) -> Range:
        """Where `node` stands, with its own parentheses."""
        start, end = self._outer[node]
        return start + self._offset, end + self._offset

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that `node` stands in; None for the module."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around `node`, the nearest first."""
        parent = self._parents.get(node)
        while parent is not None:
            yield parent
            parent = self._parents.get(parent)

    def nodes(self, kind: type[Node], within: Range | None = None) -> list[Node]:
        """The nodes of type `kind`, those inside `within` if it is given, in the order of the text."""
        found = [node for node in self._outer if isinstance(node, kind)]
        if within is not None:
            found = [n for n in found if within[0] <= self.range(n)[0] and self.range(n)[1] <= within[1]]
        return sorted(found, key=lambda n: (self.range(n)[0], -self.range(n)[1]))

    def at(self, place: Range) -> list[cst.CSTNode]:
        """The nodes that stand exactly at `place`, with or without their parentheses, the outermost first."""
        exact = [node for node in self._outer if place in (self.range(node), self.outer_range(node))]
        return sorted(exact, key=lambda node: sum(1 for _ in self.ancestors(node)))

    def has_comment(self, place: Range) -> bool:
        """Whether a comment stands inside `place`."""
        return bool(self.nodes(cst.Comment, place))

    def expression_at(self, place: Range) -> cst.BaseExpression | None:
        """The outermost expression that stands exactly at `place`."""
        return next((node for node in self.at(place) if isinstance(node, cst.BaseExpression)), None)


def piece_of(text: str, offset: int, line: int) -> Piece:
    """The statements in `text`, which begins at `offset`, in line `line`. Raises CannotRewrite where it is refused."""
    try:
        return Piece(text, offset)
    except (cst.ParserSyntaxError, RecursionError) as error:
        reason = getattr(error, "message", "it is nested too deeply")
        raise CannotRewrite(f"the statement at line {line} cannot be parsed: {reason}") from None
