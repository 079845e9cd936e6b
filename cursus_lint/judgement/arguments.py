"""The chain of an argument: contract -> parser -> namespace -> use, and the link that is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cursus_lint.judgement.twins import near_twins

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import Argument, ArgumentUse, Scalar, ScriptFacts
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.rule import Subject

_JOB_TYPE = "job_type"  # the field of a step's configuration that its variants are values of


@dataclass(frozen=True, slots=True)
class DeclaredArgument:
    """An argument of the contract. `exact`: `flag` is its spelling on the command line, else either spelling will do.

    `choices` are the values that it may be given: the step's job-type variants for the job type.
    """

    flag: str
    exact: bool
    required: bool | None = None
    default: Scalar = None
    choices: tuple[str, ...] = ()

    @property
    def dest(self) -> str:
        """The name that argparse stores it under."""
        return spoken(self.flag)


@dataclass(frozen=True, slots=True)
class ArgumentChain:
    """Which links of which arguments are missing.

    `undeclared`: parsed, but not in the contract. `unparsed`: in the contract, but no parser accepts it.
    `respelled`: the flag of an unparsed argument -> the parsed one that it was meant for. `undefined`: read off a
    namespace that cannot hold it. `unused`: parsed and never read. `mistyped`: an undefined name -> the unused one
    that it is a misspelling of.
    """

    undeclared: tuple[Argument, ...]
    unparsed: tuple[DeclaredArgument, ...]
    respelled: Mapping[str, Argument]
    undefined: Mapping[str, ArgumentUse]
    unused: tuple[Argument, ...]
    mistyped: Mapping[str, str]


def spoken(flag: str) -> str:
    """The flag without its dashes, as argparse would store it.

    >>> spoken("--job-type"), spoken("job_type")
    ('job_type', 'job_type')
    """
    return flag.lstrip("-").replace("-", "_")


def shown_flag(argument: Argument) -> str:
    """The spelling an argument is spoken of by: its first long flag, else its first, else its name."""
    return next((flag for flag in argument.flags if flag.startswith("--")), (*argument.flags, argument.dest)[0])


def declared_arguments(contract: ScriptContract) -> tuple[DeclaredArgument, ...]:
    """The arguments of the contract, each once; what is known of one from several places is put together."""
    defaults = {spoken(name): value for name, value in contract.expected_arguments.items()}
    found = {}
    for argument in contract.job_arguments:
        dest = spoken(argument.flag)
        choices = argument.choices or ()
        if _JOB_TYPE in (argument.source, dest):
            choices = tuple(dict.fromkeys((*choices, *contract.variants)))
        default = defaults.get(dest) if argument.default is None else argument.default
        found[dest] = DeclaredArgument(argument.flag, True, argument.required, default, choices)
    for name, value in contract.expected_arguments.items():
        dest = spoken(name)
        if dest not in found:
            variants = contract.variants if dest == _JOB_TYPE else ()
            found[dest] = DeclaredArgument("--" + name.lstrip("-"), False, None, value, variants)
    return tuple(found.values())


def parsed_as(declared: DeclaredArgument, facts: ScriptFacts) -> Argument | None:
    """The script's argument that takes `declared` from the command line, None if no parser accepts it."""
    same = [argument for argument in facts.arguments if _takes(argument, declared)]
    if same or not declared.flag.startswith("--"):
        return same[0] if same else None
    # argparse accepts a beginning of a long flag when it begins only one.
    longer = [a for a in facts.arguments if any(flag.startswith(declared.flag) for flag in a.flags)]
    return longer[0] if len(longer) == 1 else None


def argument_chain(subject: Subject, facts: ScriptFacts, contract: ScriptContract) -> ArgumentChain:
    """Follow every argument through its four links; what something opaque may hide is not called missing."""
    declared = declared_arguments(contract)
    unparsed = tuple(_unparsed(subject, facts, declared))
    respelled = _respelled(unparsed, facts, declared)
    meant = [argument.dest for argument in respelled.values()]
    undeclared = tuple(
        argument
        for argument in facts.arguments
        if contract.closed
        and argument.action not in ("help", "version")
        and argument.dest not in meant
        and not {argument.dest, *map(spoken, argument.flags)} & {one.dest for one in declared}
    )
    undefined = _undefined(facts)
    unused = tuple(_unused(facts))
    mistyped = near_twins(undefined, {argument.dest for argument in unused})
    return ArgumentChain(undeclared, unparsed, respelled, undefined, unused, mistyped)


def _takes(argument: Argument, declared: DeclaredArgument) -> bool:
    if declared.exact:
        return declared.flag in argument.flags
    return declared.dest in {argument.dest, *map(spoken, argument.flags)}


def _unparsed(
    subject: Subject, facts: ScriptFacts, declared: tuple[DeclaredArgument, ...]
) -> Iterator[DeclaredArgument]:
    travels = subject.platform.arguments_travel_as == "argv"
    if not travels or facts.is_opaque("argument") or any(parser.open for parser in facts.parsers):
        return
    yield from (one for one in declared if parsed_as(one, facts) is None)


def _respelled(
    unparsed: tuple[DeclaredArgument, ...], facts: ScriptFacts, declared: tuple[DeclaredArgument, ...]
) -> dict[str, Argument]:
    taken = {argument.dest for one in declared if (argument := parsed_as(one, facts)) is not None}
    free = {spoken(flag): argument for argument in facts.arguments for flag in argument.flags}
    same = {one.flag: free[one.dest] for one in unparsed if one.dest in free}
    rest = {name: a for name, a in free.items() if a.dest not in taken and a not in same.values()}
    twins = near_twins({one.dest for one in unparsed if one.flag not in same}, rest)
    return {**same, **{one.flag: rest[twins[one.dest]] for one in unparsed if one.dest in twins}}


def _undefined(facts: ScriptFacts) -> dict[str, ArgumentUse]:
    if facts.is_opaque("argument"):
        return {}
    found: dict[str, ArgumentUse] = {}
    for use in facts.argument_uses:
        known = use.parsers and not any(facts.parsers[index].open for index in use.parsers)
        defined = any(argument.dest == use.dest for argument in facts.arguments)
        if known and not use.guarded and not defined:
            found.setdefault(use.dest, use)
    return found


def _unused(facts: ScriptFacts) -> Iterator[Argument]:
    if facts.is_opaque("argument"):
        return
    used = {use.dest for use in facts.argument_uses}
    for argument in facts.arguments:
        parser = facts.parsers[argument.parser] if argument.parser < len(facts.parsers) else None
        hidden = parser is None or parser.open or parser.escapes
        if argument.dest not in used and not hidden and argument.action not in ("help", "version"):
            yield argument
