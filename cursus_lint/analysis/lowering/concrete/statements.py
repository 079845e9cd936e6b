"""What becomes of each kind of statement."""

from __future__ import annotations

import libcst as cst

from cursus_lint.analysis import ir
from cursus_lint.analysis.lowering.concrete.walk import OPERATORS, Lowering, statement


@statement(cst.Expr)
def _evaluate(low: Lowering, node: cst.Expr) -> ir.Block:
    return (ir.Evaluate(low.expr(node.value)),)


@statement(cst.Assign)
def _assign(low: Lowering, node: cst.Assign) -> ir.Block:
    return (ir.Assign(low.site(node), tuple(low.target(t.target) for t in node.targets), low.expr(node.value)),)


@statement(cst.AnnAssign)
def _annotated(low: Lowering, node: cst.AnnAssign) -> ir.Block:
    value = low.expr(node.value) if node.value is not None else None
    annotation = low.expr(node.annotation.annotation)
    return (ir.Assign(low.site(node), (low.target(node.target),), value, annotation),)


@statement(cst.AugAssign)
def _augment(low: Lowering, node: cst.AugAssign) -> ir.Block:
    operator = OPERATORS[type(node.operator)]
    return (ir.Augment(low.site(node), low.target(node.target), low.expr(node.target), operator, low.expr(node.value)),)


@statement(cst.Return)
def _return(low: Lowering, node: cst.Return) -> ir.Block:
    return (ir.Return(low.expr(node.value) if node.value is not None else None),)


@statement(cst.Raise)
def _raise(low: Lowering, node: cst.Raise) -> ir.Block:
    return (ir.Raise(low.expr(node.exc) if node.exc is not None else None),)


@statement(cst.Break)
@statement(cst.Continue)
def _jump(low: Lowering, node: cst.Break | cst.Continue) -> ir.Block:
    return (ir.Jump(),)


@statement(cst.Assert)
def _assert(low: Lowering, node: cst.Assert) -> ir.Block:
    message = low.expr(node.msg) if node.msg is not None else None
    return (ir.If(((low.expr(node.test), ()),), (ir.Raise(message),)),)


@statement(cst.Del)
def _delete(low: Lowering, node: cst.Del) -> ir.Block:
    return (ir.Evaluate(ir.Unmodelled(low.site(node), ())),)


@statement(cst.Global)
@statement(cst.Nonlocal)
def _declare(low: Lowering, node: cst.Global | cst.Nonlocal) -> ir.Block:
    return (ir.Declare(tuple(n.name.value for n in node.names), isinstance(node, cst.Global)),)


@statement(cst.If)
def _if(low: Lowering, node: cst.If) -> ir.Block:
    branches: list[tuple[ir.Expr, ir.Block]] = []
    rest: cst.If | cst.Else | None = node
    while isinstance(rest, cst.If):
        branches.append((low.expr(rest.test), low.suite(rest.body)))
        rest = rest.orelse
    return (ir.If(tuple(branches), low.suite(rest.body) if rest is not None else ()),)


@statement(cst.For)
def _for(low: Lowering, node: cst.For) -> ir.Block:
    orelse = low.suite(node.orelse.body) if node.orelse is not None else ()
    return (ir.Loop(low.target(node.target), low.expr(node.iter), low.suite(node.body), orelse),)


@statement(cst.While)
def _while(low: Lowering, node: cst.While) -> ir.Block:
    orelse = low.suite(node.orelse.body) if node.orelse is not None else ()
    return (ir.Loop(None, low.expr(node.test), low.suite(node.body), orelse),)


@statement(cst.Try)
@statement(cst.TryStar)
def _try(low: Lowering, node: cst.Try | cst.TryStar) -> ir.Block:
    handlers = tuple(
        ir.Handler(
            low.expr(h.type) if h.type is not None else None,
            h.name.name.value if h.name is not None and isinstance(h.name.name, cst.Name) else None,
            low.suite(h.body),
        )
        for h in node.handlers
    )
    orelse = low.suite(node.orelse.body) if node.orelse is not None else ()
    final = low.suite(node.finalbody.body) if node.finalbody is not None else ()
    return (ir.Try(low.suite(node.body), handlers, orelse, final),)


@statement(cst.With)
def _with(low: Lowering, node: cst.With) -> ir.Block:
    items = tuple((low.expr(i.item), low.target(i.asname.name) if i.asname is not None else None) for i in node.items)
    return (ir.With(items, low.suite(node.body)),)


@statement(cst.Match)
def _match(low: Lowering, node: cst.Match) -> ir.Block:
    cases = tuple(
        (_captures(c.pattern), low.expr(c.guard) if c.guard is not None else None, low.suite(c.body))
        for c in node.cases
    )
    return (ir.Match(low.expr(node.subject), cases),)


def _captures(pattern: cst.CSTNode) -> tuple[str, ...]:
    names: list[str] = []
    pending: list[cst.CSTNode] = [pattern]
    while pending:
        node = pending.pop()
        if isinstance(node, (cst.MatchAs, cst.MatchStar)) and node.name is not None:
            names.append(node.name.value)
        elif isinstance(node, cst.MatchMapping) and node.rest is not None:
            names.append(node.rest.value)
        pending.extend(node.children)
    return tuple(sorted(names))


@statement(cst.Import)
def _import(low: Lowering, node: cst.Import) -> ir.Block:
    aliases = []
    for alias in node.names:
        module = _dotted(alias.name)
        bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else ""
        aliases.append(ir.Alias(low.site(alias.name), module, 0, None, bound))
    return (ir.Import(tuple(aliases)),)


@statement(cst.ImportFrom)
def _import_from(low: Lowering, node: cst.ImportFrom) -> ir.Block:
    module, level = _dotted(node.module) if node.module is not None else "", len(node.relative)
    site = low.site(node)
    if isinstance(node.names, cst.ImportStar):
        return (ir.Import((ir.Alias(site, module, level, "*", ""),)),)
    aliases = []
    for alias in node.names:
        name = _dotted(alias.name)
        bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else name
        aliases.append(ir.Alias(site, module, level, name, bound))
    return (ir.Import(tuple(aliases)),)


def _dotted(node: cst.BaseExpression) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if isinstance(node, cst.Name):
        parts.append(node.value)
    return ".".join(reversed(parts))


@statement(cst.FunctionDef)
def _define(low: Lowering, node: cst.FunctionDef) -> ir.Block:
    code = low.function(node.name.value, low.site(node.name), node.params, lambda: low.suite(node.body))
    return (ir.Define(code, low.exprs([d.decorator for d in node.decorators])),)


@statement(cst.ClassDef)
def _define_class(low: Lowering, node: cst.ClassDef) -> ir.Block:
    bases = low.exprs([a.value for a in node.bases])
    decorators = low.exprs([d.decorator for d in node.decorators])
    return (ir.DefineClass(low.site(node.name), node.name.value, bases, low.suite(node.body), decorators),)
