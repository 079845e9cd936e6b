"""What a script is laid out like, and what it calls its own things, changes no fact but for where it stands."""

from __future__ import annotations

import ast
import dataclasses
import io
import random
import tokenize
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from cursus_lint.analysis.extract import extract_facts
from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.diagnostics import Span

FOLDER = Path(__file__).parents[2] / "fixtures" / "facts"
SCRIPTS = sorted(FOLDER.glob("*/script.py"))


def without_places(value: object) -> object:
    """Facts as plain data without spans, their order, and what only numbers parsers by place."""
    if isinstance(value, Span):
        return "span"
    if dataclasses.is_dataclass(value):
        names = [f.name for f in dataclasses.fields(value) if not f.name.startswith("parser")]
        return (type(value).__name__, *(without_places(getattr(value, name)) for name in names))
    if isinstance(value, tuple):
        return frozenset(Counter(without_places(v) for v in value).items())
    return value


def read(script: Path, text: str) -> ScriptFacts:
    return extract_facts("script.py", text.encode(), script=script, project_root=script.parent)


def laid_out_anew(text: str) -> str:
    return ast.unparse(ast.parse(text)) + "\n"


def with_comments(text: str) -> str:
    """Blank lines and comments before every logical line that is not inside brackets or text."""
    starts: set[int] = set()
    fresh = True
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if fresh and token.type not in (tokenize.NL, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT):
            starts.add(token.start[0])
            fresh = False
        fresh = fresh or token.type == tokenize.NEWLINE
    lines = text.splitlines(keepends=True)
    return "".join(
        f'\n# os.environ["IN_A_COMMENT"] "/opt/ml/model"\n{line}' if n in starts else line
        for n, line in enumerate(lines, 1)
    )


class _Renaming(ast.NodeTransformer):
    """Renames the variables of each function that has no other scope inside."""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        inner = [n for n in ast.walk(node) if n is not node]
        scopes = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Global, ast.Nonlocal, ast.ListComp, ast.DictComp)
        if any(isinstance(n, (*scopes, ast.SetComp, ast.GeneratorExp, ast.Import, ast.ImportFrom)) for n in inner):
            return self.generic_visit(node)
        stored = {n.id for n in inner if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        stored -= {a.arg for a in (*node.args.args, *node.args.kwonlyargs)}
        for name in inner:
            if isinstance(name, ast.Name) and name.id in stored:
                name.id = f"renamed_{name.id}"
        return node


def with_locals_renamed(text: str) -> str:
    return ast.unparse(_Renaming().visit(ast.parse(text))) + "\n"


def with_functions_reordered(text: str) -> str:
    """Functions that stand side by side, and are neither decorated nor have defaults, in another order."""
    module = ast.parse(text)
    run: list[int] = []
    for number, node in enumerate([*module.body, ast.Pass()]):
        plain = isinstance(node, ast.FunctionDef) and not (node.decorator_list or node.args.defaults)
        if plain:
            run.append(number)
            continue
        shuffled = [module.body[n] for n in run]
        random.Random(7).shuffle(shuffled)
        for place, moved in zip(run, shuffled, strict=True):
            module.body[place] = moved
        run = []
    return ast.unparse(module) + "\n"


@pytest.mark.parametrize("change", [laid_out_anew, with_comments, with_locals_renamed, with_functions_reordered])
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.parent.name)
def test_facts_do_not_change(script: Path, change: Callable[[str], str]) -> None:
    text = script.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text or change is not with_comments
    assert without_places(read(script, changed)) == without_places(read(script, text))
