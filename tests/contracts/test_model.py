"""`ScriptContract` takes lists and dicts, and says clearly what it does not take."""

from __future__ import annotations

import pickle

import pytest
from pydantic import ValidationError

from cursus_lint.contracts.model import JobArgument, ScriptContract


def test_collections_of_every_kind() -> None:
    contract = ScriptContract(
        entry_point="a.py",
        required_env_vars={"B", "A"},
        optional_env_vars=["C", "D"],
        computed_env_vars=(name for name in "EF"),
        expected_arguments=("x",),
        job_arguments=[{"flag": "--job_type", "choices": ["training"]}],
        variants=("training",),
    )
    assert contract.required_env_vars == ("A", "B")
    assert contract.optional_env_vars == {"C": None, "D": None}
    assert contract.computed_env_vars == ("E", "F")
    assert contract.expected_arguments == {"x": None}
    assert contract.job_arguments == (JobArgument(flag="--job_type", choices=("training",)),)
    assert contract.declared_env_vars == frozenset("ABCDEF")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"required_env_vars": "LABEL"}, "one text, 'LABEL', where a list of names was expected: write ['LABEL']"),
        ({"optional_env_vars": {"A": 5}}, "the default of A is 5; variables are texts: write '5'"),
        ({"optional_inputs": ["X"], "expected_input_paths": {"D": "/d"}}, "'X' is not one of the inputs: D"),
        ({"subchannels": {"X": {}}}, "'X' is not one of the inputs: none"),
        ({"expected_inputs": {}}, "expected_inputs\n  Extra inputs are not permitted"),
    ],
)
def test_what_is_wrong_is_said(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError) as raised:
        ScriptContract(entry_point="a.py", **fields)
    assert message in str(raised.value)


def test_lines_have_no_part_in_equality() -> None:
    first, second = (ScriptContract(entry_point="a.py", lines={"contract:": line}) for line in (1, 2))
    assert first == second
    assert hash(first) == hash(second)
    assert first != ScriptContract(entry_point="b.py")
    assert first != "a.py"


def test_contracts_travel_between_processes() -> None:
    contract = ScriptContract(entry_point="a.py", expected_input_paths={"D": "/d"}, lines={"input:D": 4})
    copy = pickle.loads(pickle.dumps(contract))
    assert (copy, copy.line_of("input", "D")) == (contract, 4)
