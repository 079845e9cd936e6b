"""Contract files read once for each content: what earlier runs made of it is not made again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cursus_lint.engine.cache import Store, key_of
from cursus_lint.engine.pile import Pile
from cursus_lint.engine.reading import whole
from cursus_lint.engine.terms import may_suppress
from cursus_lint.specs.filed import ContractChanged, ContractFile, FiledContract, Models, models_of, read_contract_file

if TYPE_CHECKING:
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.contracts.problems import InvalidContract
    from cursus_lint.specs.model import StepSpecification

MAX_BYTES = 1_000_000
"""Larger files are read anew by each run: the file, not what is kept of it, would be what costs."""


class ContractFiles:
    """Reads the contract files of one run.

    Of each content two texts are kept: what binding scripts takes, and the models as JSON, which are only made again
    for a script that is to be checked. `version` differs where another program would read something else.
    """

    def __init__(self, store: Store, version: bytes) -> None:
        self._store = store
        self._version = version
        # What the store does not keep. Thousands of models would take more memory than all the rest of a run.
        self._unkept: dict[bytes, int] = {}
        self._unkept_models = Pile()
        self._load = self._models
        self.commented: set[str] = set()
        """The files that may hold suppression comments."""

    def read(self, path: Path) -> ContractFile:
        """The contracts of a file. Problems are returned, never raised."""
        place = str(path)
        content = _content(place)
        if content is None or may_suppress(place, content):
            self.commented.add(place)
        if content is None:
            return read_contract_file(path)
        key = self._key(place, content)
        known = self._known(place, key)
        return known if known is not None else self._read(place, key, content)

    def _known(self, place: str, key: bytes) -> ContractFile | None:
        text = self._store.get(key)
        if text is None:
            return None
        try:
            declared, problems = json.loads(text)
            contracts = tuple(self._contract(place, key, n, *each) for n, each in enumerate(declared))
            return ContractFile(contracts, tuple(_problem(place, each) for each in problems))
        except (ValueError, TypeError):  # a damaged entry
            return None

    def _read(self, place: str, key: bytes, content: bytes) -> ContractFile:
        from cursus_lint.contracts.loading import load_contracts

        loaded = load_contracts(Path(place), content)
        outlines = [(each.step_type, each.entry_point, each.line_of("entry_point")) for each in loaded.contracts]
        problems = [astuple(problem)[1:] for problem in loaded.problems]
        models = _to_text(models_of(loaded))
        self._store.put(key, json.dumps([outlines, problems]))
        self._store.put(_models_key(key), models)
        if self._store.get(_models_key(key)) is None:
            self._unkept[key] = self._unkept_models.add(models)
        contracts = tuple(self._contract(place, key, n, *each) for n, each in enumerate(outlines))
        return ContractFile(contracts, loaded.problems)

    def _contract(
        self, place: str, key: bytes, number: int, step_type: str, entry_point: str | None, line: int
    ) -> FiledContract:
        return FiledContract(step_type, entry_point, line, self._load, place, key, number)

    def _models(self, contract: FiledContract) -> Models:
        key = contract.content
        text = self._store.get(_models_key(key))
        if text is None and key in self._unkept:
            text = self._unkept_models[self._unkept[key]]
        if text is not None:
            try:
                return _from_text(text, contract.number)
            except (ValueError, LookupError, TypeError, AttributeError):  # a damaged entry
                pass
        content = _content(contract.file)
        if content is None or self._key(contract.file, content) != key:
            raise ContractChanged
        self._read(contract.file, key, content)
        return self._models(contract)

    def _key(self, place: str, content: bytes) -> bytes:
        return key_of(self._version, "contract file", place, content)


def _content(path: str) -> bytes | None:
    """What a file of bearable size holds; None where reading it as a contract says what is wrong."""
    try:
        return whole(path, MAX_BYTES, regular=True)
    except (OSError, ValueError):
        return None


def _problem(place: str, values: list[Any]) -> InvalidContract:
    from cursus_lint.contracts.problems import InvalidContract

    return InvalidContract(place, *values)


def _models_key(key: bytes) -> bytes:
    return key_of(key, "models")


def _to_text(models: Iterable[tuple[ScriptContract, StepSpecification | None]]) -> str:
    """Models as JSON; a specification holds its contract. Sets become sorted lists."""
    dumps = [(each.model_dump() if step is None else None, step and step.model_dump()) for each, step in models]
    return json.dumps(dumps, default=sorted)


def _from_text(text: str, number: int) -> Models:
    from cursus_lint.specs import made_again

    contract, step = json.loads(text)[number]
    if step is None:
        return Models(made_again.contract(contract))
    specification = made_again.specification(step)
    if specification.script_contract is None:
        raise ValueError("not a text of this version: a specification without its contract")
    return Models(specification.script_contract, specification)
