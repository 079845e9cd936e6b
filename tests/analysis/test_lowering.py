"""Both parsers say the same: Python's own, and LibCST for what the running Python is too old for."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_lint.analysis.extract import facts_of
from cursus_lint.analysis.newer_syntax import lower_tree
from cursus_lint.analysis.source import Source, Unlintable, Unparsable

FIXTURES = Path(__file__).parents[2] / "fixtures"
ODD = '''\
import os as o, os.path as p
import logging

def \\
  spaced (a, /, b=1, *rest, c: int = 2, **more): return o.environ["SPACED"]

class Settings : limit = int(o.environ.get("é-limit", "1"))

async def gather(names):
    async with o.open(f"/opt/é/{o.environ['ÄÖ']}/x") as f, f: yield f

def main(input_paths, output_paths, environ_vars, job_args=None):
    label = f"""é
  {environ_vars["LABEL"]} and {environ_vars.get("OTHER", "x" "y")!r:>{environ_vars['WIDTH']}}"""
    if (n := environ_vars.get("N")) is None: raise KeyError("é" f"{label}")
    elif n < "1" < "2" or not n and -1 ** 2: pass
    else:
        if n[1:2, ::3]: del n
        else: return [x for y in input_paths.values() if y for x in (*y, 1)]
    try: open(input_paths["DATA"] + "/é.csv"); data = {**environ_vars, "k": lambda z=o.environ["IN_LAMBDA"]: z}
    except (OSError, KeyError) as e: logging.info(e)
    finally: open(p.join(output_paths["OUT"], "a" "b"), "w")
    match n:
        case {"a": [1, *others], **kw} if kw: print(others)
        case _: (a, *b), c.d = data[0](), 1

if __name__ == "__main__": e = {"LABEL": o.environ["LABEL"], "N": o.getenv("N")}; main({"DATA": "/opt/d"}, {}, e)
'''


def _scripts() -> list[Path]:
    return sorted(FIXTURES.rglob("*.py"))


@pytest.mark.parametrize("script", _scripts(), ids=lambda path: path.relative_to(FIXTURES).as_posix())
def test_the_facts_of_a_script_are_those_of_its_libcst_trees(script: Path) -> None:
    try:
        source, lossless = (Source.of_bytes(script.read_bytes()) for _ in range(2))
    except (Unlintable, Unparsable):
        pytest.skip("no facts")
    _take_trees(lossless)
    assert facts_of(source, "s.py", script) == facts_of(lossless, "s.py", script)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_odd_code_is_read_the_same_at_the_same_places(newline: str) -> None:
    text = ODD.replace("\n", newline)
    source, lossless = Source(text), Source(text)
    _take_trees(lossless)
    facts = facts_of(source, "s.py")
    assert facts == facts_of(lossless, "s.py")
    assert {read.name for read in facts.env_reads} >= {"SPACED", "é-limit", "ÄÖ", "LABEL", "N"}


def test_only_newer_syntax_needs_libcst() -> None:
    source = Source("import os\ntype = os.environ['X']\n")
    facts_of(source, "s.py")
    assert all(statement._tree is None for statement in source.statements)


def _take_trees(source: Source) -> None:
    for statement in source.statements:
        statement.code = lower_tree(statement)
