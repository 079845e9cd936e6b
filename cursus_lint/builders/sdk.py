"""The SageMaker Python SDK, loaded when a builder needs it."""

from __future__ import annotations

import importlib
from importlib import metadata
from types import ModuleType


class MissingSdk(ImportError):
    """The SageMaker Python SDK 2.x is not there; the message says how to install it."""


def sdk_module(name: str) -> ModuleType:
    """A module of the SageMaker Python SDK, such as `sagemaker.processing`.

    Raises MissingSdk where the SDK, or its 2.x line, is not installed.
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as problem:
        if problem.name is None or problem.name.partition(".")[0] != "sagemaker":
            raise
        raise MissingSdk(f"{_found()}; install it with: pip install 'cursus-lint[sagemaker]'") from problem


def _found() -> str:
    try:
        version = metadata.version("sagemaker")
    except metadata.PackageNotFoundError:
        return "step builders need the SageMaker Python SDK 2.x, which is not installed"
    return f"step builders need the SageMaker Python SDK 2.x, but {version} is installed"
