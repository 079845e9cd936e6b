"""Step documents: how scalars are taken, what has a line, and how wrong shapes are named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cursus_lint.contracts.loading import load_contracts
from cursus_lint.contracts.model import ScriptContract

STEP = """\
step_type: RegionSplit
registry: {sagemaker_step_type: Processing}
contract:
  entry_point: region_split.py
  inputs:
    ORDERS:
      path: /opt/ml/processing/input/orders/
      channels: [daily, weekly]
    RATES: {path: ~, required: no}
  outputs:
    regions: {path: /opt/ml/processing/output}
  arguments:
    batch-size: 'rows in a batch (default: 500)'
    region: which region to keep
    seed: 7
    lr: 5e-5
    shuffle: true
    empty: ''
  job_arguments:
  - flag: --job_type
    source: job_type
  env_vars:
    required:
    - REGION_FIELD
    optional:
      PLAIN: no
      SMALL: 1e-5
      OCTAL: 010
      ZEROES: 0.70
      HEXA: 0x1F
      DAY: 2020-01-01
      TIME: 12:30
      TRUTH: true
      NOTHING: ~
      EMPTY: ''
      BLANK:
  computed_env_paths: {STAGING: [staging]}
  framework_requirements:
    pandas: 1.10
    numpy:
  runtime_requires: [internal_io]
variants:
  training: {}
  testing:
