"""Many targets: what earlier runs know of them is taken from there, and the others are examined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from cursus_lint.engine.checked import Checked
from cursus_lint.engine.filing import Shelf, to_text
from cursus_lint.engine.limits import interruptible
from cursus_lint.engine.loading import load_analysis, loading
from cursus_lint.engine.memory import Memory
from cursus_lint.engine.reading import unlintable
from cursus_lint.engine.rulebook import codes_of
from cursus_lint.engine.standby import WORTH_PROCESSES, size_of
from cursus_lint.engine.target import Target
from cursus_lint.engine.terms import may_suppress
from cursus_lint.rule import Incident, Rule
from cursus_lint.specs.filed import ContractChanged

if TYPE_CHECKING:  # what examines a target is loaded when one has to be examined
    from cursus_lint.engine.run import Examined
    from cursus_lint.engine.workers import Executors


def check_all(
    targets: Iterable[Target],
    rules: Sequence[Rule],
    progress: Callable[[Target], None] = lambda target: None,
    memory: Memory | None = None,
    jobs: int = 1,
    executors: Executors | None = None,
) -> list[Checked]:
    """Check each target, telling `progress` of it; the results are in the order of the targets.

    What `memory` knows of a target is not found out again. Much work is spread over `jobs` workers of `executors`,
    by default processes.
    """
    codes = codes_of(rules)
    shelf = Shelf(rules)
    done: list[Checked | None] = []
    unknown: list[tuple[int, Target]] = []
    for number, target in enumerate(targets):
        known = _recall(target, codes, memory, shelf) if memory is not None else None
        done.append(known)
        if known is None:
            unknown.append((number, target))
        else:
            progress(target)
    for number, target, examined in _examine_all(unknown, rules, memory, jobs, executors):
        text = to_text(examined.findings, target)
        filed = shelf.file(text, target)
        done[number] = Checked(target, filed, examined.suppressions, analysed=examined.facts is not None)
        if memory is not None:
            memory.keep(target, examined, text)
        progress(target)
    return [checked for checked in done if checked is not None]


def _recall(target: Target, codes: Mapping[str, str], memory: Memory, shelf: Shelf) -> Checked | None:
    """What is known of a target from earlier runs."""
    data = target.content()
    if isinstance(data, Incident):
        return None
    suppressions = None
    if data is not None and may_suppress(target.path, data):
        from cursus_lint.engine.suppress import find_suppressions

        suppressions = find_suppressions(target.path, data, codes, target.terms, memory.comments)
    text = memory.findings(target, data, suppressions.problems if suppressions else ())
    if text is None:
        return None
    try:
        return Checked(target, shelf.file(text, target), suppressions, analysed=data is not None)
    except ValueError:  # a damaged entry
        return None


def _examine_all(
    unknown: Sequence[tuple[int, Target]],
    rules: Sequence[Rule],
    memory: Memory | None,
    jobs: int,
    executors: Executors | None,
) -> Iterator[tuple[int, Target, Examined]]:
    """Examine targets, in an order that suits."""
    if not unknown:
        return
    with loading():
        from cursus_lint.engine.run import examine, refused, with_content

        rules = tuple(rules)
    unread: list[tuple[int, Target]] = []
    for each in unknown:
        number, target = each
        data = target.content() if memory is not None else None
        facts = memory.facts(target, data) if memory is not None and isinstance(data, bytes) else None
        if facts is None or not isinstance(data, bytes):
            if memory is not None:
                memory.look_around(target)
            unread.append(each)
        else:
            yield number, target, examine(with_content(target, data), rules, facts)
    sizes = [_size(target) for _, target in unread] if jobs > 1 else []
    if sum(sizes) >= WORTH_PROCESSES:
        from cursus_lint.engine.workers import NoProcesses, processes, spread

        sized = [(target, size) for (_, target), size in zip(unread, sizes, strict=True)]
        work = partial(_examine_chunk, rules)
        lost = partial(refused, rules, "the process that read it died")
        with suppress(NoProcesses):  # raised before anything is done, and then it is done here
            for index, examined in spread(sized, work, lost, jobs, executors or processes, _packed):
                yield *unread[index], examined
            return
    if any(target.has_script for _, target in unread):
        load_analysis()
    for number, target in unread:
        yield number, target, examine(target, rules)


def _examine_chunk(rules: Sequence[Rule], targets: Sequence[Target]) -> list[Examined]:
    from cursus_lint.engine.run import examine

    load_analysis()
    with interruptible():
        return [examine(target, rules) for target in targets]


def _packed(target: Target) -> Target:
    """A target ready for the way to another process."""
    try:
        return target.loaded()
    except ContractChanged as change:
        incident = unlintable(target.path, str(change))
        return Target(target.path, contract_path=target.contract_path, incidents=(incident,), terms=target.terms)


def _size(target: Target) -> int:
    """About how much work a target is, in bytes of its script."""
    if target.data is not None or target.file is None:
        return len(target.data or b"")
    return size_of(target.file)
