"""What Python's own parser and LibCST say of a statement is the same code, every node of it in the same place."""

from __future__ import annotations

import dataclasses
import random
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

from cursus_lint.analysis import ir
from cursus_lint.analysis.lowering import abstract, concrete
from cursus_lint.analysis.source import Source, Statement

FIXTURES = Path(__file__).parents[2] / "fixtures"
SCRIPTS = sorted((FIXTURES / "facts").glob("*/*.py"))
LIBRARY = Path(sysconfig.get_paths()["stdlib"])
MODULES = [*LIBRARY.glob("*.py"), *LIBRARY.glob("asyncio/*.py"), *LIBRARY.glob("email/*.py")]

SPELLINGS = {
    "texts": "x = 'a' \"b\" + '''c\n\td''' 'é' r'\\n' + '\\x41\\N{BULLET}'\nx = b'a' rb'\\b'\nx = '' ''\n",
    "f-strings": "x = f'' f'a' 'b'\nx = f'{a}' f'b{c.d}e' 'f' f''\nx = f'{{{a!r}}}{b:>{w}}{c=}{ d = }{e[0]:x}{a:%Y}'\n"
    "x = rf'\\d{a}' f'\\t{b}' fR'\\{c}'\nx = f'{a, b}{(c)}{ (d, ) }{lambda_ if x else (lambda: y)}'\n"
    "x = f'''{a}\n  {b}é{c} {\nd(e,\n  f)}'''\nx = f'é{a}é{f\"{b}{a}\"}' f'{a}{a}'\nx = f'{\"a\"}b{5}'\n",
    "numbers": "x = 0x1F, 1_000, 0b1, 1e3, 2j, -3, -2.5, +1, ~1, - 4, -x, ..., None, True, -True\n",
    "tuples": "x = a, b\nx = (a, b)\nx = ((a), (b))\nx = (a), (b)\nx = ( # one\n a,  # two\n)\nx = ()\nx = a,\n"
    "for x in *a, *b: pass\nreturn_ = (yield)\nf((a, b), (c,))\n",
    "subscripts": "x[a, b]\nx[(a, b)]\nx[a,]\nx[a:b, c]\nx[::2]\nx[()]\nx[a][b:c:d]\nx[a: , ...]\n",
    "operators": "x = (a + b) * c - d ** -e // f % g @ h << i >> j & k | l ^ m\nx = a < b <= c != d\nx = a is not b\n"
    "x = a not in b\nx = a or b or c and d\nx = (a or b) or c\nx = a or (b or c)\nx = not (a and not b)\n",
    "augmented": "".join(f"x {o}= y\n" for o in ["+", "-", "*", "/", "//", "%", "**", "|", "&", "^", "<<", ">>", "@"]),
    "calls": "f(a, *b, c=d, **e)\nf(a=b, *c, d=e, **g)\nf(x for x in y)\nf((x for x in y), 1)\nf(  (x)  )\n"
    "f(*a, b)(c)\nf(x := 1, y=(z := 2))\nf ( # one\n  a\n)\n",
    "comprehensions": "x = [a async for a, *b in c if d if e for f in g]\nx = {a for a.b in c}\n"
    "x = {a: b for a[0] in c}\nx = ( a for a in b )\nx = (\n# one\na for a in b)\nx = {**a, 'b': c}\n"
    "x = {*a, b}\nx = [*a, b]\n",
    "lambdas": "x = lambda a, /, b=1, *c, d, e=2, **f: (yield a)\nx = lambda: 0\nx = lambda *, a: a\n",
    "targets": "a, (b, *c), d.e, f[0] = g = h\n[a, *b] = c\n(a) = 1\n(a.b) += 1\na: int\na.b: c = d\ndel a, b[0]\n",
    "functions": "@a\n@b(c)\nasync def f(a: int, /, b: str = 'c', *d: e, f, g: h = i, **j: k) -> l:\n"
    "    global m, n\n    await o\n    async with p as q, r(): yield\n    async for s in t: return\n"
    "def \\\n  g(): nonlocal_ = yield from a\nclass\tK(A, *B, metaclass=C):\n    'text'\n    x = 1\n",
    "branches": "if a: b; c\nelif d:\n    e\nelse:\n    if f: g\n    elif h: i\n    else: j\n"
    "if a:\n    b\nelse:\n    if c: d\n    e\nwhile a:\n    break\nelse:\n    continue_\n",
    "exceptions": "try: a\nexcept b: c\nexcept (d, e) as f: raise\nexcept: raise g from h\nelse: i\nfinally: j\n"
    "assert a, b\nassert c\n",
    "with": "with a as b, c as (d, e), f: pass\nwith (a as b, c): pass\nwith (a, b): pass\nwith (a): pass\n",
    "match": "match a, b:\n    case {'c': d, **e} if f: pass\n"
    "    case [g, *h] | K(i, j=k) as l: pass\n    case -1 | 'x' | m.n: 1\n",
    "imports": "import a, b.c as d, e.f\nfrom . import a\nfrom .. b import (c as d, e,)\nfrom a.b import *\n",
    "indented by tabs": "class A:\n\tdef é(ü, ö='é'): # é\n\t\tif 'é' in (ü, ö): return 'é', ü . x, (ü\n, ö)\n",
    "lines continued": "x = a + \\\n    b.c(d,\n e)\nif a and \\\n   b: pass\n",
    "carriage returns": "x = ('a'\r\n 'b', c)\r\nif x:\r\n    y = '''a\r\nb''' + z\r\n",
}
if sys.version_info >= (3, 11):
    SPELLINGS["newer"] = "x[*a]\nx[*a, b]\ntry: a\nexcept* b: c\nexcept* (d, e) as f: g\ndef f(*a: *b): pass\n"


def dump(code: object, wanted: bool) -> object:
    """`code` with each site replaced by its span, or only asked for if `wanted`."""
    if isinstance(code, ir.Site):
        if wanted:
            code.home.want(code.node)
            return None
        return code.home.span(code.node)
    if isinstance(code, tuple):
        return [dump(c, wanted) for c in code]
    if dataclasses.is_dataclass(code):
        return [type(code).__name__, *(dump(getattr(code, f.name), wanted) for f in dataclasses.fields(code))]
    return repr(code)


def read_by_libcst(statement: Statement) -> ir.Block:
    return concrete.lower(statement, cst.parse_module(statement.text))


def differences(source: Source) -> Iterator[str]:
    for statement in source.statements:
        expected = read_by_libcst(statement)
        dump(expected, wanted=True)
        seen = dump(expected, wanted=False)
        for telling in (frozenset(), statement.telling_lines, frozenset(range(len(statement.lines)))):
            if dump(abstract.lower(statement, telling), wanted=False) != seen:
                yield f"{source.path}:{statement.first_line}, LibCST reading lines {sorted(telling)}"


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_each_spelling_is_read_alike(text: str) -> None:
    assert list(differences(Source(text))) == []


def test_scripts_are_read_alike() -> None:
    assert len(SCRIPTS) > 50
    assert [d for path in SCRIPTS for d in differences(Source.of_bytes(path.read_bytes(), str(path)))] == []


@pytest.mark.slow
def test_the_standard_library_is_read_alike(request: pytest.FixtureRequest) -> None:
    """A tenth of it, or with `--long` all."""
    modules = sorted(MODULES)
    if not request.config.getoption("--long"):
        modules = random.Random(1).sample(modules, len(modules) // 10)
    assert [d for path in modules for d in differences(Source.of_bytes(path.read_bytes(), str(path)))] == []
