"""What platforms give a script."""

from __future__ import annotations

import pytest

from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.platform import SAGEMAKER_PROCESSING, SAGEMAKER_TRAINING, platform_of


@pytest.mark.parametrize("step_type", ["Training", "Tuning"])
def test_training_jobs(step_type: str) -> None:
    assert platform_of(ScriptContract(sagemaker_step_type=step_type)) is SAGEMAKER_TRAINING


@pytest.mark.parametrize("step_type", [None, "Processing", "Transform", "CreateModel", "OrderLoading"])
def test_everything_else_is_a_processing_job(step_type: str | None) -> None:
    assert platform_of(ScriptContract(sagemaker_step_type=step_type)) is SAGEMAKER_PROCESSING


@pytest.mark.parametrize("name", ["SM_MODEL_DIR", "AWS_REGION", "RANK", "HOME", "LC_ALL", "CUDA_VISIBLE_DEVICES"])
def test_variables_that_are_set_anyway(name: str) -> None:
    assert SAGEMAKER_TRAINING.sets(name)


@pytest.mark.parametrize("name", ["LABEL_FIELD", "REGION", "sm_model_dir", "XRANK", "SM"])
def test_variables_that_are_not(name: str) -> None:
    assert not SAGEMAKER_PROCESSING.sets(name)


def test_a_training_channel_is_not_a_mount() -> None:
    """What lies below /opt/ml/input/data comes from the contract's channels alone."""
    assert not any("/opt/ml/input/data/orders".startswith(mount) for mount in SAGEMAKER_TRAINING.mounts)
