"""What becomes of each kind of expression of Python's own parser."""

from __future__ import annotations

import ast

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.lowering.abstract.walk import OPERATORS, Lowering, expression
from cursus_lint.analysis.lowering.formats import joined


@expression(ast.Name)
def _name(low: Lowering, node: ast.Name) -> ir.Expr:
    return ir.Name(ir.Site(low.home, node), node.id)


@expression(ast.Constant)
def _constant(low: Lowering, node: ast.Constant) -> ir.Expr:
    return ir.Literal(ir.Site(low.home, node), node.value)


@expression(ast.JoinedStr)
def _formatted(low: Lowering, node: ast.JoinedStr) -> ir.Expr:
    around, site = low.home, low.site(node)
    parts: list[ir.Expr] = []
    low.home = around.inside(node)
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = low.expr(part.value)
            plain = part.conversion == -1 and part.format_spec is None
            parts.append(value if plain else ir.Unmodelled(low.site(part.value), (value,)))
        elif isinstance(part, ast.Constant):
            parts.append(ir.Literal(site, part.value))
    low.home = around
    return joined(site, parts)


@expression(ast.Attribute)
def _attribute(low: Lowering, node: ast.Attribute) -> ir.Expr:
    return ir.Attribute(ir.Site(low.home, node), low.expr(node.value), node.attr)


@expression(ast.Subscript)
def _subscript(low: Lowering, node: ast.Subscript) -> ir.Expr:
    obj, index = low.expr(node.value), node.slice
    if isinstance(index, ast.Tuple):
        items = tuple([_index(low, node, e.value if isinstance(e, ast.Starred) else e) for e in index.elts])
        if any(isinstance(e, ast.Slice) for e in index.elts):
            return ir.Item(low.site(node), obj, ir.Unmodelled(low.site(node), items))
        return ir.Item(low.site(node), obj, ir.Display(low.site(node), "tuple", items, _spread(index.elts)))
    return ir.Item(ir.Site(low.home, node), obj, _index(low, node, index))


def _index(low: Lowering, node: ast.Subscript, index: ast.expr) -> ir.Expr:
    if not isinstance(index, ast.Slice):
        return low.expr(index)
    return ir.Slice(low.site(node), low.exprs([b for b in (index.lower, index.upper, index.step) if b is not None]))


@expression(ast.Call)
def _call(low: Lowering, node: ast.Call) -> ir.Expr:
    written: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    if node.keywords and any(type(a) is ast.Starred for a in node.args):
        written.sort(key=lambda a: (a.lineno, a.col_offset))
    arguments = tuple([_argument(low, a) for a in written])
    return ir.Call(ir.Site(low.home, node), low.expr(node.func), arguments)


def _argument(low: Lowering, node: ast.expr | ast.keyword) -> ir.Argument:
    if type(node) is ast.keyword:
        return ir.Argument(low.expr(node.value), node.arg, 0 if node.arg is not None else 2)
    if type(node) is ast.Starred:
        return ir.Argument(low.expr(node.value), None, 1)
    assert isinstance(node, ast.expr)
    return ir.Argument(low.expr(node))


@expression(ast.BinOp)
def _binary(low: Lowering, node: ast.BinOp) -> ir.Expr:
    spine: list[ast.BinOp] = []
    leftmost: ast.expr = node
    while isinstance(leftmost, ast.BinOp):
        spine.append(leftmost)
        leftmost = leftmost.left
    if len(spine) > bounds.EXPRESSION_DEPTH:
        return ir.Unmodelled(low.site(node), (low.expr(leftmost), *low.exprs([b.right for b in reversed(spine)])))
    lowered = low.expr(leftmost)
    for step in reversed(spine):
        lowered = ir.Binary(low.site(step), OPERATORS[type(step.op)], lowered, low.expr(step.right))
    return lowered


