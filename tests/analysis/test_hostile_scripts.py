"""Scripts made to exhaust whoever reads them end in facts or in a clear refusal, within seconds and a gigabyte."""

from __future__ import annotations

import multiprocessing
import resource
import traceback
from multiprocessing.connection import Connection

import pytest

from cursus_lint.analysis.extract import Unlintable, Unparsable, extract_facts

CPU_SECONDS = 20
MEMORY = 2 << 30
MANY = 30_000


def joined(separator: str, template: str, count: int) -> str:
    return separator.join(template.replace("#", str(i)) for i in range(count))


def nested(opening: str, count: int, inside: str) -> str:
    return "".join(" " * i + opening.replace("#", str(i)) + "\n" for i in range(count)) + " " * count + inside + "\n"


def doubled(first: str, step: str, use: str) -> str:
    """Sixty steps, each of which makes twice of what was there."""
    return first + "\n" + joined("\n", step, 60) + "\n" + use + "\n"


MAIN = "def main(input_paths, output_paths, environ_vars, job_args):\n"

READ = {
    "and": "if " + joined(" and ", "a#", MANY) + ":\n    pass\n",
    "adjacent texts": "x = (" + "'/a'\n" * MANY + ")\n",
    "comparison of many": "if " + joined(" < ", "a#", MANY) + ":\n    raise ValueError\n",
    "filters": "import os\nx = [v for v in y " + joined(" ", "if v not in os.environ", 1000) + "]\n",
    "statements of many conditions": "import os\ny = 'a'\n"
    + joined("", "if os.environ.get('V#'):\n    y += '/#'\n", 1000)
    + "open(y)\n",
    "nested ifs": "import os\n" + nested("if os.environ.get('A#'):", 90, "pass"),
    "nested loops": nested("for x# in ['/a', '/b', '/c']:", 18, "open(" + joined(" + ", "x#", 18) + ")"),
    "nested comprehensions": "x = " + "[" * 40 + "'/a'" + joined("", " for x# in ['/a', '/b', '/c']]", 40),
    "product of comprehensions": "x = [a0 " + joined(" ", "for a# in range(9) for b# in ['/1', '/2', '/3']", 8) + "]\n",
    "product of a format string": joined("\n", "x# = '/a' if q else '/b'", 40)
    + "\nopen(f'"
    + joined("", "{x#}", 40)
    + "')\n",
    "large dict": "D = {" + joined(", ", "'k#': '/opt/#'", 20_000) + "}\nfor k in D:\n    open(D[k])\n",
    "large list": "L = [" + joined(", ", "'/opt/#'", 20_000) + "]\nfor k in L:\n    open(k)\n",
    "long list handed on often": "L = [" + joined(", ", "'/opt/#'", 2000) + "]\n" + "f(L)\n" * 3000,
    "large harvest": "import os\n"
    + MAIN
    + joined("", "    a = environ_vars['K#']\n", 2000)
    + "main({}, {}, {"
    + joined(", ", "'K#': os.environ['E#']", 2000)
    + "}, None)\n",
    "functions that call each other": "import os\n"
    + joined("", "def f#(x):\n    return f#7(x + '/a') + f1#(os.environ['A#'])\n", 2000)
    + "f0('/x')\n",
    "exponential calls": joined("", "def f#(x):\n    g#(x + '/l')\n    g#(x + '/r')\ng = 1\n", 40),
    "exponential results": "import os\ndef f0(x):\n    return os.environ[x]\n"
    + "".join(f"def f{i + 1}(x):\n    return f{i}(x + 'l') + f{i}(x + 'r')\n" for i in range(40))
    + "open(f40('A'))\n",
    "exponential lambdas": "f0 = lambda x: open(x)\n"
    + "".join(f"f{i + 1} = lambda x: f{i}(x + 'a') or f{i}(x + 'b')\n" for i in range(40))
    + "f40('/x')\n",
    "shared lists": doubled("x = ['/a', '/b']", "x = [x, x]", "f(x)\nopen(x)\nfor a in x:\n    open(a)"),
    "doubled lists": doubled("x = ['/a', '/b']", "x = x + x", "f(*x)\nfor a in x:\n    open(a)"),
    "shared dicts": doubled("x = {'a': b}", "x = {'l': x, 'r': x, **x}", "f(x)\nprint(x)\ng(*x, **x)"),
    "doubled text": doubled("x = '/a'", "x = x + x", "open(x)"),
    "doubled format string": doubled("x = '/a'", "x = f'{x}{x}'", "open(x)"),
    "doubled percent format": doubled("x = '%s%s'", "x = x % (x, x)", "open(x)"),
    "doubled replacement": doubled("x = '/aa'", "x = x.replace('a', 'aaaaaaaa')", "open(x)"),
    "large products": "x = '/a' * 10**9\ny = [1] * 10**9\nfor i in range(10**12):\n    open(f'/{i}')\nz = 9**9**9\n",
    "large paddings": "x = '/a'.ljust(10**10)\ny = '%0999999999d' % 3\nz = '{:>9999999999}'.format('a')\n",
    "loop that extends a path": "import os\np = '/a'\nwhile True:\n    p = os.path.join(p, x)\n    open(p)\n",
    "recursive data": "d = {}\nd['self'] = d\na = C()\na.b = a\nl = []\nl.append(l)\nl.extend(l)\nl += l\n"
    "f(d, a, l)\nprint(d, l)\nfor x in l:\n    open(x)\nd.update(d)\ne = {**d}\nopen(d['self']['self'])\n",
    "recursive class": "class A:\n    def __init__(self, p=None):\n        self.c = A(self)\n    @property\n"
    "    def x(self):\n        return self.x.x\nA().x.x\nclass B(B):\n    pass\nclass C(A):\n    pass\n"
    "class A(C):\n    pass\n",
    "recursive generator": "def g():\n    while True:\n        yield from g()\nfor v in g():\n    open(v)\n",
    "fixed point": "def Y(f):\n    return (lambda x: f(lambda *a: x(x)(*a)))(lambda x: f(lambda *a: x(x)(*a)))\n"
    "Y(lambda s: lambda n: s(n + '/a'))('/b')\n",
    "stars": "def f(*a, **k):\n    g(*a, *a, **k)\n"
    "def g(*a, **k):\n    f('/x', *a, *a, y=a, **k)\nf(*'bcd', **{'x': 1})\n",
    "long text": "import os\nx = '/" + "a" * 1_000_000 + "'\nopen(x)\nos.environ[x]\n",
    "long number": "x = " + "9" * 100_000 + "\nopen(str(x))\n",
    "odd keys": "x = {1j: 2, ...: 3, b'a': 4, (1, 2): 5, None: 6, 1e999: 7}\n"
    + MAIN
    + "    open(input_paths[None])\n    environ_vars[True]\nmain(x, x, x, x)\n",
    "odd calls": "import os\nos.environ[None]\nos.environ.get()\nos.getenv()\nos.environ[os.environ]\nos.path.join()\n"
    "'a'.split('')\n'a'.split(1)\n'a'.join(1)\n'%s' % ()\n'%(a)s' % 1\n'{'.format()\n'{a.b[c]}'.format(a=1)\nvars()\n"
    "getattr()\ndict([1])\nzip()\nmap(1, 2)\nopen()\nint('x')\n'a'.replace('a')\nsorted()\n",
    "lone surrogates": "import os\nos.environ['\\ud800']\nopen('/\\udfff')\nos.environ['a\\0b']\n",
}

