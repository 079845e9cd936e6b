"""The share of a contract that is decided."""

from __future__ import annotations

import pytest

from cursus_lint.analysis.facts import Argument, ChannelUse, EnvRead, Opaque, PathUse, ScriptFacts
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.platform import SAGEMAKER_PROCESSING
from cursus_lint.diagnostics import Proof, Span
from cursus_lint.engine.proof import proof_of
from cursus_lint.rule import Subject

HERE = Span(1, 1, 1, 2)
CONTRACT = ScriptContract(
    expected_input_paths={"DATA": "/opt/ml/processing/input/data", "EXTRA": "/opt/ml/processing/input/extra"},
    expected_output_paths={"out": "/opt/ml/processing/output"},
    required_env_vars=("A",),
    optional_env_vars={"B": None},
    expected_arguments={"job-type": None},
)


def proof(**facts):
    return proof_of(Subject("a.py", SAGEMAKER_PROCESSING, ScriptFacts("a.py", **facts), CONTRACT))


def opaque(kind, side=None):
    return {"opaque": (Opaque(kind, "because", HERE, side),)}


@pytest.mark.parametrize(
    ("facts", "proven"),
    [
        ({}, 6),
        (opaque("env"), 4),
        ({**opaque("env"), "env_reads": (EnvRead("A", HERE, True),)}, 5),
        (opaque("path"), 3),
        (opaque("path", "input"), 4),
        (opaque("channel", "output"), 5),
        ({**opaque("channel"), "channel_uses": (ChannelUse("input", "DATA", HERE),)}, 4),
        ({**opaque("path"), "paths": (PathUse("/opt/ml/processing/input/data/a.csv", HERE),)}, 4),
        ({**opaque("path"), "paths": (PathUse("/opt/ml/processing/input/database", HERE),)}, 3),
        ({**opaque("path"), "paths": (PathUse("/opt/ml/processing/input/data", HERE, used=False),)}, 3),
        (opaque("argument"), 5),
        ({**opaque("argument"), "arguments": (Argument(("--job_type",), "job_type", HERE),)}, 6),
        ({"delegated": HERE}, 0),
    ],
)
def test_only_what_could_hide_an_element_makes_it_unknown(facts, proven):
    assert proof(**facts) == Proof(proven, 6)


def test_without_facts_there_is_nothing_to_prove():
    assert proof_of(Subject("a.py", SAGEMAKER_PROCESSING, None, CONTRACT)) == Proof()