"""


def load(tmp_path: Path, text: str, name: str = "a.step.yaml") -> ScriptContract:
    path = tmp_path / name
    path.write_text(text)
    loaded = load_contracts(path)
    assert loaded.problems == ()
    (contract,) = loaded.contracts
    return contract


def test_scalars_that_must_be_texts_are_taken_as_written(tmp_path: Path) -> None:
    contract = load(tmp_path, STEP)
    assert contract.optional_env_vars == {
        "PLAIN": "no",
        "SMALL": "1e-5",
        "OCTAL": "010",
        "ZEROES": "0.70",
        "HEXA": "0x1F",
        "DAY": "2020-01-01",
        "TIME": "12:30",
        "TRUTH": "true",
        "NOTHING": None,
        "EMPTY": "",
        "BLANK": None,
    }
    assert contract.framework_requirements == {"pandas": "1.10", "numpy": ""}


def test_arguments_have_a_default_only_where_one_is_stated(tmp_path: Path) -> None:
    contract = load(tmp_path, STEP)
    assert contract.expected_arguments == {
        "batch-size": "500",
        "region": None,
        "seed": 7,
        "lr": "5e-5",
        "shuffle": True,
        "empty": "",
    }
    assert contract.extra["contract"] == {
        "arguments": {"batch-size": "rows in a batch (default: 500)", "region": "which region to keep"},
        "computed_env_paths": {"STAGING": ["staging"]},
    }


def test_channels(tmp_path: Path) -> None:
    contract = load(tmp_path, STEP)
    assert contract.expected_input_paths == {"ORDERS": "/opt/ml/processing/input/orders/", "RATES": ""}
    assert contract.optional_inputs == {"RATES"}
    assert contract.subchannels == {
        "ORDERS": {
            "daily": "/opt/ml/processing/input/orders/daily",
            "weekly": "/opt/ml/processing/input/orders/weekly",
        }
    }


def test_every_declared_name_knows_its_line(tmp_path: Path) -> None:
    contract = load(tmp_path, STEP)
    lines = STEP.splitlines()
    named = {key: lines[line - 1].strip() for key, line in contract.lines.items()}
    assert named == {
        "step_type:": "step_type: RegionSplit",
        "contract:": "contract:",
        "entry_point:": "entry_point: region_split.py",
        "input:ORDERS": "ORDERS:",
        "input:ORDERS/daily": "channels: [daily, weekly]",
        "input:ORDERS/weekly": "channels: [daily, weekly]",
        "input:RATES": "RATES: {path: ~, required: no}",
        "output:regions": "regions: {path: /opt/ml/processing/output}",
        "argument:batch-size": "batch-size: 'rows in a batch (default: 500)'",
        "argument:region": "region: which region to keep",
        "argument:seed": "seed: 7",
        "argument:lr": "lr: 5e-5",
        "argument:shuffle": "shuffle: true",
        "argument:empty": "empty: ''",
        "argument:--job_type": "- flag: --job_type",
        "env:REGION_FIELD": "- REGION_FIELD",
        **{f"env:{name}": line.strip() for line in lines[25:36] for name in [line.strip().split(":")[0]]},
        "env:STAGING": "computed_env_paths: {STAGING: [staging]}",
        "requirement:pandas": "pandas: 1.10",
        "requirement:numpy": "numpy:",
        "requirement:internal_io": "runtime_requires: [internal_io]",
        "variant:training": "training: {}",
        "variant:testing": "testing:",
    }


def test_line_of_falls_back_to_what_encloses() -> None:
    contract = ScriptContract(entry_point="a.py", lines={"contract:": 3, "env:A": 9})
    assert [contract.line_of("env", "A"), contract.line_of("env", "B"), contract.line_of("entry_point")] == [9, 3, 3]
    assert ScriptContract(entry_point="a.py").line_of("env", "A") == 0


def test_json_lines_and_columns(tmp_path: Path) -> None:
    document = {
        "step_type": "A",
        "contract": {
            "entry_point": "a.py",
            "env_vars": {"required": ["X"], "optional": {"Y": 1, "Z": True, "W": None, "V": 1e-05}},
        },
    }
    text = json.dumps(document, indent=1)
    contract = load(tmp_path, text, "a.step.json")
    lines = text.splitlines()
    assert {key: lines[line - 1].strip() for key, line in contract.lines.items()} == {
        "step_type:": '"step_type": "A",',
        "contract:": '"contract": {',
        "entry_point:": '"entry_point": "a.py",',
        "env:X": '"X"',
        "env:Y": '"Y": 1,',
        "env:Z": '"Z": true,',
        "env:W": '"W": null,',
        "env:V": '"V": 1e-05',
    }
    assert contract.optional_env_vars == {"Y": "1", "Z": "true", "W": None, "V": "1e-05"}


def test_json_strings_are_decoded(tmp_path: Path) -> None:
    text = '{"step_type": "\\ud83d\\ude00\\n\\/", "contract": {"entry_point": null}}'
    assert load(tmp_path, text, "a.step.json").step_type == "\N{GRINNING FACE}\n/"


def test_aliases_and_merge_keys_are_written_out(tmp_path: Path) -> None:
    contract = load(
        tmp_path,
        """\
shared: &shared
  pandas: '>=1'
  numpy: '>=1'
names: &names [A, B]
step_type: S
contract:
  entry_point: s.py
  framework_requirements:
    numpy: '>=2'
    <<: *shared
  env_vars: {required: *names}
""",
    )
    assert contract.framework_requirements == {"pandas": ">=1", "numpy": ">=2"}
    assert contract.line_of("requirement", "pandas") == 2
    assert contract.line_of("requirement", "numpy") == 9
    assert contract.required_env_vars == ("A", "B")


def test_a_step_without_script(tmp_path: Path) -> None:
    contract = load(tmp_path, "step_type: S\ncontract:\n  entry_point: null\n  inputs:\n  env_vars:\n")
    assert (contract.entry_point, contract.expected_input_paths, contract.required_env_vars) == (None, {}, ())


SHAPES = {
    "step_type: A\n": ["1:1 contract: it is missing; expected a mapping with `entry_point`"],
    "contract: {entry_point: a.py}\n": [
        "1:1 step_type: it is missing; expected the step's type, such as TabularPreprocessing"
    ],
    "step_type: ' '\ncontract:\n": [
        "1:12 step_type: an empty text; expected the step's type, such as TabularPreprocessing",
        "2:10 contract: nothing; expected a mapping with `entry_point`",
    ],
    """\