REFUSED = {
    "recursive partial": "import functools\n" + "f = functools.partial(f, f, f)\n" * 60 + "f()\n",
    "brackets": "x = " + "[" * 100_000 + "]" * 100_000,
    "parentheses": "x = " + "(" * MANY + ")" * MANY,
    "signs": "x = " + "-" * MANY + "1",
    "lambdas": "x = " + "lambda: " * MANY + "1",
    "conditions": "x = " + joined("", "a if b# else ", MANY) + "1",
    "long file": "# a comment\n" * 200_000,
}

EITHER = {
    "sum of many": "x = " + joined(" + ", "a#", MANY),
    "attributes": "x = a" + ".b" * MANY,
    "calls": "x = a" + ".b()" * MANY,
}
"""Read where Python's own parser takes them: 3.10 does, and 3.11 does not."""


def _read(source: str, results: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        extract_facts("script.py", source.encode())
        results.send("read")
    except (Unparsable, Unlintable):
        results.send("refused")
    except BaseException:  # noqa: BLE001
        results.send(traceback.format_exc())


def outcome(source: str) -> str:
    """What becomes of a script in a process that may not use much: `read`, `refused`, or how it ends."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=_read, args=(source, there))
    process.start()
    there.close()
    try:
        return str(here.recv())
    except EOFError:
        process.join()
        return f"ended by {process.exitcode}"
    finally:
        process.join()


@pytest.mark.parametrize("name", READ)
def test_it_is_read(name: str) -> None:
    assert outcome(READ[name]) == "read"


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str) -> None:
    assert outcome(REFUSED[name]) == "refused"


@pytest.mark.parametrize("name", EITHER)
def test_it_is_read_or_refused_as_python_has_it(name: str) -> None:
    assert outcome(EITHER[name]) in ("read", "refused")


@pytest.mark.parametrize(
    "encoding", ["undefined", "hex", "zlib", "idna", "no-such-encoding", "utf-16", "unicode_escape"]
)
def test_an_odd_encoding_is_read_or_refused(encoding: str) -> None:
    text = f"# -*- coding: {encoding} -*-\nx = '\\x00'\n"
    assert outcome(text) in ("read", "refused")
