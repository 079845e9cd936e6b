"""Distributions on both sides: what the contract requires, and which versions exclude each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cursus_lint.contracts.distributions import normalised

if TYPE_CHECKING:  # packaging is loaded for a contract that names versions
    from packaging.requirements import Requirement
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    from cursus_lint.contracts.model import ScriptContract

_INTERPRETER = "python"


def required_distributions(contract: ScriptContract) -> dict[str, str]:
    """Normalised distribution -> the name as the contract spells it; the interpreter is none."""
    spelled = [*contract.framework_requirements, *(name_of(text) for text in contract.runtime_requires)]
    return {normalised(name): name for name in spelled if normalised(name) != _INTERPRETER}


def name_of(requirement: str) -> str:
    """The distribution that a requirement line names; the whole text where it is not one.

    >>> name_of("numpy[all]>=1.2 ; python_version < '3.9'"), name_of("my lib")
    ('numpy', 'my lib')
    """
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(requirement).name
    except InvalidRequirement:
        return requirement


def specifiers_of(text: str) -> SpecifierSet | None:
    """The version specifiers in `text`, None where they are not PEP 440."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def pinned_requirement(text: str) -> Requirement | None:
    """The requirement in `text`, None where it is not one (a path, an option, a URL of something else)."""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def exclude_each_other(one: SpecifierSet, other: SpecifierSet) -> bool:
    """Whether no version satisfies both, judged on the versions that they name and their neighbours.

    >>> from packaging.specifiers import SpecifierSet
    >>> exclude_each_other(SpecifierSet("==2.0"), SpecifierSet("<2"))
    True
    >>> exclude_each_other(SpecifierSet(">=1"), SpecifierSet("<2"))
    False
    >>> exclude_each_other(SpecifierSet("~=1.4"), SpecifierSet(">=2,<3"))
    True
    >>> exclude_each_other(SpecifierSet(""), SpecifierSet(">1"))
    False
    """
    from packaging.version import Version

    candidates = {Version("0"), *_around(one), *_around(other)}
    return not any(one.contains(version, True) and other.contains(version, True) for version in candidates)


def _around(specifiers: SpecifierSet) -> Iterator[Version]:
    """The versions that `specifiers` name, and for each the nearest ones below and above."""
    from packaging.version import InvalidVersion, Version

    for specifier in specifiers:
        try:
            version = Version(specifier.version.removesuffix(".*"))
        except InvalidVersion:  # `===` takes any text
            continue
        release = [*version.release]
        yield version
        yield Version(".".join(map(str, [*release, 0, 1])))
        while release and release[-1] == 0:
            release.pop()
        if release:
            yield Version(".".join(map(str, [*release[:-1], release[-1] - 1, 99999])))
