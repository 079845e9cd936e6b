"""What a platform gives a script, as data: mounts, variables it sets, how arguments travel, the `main()` convention.

No rule knows a platform by name; each asks the `Platform` of its subject.
"""

from __future__ import annotations

import fnmatch
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:  # the models need pydantic, which a table of constants must not pay for
    from cursus_lint.contracts.model import ScriptContract


@dataclass(frozen=True, slots=True)
class MainConvention:
    """The parameters that `main()` begins with, by the role of each."""

    input_paths: str = "input_paths"
    output_paths: str = "output_paths"
    environ_vars: str = "environ_vars"
    job_args: str = "job_args"

    @property
    def parameters(self) -> tuple[str, str, str, str]:
        """The four names in order."""
        return (self.input_paths, self.output_paths, self.environ_vars, self.job_args)


@dataclass(frozen=True, slots=True)
class Platform:
    """What one kind of job gives a script.

    `env_vars` are shell patterns of variables that are set for every script. `roots` are the folders below which
    the platform mounts channels; `mounts` are the folders that it fills or collects whatever the contract says,
    `source_mounts` those it fills when the step has a source directory; `scratch` are folders a script may use as
    it likes. `input_roots` and `output_roots` are the folders that a channel of this kind of step must lie below.
    `arguments_travel_as` says how the contract's arguments reach the script.
    """

    name: str
    env_vars: tuple[str, ...]
    roots: tuple[str, ...]
    mounts: tuple[str, ...]
    source_mounts: tuple[str, ...]
    scratch: tuple[str, ...]
    input_roots: tuple[str, ...]
    output_roots: tuple[str, ...]
    arguments_travel_as: Literal["argv", "hyperparameters"]
    main: MainConvention = MainConvention()

    def sets(self, variable: str) -> bool:
        """Whether the platform, or any Unix process, sets this variable by itself."""
        return any(fnmatch.fnmatchcase(variable, pattern) for pattern in self.env_vars)


# What SageMaker's own images, their launchers and any Unix process set, so that a script may read it undeclared.
_ENV_VARS = (
    "SM_*", "AWS_*", "SAGEMAKER_*", "TRAINING_JOB_*", "PROCESSING_JOB_*", "ECS_*", "TF_CONFIG", "DMLC_*",
    "CUDA_*", "NVIDIA_*", "NCCL_*", "GLOO_*", "FI_*", "OMP_*", "KMP_*", "MKL_*", "OMPI_*", "PMIX_*", "SMDATAPARALLEL_*",
    "RANK", "LOCAL_RANK", "NODE_RANK", "GROUP_RANK", "WORLD_SIZE", "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT",
    "TORCHELASTIC_*", "PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "OLDPWD", "SHLVL", "TMPDIR", "TEMP", "TMP",
    "LANG", "LC_*", "TZ", "TERM", "HOSTNAME", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "CONDA_*", "PYTHONPATH",
    "PYTHONUNBUFFERED", "PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONDONTWRITEBYTECODE",
)  # fmt: skip
_SCRATCH = ("/tmp", "/var/tmp", "/dev/shm", "/dev/null")

SAGEMAKER_PROCESSING = Platform(
    name="sagemaker-processing",
    env_vars=_ENV_VARS,
    roots=("/opt/ml",),
    mounts=("/opt/ml/processing/input/code", "/opt/ml/processing/input/entrypoint", "/opt/ml/config"),
    source_mounts=("/opt/ml/code", "/opt/ml/processing/input/code"),
    scratch=_SCRATCH,
    input_roots=("/opt/ml/processing",),
    output_roots=("/opt/ml/processing",),
    arguments_travel_as="argv",
)
SAGEMAKER_TRAINING = Platform(
    name="sagemaker-training",
    env_vars=_ENV_VARS,
    roots=("/opt/ml",),
    mounts=(
        "/opt/ml/code",
        "/opt/ml/input/config",
        "/opt/ml/output",
        "/opt/ml/failure",
        "/opt/ml/checkpoints",
    ),
    source_mounts=("/opt/ml/code",),
    scratch=_SCRATCH,
    input_roots=("/opt/ml/input", "/opt/ml/code"),
    output_roots=("/opt/ml/model", "/opt/ml/output", "/opt/ml/checkpoints"),
    arguments_travel_as="hyperparameters",
)


def platform_of(contract: ScriptContract) -> Platform:
    """The platform that a contract's step runs on.

    Training and tuning jobs share one. Everything else that runs a script is a processing job, the steps that pipeline
    libraries build on top of one (data loading, model registration) included.
    """
    return SAGEMAKER_TRAINING if contract.sagemaker_step_type in ("Training", "Tuning") else SAGEMAKER_PROCESSING
