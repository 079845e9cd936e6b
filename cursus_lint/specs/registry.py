"""`SpecificationRegistry`: the step specifications of a project by step type."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Concatenate, Generic, Optional, ParamSpec, TypeVar

from cursus_lint.contracts.near_miss import nearest
from cursus_lint.contracts.validation import ValidationResult

if TYPE_CHECKING:
    from cursus_lint.contracts.problems import InvalidContract
    from cursus_lint.specs.model import StepSpecification

CONTRACT_ENDINGS = (".step.yaml", ".step.yml", ".step.json", "_contract.py")
_NOT_OURS = frozenset(("node_modules", "site-packages", "__pycache__"))
_WITH_JOB_TYPE = re.compile(r"(.+)[_-]([^_-]+)\Z")

P = ParamSpec("P")
R = TypeVar("R")


class _OnDefault(Generic[P, R]):
    """A method that, called on the class, is called on the class's default instance."""

    def __init__(self, method: Callable[Concatenate[SpecificationRegistry, P], R]) -> None:
        self.method = method
        self.__doc__ = method.__doc__

    def __get__(self, instance: SpecificationRegistry | None, owner: type[SpecificationRegistry]) -> Callable[P, R]:
        bound: Callable[P, R] = self.method.__get__(owner.default() if instance is None else instance)
        return bound


class SpecificationRegistry:
    """The step specifications of a project by step type.

    An instance holds its own. Every method can also be called on the class, which means the one default instance:

    >>> SpecificationRegistry.get_specification("TabularPreprocessing") is None
    True

    A job-type variant, `TabularPreprocessing_training`, is found by the name of its step: with what the step's
    `variants` say differently, or as the step itself if it declares no variants.
    """

    _default: ClassVar[Optional[SpecificationRegistry]] = None

    def __init__(self, specifications: Iterable[StepSpecification] = ()) -> None:
        self._specifications: dict[str, StepSpecification] = {}
        for specification in specifications:
            self.register(specification)

    @classmethod
    def default(cls) -> SpecificationRegistry:
        """The instance behind the class; empty until something is registered."""
        if SpecificationRegistry._default is None:
            SpecificationRegistry._default = SpecificationRegistry()
        return SpecificationRegistry._default

    @_OnDefault
    def register(self, specification: StepSpecification) -> None:
        """Hold a specification under its step type, in place of one that was there."""
        self._specifications[specification.step_type] = specification

    @_OnDefault
    def load(self, *places: Path | str) -> tuple[InvalidContract, ...]:
        """Register the specifications of contract files and of all contract files below folders.

        Hidden folders and virtual environments are left out. Returns what is wrong in the files; the others are
        registered. Of two files that declare the same step, the first in the order of their paths counts, and the
        second is a problem.
        """
        # Late: scripts import the registry in paid containers, and reading contracts takes pydantic and parsers.
        from cursus_lint.contracts.problems import InvalidContract
        from cursus_lint.specs.loading import load_specifications

        problems: list[InvalidContract] = []
        sources: dict[str, str] = {}
        for path in _contract_files(places):
            loaded = load_specifications(path)
            problems.extend(loaded.problems)
            for specification in loaded.specifications:
                name = specification.step_type
                if name in sources:
                    contract = specification.script_contract
                    line = contract.line_of("step_type") if contract else 0
                    message = f"the step type {name} is declared a second time; the first is in {sources[name]}"
                    problems.append(InvalidContract(str(path), line or 1, 1, "step_type", message, "each step once"))
                else:
                    sources[name] = str(path)
                    self.register(specification)
        return tuple(problems)

    @_OnDefault
    def get_specification(self, step_type: str) -> StepSpecification | None:
        """The specification of a step type, or of a variant of one; None if it is not known (see `why_unknown`)."""
        found = self._specifications.get(step_type)
        if found is not None:
            return found
        for specification in self._specifications.values():
            for variant in specification.variants.values():
                if variant.step_type == step_type:
                    return variant
        named = _WITH_JOB_TYPE.match(step_type)
        base = self._specifications.get(named.group(1)) if named else None
        if base is None or named is None or not base.variants:
            return base
        job_type = named.group(2).casefold()
        return next((variant for name, variant in base.variants.items() if name.casefold() == job_type), None)

    @_OnDefault
    def why_unknown(self, step_type: str) -> str:
        """What to tell somebody who asked for a step type that is not known: the nearest name, or the known ones."""
        names = self.list()
        variants = [variant.step_type for step in self._specifications.values() for variant in step.variants.values()]
        near = nearest(step_type, [*names, *variants])
        message = f"No specification found for {step_type}"
        if near is not None:
            return f"{message}; did you mean {near}?"
        known = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
        return f"{message}; known steps: {known}" if names else f"{message}: the registry is empty"

    @_OnDefault
    def validate_script_compliance(self, step_type: str, script_path: str | Path) -> ValidationResult:
        """Check a script against the specification of a step type; an unknown step type is an error of the result."""
        specification = self.get_specification(step_type)
        if specification is None:
            return ValidationResult.error(self.why_unknown(step_type))
        return specification.validate_script_compliance(script_path)

    @_OnDefault
    def get_script_channel_mapping(self, step_type: str) -> dict[str, str]:
        """Logical name -> container path of a step's inputs; empty for an unknown step or one without a contract."""
        specification = self.get_specification(step_type)
        if specification is None or specification.script_contract is None:
            return {}
        return dict(specification.script_contract.expected_input_paths)

    @_OnDefault
    def clear(self) -> None:
        """Forget everything that was registered."""
        self._specifications.clear()

    @_OnDefault
    def list(self) -> list[str]:
        """The step types that are registered, sorted."""
        return sorted(self._specifications)


def _contract_files(places: Iterable[Path | str]) -> Iterator[Path]:
    for place in map(Path, places):
        if place.is_dir():
            yield from sorted(_below(place))
        else:
            yield place


def _below(folder: Path) -> Iterator[Path]:
    """The contract files below a folder, but for hidden folders and what package managers install."""
    for current, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _NOT_OURS]
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        for name in files:
            if name.endswith(CONTRACT_ENDINGS):
                yield Path(current, name)
