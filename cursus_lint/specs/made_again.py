"""Contracts and specifications made again from what was kept of them.

They were validated when they were read. Doing it again would cost a run in which one script has changed more than all
that it does with the contract: pydantic builds its validators when they are first used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from cursus_lint.contracts.model import JobArgument, ScriptContract
from cursus_lint.specs.model import DependencySpec, OutputSpec, StepSpecification

_Model = TypeVar("_Model", bound=BaseModel)


def contract(kept: Mapping[str, Any]) -> ScriptContract:
    """The contract whose `model_dump` was kept as JSON; raises `ValueError` or `TypeError` for what is none."""
    arguments = tuple(_made(JobArgument, each, "choices") for each in kept["job_arguments"])
    made = {**kept, "job_arguments": arguments, "optional_inputs": frozenset(kept["optional_inputs"])}
    names = ("required_env_vars", "computed_env_vars", "runtime_requires", "variants", "container_entrypoint")
    return _made(ScriptContract, made, *names)


def specification(kept: Mapping[str, Any]) -> StepSpecification:
    """The same for a specification, which holds its contract and those of its variants."""
    made = {
        **kept,
        "dependencies": tuple(
            _made(DependencySpec, each, "semantic_keywords", "compatible_sources") for each in kept["dependencies"]
        ),
        "outputs": tuple(_made(OutputSpec, each, "semantic_keywords", "aliases") for each in kept["outputs"]),
        "script_contract": None if kept["script_contract"] is None else contract(kept["script_contract"]),
        "variants": {name: specification(each) for name, each in kept["variants"].items()},
    }
    return _made(StepSpecification, made)


def _made(model: type[_Model], kept: Mapping[str, Any], *lists: str) -> _Model:
    """An instance with these values, those of `lists` as tuples; every field must be there."""
    if not kept.keys() >= model.model_fields.keys():
        raise ValueError(f"not a text of this version: no {model.__name__}")
    tuples = {name: None if kept[name] is None else tuple(kept[name]) for name in lists}
    return model.model_construct(**{**kept, **tuples})