@expression(ast.BoolOp)
def _boolean(low: Lowering, node: ast.BoolOp) -> ir.Expr:
    return ir.Either(low.site(node), "or" if type(node.op) is ast.Or else "and", low.exprs(node.values))


@expression(ast.UnaryOp)
def _unary(low: Lowering, node: ast.UnaryOp) -> ir.Expr:
    operand = low.expr(node.operand)
    if type(node.op) is ast.Not:
        return ir.Not(low.site(node), operand)
    if type(node.op) is ast.USub and isinstance(operand, ir.Literal) and isinstance(operand.value, (int, float)):
        return ir.Literal(low.site(node), -operand.value)
    return ir.Unmodelled(low.site(node), (operand,))


@expression(ast.Compare)
def _comparison(low: Lowering, node: ast.Compare) -> ir.Expr:
    first, *rest = node.comparators
    operator = OPERATORS[type(node.ops[0])]
    return ir.Compare(low.site(node), low.expr(node.left), operator, low.expr(first), low.exprs(rest))


@expression(ast.IfExp)
def _conditional(low: Lowering, node: ast.IfExp) -> ir.Expr:
    return ir.Conditional(low.site(node), low.expr(node.test), low.expr(node.body), low.expr(node.orelse))


_DISPLAYS: dict[type[ast.AST], str] = {ast.List: "list", ast.Tuple: "tuple", ast.Set: "set"}


@expression(ast.List)
@expression(ast.Tuple)
@expression(ast.Set)
def _display(low: Lowering, node: ast.List | ast.Tuple | ast.Set) -> ir.Expr:
    items = low.exprs([e.value if type(e) is ast.Starred else e for e in node.elts])
    return ir.Display(low.site(node), _DISPLAYS[type(node)], items, _spread(node.elts))


def _spread(elements: list[ast.expr]) -> frozenset[int]:
    return frozenset([i for i, e in enumerate(elements) if type(e) is ast.Starred])


@expression(ast.Dict)
def _dict(low: Lowering, node: ast.Dict) -> ir.Expr:
    items = [(low.expr(k) if k is not None else None, low.expr(v)) for k, v in zip(node.keys, node.values, strict=True)]
    return ir.DictDisplay(low.site(node), tuple(items))


def _clauses(low: Lowering, generators: list[ast.comprehension]) -> tuple[ir.Clause, ...]:
    return tuple([ir.Clause(low.target(g.target), low.expr(g.iter), low.exprs(g.ifs)) for g in generators])


@expression(ast.ListComp)
@expression(ast.SetComp)
@expression(ast.GeneratorExp)
def _comprehension(low: Lowering, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> ir.Expr:
    return ir.Comprehension(low.site(node), "list", None, low.expr(node.elt), _clauses(low, node.generators))


@expression(ast.DictComp)
def _dict_comprehension(low: Lowering, node: ast.DictComp) -> ir.Expr:
    key, value = low.expr(node.key), low.expr(node.value)
    return ir.Comprehension(low.site(node), "dict", key, value, _clauses(low, node.generators))


@expression(ast.Lambda)
def _lambda(low: Lowering, node: ast.Lambda) -> ir.Expr:
    site, parameters = low.site(node), low.parameters(node.args, low.expr)
    return ir.Lambda(site, low.function("<lambda>", site, parameters, lambda: (ir.Return(low.expr(node.body)),)))


@expression(ast.NamedExpr)
def _walrus(low: Lowering, node: ast.NamedExpr) -> ir.Expr:
    return ir.Walrus(low.site(node), node.target.id, low.expr(node.value))


@expression(ast.Await)
def _await(low: Lowering, node: ast.Await) -> ir.Expr:
    return low.expr(node.value)


@expression(ast.Yield)
@expression(ast.YieldFrom)
def _yield(low: Lowering, node: ast.Yield | ast.YieldFrom) -> ir.Expr:
    low.yields = True
    value = low.expr(node.value) if node.value is not None else None
    return ir.Yield(low.site(node), value, type(node) is ast.YieldFrom)
