"""What code from outside the project does, as far as it concerns the facts: by dotted name, or by method name.

Each module of this package models one area and registers its functions in `registry`. What nobody models takes its
arguments as a sink may: paths are used, reads are consumed, dicts escape.
"""

from __future__ import annotations

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.library import (
    arguments,
    builtin,
    command_line,
    environment,
    files,
    mappings,
    paths,
    processes,
    runtime,
    strings,
)
from cursus_lint.analysis.library.registry import FUNCTIONS, METHODS
from cursus_lint.analysis.library.sinks import sink
from cursus_lint.analysis.values import Environ, External, Value

MODELLED = (arguments, builtin, command_line, environment, files, mappings, paths, processes, runtime, strings)
"""The modules whose models are registered."""


def attribute_of_external(value: External, name: str) -> Value:
    """What an attribute of something external is: another external name, or the environment itself."""
    dotted = f"{value.name}.{name}"
    if dotted in ("os.environ", "os.environb"):
        return Environ()
    return External(dotted)


def call_external(ev: Evaluator, name: str, call: Invocation) -> Value:
    """What calling something external gives, and does; the name "" stands for something that is not known."""
    model = FUNCTIONS.get(name) or FUNCTIONS.get(_canonical(name))
    if model is not None:
        return model(ev, call)
    return sink(ev, name, None, call)


def is_modelled(name: str) -> bool:
    """Whether it is known what calling this does."""
    return name in FUNCTIONS or _canonical(name) in FUNCTIONS


def _canonical(name: str) -> str:
    """`posixpath.join` and `os.path.join` are one, and so are re-exports such as `builtins.open` and `io.open`."""
    for alias, real in (("posixpath.", "os.path."), ("ntpath.", "os.path."), ("io.open", "builtins.open")):
        if name.startswith(alias):
            return real + name[len(alias) :]
    return name


def call_method(ev: Evaluator, receiver: Value, name: str, call: Invocation) -> Value:
    """What calling a method of something that is not the project's gives, and does."""
    model = METHODS.get((type(receiver), name)) or METHODS.get((type(receiver), "*"))
    if model is not None:
        return model(ev, receiver, name, call)
    return sink(ev, name, receiver, call)
