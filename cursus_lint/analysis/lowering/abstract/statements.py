"""What becomes of each kind of statement of Python's own parser."""

from __future__ import annotations

import ast

from cursus_lint.analysis import ir
from cursus_lint.analysis.lowering.abstract.walk import OPERATORS, Lowering, statement

_TRY_STAR = getattr(ast, "TryStar", ast.Try)
"""The statement with `except*`, since Python 3.11; its fields are those of `try`."""


@statement(ast.Expr)
def _evaluate(low: Lowering, node: ast.Expr) -> ir.Block:
    return (ir.Evaluate(low.expr(node.value)),)


@statement(ast.Assign)
def _assign(low: Lowering, node: ast.Assign) -> ir.Block:
    return (ir.Assign(low.site(node), tuple([low.target(t) for t in node.targets]), low.expr(node.value)),)


@statement(ast.AnnAssign)
def _annotated(low: Lowering, node: ast.AnnAssign) -> ir.Block:
    value = low.expr(node.value) if node.value is not None else None
    return (ir.Assign(low.site(node), (low.target(node.target),), value, low.expr(node.annotation)),)


@statement(ast.AugAssign)
def _augment(low: Lowering, node: ast.AugAssign) -> ir.Block:
    target, current = low.target(node.target), low.expr(node.target)
    return (ir.Augment(low.site(node), target, current, OPERATORS[type(node.op)], low.expr(node.value)),)


@statement(ast.Return)
def _return(low: Lowering, node: ast.Return) -> ir.Block:
    return (ir.Return(low.expr(node.value) if node.value is not None else None),)


@statement(ast.Raise)
def _raise(low: Lowering, node: ast.Raise) -> ir.Block:
    return (ir.Raise(low.expr(node.exc) if node.exc is not None else None),)


@statement(ast.Break)
@statement(ast.Continue)
def _jump(low: Lowering, node: ast.Break | ast.Continue) -> ir.Block:
    return (ir.Jump(),)


@statement(ast.Assert)
def _assert(low: Lowering, node: ast.Assert) -> ir.Block:
    message = low.expr(node.msg) if node.msg is not None else None
    return (ir.If(((low.expr(node.test), ()),), (ir.Raise(message),)),)


@statement(ast.Delete)
def _delete(low: Lowering, node: ast.Delete) -> ir.Block:
    return (ir.Evaluate(ir.Unmodelled(low.site(node), ())),)


@statement(ast.Global)
@statement(ast.Nonlocal)
def _declare(low: Lowering, node: ast.Global | ast.Nonlocal) -> ir.Block:
    return (ir.Declare(tuple(node.names), type(node) is ast.Global),)


@statement(ast.If)
def _if(low: Lowering, node: ast.If) -> ir.Block:
    branches = [(low.head(node.test), low.block(node.body))]
    rest = node.orelse
    # An `elif` stands where the `if` does; one inside an `else` further in.
    while len(rest) == 1 and isinstance(rest[0], ast.If) and rest[0].col_offset == node.col_offset:
        branches.append((low.head(rest[0].test), low.block(rest[0].body)))
        rest = rest[0].orelse
    return (ir.If(tuple(branches), low.block(rest)),)


@statement(ast.For)
@statement(ast.AsyncFor)
def _for(low: Lowering, node: ast.For | ast.AsyncFor) -> ir.Block:
    target, iterable = low.target(node.target), low.head(node.iter)
    return (ir.Loop(target, iterable, low.block(node.body), low.block(node.orelse)),)


@statement(ast.While)
def _while(low: Lowering, node: ast.While) -> ir.Block:
    return (ir.Loop(None, low.head(node.test), low.block(node.body), low.block(node.orelse)),)


@statement(ast.Try)
@statement(_TRY_STAR)
def _try(low: Lowering, node: ast.Try) -> ir.Block:
    handlers = [
        ir.Handler(low.head(h.type) if h.type is not None else None, h.name, low.block(h.body)) for h in node.handlers
    ]
    return (ir.Try(low.block(node.body), tuple(handlers), low.block(node.orelse), low.block(node.finalbody)),)


@statement(ast.With)
@statement(ast.AsyncWith)
def _with(low: Lowering, node: ast.With | ast.AsyncWith) -> ir.Block:
    items = [
        (low.head(i.context_expr), low.target(i.optional_vars) if i.optional_vars is not None else None)
        for i in node.items
    ]
    return (ir.With(tuple(items), low.block(node.body)),)


@statement(ast.Match)
def _match(low: Lowering, node: ast.Match) -> ir.Block:
    cases = [
        (_captures(c.pattern), low.head(c.guard) if c.guard is not None else None, low.block(c.body))
        for c in node.cases
    ]
    return (ir.Match(low.head(node.subject), tuple(cases)),)


def _captures(pattern: ast.pattern) -> tuple[str, ...]:
    names: list[str] = []
    for node in ast.walk(pattern):
        if isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name is not None:
            names.append(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest is not None:
            names.append(node.rest)
    return tuple(sorted(names))


@statement(ast.Import)
def _import(low: Lowering, node: ast.Import) -> ir.Block:
    return (ir.Import(tuple([ir.Alias(low.site(a), a.name, 0, None, a.asname or "") for a in node.names])),)


@statement(ast.ImportFrom)
def _import_from(low: Lowering, node: ast.ImportFrom) -> ir.Block:
    site, module = low.site(node), node.module or ""
    bound = [(a.name, "" if a.name == "*" else a.asname or a.name) for a in node.names]
    return (ir.Import(tuple([ir.Alias(site, module, node.level, name, as_) for name, as_ in bound])),)


@statement(ast.FunctionDef)
@statement(ast.AsyncFunctionDef)
def _define(low: Lowering, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ir.Block:
    parameters = low.parameters(node.args, low.head)
    code = low.function(node.name, low.site(node), parameters, lambda: low.block(node.body))
    return (ir.Define(code, low.heads(node.decorator_list)),)


@statement(ast.ClassDef)
def _define_class(low: Lowering, node: ast.ClassDef) -> ir.Block:
    bases = low.heads([b.value if isinstance(b, ast.Starred) else b for b in node.bases])
    decorators = low.heads(node.decorator_list)
    return (ir.DefineClass(low.site(node), node.name, bases, low.block(node.body), decorators),)
