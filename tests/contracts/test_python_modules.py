"""Python contract modules are read as literals, in the order of their statements, and never run."""

from __future__ import annotations

from pathlib import Path

import pytest

from cursus_lint.contracts.loading import load_contracts
from cursus_lint.contracts.model import JobArgument, ScriptContract

MODULE = '''\
"""Contracts of the region steps."""
from steps.base import JobArgument, ScriptContract, TrainingScriptContract as Training
import steps.base as base

MOUNT: str = "/opt/ml"
INPUT = f"{MOUNT}/processing/input"
NAMES = ["ORDERS", "RATES"]
COMMON = {"LIMIT": "0", "SEED": None}
YEAR = 2024

REGION_SPLIT = ScriptContract(
    entry_point="region_split.py",
    expected_input_paths={
        "ORDERS": INPUT + "/orders",
        "RATES": f"{INPUT}/rates-{YEAR}",
        **{"EXTRA": "/extra"},
    },
    expected_output_paths=dict(regions=MOUNT + "/processing" "/output"),
    required_env_vars=NAMES + ["REGION", *("MODE",)],
    optional_env_vars={**COMMON, "DRY_RUN": False, "OFFSET": -1},
    framework_requirements=dict({"pandas": ">=1.3"}, numpy=">=1"),
    expected_arguments={"job-type": "training", "rounds": 3, "region": "which region to keep"},
    job_arguments=[JobArgument(flag="--job_type", source="job_type"), {"flag": "--region", "default": "EU"}],
    optional_inputs=set(("RATES",)),
    subchannels={"ORDERS": {"daily": "/daily"}},
    variants=("training", "testing"),
    source_dir=True,
    description="""Splits orders
    by region.""",
    owner={"team": "sales", "since": 2020},
)

TRAIN = Training(entry_point="scripts/xgboost_training.py", **{"required_env_vars": list(NAMES)})
OTHER: ScriptContract = base.ScriptContract(entry_point=None, step_type="Other", sagemaker_step_type="Transform")


def build():
    return ScriptContract(entry_point="built.py")
'''


def load(tmp_path: Path, text: str) -> tuple[tuple[ScriptContract, ...], list[str]]:
    path = tmp_path / "a_contract.py"
    path.write_text(text)
    loaded = load_contracts(path)
    assert loaded.documents == ()
    return loaded.contracts, [f"{p.line}:{p.column} {p.summary}" for p in loaded.problems]


def test_literals_and_constants_are_read(tmp_path: Path) -> None:
    (split, train, other), problems = load(tmp_path, MODULE)
    assert problems == []
    assert split == ScriptContract(
        entry_point="region_split.py",
        step_type="RegionSplit",
        expected_input_paths={
            "ORDERS": "/opt/ml/processing/input/orders",
            "RATES": "/opt/ml/processing/input/rates-2024",
            "EXTRA": "/extra",
        },
        expected_output_paths={"regions": "/opt/ml/processing/output"},
        required_env_vars=["ORDERS", "RATES", "REGION", "MODE"],
        optional_env_vars={"LIMIT": "0", "SEED": None, "DRY_RUN": "False", "OFFSET": "-1"},
        framework_requirements={"pandas": ">=1.3", "numpy": ">=1"},
        expected_arguments={"job-type": "training", "rounds": 3, "region": None},
        job_arguments=[JobArgument(flag="--job_type", source="job_type"), JobArgument(flag="--region", default="EU")],
        optional_inputs={"RATES"},
        subchannels={"ORDERS": {"daily": "/daily"}},
        variants=["training", "testing"],
        source_dir=True,
        description="Splits orders\n    by region.",
        extra={"owner": {"team": "sales", "since": 2020}},
        source=str(tmp_path / "a_contract.py"),
    )
    assert (train.step_type, train.sagemaker_step_type) == ("XGBoostTraining", "Training")
    assert train.required_env_vars == ("ORDERS", "RATES")
    assert (other.step_type, other.sagemaker_step_type, other.entry_point) == ("Other", "Transform", None)


