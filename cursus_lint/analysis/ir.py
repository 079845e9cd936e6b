"""The small language that scripts are lowered to, and the evaluator reads.

It keeps what carries meaning and drops the rest. An expression knows the syntax node it came from, so that its span can
be measured if a fact needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

if TYPE_CHECKING:
    from cursus_lint.analysis.places import Places


@dataclass(slots=True, eq=False)
class Site:
    """A place in a source: a syntax node, of whichever parser, and who knows where it stands."""

    home: Places
    node: object


@dataclass(slots=True, eq=False)
class Expr:
    """An expression."""

    site: Site


@dataclass(slots=True, eq=False)
class Literal(Expr):
    """A constant: text, bytes, number, truth value, None, or Ellipsis."""

    value: object


@dataclass(slots=True, eq=False)
class Name(Expr):
    """A variable read by name."""

    id: str


@dataclass(slots=True, eq=False)
class Attribute(Expr):
    """`obj.name`."""

    obj: Expr
    name: str


@dataclass(slots=True, eq=False)
class Item(Expr):
    """`obj[index]`."""

    obj: Expr
    index: Expr


@dataclass(slots=True, eq=False)
class Slice(Expr):
    """`a:b:c` as an index."""

    bounds: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Argument:
    """One argument of a call: `value`, `name=value`, `*value` (stars 1) or `**value` (stars 2)."""

    value: Expr
    name: str | None = None
    stars: int = 0


@dataclass(slots=True, eq=False)
class Call(Expr):
    """`func(arguments)`."""

    func: Expr
    arguments: tuple[Argument, ...]


@dataclass(slots=True, eq=False)
class Format(Expr):
    """An f-string, or adjacent literals that hold one: texts and expressions in order."""

    parts: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Binary(Expr):
    """`left operator right`, the operator as it is written."""

    operator: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Either(Expr):
    """`a and b and c` or `a or b or c`."""

    operator: str
    operands: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Not(Expr):
    """`not operand`."""

    operand: Expr


@dataclass(slots=True, eq=False)
class Compare(Expr):
    """`left op right`, the first comparison of a chain; `rest` are the other operands."""

    left: Expr
    operator: str
    right: Expr
    rest: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Conditional(Expr):
    """`body if test else orelse`."""

    test: Expr
    body: Expr
    orelse: Expr


@dataclass(slots=True, eq=False)
class Display(Expr):
    """A list, tuple or set display; `*x` elements stand in `spread` by index."""

    kind: str
    items: tuple[Expr, ...]
    spread: frozenset[int]


@dataclass(slots=True, eq=False)
class DictDisplay(Expr):
    """A dict display: pairs of key and value; the key None spreads the value."""

    items: tuple[tuple[Expr | None, Expr], ...]


@dataclass(slots=True, eq=False)
class Clause:
    """`for target in iterable if tests` of a comprehension."""

    target: Target
    iterable: Expr
    tests: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Comprehension(Expr):
    """A list, set, dict or generator comprehension; `key` only for a dict."""

    kind: str
    key: Expr | None
    element: Expr
    clauses: tuple[Clause, ...]


@dataclass(slots=True, eq=False)
class Lambda(Expr):
    """A lambda."""

    function: FunctionCode


@dataclass(slots=True, eq=False)
class Walrus(Expr):
    """`name := value`."""

    name: str
    value: Expr


@dataclass(slots=True, eq=False)
class Yield(Expr):
    """`yield value`; `each` for `yield from value`."""

    value: Expr | None
    each: bool


@dataclass(slots=True, eq=False)
class Unmodelled(Expr):
    """An expression whose value is not followed; its parts still happen."""

    parts: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class NameTarget:
    """Assign to a name."""

    id: str


@dataclass(slots=True, eq=False)
class PlaceTarget:
    """Assign to an attribute or an item."""

    place: Union[Attribute, Item]


@dataclass(slots=True, eq=False)
class UnpackTarget:
    """Assign to several targets; `starred` is the index of the one with a star."""

    targets: tuple[Target, ...]
    starred: int | None


Target = Union[NameTarget, PlaceTarget, UnpackTarget]


@dataclass(slots=True, eq=False)
class Assign:
    """`targets = value`; several targets for a chain.

    `annotation` as code, if any; the value is missing in a bare one.
    """

    site: Site
    targets: tuple[Target, ...]
    value: Expr | None
    annotation: Expr | None = None


@dataclass(slots=True, eq=False)
class Augment:
    """`target operator= value`."""

    site: Site
    target: Target
    current: Expr
    operator: str
    value: Expr


@dataclass(slots=True, eq=False)
class Evaluate:
    """An expression for its effects; also `assert` and `del`."""

    value: Expr


@dataclass(slots=True, eq=False)
class Return:
    """`return value`."""

    value: Expr | None


@dataclass(slots=True, eq=False)
class Raise:
    """`raise value`."""

    value: Expr | None


@dataclass(slots=True, eq=False)
class Jump:
    """`break` or `continue`."""


@dataclass(slots=True, eq=False)
class If:
    """`if test: body else: orelse`; an `assert` is an If whose else raises."""

    branches: tuple[tuple[Expr, Block], ...]
    orelse: Block


@dataclass(slots=True, eq=False)
class Loop:
    """`for target in iterable` or, without a target, `while iterable`."""

    target: Target | None
    iterable: Expr
    body: Block
    orelse: Block


@dataclass(slots=True, eq=False)
class Handler:
    """`except types as name: body`."""

    types: Expr | None
    name: str | None
    body: Block


@dataclass(slots=True, eq=False)
class Try:
    """`try: body except ...: handlers else: orelse finally: final`."""

    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


@dataclass(slots=True, eq=False)
class With:
    """`with items: body`, each an expression and its target."""

    items: tuple[tuple[Expr, Target | None], ...]
    body: Block


@dataclass(slots=True, eq=False)
class Match:
    """`match subject: cases`, each the names it binds, its guard and its body."""

    subject: Expr
    cases: tuple[tuple[tuple[str, ...], Expr | None, Block], ...]


@dataclass(slots=True, eq=False)
class Alias:
    """One imported thing: `module`, the `name` out of it (None: the module itself, "*": all), the name it gets."""

    site: Site
    module: str
    level: int
    name: str | None
    bound: str


@dataclass(slots=True, eq=False)
class Import:
    """`import ...` or `from ... import ...`."""

    aliases: tuple[Alias, ...]


@dataclass(slots=True, eq=False)
class Declare:
    """`global names` or `nonlocal names`."""

    names: tuple[str, ...]
    is_global: bool


@dataclass(slots=True, eq=False)
class Define:
    """`def`, with its decorators."""

    function: FunctionCode
    decorators: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class DefineClass:
    """`class`, with its decorators and bases."""

    site: Site
    name: str
    bases: tuple[Expr, ...]
    body: Block
    decorators: tuple[Expr, ...]


Code = Union[
    Assign, Augment, Evaluate, Return, Raise, Jump, If, Loop, Try, With, Match, Import, Declare, Define, DefineClass
]
Block = tuple[Code, ...]


@dataclass(slots=True, eq=False)
class Parameter:
    """A parameter: `kind` is "positional", "either", "keyword", "args" or "kwargs"."""

    name: str
    kind: str
    default: Expr | None
    annotation: Expr | None


@dataclass(slots=True, eq=False)
class FunctionCode:
    """The code of a function or lambda, `site` being its name (or the lambda itself)."""

    site: Site
    name: str
    parameters: tuple[Parameter, ...]
    body: Block
    is_generator: bool = False
