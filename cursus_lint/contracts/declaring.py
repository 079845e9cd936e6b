"""Declaring in a YAML contract what a script uses; comments, order and everything else stay as they are."""

from __future__ import annotations

import difflib
import io
import itertools
from collections.abc import MutableMapping, MutableSequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Optional, Union

if TYPE_CHECKING:
    from ruamel.yaml import YAML

Scalar = Optional[Union[str, int, float, bool]]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What is to be declared.

    `value` is the default of a variable or an argument, the path of a channel, the specifier of a requirement.
    """

    part: Literal["env", "argument", "input", "output", "requirement"]
    name: str
    required: bool = False
    value: Scalar = None


class CannotDeclare(Exception):
    """A contract that cannot be added to; the message says why."""


def declare(text: str, declaration: Declaration) -> str:
    """The YAML contract `text` with `declaration` added.

    Raises CannotDeclare where `text` is not a step document in block style, or declares it already.
    """
    # ruamel.yaml belongs to the extra that brings the server.
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    sequence, offset = _indentation(text)
    yaml.indent(mapping=2, sequence=sequence, offset=offset)
    newline = "\r\n" if "\r\n" in text else "\n"
    original = text.replace("\r\n", "\n")
    try:
        document = yaml.load(original)
        before = _written(yaml, document)
        contract = document.get("contract") if isinstance(document, MutableMapping) else None
        if not isinstance(contract, MutableMapping):
            raise CannotDeclare("the file has no `contract:`")
        _add(contract, declaration)
        changed = _transplanted(original, before, _written(yaml, document))
        if yaml.load(changed) != document:
            raise CannotDeclare("the place for it is written in a way that cannot be added to")
    except YAMLError as error:
        raise CannotDeclare(f"the contract cannot be read: {error}") from error
    return changed.replace("\n", newline)


def _written(yaml: YAML, document: object) -> str:
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _transplanted(original: str, before: str, after: str) -> str:
    """`original` with the lines changed that differ between `before` and `after`, the same document twice.

    Writing a document anew breaks lines elsewhere, too; only what was added is to be taken over.
    """
    old, base, new = (text.splitlines(keepends=True) for text in (original, before, after))
    places: dict[int, int] = {}
    for begin, start, size in difflib.SequenceMatcher(None, old, base, autojunk=False).get_matching_blocks():
        places.update((start + step, begin + step) for step in range(size + 1))
    changed: list[str] = []
    reached = 0
    for kind, start, end, begin, stop in difflib.SequenceMatcher(None, base, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if start not in places or end not in places or places[start] < reached:
            raise CannotDeclare("the place for it is written in a way that cannot be added to")
        changed += [*old[reached : places[start]], *new[begin:stop]]
        reached = places[end]
    return "".join([*changed, *old[reached:]])


def _add(contract: MutableMapping[str, object], declaration: Declaration) -> None:
    name, value = declaration.name, declaration.value
    if declaration.part == "env":
        env = _table(contract, "env_vars")
        if declaration.required:
            _append(_list(env, "required"), name)
        else:
            _set(_table(env, "optional"), name, None if value is None else _quoted(str(value)))
    elif declaration.part == "argument":
        arguments = _list(contract, "job_arguments")
        entry: dict[str, object] = {"flag": name, "required": declaration.required}
        if value is not None:
            entry["default"] = value
        _append(arguments, entry)
    elif declaration.part == "requirement":
        _set(_table(contract, "framework_requirements"), name, _quoted(str(value or "")))
    else:
        entry = {"path": value}
        if declaration.part == "input":
            entry["required"] = declaration.required
        _set(_table(contract, f"{declaration.part}s"), name, entry)


def _quoted(text: str) -> object:
    from ruamel.yaml.scalarstring import SingleQuotedScalarString

    return SingleQuotedScalarString(text)


def _table(parent: MutableMapping[str, object], name: str) -> MutableMapping[str, object]:
    found = parent.get(name)
    if not found and not isinstance(found, str):
        from ruamel.yaml.comments import CommentedMap

        parent[name] = found = CommentedMap()
    if not isinstance(found, MutableMapping):
        raise CannotDeclare(f"`{name}` is not a mapping")
    return found


def _list(parent: MutableMapping[str, object], name: str) -> MutableSequence[object]:
    found = parent.get(name)
    if not found and not isinstance(found, str):
        from ruamel.yaml.comments import CommentedSeq

        parent[name] = found = CommentedSeq()
    if not isinstance(found, MutableSequence):
        raise CannotDeclare(f"`{name}` is not a list")
    return found


def _set(table: MutableMapping[str, object], name: str, value: object) -> None:
    if name in table:
        raise CannotDeclare(f"`{name}` is declared already")
    table[name] = value


def _append(items: MutableSequence[object], item: object) -> None:
    if item in items:
        raise CannotDeclare(f"`{item}` is declared already")
    items.append(item)


def _indentation(text: str) -> tuple[int, int]:
    """How far lists are indented in `text`: their items and their dashes, from the key above."""
    lines = text.splitlines()
    for above, line in itertools.pairwise(lines):
        if line.lstrip().startswith("- ") and above.rstrip().endswith(":"):
            dash = (len(line) - len(line.lstrip())) - (len(above) - len(above.lstrip()))
            return dash + 2, dash
    return 2, 0
