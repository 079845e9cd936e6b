"""What can be wrong with an execution spec by itself, without its script or contract."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

_SNAKE_CASE = re.compile(r"[a-z][a-z0-9_]*\Z")
_STEP_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(_[A-Za-z]+)?\Z")


def is_snake_case(name: str) -> bool:
    """Whether a script may have this name: lower-case words joined by underscores."""
    return _SNAKE_CASE.match(name) is not None


def is_step_name(name: str) -> bool:
    """Whether a node may have this name: capitalised words, and perhaps a job type after an underscore."""
    return _STEP_NAME.match(name) is not None


def identity_problems(script_name: str, step_name: str, script_path: str) -> list[str]:
    """What is wrong with the two names of a spec and the path of its script."""
    return [*_name_problems(script_name, step_name), *_script_problems(script_path)]


def _name_problems(script_name: str, step_name: str) -> Iterator[str]:
    if not script_name:
        yield "script_name is required"
    elif not is_snake_case(script_name):
        yield f"script_name must be in snake_case format: {script_name!r}"
    if not step_name:
        yield "step_name is required"
    elif not is_step_name(step_name):
        yield f"step_name must be in PascalCase format with optional job type suffix: {step_name!r}"


def _script_problems(script_path: str) -> Iterator[str]:
    if not script_path:
        yield "script_path is required"
    elif not script_path.endswith(".py"):
        yield f"script_path must point to a Python file (.py): {script_path}"
    elif not os.path.isfile(script_path):  # noqa: PTH113 (a tenth of the time of Path.is_file)
        yield f"Script file does not exist: {script_path}"


def path_problems(inputs: Mapping[str, str], outputs: Mapping[str, str]) -> list[str]:
    """What is wrong with the paths of a spec, by logical name; nothing is created."""
    problems: list[str] = []
    for name, path in inputs.items():
        if not os.path.exists(path):  # noqa: PTH110
            problems.append(f"Input path '{name}' does not exist: {path}")
        elif not os.access(path, os.R_OK):
            problems.append(f"Input path '{name}' is not readable: {path}")
    for name, path in outputs.items():
        if not os.path.exists(path):  # noqa: PTH110
            blocker = _uncreatable(path)
            if blocker:
                problems.append(f"Cannot create output path '{name}': {path} - {blocker}")
        elif not os.access(path, os.W_OK):
            problems.append(f"Output path '{name}' is not writable: {path}")
    return problems


def _uncreatable(path: str) -> str:
    """Why a folder cannot be made at `path`, "" if it can."""
    if not path:
        return "the path is empty"
    parent = os.path.abspath(path)  # noqa: PTH100
    while True:
        try:
            os.lstat(parent)
            break
        except (FileNotFoundError, NotADirectoryError):
            parent = os.path.dirname(parent)  # noqa: PTH120
        except OSError as problem:
            return problem.strerror or str(problem)
        except ValueError:
            return "the path contains a NUL character"
    if not os.path.isdir(parent):  # noqa: PTH112
        return f"{parent} is not a folder"
    return "" if os.access(parent, os.W_OK | os.X_OK) else f"{parent} is not writable"


def variable_problems(variables: Mapping[str, object]) -> list[str]:
    """Which variables no process can be started with; a spec may have been changed to hold anything."""
    problems: list[str] = []
    for name, value in variables.items():
        if not name or set(name) & set("=\0"):
            problems.append(f"Not a name of an environment variable: {name!r}")
        if not isinstance(value, str):
            problems.append(f"Environment variable '{name}' is not a text: {value!r}")
        elif "\0" in value:
            problems.append(f"Environment variable '{name}' contains a NUL character")
    return problems
