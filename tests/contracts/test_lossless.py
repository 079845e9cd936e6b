"""Nothing that a step document says is lost on the way to contract and specification."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from cursus_lint.contracts.model import ScriptContract
from cursus_lint.specs.loading import load_specifications
from cursus_lint.specs.model import Port, StepSpecification

STEP = """\
step_type: RegionSplit
node_type: internal
registry:
  sagemaker_step_type: Processing
  config_class: RegionSplitConfig
patterns:
  direct_input_keys: [ORDERS]
compute:
  kind: byo_container
  container_entrypoint: [bash, /opt/ml/processing/input/code/run.sh]
  network_mode: config
contract:
  entry_point: region_split.py
  source_dir: true
  sink: true
  inputs:
    ORDERS:
      path: /opt/ml/processing/input/orders
      required: true
      channels: [daily, weekly]
      note: two shards a day
    RATES:
      path: null
      required: false
  outputs:
    regions:
      path: /opt/ml/processing/output
      mode: EndOfJob
  arguments:
    batch-size: 'rows in a batch (default: 500)'
    region: 'which region to keep'
    seed: '7'
    rounds: 3
    shuffle: true
  job_arguments:
  - flag: --job_type
    source: job_type
  - flag: --region
    source: region
    required: true
    default: EU
    choices: [EU, NA]
    audience: operators
  env_vars:
    required: [REGION_FIELD]
    optional:
      LIMIT: '0'
      TOKEN: null
      DRY_RUN: 'no'
    audit: [REGION_FIELD]
  computed_env_paths:
    STAGING: [staging, input]
  framework_requirements:
    pandas: '>=1.3,<3'
    python: '>=3.8'
  runtime_requires: [internal_io]
  description: |
    Splits orders
    by region.
spec:
  dependencies:
    ORDERS:
      type: processing_output
      required: true
      compatible_sources: [OrderLoading]
      semantic_keywords: [orders, rows]
      data_type: S3Uri
      owner: sales
    RATES:
      type: custom_property
      required: false
      compatible_sources: []
      semantic_keywords: []
      description: exchange rates
  outputs:
    regions:
      type: processing_output
      property_path: properties.ProcessingOutputConfig.Outputs['regions'].S3Output.S3Uri
      aliases: [parts]
      semantic_keywords: [region]
      data_type: S3Uri
  edges: [a, b]
variants:
  training:
    step_type: RegionSplit_Training
    spec:
      dependencies:
        ORDERS:
          semantic_keywords: [training]
  testing:
    spec:
      outputs:
        regions:
          aliases: []
          since: 2
"""


def merged(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    both = dict(below)
    for name, value in above.items():
        mine = both.get(name)
        both[name] = merged(mine, value) if isinstance(mine, dict) and isinstance(value, dict) else value
    return both


def written(contract: ScriptContract) -> dict[str, object]:
    """The document that a contract was read from, put together again from its fields."""
    inputs = {name: {"path": path or None} for name, path in contract.expected_input_paths.items()}
    for name in inputs:
        inputs[name]["required"] = name not in contract.optional_inputs
        if name in contract.subchannels:
            inputs[name]["channels"] = list(contract.subchannels[name])
    extra = contract.extra.get("contract", {})
    document = {
        "step_type": contract.step_type,
        "registry": {"sagemaker_step_type": contract.sagemaker_step_type},
        "contract": {
            "entry_point": contract.entry_point,
            "inputs": inputs,
            "outputs": {name: {"path": path or None} for name, path in contract.expected_output_paths.items()},
            "arguments": {
                name: extra.get("arguments", {}).get(name, default)
                for name, default in contract.expected_arguments.items()
            },
            "job_arguments": [
                {
                    name: list(value) if isinstance(value, tuple) else value
                    for name, value in argument.model_dump().items()
                    if value is not None
                }
                for argument in contract.job_arguments
            ],
            "env_vars": {"required": list(contract.required_env_vars), "optional": dict(contract.optional_env_vars)},
            "framework_requirements": dict(contract.framework_requirements),
            "description": contract.description,
        },
    }
    if contract.runtime_requires:
        document["contract"]["runtime_requires"] = list(contract.runtime_requires)
    if contract.source_dir:
        document["contract"]["source_dir"] = True
    if contract.container_entrypoint:
        document["compute"] = {"container_entrypoint": list(contract.container_entrypoint)}
    further = json.loads(json.dumps(contract.extra))
    items = further.get("contract", {}).pop("job_arguments", {})
    for index, keys in items.items():
        document["contract"]["job_arguments"][int(index)].update(keys)
    return merged(document, further)


def ports(several: tuple[Port, ...]) -> dict[str, object]:
    return {
        port.logical_name: {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in port.model_dump().items()
            if name not in ("line", "logical_name") and (value is not None)
        }
        for port in several
    }


def whole(specification: StepSpecification) -> dict[str, object]:
    assert specification.script_contract is not None
    document = {
        **written(specification.script_contract),
        "node_type": specification.node_type,
    }
    spec = {"dependencies": ports(specification.dependencies), "outputs": ports(specification.outputs)}
    document["spec"] = merged(spec, document.get("spec", {}))
    return document


def without_silent_defaults(document: dict[str, object], original: dict[str, object]) -> dict[str, object]:
    """`document` without the empty sections that the original leaves out."""
    kept = {}
    for name, value in document.items():
        if name in original:
            below = original[name]
            both = isinstance(value, dict) and isinstance(below, dict)
            kept[name] = without_silent_defaults(value, below) if both else value
        elif value not in ([], {}, None, "", False):
            kept[name] = value
    return kept


def assert_lossless(path: Path, original: dict[str, object]) -> None:
    loaded = load_specifications(path)
    assert loaded.problems == ()
    (specification,) = loaded.specifications
    overlays = original.pop("variants", {})
    assert without_silent_defaults(whole(specification), original) == original
    assert list(specification.variants) == list(overlays)
    for job_type, overlay in overlays.items():
        variant = specification.variants[job_type]
        expected = merged(original, overlay)
        found = whole(variant)
        found["step_type"] = variant.step_type
        expected["step_type"] = overlay.get("step_type", f"{original['step_type']}_{job_type}")
        assert without_silent_defaults(found, expected) == expected


@pytest.mark.parametrize("suffix", [".step.yaml", ".step.yml", ".step.json"])
def test_every_value_of_a_document_is_found_again(tmp_path: Path, suffix: str) -> None:
    original = yaml.safe_load(STEP)
    path = tmp_path / f"region_split{suffix}"
    path.write_text(json.dumps(original, indent=1) if suffix.endswith("json") else STEP)
    assert_lossless(path, original)


def test_a_document_is_the_same_in_yaml_and_json(tmp_path: Path) -> None:
    (tmp_path / "a.step.yaml").write_text(STEP)
    (tmp_path / "a.step.json").write_text(json.dumps(yaml.safe_load(STEP)))
    (first,), (second,) = (
        load_specifications(tmp_path / name).specifications for name in ("a.step.yaml", "a.step.json")
    )
    assert first.script_contract is not None
    assert second.script_contract is not None
    contract = first.script_contract.model_copy(update={"source": second.script_contract.source})
    assert contract == second.script_contract
    assert (first.dependencies, first.outputs) == (second.dependencies, second.outputs)
