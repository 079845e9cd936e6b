"""Rules of our own, small enough to be sure of, that ask for every kind of rewrite."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cursus_lint.analysis.rewriting import CannotRewrite, intents
from cursus_lint.analysis.rewriting.script import Script
from cursus_lint.diagnostics import Applicability, Fix, Rewrite, Severity, Span, Violation
from cursus_lint.engine.comments import python_comments
from cursus_lint.engine.encoding import decode

PATH = "script.py"


def toy_check(content: bytes) -> list[Violation]:
    """What the toy rules say about a script.

    `REQ_*` is to be read strictly, `OPT_*` with the fallback "d", `BAD_*` is misspelled `GOOD_*`, an entry `DEAD_*` is
    to go, `/opt/ml/old` is now `/opt/ml/new`, an argument's default "old" is now "new", a parser lacks `--wanted`, a
    dict with `A_KEY` lacks `REQ_NEW`, `args.typo` is `args.wanted`, choices lack "all", every suppression is useless.
    """
    text = decode(content, PATH).text
    script = Script(text)
    try:
        tree = script.tree
    except CannotRewrite:
        return [_violation("CUR001", "", Span.at(1))]
    found = [violation for node in ast.walk(tree) for violation in _judge(script, node)]
    for comment in python_comments(text).comments:
        if comment.text.startswith("# cursus-lint: ignore["):
            span = Span(comment.line, comment.column, comment.line, comment.column + len(comment.text))
            found.append(_violation("CUR002", "", span, intents.RemoveSuppression(span)))
    return sorted(found, key=Violation.sort_key)


def _judge(script: Script, node: ast.AST) -> Iterator[Violation]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        span = script.span(script.node_range(node))
        name = _text(node.args[0]) if node.args else ""
        if node.func.attr in ("get", "getenv") and name.startswith("REQ_"):
            yield _violation("ENV102", name, span, intents.ReadStrictly(span, name))
        if node.func.attr in ("get", "getenv") and name.startswith("OPT_") and len(node.args) == 1:
            yield _violation("ENV104", name, span, intents.SetFallback(span, name, "d"))
        if node.func.attr == "add_argument":
            for keyword in node.keywords:
                if keyword.arg == "default" and _text(keyword.value) == "old":
                    yield _violation("ARG304", name, span, intents.SetArgumentDefault(span, "new"))
                if keyword.arg == "choices" and "all" not in [
                    _text(item) for item in getattr(keyword.value, "elts", [])
                ]:
                    yield _violation("ARG307", name, span, intents.AddChoice(span, "all"))
        if node.func.attr == "ArgumentParser" and "--wanted" not in script.text:
            yield _violation("ARG302", "--wanted", span, intents.AddArgument(span, "--wanted", "wanted"))
    elif isinstance(node, ast.Subscript) and _text(node.slice).startswith("OPT_") and isinstance(node.ctx, ast.Load):
        span = script.span(script.node_range(node))
        yield _violation("ENV104", _text(node.slice), span, intents.SetFallback(span, _text(node.slice), "d"))
    elif isinstance(node, ast.Constant) and _text(node) == "/opt/ml/old":
        span = script.span(script.node_range(node))
        yield _violation("PATH205", "old", span, intents.SetPath(span, "/opt/ml/old", "/opt/ml/new"))
    elif isinstance(node, ast.Constant) and _text(node).startswith("BAD_"):
        span = script.span(script.node_range(node))
        yield _violation(
            "ENV101", _text(node), span, intents.RenameString(span, _text(node), f"GOOD_{_text(node)[4:]}")
        )
    elif isinstance(node, ast.Attribute) and node.attr == "typo":
        span = script.span(script.node_range(node))
        yield _violation("ARG305", "typo", span, intents.RenameAttribute(span, "wanted"))
    elif isinstance(node, ast.Dict):
        yield from _judge_dict(script, node)


def _judge_dict(script: Script, node: ast.Dict) -> Iterator[Violation]:
    keys = [_text(key) for key in node.keys]
    for key, value in zip(node.keys, node.values, strict=True):
        if key is not None and _text(key).startswith("DEAD_"):
            span = script.span((script.node_range(key)[0], script.node_range(value)[1]))
            yield _violation("ENV106", _text(key), span, intents.RemoveEntry(span))
    if "A_KEY" in keys and "REQ_NEW" not in keys:
        span = script.span(script.node_range(node))
        yield _violation("ENV108", "REQ_NEW", span, intents.AddHarvestLine(span, "REQ_NEW", None, True))


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _violation(code: str, subject: str, span: Span, rewrite: Rewrite | None = None) -> Violation:
    unsafe = code in ("ENV101", "ENV106", "ARG304", "ARG305")
    applicability = Applicability.UNSAFE if unsafe else Applicability.SAFE
    fix = None if rewrite is None else Fix("repair it", applicability, rewrite)
    return Violation(code, code.lower(), Severity.ERROR, subject, f"{code} {subject}", PATH, span, fix=fix)
