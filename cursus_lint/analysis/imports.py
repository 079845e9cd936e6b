"""Imports: modules of the project are read, everything else is known by its dotted name."""

from __future__ import annotations

import os
from pathlib import Path

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Frame
from cursus_lint.analysis.library import attribute_of_external
from cursus_lint.analysis.recorder import ImportRecord
from cursus_lint.analysis.values import UNKNOWN, External, Module, Value

_HANDLED = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def bind_import(ev: Evaluator, alias: ir.Alias, frame: Frame) -> None:
    """Read one imported name: note it, and bind what it stands for."""
    path = ev.siblings.find(alias.module, alias.level, frame.package)
    local = bool(alias.level) or path is not None or ev.siblings.exists(alias.module.split(".")[0])
    if frame.source is ev.source and not alias.level:
        _note(ev, alias, local)
    if alias.name is None:
        _bind_module(ev, alias, frame, local)
    elif alias.name == "*":
        module = _load(ev, path, alias, frame)
        if module is not None:
            for name, value in module.frame.state.variables.items():
                if not name.startswith("_"):
                    frame.state.variables[name] = value
    else:
        frame.assign(alias.bound, _member(ev, path, alias, frame, local))


def _note(ev: Evaluator, alias: ir.Alias, local: bool) -> None:
    key = (id(alias.site.node), alias.module)
    if key in ev.record.imports:
        return
    found = ImportRecord(alias.module, alias.site, local, False)
    ev.record.imports[key] = found
    for scope in ev.tries:
        if scope.names & _HANDLED:
            scope.imports.append(found)


def _bind_module(ev: Evaluator, alias: ir.Alias, frame: Frame, local: bool) -> None:
    name = alias.module if alias.bound else alias.module.split(".")[0]
    if not local:
        frame.assign(alias.bound or name, External(name))
        return
    parts = alias.module.split(".")
    for depth in range(1, len(parts) + 1):
        dotted = ".".join(parts[:depth])
        module = _load(ev, ev.siblings.find(dotted, 0, frame.package), alias, frame, dotted)
        if module is not None and depth > 1:
            parent = ev.modules.get(".".join(parts[: depth - 1]))
            if parent is not None:
                parent.frame.state.variables.setdefault(parts[depth - 1], module)
    bound: Value | None = ev.modules.get(name)
    frame.assign(alias.bound or name, bound if bound is not None else UNKNOWN)


def _member(ev: Evaluator, path: Path | None, alias: ir.Alias, frame: Frame, local: bool) -> Value:
    assert alias.name is not None
    if not local:
        return attribute_of_external(External(alias.module), alias.name)
    module = _load(ev, path, alias, frame)
    if module is not None and alias.name in module.frame.state.variables:
        return ev.force(alias.name, module.frame)
    dotted = f"{alias.module}.{alias.name}" if alias.module else alias.name
    inside = ev.siblings.find(dotted, alias.level, frame.package)
    found = _load(ev, inside, alias, frame, None) if inside is not None else None
    return found if found is not None else UNKNOWN


def _load(ev: Evaluator, path: Path | None, alias: ir.Alias, frame: Frame, name: str | None = "") -> Module | None:
    if path is None:
        return None
    known = ev.modules.get(str(path))
    if known is None:
        source = ev.siblings.source(path)
        if source is None:
            return None
        inner = Frame(source, None, None, frame, alias.site, name=name or alias.module, depth=frame.depth + 1)
        inner.package = _package_of(ev, path)
        known = ev.modules[str(path)] = Module(inner, name or alias.module)
        ev.run_module(inner)
    if name:
        ev.modules[name] = known
    return known


def _package_of(ev: Evaluator, path: Path) -> tuple[str, ...]:
    """The folders that lead from the script's folder to the module's."""
    assert ev.siblings.folder is not None
    relative = os.path.relpath(path.parent, ev.siblings.folder)
    return tuple(p for p in Path(relative).parts if p != ".")
