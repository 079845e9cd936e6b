"""What becomes of each kind of expression."""

from __future__ import annotations

import libcst as cst

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.lowering.concrete.walk import OPERATORS, Lowering, expression
from cursus_lint.analysis.lowering.formats import joined


@expression(cst.Name)
def _name(low: Lowering, node: cst.Name) -> ir.Expr:
    if node.value in _CONSTANTS:
        return ir.Literal(low.site(node), _CONSTANTS[node.value])
    return ir.Name(low.site(node), node.value)


_CONSTANTS = {"None": None, "True": True, "False": False}
_SMALL = {str(number): number for number in range(101)}
"""The numbers that most scripts hold, which need not be evaluated."""


@expression(cst.SimpleString)
def _string(low: Lowering, node: cst.SimpleString) -> ir.Expr:
    spelled = node.value
    if spelled[0] in "'\"" and "\\" not in spelled and "\r" not in spelled:
        quotes = 3 if len(spelled) > 5 and spelled[:3] in ("'" * 3, '"' * 3) else 1
        return ir.Literal(low.site(node), spelled[quotes:-quotes])
    return ir.Literal(low.site(node), node.evaluated_value)


@expression(cst.Integer)
def _integer(low: Lowering, node: cst.Integer) -> ir.Expr:
    if node.value in _SMALL:
        return ir.Literal(low.site(node), _SMALL[node.value])
    try:
        return ir.Literal(low.site(node), int(node.value, 0))
    except ValueError:  # more digits than int() converts
        return ir.Unmodelled(low.site(node), ())


@expression(cst.Float)
def _float(low: Lowering, node: cst.Float) -> ir.Expr:
    return ir.Literal(low.site(node), float(node.value))


@expression(cst.Imaginary)
def _imaginary(low: Lowering, node: cst.Imaginary) -> ir.Expr:
    return ir.Literal(low.site(node), node.evaluated_value)


@expression(cst.Ellipsis)
def _ellipsis(low: Lowering, node: cst.Ellipsis) -> ir.Expr:
    return ir.Literal(low.site(node), ...)


@expression(cst.ConcatenatedString)
def _adjacent(low: Lowering, node: cst.ConcatenatedString) -> ir.Expr:
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
    return joined(low.site(node), parts)


@expression(cst.FormattedString)
def _formatted(low: Lowering, node: cst.FormattedString) -> ir.Expr:
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
            if part.equal is not None:
                parts.append(ir.Literal(low.site(node), _spelled(part, part.equal)))
            parts.append(value if plain else ir.Unmodelled(low.site(part.expression), (value,)))
    return joined(low.site(node), parts)


def _spelled(part: cst.FormattedStringExpression, equal: cst.AssignEqual) -> str:
    """What `{x = }` shows before the value: itself, as it is written."""
    written = cst.Module([]).code_for_node
    return "".join(map(written, (part.whitespace_before_expression, part.expression, equal)))


def _unescaped(text: str) -> str:
    quoted = cst.SimpleString('"""' + text.replace('"', '\\"') + '"""')
    try:
        value = quoted.evaluated_value
    except (SyntaxError, ValueError):
        return text
    return value if isinstance(value, str) else text


@expression(cst.Attribute)
def _attribute(low: Lowering, node: cst.Attribute) -> ir.Expr:
    return ir.Attribute(low.site(node), low.expr(node.value), node.attr.value)


@expression(cst.Subscript)
def _subscript(low: Lowering, node: cst.Subscript) -> ir.Expr:
    obj = low.expr(node.value)
    first, is_tuple = node.slice[0].slice, len(node.slice) > 1 or type(node.slice[0].comma) is cst.Comma
    if not is_tuple and not (type(first) is cst.Index and first.star):
        index = _index(low, node, first)
        if isinstance(index, ir.Display) and index.kind == "tuple":
            index.site = low.site(node)
        return ir.Item(low.site(node), obj, index)
    items = tuple([_index(low, node, e.slice) for e in node.slice])
    if any(type(e.slice) is cst.Slice for e in node.slice):
        return ir.Item(low.site(node), obj, ir.Unmodelled(low.site(node), items))
    spread = frozenset([i for i, e in enumerate(node.slice) if type(e.slice) is cst.Index and e.slice.star])
    return ir.Item(low.site(node), obj, ir.Display(low.site(node), "tuple", items, spread))


def _index(low: Lowering, node: cst.Subscript, index: cst.BaseSlice) -> ir.Expr:
    if type(index) is cst.Index:
        return low.expr(index.value)
    assert isinstance(index, cst.Slice)
    return ir.Slice(low.site(node), low.exprs([b for b in (index.lower, index.upper, index.step) if b is not None]))


@expression(cst.Call)
def _call(low: Lowering, node: cst.Call) -> ir.Expr:
    arguments = [
        ir.Argument(low.expr(a.value), a.keyword.value if a.keyword is not None else None, len(a.star))
        for a in node.args
    ]
    return ir.Call(low.site(node), low.expr(node.func), tuple(arguments))


