"""Contracts that are kept: the same again, and never those of another content."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cursus_lint.engine.contract_files import ContractFiles
from cursus_lint.specs.filed import ContractChanged, ContractFile, FiledContract, read_contract_file

FIXTURES = Path(__file__).parents[2] / "fixtures"
FILES = sorted(
    file
    for pattern in ("projects/*/contracts/*", "rules/*/*.step.yaml", "rules/*/*.step.json", "rules/*/*_contract.py")
    for file in FIXTURES.glob(pattern)
)
ODD = """\
step_type: "T\\u00fcr"
contract:
  entry_point: a.py
  inputs:
    X: {path: /opt/ml/processing/input/x, required: false}
  env_vars:
    optional: {RATIO: 1e-5, FLAG: no, NOTHING: null, EMPTY: ""}
  job_arguments:
    - {flag: --rate, default: 0.1}
    - {flag: --big, default: 123456789012345678901234567890}
    - {flag: --on, default: true, choices: [a, b]}
  unknown: {deep: [1, 2.5, .inf, [null, {x: y}]]}
spec:
  dependencies:
    X: {type: processing_output, compatible_sources: [A, B], further: {kept: [1]}}
variants:
  training: {contract: {env_vars: {required: [MORE]}}}
"""


class Kept(dict[bytes, str]):
    """A store that lasts as long as the test."""

    def get(self, key: bytes) -> str | None:  # type: ignore[override]
        return super().get(key)

    def put(self, key: bytes, text: str) -> None:
        self[key] = text


def said(file: ContractFile) -> list[object]:
    """All there is to a file's contracts, what has no part in their equality included."""
    return [*file.problems, *(every_part(contract) for contract in file.contracts)]


def every_part(contract: FiledContract) -> tuple[object, ...]:
    models = contract.models()
    return (contract.step_type, contract.entry_point, contract.line, repr(models), dict(models.contract.lines), models)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(FIXTURES)))
def test_what_is_kept_is_what_was_read(file: Path) -> None:
    store = Kept()
    truth = said(read_contract_file(file))
    assert said(ContractFiles(store, b"").read(file)) == truth
    assert store
    assert said(ContractFiles(store, b"").read(file)) == truth


def test_odd_values_come_back(tmp_path: Path) -> None:
    file = tmp_path / "odd.step.yaml"
    file.write_text(ODD, encoding="utf-8")
    store = Kept()
    truth = read_contract_file(file)
    assert not truth.problems
    for _ in range(2):
        again = ContractFiles(store, b"").read(file)
        assert said(again) == said(truth)
        (one,), (other,) = again.contracts, truth.contracts
        assert one.models().contract.extra == other.models().contract.extra
        assert one.models().specification == other.models().specification


@pytest.mark.parametrize("content", [b"", b"[", b"step_type: [", b"\xff", b"a: 1\n" * 300_000])
def test_what_cannot_be_read_says_so_again(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.step.yaml"
    file.write_bytes(content)
    store = Kept()
    truth = said(read_contract_file(file))
    assert truth
    assert said(ContractFiles(store, b"").read(file)) == said(ContractFiles(store, b"").read(file)) == truth
    file.unlink()
    assert said(ContractFiles(store, b"").read(file)) == said(read_contract_file(file))


def read_once(folder: Path) -> list[str]:
    """What is kept of the odd contract, once it has been read: its outline and its models."""
    (folder / "odd.step.yaml").write_text(ODD, encoding="utf-8")
    store = Kept()
    ContractFiles(store, b"").read(folder / "odd.step.yaml")
    return list(store.values())


def assert_made_anew(folder: Path, models: str) -> None:
    """Nobody sees that these models were kept instead of the odd contract's."""
    file, store = folder / "odd.step.yaml", Kept()
    ContractFiles(store, b"").read(file)
    store[list(store)[1]] = models
    assert said(ContractFiles(store, b"").read(file)) == said(read_contract_file(file))


@pytest.mark.parametrize("damage", ["", "null", "[]", "[[1]]", "{}", '[["x"], []]', "[[[1, 2]], []]"])
def test_damaged_texts_are_made_anew(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "odd.step.yaml"
    file.write_text(ODD, encoding="utf-8")
    truth = said(read_contract_file(file))
    for number in range(2):
        store = Kept()
        ContractFiles(store, b"").read(file)
        store[list(store)[number]] = damage
        assert said(ContractFiles(store, b"").read(file)) == truth


@pytest.mark.parametrize("old", ['"required": true, ', '"closed": true', '"flag": "--rate", ', '"choices": null'])
def test_kept_models_that_lack_a_part_are_made_anew(tmp_path: Path, old: str) -> None:
    kept = read_once(tmp_path)[1]
    assert old in kept
    assert_made_anew(tmp_path, kept.replace(old, '"more": 1' + ", " * old.endswith(" ")))


@pytest.mark.parametrize("parts", ['"dependencies": ["x"]', '"variants": [1]', '"outputs": 3'])
def test_kept_models_of_another_shape_are_made_anew(tmp_path: Path, parts: str) -> None:
    shape = json.loads(read_once(tmp_path)[1])
    shape[0][1] |= json.loads(f"{{{parts}}}")
    assert_made_anew(tmp_path, json.dumps(shape))


def test_a_contract_that_changes_meanwhile_is_not_taken_for_the_other(tmp_path: Path) -> None:
    file = tmp_path / "odd.step.yaml"
    file.write_text(ODD, encoding="utf-8")
    store = Kept()
    ContractFiles(store, b"").read(file)
    (contract,) = ContractFiles(store, b"").read(file).contracts
    file.write_text(ODD.replace("RATIO", "RATE"), encoding="utf-8")
    assert "RATIO" in contract.models().contract.optional_env_vars
    store.clear()
    with pytest.raises(ContractChanged, match="changed while it was checked"):
        contract.models()


def test_another_program_or_place_reads_for_itself(tmp_path: Path) -> None:
    store = Kept()
    for name in ("one.step.yaml", "two.step.yaml"):
        (tmp_path / name).write_text(ODD, encoding="utf-8")
    one = ContractFiles(store, b"1").read(tmp_path / "one.step.yaml").contracts[0]
    two = ContractFiles(store, b"1").read(tmp_path / "two.step.yaml").contracts[0]
    new = ContractFiles(store, b"2").read(tmp_path / "one.step.yaml").contracts[0]
    assert len({one.identity, two.identity, new.identity}) == 3
    assert [Path(each.models().contract.source).name[:3] for each in (one, two, new)] == ["one", "two", "one"]
