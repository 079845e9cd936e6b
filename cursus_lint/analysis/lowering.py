"""From LibCST trees to the small language of `ir`: a walk of our own over the fields that carry meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import libcst as cst

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.source import Statement, Unlintable

_N = TypeVar("_N", bound=cst.CSTNode)
_Lower = Callable[["_Lowering", Any], Any]
_EXPRESSIONS: dict[type[cst.CSTNode], _Lower] = {}
_STATEMENTS: dict[type[cst.CSTNode], _Lower] = {}


def lower(statement: Statement) -> ir.Block:
    """The code of one top-level statement; raises `Unparsable` or `Unlintable` as its tree does."""
    lowering = _Lowering(statement)
    try:
        return lowering.block(statement.tree.body)
    except RecursionError:
        raise Unlintable(f"the code is nested too deeply (line {statement.first_line})") from None


def _expression(kind: type[cst.CSTNode]) -> Callable[[_Lower], _Lower]:
    def register(function: _Lower) -> _Lower:
        _EXPRESSIONS[kind] = function
        return function

    return register


def _statement(kind: type[cst.CSTNode]) -> Callable[[_Lower], _Lower]:
    def register(function: _Lower) -> _Lower:
        _STATEMENTS[kind] = function
        return function

    return register


class _Lowering:
    """Lowers one statement; knows how deep it stands and whether the function around it yields."""

    def __init__(self, home: Statement) -> None:
        self.home = home
        self.depth = 0
        self.yields = False

    def site(self, node: cst.CSTNode) -> ir.Site:
        return ir.Site(self.home, node)

    def expr(self, node: cst.CSTNode) -> ir.Expr:
        function = _EXPRESSIONS.get(type(node))
        if function is None or self.depth >= bounds.EXPRESSION_DEPTH:
            return ir.Unmodelled(self.site(node), ())
        self.depth += 1
        lowered: ir.Expr = function(self, node)
        self.depth -= 1
        return lowered

    def exprs(self, nodes: Sequence[cst.CSTNode]) -> tuple[ir.Expr, ...]:
        return tuple(self.expr(n) for n in nodes)

    def block(self, body: Sequence[cst.CSTNode]) -> ir.Block:
        code: list[ir.Code] = []
        for node in body:
            if isinstance(node, cst.SimpleStatementLine):
                for small in node.body:
                    self._into(code, small)
            else:
                self._into(code, node)
        return tuple(code)

    def _into(self, code: list[ir.Code], node: cst.CSTNode) -> None:
        function = _STATEMENTS.get(type(node))
        if function is not None:
            code.extend(function(self, node))

    def suite(self, node: cst.BaseSuite | None) -> ir.Block:
        return self.block(node.body) if node is not None else ()

    def target(self, node: cst.CSTNode) -> ir.Target:
        if isinstance(node, cst.Name):
            return ir.NameTarget(node.value)
        if isinstance(node, (cst.Attribute, cst.Subscript)):
            place = self.expr(node)
            if isinstance(place, (ir.Attribute, ir.Item)):
                return ir.PlaceTarget(place)
        if isinstance(node, (cst.Tuple, cst.List)):
            starred = next((i for i, e in enumerate(node.elements) if isinstance(e, cst.StarredElement)), None)
            return ir.UnpackTarget(tuple(self.target(e.value) for e in node.elements), starred)
        return ir.UnpackTarget((), None)

    def function(
        self, name: str, site: ir.Site, parameters: cst.Parameters, body: Callable[[], ir.Block]
    ) -> ir.FunctionCode:
        lowered = self._parameters(parameters)
        around, self.yields, depth, self.depth = self.yields, False, self.depth, 0
        code = ir.FunctionCode(site, name, lowered, body(), self.yields)
        self.yields, self.depth = around, depth
        return code

    def _parameters(self, node: cst.Parameters) -> tuple[ir.Parameter, ...]:
        found: list[ir.Parameter] = []

        def add(parameter: cst.Param, kind: str) -> None:
            default = self.expr(parameter.default) if parameter.default is not None else None
            annotation = self.expr(parameter.annotation.annotation) if parameter.annotation is not None else None
            found.append(ir.Parameter(parameter.name.value, kind, default, annotation))

        for parameter in node.posonly_params:
            add(parameter, "positional")
        for parameter in node.params:
            add(parameter, "either")
        if isinstance(node.star_arg, cst.Param):
            add(node.star_arg, "args")
        for parameter in node.kwonly_params:
            add(parameter, "keyword")
        if node.star_kwarg is not None:
            add(node.star_kwarg, "kwargs")
        return tuple(found)


@_expression(cst.Name)
def _name(low: _Lowering, node: cst.Name) -> ir.Expr:
    constants = {"None": None, "True": True, "False": False}
    if node.value in constants:
        return ir.Literal(low.site(node), constants[node.value])
    return ir.Name(low.site(node), node.value)


@_expression(cst.SimpleString)
def _string(low: _Lowering, node: cst.SimpleString) -> ir.Expr:
    return ir.Literal(low.site(node), node.evaluated_value)


@_expression(cst.Integer)
@_expression(cst.Float)
@_expression(cst.Imaginary)
def _number(low: _Lowering, node: cst.Integer | cst.Float | cst.Imaginary) -> ir.Expr:
    try:
        return ir.Literal(low.site(node), node.evaluated_value)
    except (ValueError, SyntaxError):  # more digits than int() converts
        return ir.Unmodelled(low.site(node), ())


@_expression(cst.Ellipsis)
def _ellipsis(low: _Lowering, node: cst.Ellipsis) -> ir.Expr:
    return ir.Literal(low.site(node), ...)


@_expression(cst.ConcatenatedString)
def _adjacent(low: _Lowering, node: cst.ConcatenatedString) -> ir.Expr:
    pieces: list[cst.CSTNode] = []
    rest: cst.CSTNode = node
    while isinstance(rest, cst.ConcatenatedString):
        pieces.append(rest.left)
        rest = rest.right
    pieces.append(rest)
    parts: list[ir.Expr] = []
    for piece in pieces:
        lowered = low.expr(piece)
        parts.extend(lowered.parts if isinstance(lowered, ir.Format) else (lowered,))
    return _joined(low, node, parts)


@_expression(cst.FormattedString)
def _formatted(low: _Lowering, node: cst.FormattedString) -> ir.Expr:
    parts: list[ir.Expr] = []
    for part in node.parts:
        if isinstance(part, cst.FormattedStringText):
            text = part.value.replace("{{", "{").replace("}}", "}")
            if "r" not in node.prefix.lower() and "\\" in text:
                text = _unescaped(text)
            parts.append(ir.Literal(low.site(node), text))
        elif isinstance(part, cst.FormattedStringExpression):
            value = low.expr(part.expression)
            plain = part.format_spec is None and part.conversion is None and part.equal is None
            parts.append(value if plain else ir.Unmodelled(low.site(part.expression), (value,)))
    return _joined(low, node, parts)


def _unescaped(text: str) -> str:
    quoted = cst.SimpleString('"""' + text.replace('"', '\\"') + '"""')
    try:
        value = quoted.evaluated_value
    except (SyntaxError, ValueError):
        return text
    return value if isinstance(value, str) else text


def _joined(low: _Lowering, node: cst.CSTNode, parts: list[ir.Expr]) -> ir.Expr:
    values = [p.value for p in parts if isinstance(p, ir.Literal) and isinstance(p.value, str)]
    if len(values) == len(parts):
        return ir.Literal(low.site(node), "".join(values))
    return ir.Format(low.site(node), tuple(parts))


@_expression(cst.Attribute)
def _attribute(low: _Lowering, node: cst.Attribute) -> ir.Expr:
    return ir.Attribute(low.site(node), low.expr(node.value), node.attr.value)


@_expression(cst.Subscript)
def _subscript(low: _Lowering, node: cst.Subscript) -> ir.Expr:
    obj = low.expr(node.value)
    if len(node.slice) != 1:
        parts = tuple(_index(low, node, e.slice) for e in node.slice)
        return ir.Item(low.site(node), obj, ir.Unmodelled(low.site(node), parts))
    return ir.Item(low.site(node), obj, _index(low, node, node.slice[0].slice))


def _index(low: _Lowering, node: cst.Subscript, index: cst.BaseSlice) -> ir.Expr:
    if isinstance(index, cst.Index):
        return low.expr(index.value)
    assert isinstance(index, cst.Slice)
    return ir.Slice(low.site(node), low.exprs([b for b in (index.lower, index.upper, index.step) if b is not None]))


@_expression(cst.Call)
def _call(low: _Lowering, node: cst.Call) -> ir.Expr:
    arguments = tuple(
        ir.Argument(low.expr(a.value), a.keyword.value if a.keyword is not None else None, len(a.star))
        for a in node.args
    )
    return ir.Call(low.site(node), low.expr(node.func), arguments)


_OPERATORS: dict[type[cst.CSTNode], str] = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.BitOr: "|", cst.BitAnd: "&", cst.BitXor: "^", cst.LeftShift: "<<", cst.RightShift: ">>",
    cst.MatrixMultiply: "@", cst.AddAssign: "+", cst.DivideAssign: "/", cst.BitOrAssign: "|", cst.ModuloAssign: "%",
    cst.Equal: "==", cst.NotEqual: "!=", cst.Is: "is", cst.IsNot: "is not", cst.In: "in", cst.NotIn: "not in",
    cst.LessThan: "<", cst.GreaterThan: ">", cst.LessThanEqual: "<=", cst.GreaterThanEqual: ">=",
}  # fmt: skip


@_expression(cst.BinaryOperation)
def _binary(low: _Lowering, node: cst.BinaryOperation) -> ir.Expr:
    spine: list[cst.BinaryOperation] = []
    leftmost: cst.BaseExpression = node
    while isinstance(leftmost, cst.BinaryOperation):
        spine.append(leftmost)
        leftmost = leftmost.left
    if len(spine) > bounds.EXPRESSION_DEPTH:
        return ir.Unmodelled(low.site(node), (low.expr(leftmost), *low.exprs([b.right for b in reversed(spine)])))
    lowered = low.expr(leftmost)
    for step in reversed(spine):
        lowered = ir.Binary(low.site(step), _OPERATORS.get(type(step.operator), "?"), lowered, low.expr(step.right))
    return lowered


@_expression(cst.BooleanOperation)
def _boolean(low: _Lowering, node: cst.BooleanOperation) -> ir.Expr:
    kind = type(node.operator)
    operands: list[cst.BaseExpression] = []
    rest: cst.BaseExpression = node
    while isinstance(rest, cst.BooleanOperation) and type(rest.operator) is kind and (rest is node or not rest.lpar):
        operands.append(rest.right)
        rest = rest.left
    operands.append(rest)
    return ir.Either(low.site(node), "or" if kind is cst.Or else "and", low.exprs(operands[::-1]))


@_expression(cst.UnaryOperation)
def _unary(low: _Lowering, node: cst.UnaryOperation) -> ir.Expr:
    operand = low.expr(node.expression)
    if isinstance(node.operator, cst.Not):
        return ir.Not(low.site(node), operand)
    if (
        isinstance(node.operator, cst.Minus)
        and isinstance(operand, ir.Literal)
        and isinstance(operand.value, (int, float))
    ):
        return ir.Literal(low.site(node), -operand.value)
    return ir.Unmodelled(low.site(node), (operand,))


@_expression(cst.Comparison)
def _comparison(low: _Lowering, node: cst.Comparison) -> ir.Expr:
    first = node.comparisons[0]
    rest = low.exprs([c.comparator for c in node.comparisons[1:]])
    operator = _OPERATORS.get(type(first.operator), "?")
    return ir.Compare(low.site(node), low.expr(node.left), operator, low.expr(first.comparator), rest)


@_expression(cst.IfExp)
def _conditional(low: _Lowering, node: cst.IfExp) -> ir.Expr:
    return ir.Conditional(low.site(node), low.expr(node.test), low.expr(node.body), low.expr(node.orelse))


@_expression(cst.List)
@_expression(cst.Tuple)
@_expression(cst.Set)
def _display(low: _Lowering, node: cst.List | cst.Tuple | cst.Set) -> ir.Expr:
    kind = {cst.List: "list", cst.Tuple: "tuple", cst.Set: "set"}[type(node)]
    spread = frozenset(i for i, e in enumerate(node.elements) if isinstance(e, cst.StarredElement))
    return ir.Display(low.site(node), kind, low.exprs([e.value for e in node.elements]), spread)


@_expression(cst.Dict)
def _dict(low: _Lowering, node: cst.Dict) -> ir.Expr:
    items = tuple(
        (low.expr(e.key) if isinstance(e, cst.DictElement) else None, low.expr(e.value)) for e in node.elements
    )
    return ir.DictDisplay(low.site(node), items)


def _clauses(low: _Lowering, node: cst.CompFor | None) -> tuple[ir.Clause, ...]:
    found = []
    while node is not None:
        found.append(ir.Clause(low.target(node.target), low.expr(node.iter), low.exprs([i.test for i in node.ifs])))
        node = node.inner_for_in
    return tuple(found)


@_expression(cst.ListComp)
@_expression(cst.SetComp)
@_expression(cst.GeneratorExp)
def _comprehension(low: _Lowering, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> ir.Expr:
    return ir.Comprehension(low.site(node), "list", None, low.expr(node.elt), _clauses(low, node.for_in))


@_expression(cst.DictComp)
def _dict_comprehension(low: _Lowering, node: cst.DictComp) -> ir.Expr:
    return ir.Comprehension(
        low.site(node), "dict", low.expr(node.key), low.expr(node.value), _clauses(low, node.for_in)
    )


@_expression(cst.Lambda)
def _lambda(low: _Lowering, node: cst.Lambda) -> ir.Expr:
    site = low.site(node)
    code = low.function("<lambda>", site, node.params, lambda: (ir.Return(low.expr(node.body)),))
    return ir.Lambda(site, code)


@_expression(cst.NamedExpr)
def _walrus(low: _Lowering, node: cst.NamedExpr) -> ir.Expr:
    value = low.expr(node.value)
    return ir.Walrus(low.site(node), node.target.value, value) if isinstance(node.target, cst.Name) else value


@_expression(cst.Await)
def _await(low: _Lowering, node: cst.Await) -> ir.Expr:
    return low.expr(node.expression)


@_expression(cst.Yield)
def _yield(low: _Lowering, node: cst.Yield) -> ir.Expr:
    low.yields = True
    value = node.value.item if isinstance(node.value, cst.From) else node.value
    return ir.Yield(low.site(node), low.expr(value) if value is not None else None, isinstance(node.value, cst.From))


@_statement(cst.Expr)
def _evaluate(low: _Lowering, node: cst.Expr) -> ir.Block:
    return (ir.Evaluate(low.expr(node.value)),)


@_statement(cst.Assign)
def _assign(low: _Lowering, node: cst.Assign) -> ir.Block:
    return (ir.Assign(low.site(node), tuple(low.target(t.target) for t in node.targets), low.expr(node.value)),)


@_statement(cst.AnnAssign)
def _annotated(low: _Lowering, node: cst.AnnAssign) -> ir.Block:
    value = low.expr(node.value) if node.value is not None else None
    annotation = low.expr(node.annotation.annotation)
    return (ir.Assign(low.site(node), (low.target(node.target),), value, annotation),)


@_statement(cst.AugAssign)
def _augment(low: _Lowering, node: cst.AugAssign) -> ir.Block:
    operator = _OPERATORS.get(type(node.operator), "?")
    return (ir.Augment(low.site(node), low.target(node.target), low.expr(node.target), operator, low.expr(node.value)),)


@_statement(cst.Return)
def _return(low: _Lowering, node: cst.Return) -> ir.Block:
    return (ir.Return(low.expr(node.value) if node.value is not None else None),)


@_statement(cst.Raise)
def _raise(low: _Lowering, node: cst.Raise) -> ir.Block:
    return (ir.Raise(low.expr(node.exc) if node.exc is not None else None),)


@_statement(cst.Break)
@_statement(cst.Continue)
def _jump(low: _Lowering, node: cst.Break | cst.Continue) -> ir.Block:
    return (ir.Jump(),)


@_statement(cst.Assert)
def _assert(low: _Lowering, node: cst.Assert) -> ir.Block:
    message = low.expr(node.msg) if node.msg is not None else None
    return (ir.If(((low.expr(node.test), ()),), (ir.Raise(message),)),)


@_statement(cst.Del)
def _delete(low: _Lowering, node: cst.Del) -> ir.Block:
    return (ir.Evaluate(ir.Unmodelled(low.site(node.target), ())),)


@_statement(cst.Global)
@_statement(cst.Nonlocal)
def _declare(low: _Lowering, node: cst.Global | cst.Nonlocal) -> ir.Block:
    return (ir.Declare(tuple(n.name.value for n in node.names), isinstance(node, cst.Global)),)


@_statement(cst.If)
def _if(low: _Lowering, node: cst.If) -> ir.Block:
    branches: list[tuple[ir.Expr, ir.Block]] = []
    rest: cst.If | cst.Else | None = node
    while isinstance(rest, cst.If):
        branches.append((low.expr(rest.test), low.suite(rest.body)))
        rest = rest.orelse
    return (ir.If(tuple(branches), low.suite(rest.body) if rest is not None else ()),)


@_statement(cst.For)
def _for(low: _Lowering, node: cst.For) -> ir.Block:
    orelse = low.suite(node.orelse.body) if node.orelse is not None else ()
    return (ir.Loop(low.target(node.target), low.expr(node.iter), low.suite(node.body), orelse),)


@_statement(cst.While)
def _while(low: _Lowering, node: cst.While) -> ir.Block:
    orelse = low.suite(node.orelse.body) if node.orelse is not None else ()
    return (ir.Loop(None, low.expr(node.test), low.suite(node.body), orelse),)


@_statement(cst.Try)
@_statement(cst.TryStar)
def _try(low: _Lowering, node: cst.Try | cst.TryStar) -> ir.Block:
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


@_statement(cst.With)
def _with(low: _Lowering, node: cst.With) -> ir.Block:
    items = tuple((low.expr(i.item), low.target(i.asname.name) if i.asname is not None else None) for i in node.items)
    return (ir.With(items, low.suite(node.body)),)


@_statement(cst.Match)
def _match(low: _Lowering, node: cst.Match) -> ir.Block:
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
        pending.extend(node.children)
    return tuple(names)


@_statement(cst.Import)
def _import(low: _Lowering, node: cst.Import) -> ir.Block:
    aliases = []
    for alias in node.names:
        module = _dotted(alias.name)
        bound = alias.asname.name.value if alias.asname and isinstance(alias.asname.name, cst.Name) else ""
        aliases.append(ir.Alias(low.site(alias.name), module, 0, None, bound))
    return (ir.Import(tuple(aliases)),)


@_statement(cst.ImportFrom)
def _import_from(low: _Lowering, node: cst.ImportFrom) -> ir.Block:
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


@_statement(cst.FunctionDef)
def _define(low: _Lowering, node: cst.FunctionDef) -> ir.Block:
    code = low.function(node.name.value, low.site(node.name), node.params, lambda: low.suite(node.body))
    return (ir.Define(code, low.exprs([d.decorator for d in node.decorators])),)


@_statement(cst.ClassDef)
def _define_class(low: _Lowering, node: cst.ClassDef) -> ir.Block:
    bases = low.exprs([a.value for a in node.bases])
    decorators = low.exprs([d.decorator for d in node.decorators])
    return (ir.DefineClass(low.site(node.name), node.name.value, bases, low.suite(node.body), decorators),)