def test_names_know_the_line_that_declares_them(tmp_path: Path) -> None:
    (split, train, _), _ = load(tmp_path, MODULE)
    lines = MODULE.splitlines()
    assert {key: lines[line - 1].strip() for key, line in split.lines.items() if line > 10} == {
        "contract:": "REGION_SPLIT = ScriptContract(",
        "entry_point:": 'entry_point="region_split.py",',
        "step_type:": "REGION_SPLIT = ScriptContract(",
        "input:ORDERS": '"ORDERS": INPUT + "/orders",',
        "input:ORDERS/daily": 'subchannels={"ORDERS": {"daily": "/daily"}},',
        "input:RATES": '"RATES": f"{INPUT}/rates-{YEAR}",',
        "input:EXTRA": '**{"EXTRA": "/extra"},',
        "output:regions": 'expected_output_paths=dict(regions=MOUNT + "/processing" "/output"),',
        "env:DRY_RUN": 'optional_env_vars={**COMMON, "DRY_RUN": False, "OFFSET": -1},',
        "env:OFFSET": 'optional_env_vars={**COMMON, "DRY_RUN": False, "OFFSET": -1},',
        "env:REGION": 'required_env_vars=NAMES + ["REGION", *("MODE",)],',
        "env:MODE": 'required_env_vars=NAMES + ["REGION", *("MODE",)],',
        "requirement:pandas": 'framework_requirements=dict({"pandas": ">=1.3"}, numpy=">=1"),',
        "requirement:numpy": 'framework_requirements=dict({"pandas": ">=1.3"}, numpy=">=1"),',
        "argument:job-type": lines[21].strip(),
        "argument:rounds": lines[21].strip(),
        "argument:region": lines[21].strip(),
        "argument:--job_type": lines[22].strip(),
        "argument:--region": lines[22].strip(),
        "variant:training": 'variants=("training", "testing"),',
        "variant:testing": 'variants=("training", "testing"),',
    }
    assert (split.line_of("env", "ORDERS"), split.line_of("env", "LIMIT")) == (7, 8)
    assert train.line_of("contract") == 33


def test_the_module_is_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    contracts, problems = load(
        tmp_path,
        f"open({str(mark)!r}, 'w')\nraise SystemExit\nC = ScriptContract(entry_point='a.py')\n",
    )
    assert (len(contracts), problems, mark.exists()) == (1, [], False)


