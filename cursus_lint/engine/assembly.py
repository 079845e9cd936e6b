"""From what was found out about many targets to one report."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from cursus_lint.diagnostics import Proof, Report, Violation
from cursus_lint.engine.checked import Checked
from cursus_lint.engine.filing import Filed
from cursus_lint.engine.gathered import Unknowns, gather
from cursus_lint.engine.reading import read_bytes
from cursus_lint.engine.rulebook import codes_of
from cursus_lint.engine.target import Target
from cursus_lint.engine.terms import may_suppress
from cursus_lint.engine.verdict import Policy, Verdicts, useless_comments, word
from cursus_lint.rule import Incident, Rule

if TYPE_CHECKING:  # loaded for a file that holds such comments
    from cursus_lint.engine.comments import CommentedText
    from cursus_lint.engine.suppress import Suppressions

Comments = Callable[[str, bytes], "CommentedText"]
"""Gives the comments of a file with this path and this content."""


def assemble(
    checked: Sequence[Checked],
    rules: Sequence[Rule],
    policy: Policy,
    contract_contents: Mapping[str, bytes] | None = None,
    commented: Collection[str] | None = None,
    read: Comments | None = None,
) -> Report:
    """The report of what was found: suppressions applied, useless ones named, configuration obeyed.

    `contract_contents` holds contract files, by reported path, that are to be taken instead of those on disk;
    `commented` are those on disk that are worth looking into, None stands for all. `read` knows comments from earlier
    runs.
    """
    contents = contract_contents or {}
    files = {
        each.target.contract_path: each.target
        for each in checked
        if each.target.contract_file is not None
        and (
            commented is None
            or each.target.contract_path in contents
            or os.fspath(each.target.contract_file) in commented
        )
    }
    contract_comments = _contract_comments(files, rules, contents, read)
    comments = {each.target.path: each.suppressions for each in checked if each.suppressions is not None}
    verdicts = Verdicts({**contract_comments, **comments}, policy)
    waiting, others = _divided(checked, comments.keys() | contract_comments.keys())
    found = [violation for each in others for violation in each.violations]
    found += word([problem for file in contract_comments.values() for problem in file.problems], rules)
    verdicts.add(dict.fromkeys(found))

    judged = [each.suppressions for each in checked if each.analysed and each.suppressions is not None]
    bound = {path for each in checked if each.analysed and (path := each.target.contract_path) in contract_comments}
    judged += [file for path, file in contract_comments.items() if path in bound]
    crashed = frozenset(violation.subject for violation in found if violation.code == "CUR004")
    verdicts.add(useless_comments(judged, frozenset(verdicts.used), crashed, rules))

    counting, off = gather(verdicts.reported, verdicts.ignored, waiting, policy)
    proofs = [each.findings.proof for each in checked]
    return Report(
        reported=counting if waiting else tuple(counting),
        ignored=off if waiting else tuple(off),
        suppressed=tuple(sorted(verdicts.suppressed, key=Violation.sort_key)),
        linted=_distinct(each.target.path for each in checked if each.target.path and each.target.bound),
        contracts=_distinct(each.target.contract_path for each in checked if each.target.contract_path),
        proof=Proof(sum(proof.proven for proof in proofs), sum(proof.total for proof in proofs)),
        unknown=Unknowns(checked),
    )


def _distinct(paths: Iterable[str]) -> tuple[str, ...]:
    """Each path once, sorted. Thousands of them in a set would take ten times the memory."""
    return tuple(path for path, _ in groupby(sorted(paths)))


def _divided(checked: Sequence[Checked], commented: Collection[str]) -> tuple[list[Filed], list[Checked]]:
    """The findings that can wait on their shelf until somebody looks, and those to be looked at now.

    What waits is plain, is the only one about its script, and no comment has a say in it.
    """
    times = Counter(each.target.path for each in checked)
    waiting: list[Filed] = []
    others: list[Checked] = []
    for each in checked:
        target, findings = each.target, each.findings
        if (
            isinstance(findings, Filed)
            and findings.outline.plain
            and times[target.path] == 1
            and target.path not in commented
            and target.contract_path not in commented
        ):
            waiting.append(findings)
        else:
            others.append(each)
    return waiting, others


def _contract_comments(
    files: Mapping[str, Target],
    rules: Sequence[Rule],
    contents: Mapping[str, bytes],
    read: Comments | None,
) -> dict[str, Suppressions]:
    """The suppressions in contract files, each given with a target that it binds, by path.

    A file that cannot be read any more has none.
    """
    codes = codes_of(rules)
    found: dict[str, Suppressions] = {}
    for path, target in sorted(files.items(), key=lambda item: item[0]):
        assert target.contract_file is not None
        data = contents[path] if path in contents else read_bytes(path, target.contract_file)
        if isinstance(data, Incident) or not may_suppress(path, data):
            continue
        from cursus_lint.engine.comments import comments_of
        from cursus_lint.engine.suppress import find_suppressions

        suppressions = find_suppressions(path, data, codes, target.terms, read or comments_of)
        if suppressions is not None:
            found[path] = suppressions
    return found
