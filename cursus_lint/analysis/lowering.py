"""From Python's own syntax trees to the small language of `ir`: a walk over the fields that carry meaning."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.source import Statement, Unlintable

_Lower = Callable[["_Lowering", Any], Any]
_EXPRESSIONS: dict[type[ast.AST], _Lower] = {}
_STATEMENTS: dict[type[ast.AST], _Lower] = {}


def lower(statement: Statement) -> ir.Block:
    """The code of one top-level statement, kept with it; raises `Unparsable` or `Unlintable`."""
    if statement.code is None:
        try:
            statement.code = _lower(statement)
        except RecursionError:
            raise Unlintable(f"the code is nested too deeply (line {statement.first_line})") from None
    return statement.code


def _lower(statement: Statement) -> ir.Block:
    if statement.outline:
        return _Lowering(statement).block(statement.outline)
    # Only a file that the running Python is too old for needs LibCST to be read.
    from cursus_lint.analysis.newer_syntax import lower_tree

    return lower_tree(statement)


def _lowers(*kinds: type[ast.expr]) -> Callable[[_Lower], _Lower]:
    def register(function: _Lower) -> _Lower:
        _EXPRESSIONS.update(dict.fromkeys(kinds, function))
        return function

    return register


def _lowers_statement(*names: str) -> Callable[[_Lower], _Lower]:
    """By name, as some kinds are younger than the oldest Python that is supported."""

    def register(function: _Lower) -> _Lower:
        _STATEMENTS.update((getattr(ast, name), function) for name in names if hasattr(ast, name))
        return function

    return register


class _Lowering:
    """Lowers one statement; knows how deep it stands and whether the function around it yields."""

    def __init__(self, home: Statement) -> None:
        self.home = home
        self.depth = 0
        self.yields = False

    def site(self, node: ast.AST) -> ir.Site:
        return ir.Site(self.home, node)

    def expr(self, node: ast.AST) -> ir.Expr:
        function = _EXPRESSIONS.get(type(node))
        if function is None or self.depth >= bounds.EXPRESSION_DEPTH:
            return ir.Unmodelled(ir.Site(self.home, node), ())
        self.depth += 1
        lowered: ir.Expr = function(self, node)
        self.depth -= 1
        return lowered

    def exprs(self, nodes: Iterable[ast.AST]) -> tuple[ir.Expr, ...]:
        return tuple([self.expr(n) for n in nodes])

    def optional(self, node: ast.AST | None) -> ir.Expr | None:
        return self.expr(node) if node is not None else None

    def block(self, body: Sequence[ast.stmt]) -> ir.Block:
        code: list[ir.Code] = []
        for node in body:
            function = _STATEMENTS.get(type(node))
            if function is not None:
                code.append(function(self, node))
        return tuple(code)

    def target(self, node: ast.AST) -> ir.Target:
        if isinstance(node, ast.Name):
            return ir.NameTarget(node.id)
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            place = self.expr(node)
            if isinstance(place, (ir.Attribute, ir.Item)):
                return ir.PlaceTarget(place)
        if isinstance(node, (ast.Tuple, ast.List)):
            starred = next((i for i, e in enumerate(node.elts) if isinstance(e, ast.Starred)), None)
            inner = tuple(self.target(e.value if isinstance(e, ast.Starred) else e) for e in node.elts)
            return ir.UnpackTarget(inner, starred)
        return ir.UnpackTarget((), None)

    def function(
        self, name: str, node: ast.AST, parameters: ast.arguments, body: Callable[[], ir.Block]
    ) -> ir.FunctionCode:
        lowered = self._parameters(parameters)
        around, self.yields, depth, self.depth = self.yields, False, self.depth, 0
        code = ir.FunctionCode(self.site(node), name, lowered, body(), self.yields)
        self.yields, self.depth = around, depth
        return code

    def _parameters(self, node: ast.arguments) -> tuple[ir.Parameter, ...]:
        found: list[ir.Parameter] = []

        def add(parameter: ast.arg, kind: str, default: ast.expr | None = None) -> None:
            lowered = self.optional(default)
            found.append(ir.Parameter(parameter.arg, kind, lowered, self.optional(parameter.annotation)))

        plain = [*node.posonlyargs, *node.args]
        defaults = [None] * (len(plain) - len(node.defaults)) + list(node.defaults)
        for number, (parameter, default) in enumerate(zip(plain, defaults, strict=True)):
            add(parameter, "positional" if number < len(node.posonlyargs) else "either", default)
        if node.vararg is not None:
            add(node.vararg, "args")
        for parameter, default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            add(parameter, "keyword", default)
        if node.kwarg is not None:
            add(node.kwarg, "kwargs")
        return tuple(found)


@_lowers(ast.Name)
def _name(low: _Lowering, node: ast.Name) -> ir.Expr:
    return ir.Name(ir.Site(low.home, node), node.id)


@_lowers(ast.Constant)
def _constant(low: _Lowering, node: ast.Constant) -> ir.Expr:
    return ir.Literal(ir.Site(low.home, node), node.value)


@_lowers(ast.JoinedStr)
def _formatted(low: _Lowering, node: ast.JoinedStr) -> ir.Expr:
    parts: list[ir.Expr] = []
    for part in node.values:
        if isinstance(part, ast.FormattedValue):
            value = low.expr(part.value)
            plain = part.format_spec is None and part.conversion == -1
            parts.append(value if plain else ir.Unmodelled(low.site(part.value), (value,)))
        else:
            parts.append(low.expr(part))
    values = [p.value for p in parts if isinstance(p, ir.Literal) and isinstance(p.value, str)]
    if len(values) == len(parts):
        return ir.Literal(low.site(node), "".join(values))
    return ir.Format(low.site(node), tuple(parts))


@_lowers(ast.Attribute)
def _attribute(low: _Lowering, node: ast.Attribute) -> ir.Expr:
    return ir.Attribute(ir.Site(low.home, node), low.expr(node.value), node.attr)


@_lowers(ast.Subscript)
def _subscript(low: _Lowering, node: ast.Subscript) -> ir.Expr:
    obj = low.expr(node.value)
    if isinstance(node.slice, ast.Tuple):
        return ir.Item(low.site(node), obj, ir.Unmodelled(low.site(node), low.exprs(node.slice.elts)))
    return ir.Item(low.site(node), obj, low.expr(node.slice))


@_lowers(ast.Slice)
def _slice(low: _Lowering, node: ast.Slice) -> ir.Expr:
    return ir.Slice(low.site(node), low.exprs([b for b in (node.lower, node.upper, node.step) if b is not None]))


@_lowers(ast.Call)
def _call(low: _Lowering, node: ast.Call) -> ir.Expr:
    function = low.expr(node.func)
    arguments = [
        ir.Argument(low.expr(a.value), None, 1) if isinstance(a, ast.Starred) else ir.Argument(low.expr(a))
        for a in node.args
    ]
    arguments += [ir.Argument(low.expr(k.value), k.arg, 0 if k.arg is not None else 2) for k in node.keywords]
    return ir.Call(ir.Site(low.home, node), function, tuple(arguments))


_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>", ast.MatMult: "@",
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
    ast.Lt: "<", ast.Gt: ">", ast.LtE: "<=", ast.GtE: ">=",
}  # fmt: skip


@_lowers(ast.BinOp)
def _binary(low: _Lowering, node: ast.BinOp) -> ir.Expr:
    spine: list[ast.BinOp] = []
    leftmost: ast.expr = node
    while isinstance(leftmost, ast.BinOp):
        spine.append(leftmost)
        leftmost = leftmost.left
    if len(spine) > bounds.EXPRESSION_DEPTH:
        return ir.Unmodelled(low.site(node), (low.expr(leftmost), *low.exprs([b.right for b in reversed(spine)])))
    lowered = low.expr(leftmost)
    for step in reversed(spine):
        lowered = ir.Binary(low.site(step), _OPERATORS[type(step.op)], lowered, low.expr(step.right))
    return lowered


@_lowers(ast.BoolOp)
def _boolean(low: _Lowering, node: ast.BoolOp) -> ir.Expr:
    return ir.Either(low.site(node), "or" if isinstance(node.op, ast.Or) else "and", low.exprs(node.values))


@_lowers(ast.UnaryOp)
def _unary(low: _Lowering, node: ast.UnaryOp) -> ir.Expr:
    operand = low.expr(node.operand)
    if isinstance(node.op, ast.Not):
        return ir.Not(low.site(node), operand)
    if isinstance(node.op, ast.USub) and isinstance(operand, ir.Literal) and isinstance(operand.value, (int, float)):
        return ir.Literal(low.site(node), -operand.value)
    return ir.Unmodelled(low.site(node), (operand,))


@_lowers(ast.Compare)
def _comparison(low: _Lowering, node: ast.Compare) -> ir.Expr:
    left, first = low.expr(node.left), low.expr(node.comparators[0])
    return ir.Compare(low.site(node), left, _OPERATORS[type(node.ops[0])], first, low.exprs(node.comparators[1:]))


@_lowers(ast.IfExp)
def _conditional(low: _Lowering, node: ast.IfExp) -> ir.Expr:
    return ir.Conditional(low.site(node), low.expr(node.test), low.expr(node.body), low.expr(node.orelse))


@_lowers(ast.List, ast.Tuple, ast.Set)
def _display(low: _Lowering, node: ast.List | ast.Tuple | ast.Set) -> ir.Expr:
    spread = frozenset(i for i, e in enumerate(node.elts) if isinstance(e, ast.Starred))
    items = low.exprs([e.value if isinstance(e, ast.Starred) else e for e in node.elts])
    return ir.Display(low.site(node), type(node).__name__.lower(), items, spread)


@_lowers(ast.Dict)
def _dict(low: _Lowering, node: ast.Dict) -> ir.Expr:
    items = [(low.optional(k), low.expr(v)) for k, v in zip(node.keys, node.values, strict=True)]
    return ir.DictDisplay(low.site(node), tuple(items))


def _clauses(low: _Lowering, nodes: Sequence[ast.comprehension]) -> tuple[ir.Clause, ...]:
    return tuple([ir.Clause(low.target(n.target), low.expr(n.iter), low.exprs(n.ifs)) for n in nodes])


@_lowers(ast.ListComp, ast.SetComp, ast.GeneratorExp)
def _comprehension(low: _Lowering, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> ir.Expr:
    return ir.Comprehension(low.site(node), "list", None, low.expr(node.elt), _clauses(low, node.generators))


@_lowers(ast.DictComp)
def _dict_comprehension(low: _Lowering, node: ast.DictComp) -> ir.Expr:
    key, value = low.expr(node.key), low.expr(node.value)
    return ir.Comprehension(low.site(node), "dict", key, value, _clauses(low, node.generators))


@_lowers(ast.Lambda)
def _lambda(low: _Lowering, node: ast.Lambda) -> ir.Expr:
    code = low.function("<lambda>", node, node.args, lambda: (ir.Return(low.expr(node.body)),))
    return ir.Lambda(code.site, code)


@_lowers(ast.NamedExpr)
def _walrus(low: _Lowering, node: ast.NamedExpr) -> ir.Expr:
    return ir.Walrus(low.site(node), node.target.id, low.expr(node.value))


@_lowers(ast.Await)
def _await(low: _Lowering, node: ast.Await) -> ir.Expr:
    return low.expr(node.value)


@_lowers(ast.Yield, ast.YieldFrom)
def _yield(low: _Lowering, node: ast.Yield | ast.YieldFrom) -> ir.Expr:
    low.yields = True
    return ir.Unmodelled(low.site(node), (low.expr(node.value),) if node.value is not None else ())


@_lowers_statement("Expr")
def _evaluate(low: _Lowering, node: ast.Expr) -> ir.Code:
    return ir.Evaluate(low.expr(node.value))


@_lowers_statement("Assign")
def _assign(low: _Lowering, node: ast.Assign) -> ir.Code:
    return ir.Assign(low.site(node), tuple([low.target(t) for t in node.targets]), low.expr(node.value))


@_lowers_statement("AnnAssign")
def _annotated(low: _Lowering, node: ast.AnnAssign) -> ir.Code:
    value, annotation = low.optional(node.value), low.expr(node.annotation)
    return ir.Assign(low.site(node), (low.target(node.target),), value, annotation)


@_lowers_statement("AugAssign")
def _augment(low: _Lowering, node: ast.AugAssign) -> ir.Code:
    operator = _OPERATORS[type(node.op)]
    return ir.Augment(low.site(node), low.target(node.target), low.expr(node.target), operator, low.expr(node.value))


@_lowers_statement("Return")
def _return(low: _Lowering, node: ast.Return) -> ir.Code:
    return ir.Return(low.optional(node.value))


@_lowers_statement("Raise")
def _raise(low: _Lowering, node: ast.Raise) -> ir.Code:
    return ir.Raise(low.optional(node.exc))


@_lowers_statement("Break", "Continue")
def _jump(low: _Lowering, node: ast.Break | ast.Continue) -> ir.Code:
    return ir.Jump()


@_lowers_statement("Assert")
def _assert(low: _Lowering, node: ast.Assert) -> ir.Code:
    message = low.optional(node.msg)
    return ir.If(((low.expr(node.test), ()),), (ir.Raise(message),))


@_lowers_statement("Delete")
def _delete(low: _Lowering, node: ast.Delete) -> ir.Code:
    return ir.Evaluate(ir.Unmodelled(low.site(node), ()))


@_lowers_statement("Global", "Nonlocal")
def _declare(low: _Lowering, node: ast.Global | ast.Nonlocal) -> ir.Code:
    return ir.Declare(tuple(node.names), isinstance(node, ast.Global))


@_lowers_statement("If")
def _if(low: _Lowering, node: ast.If) -> ir.Code:
    branches = [(low.expr(node.test), low.block(node.body))]
    orelse = node.orelse
    while len(orelse) == 1 and isinstance(orelse[0], ast.If):
        branches.append((low.expr(orelse[0].test), low.block(orelse[0].body)))
        orelse = orelse[0].orelse
    return ir.If(tuple(branches), low.block(orelse))


@_lowers_statement("For", "AsyncFor")
def _for(low: _Lowering, node: ast.For | ast.AsyncFor) -> ir.Code:
    orelse = low.block(node.orelse)
    return ir.Loop(low.target(node.target), low.expr(node.iter), low.block(node.body), orelse)


@_lowers_statement("While")
def _while(low: _Lowering, node: ast.While) -> ir.Code:
    orelse = low.block(node.orelse)
    return ir.Loop(None, low.expr(node.test), low.block(node.body), orelse)


@_lowers_statement("Try", "TryStar")
def _try(low: _Lowering, node: ast.Try) -> ir.Code:
    handlers = tuple([ir.Handler(low.optional(h.type), h.name, low.block(h.body)) for h in node.handlers])
    orelse, final = low.block(node.orelse), low.block(node.finalbody)
    return ir.Try(low.block(node.body), handlers, orelse, final)


@_lowers_statement("With", "AsyncWith")
def _with(low: _Lowering, node: ast.With | ast.AsyncWith) -> ir.Code:
    items = [
        (low.expr(i.context_expr), low.target(i.optional_vars) if i.optional_vars is not None else None)
        for i in node.items
    ]
    return ir.With(tuple(items), low.block(node.body))


@_lowers_statement("Match")
def _match(low: _Lowering, node: ast.Match) -> ir.Code:
    cases = [(_captures(c.pattern), low.optional(c.guard), low.block(c.body)) for c in node.cases]
    return ir.Match(low.expr(node.subject), tuple(cases))


def _captures(pattern: ast.pattern) -> tuple[str, ...]:
    kinds = (ast.MatchAs, ast.MatchStar)
    return tuple(n.name for n in ast.walk(pattern) if isinstance(n, kinds) and n.name is not None)


@_lowers_statement("Import")
def _import(low: _Lowering, node: ast.Import) -> ir.Code:
    return ir.Import(tuple([ir.Alias(low.site(a), a.name, 0, None, a.asname or "") for a in node.names]))


@_lowers_statement("ImportFrom")
def _import_from(low: _Lowering, node: ast.ImportFrom) -> ir.Code:
    site, module = low.site(node), node.module or ""
    bound = [(a.name, "" if a.name == "*" else a.asname or a.name) for a in node.names]
    return ir.Import(tuple([ir.Alias(site, module, node.level, name, to) for name, to in bound]))


@_lowers_statement("FunctionDef", "AsyncFunctionDef")
def _define(low: _Lowering, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ir.Code:
    code = low.function(node.name, node, node.args, lambda: low.block(node.body))
    return ir.Define(code, low.exprs(node.decorator_list))


@_lowers_statement("ClassDef")
def _define_class(low: _Lowering, node: ast.ClassDef) -> ir.Code:
    bases, decorators = low.exprs(node.bases), low.exprs(node.decorator_list)
    return ir.DefineClass(low.site(node), node.name, bases, low.block(node.body), decorators)
