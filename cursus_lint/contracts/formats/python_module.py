"""Python modules that hold `NAME = ScriptContract(...)`, read statically and never imported."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from cursus_lint.contracts.document.nodes import Mapping, Node, Scalar
from cursus_lint.contracts.document.python_tree import Literals, NotLiteral, parse_python
from cursus_lint.contracts.document.shape import check_shape
from cursus_lint.contracts.document.source_text import read_bytes
from cursus_lint.contracts.keyword_contract import CONTRACT_KEYWORDS, contract_of_keywords
from cursus_lint.contracts.loaded import LoadedContracts
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.problems import InvalidContract, ProblemLog

# The classes whose calls are contracts, with the SageMaker step type that each implies.
_CLASSES = {"ScriptContract": None, "TrainingScriptContract": "Training"}
_RECORDS = ("JobArgument",)


def sniff(path: Path, head: bytes) -> bool:
    """Whether this is the format for a file, by its name and the beginning of its content."""
    return path.suffix.lower() == ".py"


def load(path: Path, content: bytes | None = None) -> LoadedContracts:
    """The contracts in a Python module, or in `content` instead of it; none if it builds none.

    Problems are returned, never raised.
    """
    log = ProblemLog(str(path))
    content = read_bytes(path, log, content)
    module = None if content is None else parse_python(content, log)
    if module is None:
        return LoadedContracts(problems=log.in_order())
    reader = _ModuleReader(str(path), log)
    reader.read(module)
    lines = _decoded(content or b"").split("\n")
    problems = tuple(_in_characters(problem, lines) for problem in log.in_order())
    return LoadedContracts(contracts=tuple(reader.contracts), problems=problems)


class _ModuleReader:
    """Goes through a module's statements in order, and remembers its constants."""

    def __init__(self, path: str, log: ProblemLog) -> None:
        self.path = path
        self.log = log
        self.contracts: list[ScriptContract] = []
        self.aliases = {name: name for name in _CLASSES}
        self.literals = Literals(records=lambda called: _last_name(called) in _RECORDS)

    def read(self, module: ast.Module) -> None:
        """Read every statement of the module's top level."""
        for statement in module.body:
            if isinstance(statement, ast.ImportFrom):
                self.aliases.update({a.asname: a.name for a in statement.names if a.asname and a.name in _CLASSES})
            elif isinstance(statement, ast.Assign):
                self._assign(statement.targets, statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                self._assign([statement.target], statement.value)
            elif not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._report(statement)
                self._forget(statement)

    def _class_of(self, node: ast.expr) -> str | None:
        return self.aliases.get(_last_name(node.func)) if isinstance(node, ast.Call) else None

    def _assign(self, targets: list[ast.expr], value: ast.expr) -> None:
        name = targets[0].id if len(targets) == 1 and isinstance(targets[0], ast.Name) else None
        called = self._class_of(value)
        if called is not None and isinstance(value, ast.Call):
            self._contract(name or called, called, value)
            for target in targets:
                self._forget(target)
            return
        self._report(value)
        try:
            constant: Node | None = self.literals.read(value)
        except NotLiteral:
            constant = None
        for target in targets:
            self._forget(target)
        if constant is not None:
            for target in targets:
                if isinstance(target, ast.Name):
                    self.literals.known[target.id] = constant

    def _forget(self, node: ast.AST) -> None:
        """Forget the constants that `node` binds anew, and the lists and mappings that it may change."""
        known = self.literals.known
        for part in _outside_functions(node):
            if isinstance(part, ast.Name) and part.id in known:
                value = known[part.id]
                if not isinstance(part.ctx, ast.Load):
                    del known[part.id]
                elif not isinstance(value, Scalar):
                    for name in [name for name, other in known.items() if other is value]:
                        del known[name]

    def _report(self, node: ast.AST) -> None:
        """Say where a contract stands that cannot be read."""
        for part in _outside_functions(node):
            if isinstance(part, ast.Call) and (called := self._class_of(part)):
                self.log.add(
                    part.lineno,
                    part.col_offset + 1,
                    called,
                    "this contract cannot be read without running the module",
                    f"`NAME = {called}(...)` at the module's top level",
                )

    def _contract(self, name: str, called: str, call: ast.Call) -> None:
        keywords = self._keywords(name, call)
        before = len(self.log.found)
        if keywords is None:
            return
        check_shape(keywords, CONTRACT_KEYWORDS, self.log, name)
        if len(self.log.found) > before:
            return
        try:
            self.contracts.append(contract_of_keywords(keywords, self.path, _CLASSES[called]))
        except ValidationError as error:
            for flaw in error.errors():
                self.log.add(keywords.line, keywords.column, name, flaw["msg"].removeprefix("Value error, "))

    def _keywords(self, name: str, call: ast.Call) -> Mapping | None:
        """The keywords of a contract's call, or None after noting each of them that cannot be read."""
        ok = True
        for keyword in call.keywords:
            try:
                self.literals.read(keyword.value)
            except NotLiteral as error:
                about = f"{name}.{keyword.arg}" if keyword.arg else name
                self.log.add(*error.place, about, str(error), error.expected)
                ok = False
        if not ok:
            return None
        try:
            return self.literals.keywords(call)
        except NotLiteral as error:
            self.log.add(*error.place, name, str(error), error.expected)
            return None


def _decoded(content: bytes) -> str:
    try:
        return importlib.util.decode_source(content)
    except (SyntaxError, UnicodeDecodeError):  # Python itself is lenient about what stands in comments
        return content.decode("utf-8", "replace")


def _in_characters(problem: InvalidContract, lines: list[str]) -> InvalidContract:
    """The problem with its column, which `ast` counts in bytes, counted in characters."""
    before = lines[problem.line - 1].encode()[: problem.column - 1]
    return replace(problem, column=len(before.decode("utf-8", "replace")) + 1)


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below it but for what functions hold."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if not isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            waiting.extend(ast.iter_child_nodes(part))