LITERAL = "expected a literal, or a constant of this module"
PROBLEMS = {
    "C = ScriptContract(\n  entry_point=NAME,\n  source_dir=os.path.isdir('x'),\n)": [
        f"2:15 C.entry_point: `NAME` is not a constant of this module; {LITERAL}",
        "3:14 C.source_dir: the call of `isdir` cannot be read without running the module; " + LITERAL,
    ],
    "C = ScriptContract(entry_point=settings.name)": [
        "1:32 C.entry_point: the attribute `.name` cannot be read without running the module; " + LITERAL
    ],
    "C = ScriptContract(entry_point='a', required_env_vars=[n for n in 'AB'])": [
        "1:55 C.required_env_vars: a comprehension cannot be read without running the module; " + LITERAL
    ],
    "C = ScriptContract(entry_point='é' + NAME)": [
        f"1:38 C.entry_point: `NAME` is not a constant of this module; {LITERAL}"
    ],
    "N = 1\nC = ScriptContract(entry_point=f'{N:>3}')": [f"2:32 C.entry_point: an f-string formats a value; {LITERAL}"],
    "C = ScriptContract('a.py')": ["1:20 C: an argument is given by position; expected keywords"],
    "C = ScriptContract()": [
        "1:5 C.entry_point: it is missing; expected a file name, or None for a step without a script"
    ],
    "C = ScriptContract(entry_point=['a'], expected_input_paths=['x'], required_env_vars='X')": [
        "1:32 C.entry_point: a list; expected a file name, or None for a step without a script",
        "1:60 C.expected_input_paths: a list; expected a mapping of logical names to container paths",
        "1:85 C.required_env_vars: the text 'X'; expected a list of variable names",
    ],
    "C = ScriptContract(entry_point='a', optional_env_vars={'A': '1',\n 'A': '2'})": [
        "2:2 C.optional_env_vars: the key 'A' is here a second time; the first is on line 1; expected each key once"
    ],
    "C = ScriptContract(entry_point='a', optional_env_vars={1: '1'})": [
        "1:56 C.optional_env_vars: this literal is not a name; expected a name in quotes"
    ],
    "C = ScriptContract(entry_point='a', optional_inputs=['X'])": ["1:5 C: 'X' is not one of the inputs: none"],
    "C = ScriptContract(entry_point=b'a')": [f"1:32 C.entry_point: this literal is neither text nor number; {LITERAL}"],
    "C = ScriptContract(entry_point='\\ud800')": ["1:32 C.entry_point: half a surrogate pair is not a character"],
    "if DEBUG:\n  C = ScriptContract(entry_point='a')": [
        "2:7 ScriptContract: this contract cannot be read without running the module; "
        "expected `NAME = ScriptContract(...)` at the module's top level"
    ],
    "ALL = [ScriptContract(entry_point='a')]": [
        "1:8 ScriptContract: this contract cannot be read without running the module; "
        "expected `NAME = ScriptContract(...)` at the module's top level"
    ],
    "class Steps:\n  C = ScriptContract(entry_point='a')": [
        "2:7 ScriptContract: this contract cannot be read without running the module; "
        "expected `NAME = ScriptContract(...)` at the module's top level"
    ],
    # What may have been changed since is no constant any more.
    "A = 'a'\nif DEBUG:\n  A = 'b'\nC = ScriptContract(entry_point=A)": [
        f"4:32 C.entry_point: `A` is not a constant of this module; {LITERAL}"
    ],
    "A = ['a']\nB = A\nA.append('b')\nC = ScriptContract(entry_point='a', variants=B)": [
        f"4:46 C.variants: `B` is not a constant of this module; {LITERAL}"
    ],
    "A = {}\nA['b'] = 'c'\nC = ScriptContract(entry_point='a', optional_env_vars=A)": [
        f"3:55 C.optional_env_vars: `A` is not a constant of this module; {LITERAL}"
    ],
    "A = 'a'\nA += 'b'\nC = ScriptContract(entry_point=A)": [
        f"3:32 C.entry_point: `A` is not a constant of this module; {LITERAL}"
    ],
    "dict = 'x'\nC = ScriptContract(entry_point='a', optional_env_vars=dict(A='1'))": [
        "2:55 C.optional_env_vars: the call of `dict` cannot be read without running the module; " + LITERAL
    ],
    "C = ScriptContract(entry_point='a'": ["1:19 this is not Python: '(' was never closed; expected valid Python"],
    "# coding: klingon\n": ["1:1 this is not Python: unknown encoding: klingon; expected valid Python"],
}


@pytest.mark.parametrize("source", PROBLEMS)
def test_what_cannot_be_read_is_named_with_its_place(tmp_path: Path, source: str) -> None:
    contracts, problems = load(tmp_path, source)
    assert (contracts, problems) == ((), PROBLEMS[source])


def test_a_bad_contract_leaves_the_others(tmp_path: Path) -> None:
    contracts, problems = load(tmp_path, "A = ScriptContract(entry_point=x)\nB = ScriptContract(entry_point='b.py')\n")
    assert [contract.entry_point for contract in contracts] == ["b.py"]
    assert problems == [f"1:32 A.entry_point: `x` is not a constant of this module; {LITERAL}"]


@pytest.mark.parametrize(
    "source", ["", "x = 1\n", "class ScriptContract:\n    pass\n\ndef make():\n    return ScriptContract()\n"]
)
def test_a_module_without_contracts_is_fine(tmp_path: Path, source: str) -> None:
    assert load(tmp_path, source) == ((), [])


def test_encodings_that_python_knows(tmp_path: Path) -> None:
    path = tmp_path / "a_contract.py"
    path.write_bytes("# -*- coding: latin-1 -*-\nC = ScriptContract(entry_point='caf\xe9.py', x=y)\n".encode("latin-1"))
    assert [(p.line, p.column, p.field) for p in load_contracts(path).problems] == [(2, 45, "C.x")]
    path.write_bytes("\ufeffC = ScriptContract(entry_point='caf\xe9.py')\r\n".encode())
    assert [contract.entry_point for contract in load_contracts(path).contracts] == ["caf\xe9.py"]