@expression(cst.BinaryOperation)
def _binary(low: Lowering, node: cst.BinaryOperation) -> ir.Expr:
    spine: list[cst.BinaryOperation] = []
    leftmost: cst.BaseExpression = node
    while isinstance(leftmost, cst.BinaryOperation):
        spine.append(leftmost)
        leftmost = leftmost.left
    if len(spine) > bounds.EXPRESSION_DEPTH:
        return ir.Unmodelled(low.site(node), (low.expr(leftmost), *low.exprs([b.right for b in reversed(spine)])))
    lowered = low.expr(leftmost)
    for step in reversed(spine):
        lowered = ir.Binary(low.site(step), OPERATORS[type(step.operator)], lowered, low.expr(step.right))
    return lowered


@expression(cst.BooleanOperation)
def _boolean(low: Lowering, node: cst.BooleanOperation) -> ir.Expr:
    kind = type(node.operator)
    operands: list[cst.BaseExpression] = []
    rest: cst.BaseExpression = node
    while isinstance(rest, cst.BooleanOperation) and type(rest.operator) is kind and (rest is node or not rest.lpar):
        operands.append(rest.right)
        rest = rest.left
    operands.append(rest)
    return ir.Either(low.site(node), "or" if kind is cst.Or else "and", low.exprs(operands[::-1]))


@expression(cst.UnaryOperation)
def _unary(low: Lowering, node: cst.UnaryOperation) -> ir.Expr:
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


@expression(cst.Comparison)
def _comparison(low: Lowering, node: cst.Comparison) -> ir.Expr:
    first = node.comparisons[0]
    rest = low.exprs([c.comparator for c in node.comparisons[1:]])
    operator = OPERATORS[type(first.operator)]
    return ir.Compare(low.site(node), low.expr(node.left), operator, low.expr(first.comparator), rest)


@expression(cst.IfExp)
def _conditional(low: Lowering, node: cst.IfExp) -> ir.Expr:
    return ir.Conditional(low.site(node), low.expr(node.test), low.expr(node.body), low.expr(node.orelse))


_DISPLAYS: dict[type[cst.CSTNode], str] = {cst.List: "list", cst.Tuple: "tuple", cst.Set: "set"}


@expression(cst.List)
@expression(cst.Tuple)
@expression(cst.Set)
def _display(low: Lowering, node: cst.List | cst.Tuple | cst.Set) -> ir.Expr:
    kind = _DISPLAYS[type(node)]
    spread = frozenset(i for i, e in enumerate(node.elements) if type(e) is cst.StarredElement)
    return ir.Display(low.site(node), kind, low.exprs([e.value for e in node.elements]), spread)


@expression(cst.Dict)
def _dict(low: Lowering, node: cst.Dict) -> ir.Expr:
    items = tuple(
        (low.expr(e.key) if isinstance(e, cst.DictElement) else None, low.expr(e.value)) for e in node.elements
    )
    return ir.DictDisplay(low.site(node), items)


def _clauses(low: Lowering, node: cst.CompFor | None) -> tuple[ir.Clause, ...]:
    found = []
    while node is not None:
        found.append(ir.Clause(low.target(node.target), low.expr(node.iter), low.exprs([i.test for i in node.ifs])))
        node = node.inner_for_in
    return tuple(found)


@expression(cst.ListComp)
@expression(cst.SetComp)
@expression(cst.GeneratorExp)
def _comprehension(low: Lowering, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> ir.Expr:
    return ir.Comprehension(low.site(node), "list", None, low.expr(node.elt), _clauses(low, node.for_in))


@expression(cst.DictComp)
def _dict_comprehension(low: Lowering, node: cst.DictComp) -> ir.Expr:
    return ir.Comprehension(
        low.site(node), "dict", low.expr(node.key), low.expr(node.value), _clauses(low, node.for_in)
    )


@expression(cst.Lambda)
def _lambda(low: Lowering, node: cst.Lambda) -> ir.Expr:
    site = low.site(node)
    code = low.function("<lambda>", site, node.params, lambda: (ir.Return(low.expr(node.body)),))
    return ir.Lambda(site, code)


@expression(cst.NamedExpr)
def _walrus(low: Lowering, node: cst.NamedExpr) -> ir.Expr:
    value = low.expr(node.value)
    return ir.Walrus(low.site(node), node.target.value, value) if isinstance(node.target, cst.Name) else value


@expression(cst.Await)
def _await(low: Lowering, node: cst.Await) -> ir.Expr:
    return low.expr(node.expression)


@expression(cst.Yield)
def _yield(low: Lowering, node: cst.Yield) -> ir.Expr:
    low.yields = True
    value = node.value.item if isinstance(node.value, cst.From) else node.value
    return ir.Yield(low.site(node), low.expr(value) if value is not None else None, isinstance(node.value, cst.From))