step_type: [A]
contract:
  entry_point: {}
  inputs: [a]
  outputs:
    x: 5
    y: {path: [1]}
    z: {}
  arguments: none
  job_arguments:
  - {}
  - --job_type
  - {flag: ''}
  env_vars: {required: LABEL, optional: [a]}
  framework_requirements: {pandas: {}}
  source_dir: maybe
spec:
  dependencies:
    x: {required: 'yes', compatible_sources: A}
  outputs: []
variants:
  training: [a]
  testing: {spec: {outputs: 1}}
""": [
        "1:12 step_type: a list; expected the step's type, such as TabularPreprocessing",
        "3:16 contract.entry_point: a mapping; expected a file name, or null for a step without a script",
        "4:11 contract.inputs: a list; expected a mapping of logical names to inputs",
        "6:8 contract.outputs.x: the number 5; expected a mapping with `path`",
        "7:15 contract.outputs.y.path: a list; expected a container path, or null for a step without a container",
        "8:8 contract.outputs.z.path: it is missing; expected a container path, or null for a step without a container",
        "9:14 contract.arguments: the text 'none'; expected a mapping of argument names to defaults",
        "11:5 contract.job_arguments[0].flag: it is missing; expected a flag such as --job_type",
        "12:5 contract.job_arguments[1]: the text '--job_type'; expected a mapping with `flag`",
        "13:12 contract.job_arguments[2].flag: an empty text; expected a flag such as --job_type",
        "14:24 contract.env_vars.required: the text 'LABEL'; expected a list of variable names",
        "14:41 contract.env_vars.optional: a list; expected a mapping of variables to defaults",
        "15:36 contract.framework_requirements.pandas: a mapping; "
        "expected a version specifier, quoted, such as '>=1.3'",
        "16:15 contract.source_dir: the text 'maybe'; expected true or false",
        "19:19 spec.dependencies.x.required: the text 'yes'; expected true or false",
        "19:46 spec.dependencies.x.compatible_sources: the text 'A'; expected a list of names",
        "20:12 spec.outputs: a list; expected a mapping of logical names to outputs",
        "22:13 variants.training: a list; expected a mapping of what is different",
        "23:29 variants.testing.spec.outputs: the number 1; expected a mapping of logical names to outputs",
    ],
    "step_type: A\ncontract: {entry_point: a.py}\nvariants: {t: {contract: {inputs: {X: {required: true}}}}}\n": [
        "3:39 variants.t.contract.inputs.X.path: it is missing; "
        "expected a container path, or null for a step without a container"
    ],
}


@pytest.mark.parametrize("text", SHAPES, ids=["no contract", "no step type", "empty", "everything", "variant"])
def test_every_wrong_shape_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.step.yaml"
    path.write_text(text)
    loaded = load_contracts(path)
    assert loaded.contracts == ()
    assert [f"{p.line}:{p.column} {p.summary}" for p in loaded.problems] == SHAPES[text]


def test_unknown_keys_are_kept(tmp_path: Path) -> None:
    contract = load(
        tmp_path,
        "step_type: A\nowner: {team: x, since: 2020}\n"
        "contract: {entry_point: a.py, inputs: {X: {path: /x, mode: Pipe}}, sink: true}\n",
    )
    assert contract.extra == {
        "owner": {"team": "x", "since": 2020},
        "contract": {"inputs": {"X": {"mode": "Pipe"}}, "sink": True},
    }


def test_what_only_yaml_takes_for_a_line_break_is_none(tmp_path: Path) -> None:
    contract = load(tmp_path, "step_type: 'A\x85B'\nnote: é\u2028\ncontract:\n  {entry_point: a.py}\n")
    assert (contract.line_of("contract"), contract.line_of("entry_point")) == (3, 4)


def test_a_byte_order_mark_before_json(tmp_path: Path) -> None:
    assert (
        load(tmp_path, '\ufeff{"step_type": "A", "contract": {"entry_point": "a.py"}}', "a.step.json").step_type == "A"
    )
