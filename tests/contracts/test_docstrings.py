"""The examples in docstrings say what happens."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import cursus_lint.contracts
import cursus_lint.runtime
import cursus_lint.specs

MODULES = [
    module.name
    for package in (cursus_lint.contracts, cursus_lint.specs, cursus_lint.runtime)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
