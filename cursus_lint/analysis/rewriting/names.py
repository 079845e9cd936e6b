"""Names that a script has for things it imports, and the imports that a rewrite needs besides."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from cursus_lint.analysis.rewriting.blocks import line_after, statement_range
from cursus_lint.analysis.rewriting.refusal import CannotRewrite
from cursus_lint.analysis.rewriting.script import Script
from cursus_lint.diagnostics import Edit


def environ_expression(script: Script, reader: str, before: int) -> tuple[str, tuple[Edit, ...]]:
    """An expression for `os.environ` that works where the imported function `reader` is called, at offset `before`.

    A name that the script has imported is used; otherwise the import of `reader` is extended. Returns the expression
    and the edits it needs. Raises CannotRewrite where `reader` is not a reader of the environment under another name.
    """
    statement, alias = _import_of_reader(script, reader)
    bound = bound_names(script)
    for name, expression in _environ_names(script, before):
        if bound.count(name) == 1:
            return expression, ()
    if alias is None or statement is None:
        raise CannotRewrite("the script has no name for `os.environ` there")
    if "environ" in bound:
        raise CannotRewrite("the name `environ` means something else in this script")
    return "environ", (_import_beside(script, statement, alias),)


def _import_of_reader(script: Script, reader: str) -> tuple[ast.ImportFrom | None, ast.alias | None]:
    for node in ast.walk(script.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "os" and not node.level:
            for alias in node.names:
                if alias.name == "getenv" and (alias.asname or alias.name) == reader:
                    return node, alias
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute):
            reads = node.value.attr in ("getenv", "get")
            if reads and any(isinstance(target, ast.Name) and target.id == reader for target in node.targets):
                return None, None
    raise CannotRewrite(f"`{reader}` is not a plain read of the environment")


def _environ_names(script: Script, before: int) -> Iterator[tuple[str, str]]:
    """Module-level names bound to `os` or `os.environ` before the offset, with the expression for `os.environ`."""
    for statement in script.tree.body:
        if script.node_range(statement)[1] > before:
            return
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                if alias.name == "os" or (alias.name.startswith("os.") and alias.asname is None):
                    name = alias.asname or "os"
                    yield name, f"{name}.environ"
        elif isinstance(statement, ast.ImportFrom) and statement.module == "os" and not statement.level:
            for alias in statement.names:
                if alias.name == "environ":
                    yield alias.asname or "environ", alias.asname or "environ"


def bound_names(script: Script) -> list[str]:
    """Every name that the script binds, once for each place that binds it."""
    bound: list[str] = []
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.append(node.id)
        elif isinstance(node, ast.arg):
            bound.append(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.append(node.name)
        elif isinstance(node, ast.alias):
            bound.append(node.asname or node.name.partition(".")[0])
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            bound.append(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            bound.append(node.rest)
    return bound


def _import_beside(script: Script, statement: ast.ImportFrom, alias: ast.alias) -> Edit:
    """Import `environ` in the statement that imports `alias`, in that statement's layout."""
    start = script.node_range(alias)[0]
    own_line = not script.text[script.line_range(alias.lineno)[0] : start].strip()
    separator = f",{script.newline}{script.indentation(start)}" if own_line else ", "
    return script.edit((start, start), f"environ{separator}")


def environment_names(script: Script) -> frozenset[str]:
    """The expressions that the script has for `os.environ`: through imports, and names it is assigned to."""
    found = {"os.environ"}
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Import):
            found.update(f"{alias.asname}.environ" for alias in node.names if alias.name == "os" and alias.asname)
        elif isinstance(node, ast.ImportFrom) and node.module == "os" and not node.level:
            found.update(alias.asname or alias.name for alias in node.names if alias.name == "environ")
    for node in ast.walk(script.tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.value) in found:
            found.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return frozenset(found)


def name_for_module(script: Script, module: str, before: int) -> tuple[str, tuple[Edit, ...]]:
    """The name of an imported top-level module at the offset `before`, and the edit that imports it if none does."""
    for statement in script.tree.body:
        if isinstance(statement, ast.Import) and script.node_range(statement)[1] <= before:
            for alias in statement.names:
                if alias.name == module and bound_names(script).count(alias.asname or module) == 1:
                    return alias.asname or module, ()
    if module in bound_names(script):
        raise CannotRewrite(f"the name `{module}` means something else in this script")
    return module, (added_import(script, f"import {module}", before),)


def added_import(script: Script, line: str, before: int, further: str = "") -> Edit:
    """The edit that adds the import `line` where imports stand, and `further` lines below it.

    That is after the last import at the head of the script, or after its docstring, or on top of the first statement.
    Raises CannotRewrite where that comes after the offset `before`.
    """
    head = None
    for statement in script.tree.body:
        if not (_is_import(statement) or (head is None and _is_docstring(statement))):
            break
        head = statement
    if head is None:
        start = script.line_range(script.line(statement_range(script, script.tree.body[0])[0]))[0]
        text = script.newline.join([line, *([further] if further else []), ""])
        place = start
    else:
        place = line_after(script, head)
        gap = script.newline * (2 if _is_docstring(head) else 1)
        text = gap + line + (script.newline + further if further else "")
    if place > before:
        raise CannotRewrite("the place comes before the imports")
    return script.edit((place, place), text)


def _is_docstring(statement: ast.stmt) -> bool:
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
        return False
    return isinstance(statement.value.value, str)


def _is_import(statement: ast.stmt) -> bool:
    """An import, or a `try` or `if` that holds nothing but imports and what stands in for them."""
    if isinstance(statement, (ast.Import, ast.ImportFrom)):
        return True
    if isinstance(statement, (ast.Try, ast.If)):
        return all(isinstance(inner, (ast.Import, ast.ImportFrom)) for inner in statement.body)
    return False
