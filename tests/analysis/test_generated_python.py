"""Facts never raise, on any Python that parses; and what is said of a script is the same the second time."""

from __future__ import annotations

import contextlib

import hypothesmith
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cursus_lint.analysis.extract import Unlintable, Unparsable, extract_facts

LINES = (
    "import os, argparse",
    "from os import environ as env",
    "x = os.environ['A']",
    "x = env.get('B') or x",
    "if 'C' in os.environ: x = os.environ['C']",
    "p = argparse.ArgumentParser()",
    "p.add_argument('--' + x, default=env)",
    "a = p.parse_args()",
    "d = {'k': a.k, **d}" ,
    "d['self'] = d",
    "def f(q, *r, k=x, **s): return f(q + '/' + k, *r, **s)",
    "x = f(x, d, k=f)",
    "for x in [x, d, *r]: d[x] = f(x)",
    "while x: x = os.path.join(x, x)",
    "class K:\n  y = x\n  def __getattr__(self, n): return self.y[n]",
    "x = K().y.z(open(x, a.mode))",
    "try: x = os.environ[x]\nexcept KeyError: raise\nfinally: del x",
    "r = [z for z in d.values() if z for w in z]",
    "main = lambda input_paths, output_paths, environ_vars, job_args=None: input_paths[x]",
    "main(d, d, d, a)",
    "match x:\n  case {'a': b, **c} if b: x = c\n  case _: pass",
    "with open(x) as x, f(x): yield_ = x[1:2, ::3]",
    "os.execv(x, [x, *a])",
    "global x",
    "assert x and d or not a, f'{x!r:>{d}}'",
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(source=hypothesmith.from_grammar())
def test_any_python_gives_facts(source: str) -> None:
    with contextlib.suppress(Unparsable, Unlintable):
        extract_facts("any.py", source.encode("utf-8", "surrogatepass"))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(lines=st.lists(st.sampled_from(LINES), max_size=14))
def test_any_mixture_of_telling_lines_gives_the_same_facts_twice(lines: list[str]) -> None:
    source = "\n".join(lines).encode()
    try:
        first = extract_facts("any.py", source)
    except (Unparsable, Unlintable):
        return
    assert extract_facts("any.py", source) == first
