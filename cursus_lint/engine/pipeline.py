"""The pipeline that specifications make together: which step can feed which."""

from __future__ import annotations

from collections.abc import Iterable

from cursus_lint.diagnostics import Link, Pipeline, Step
from cursus_lint.specs.model import DependencySpec, StepSpecification


def pipeline_of(steps: Iterable[tuple[StepSpecification, Step]]) -> Pipeline:
    """The steps, and a link wherever a dependency names a step as a source that can feed it.

    A source that has an output of the dependency's name, or with that alias, is taken before the others; among sources
    of which none has one, all are.
    """
    by_type = {step.step_type: (specification, step) for specification, step in sorted(steps, key=lambda each: each[1])}
    links = {
        Link(source, step_type, dependency.logical_name)
        for step_type, (specification, _) in by_type.items()
        for dependency in specification.dependencies
        for source in _sources(dependency, step_type, by_type)
    }
    return Pipeline(tuple(sorted(step for _, step in by_type.values())), tuple(sorted(links)))


def _sources(
    dependency: DependencySpec, step_type: str, by_type: dict[str, tuple[StepSpecification, Step]]
) -> list[str]:
    possible = [name for name in dependency.compatible_sources if name in by_type and name != step_type]
    named = [name for name in possible if _puts_out(by_type[name][0], dependency.logical_name)]
    return named or possible


def _puts_out(specification: StepSpecification, name: str) -> bool:
    return any(name == port.logical_name or name in port.aliases for port in specification.outputs)
