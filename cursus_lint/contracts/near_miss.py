"""The one idea of "did you mean": the candidate nearest to a name that is not among them."""

from __future__ import annotations

from collections.abc import Iterable

_SIMILAR = 0.75  # below this, pairs such as LABEL_FIELD and LABEL_NAME would pass for slips of the pen
_LONGEST = 200  # difflib is quadratic, and nobody mistypes a name of this length


def _folded(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "")


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` is most likely a misspelling of, or None if none is near.

    A candidate that differs only in case, hyphens or underscores wins over every other. The answer does not depend on
    the order of the candidates, and is never `name` itself.

    >>> nearest("--job-type", ["--region", "--job_type"])
    '--job_type'
    >>> nearest("LABEL_FILED", ["LABEL_FIELD", "TRAIN_RATIO"])
    'LABEL_FIELD'
    >>> nearest("DATA", ["hyperparameters"]) is None
    True
    """
    others = sorted({other for other in candidates if other != name})
    same = [other for other in others if _folded(other) == _folded(name)]
    if same:
        return same[0]
    if len(name) > _LONGEST:
        return None
    import difflib  # late: where every name is right, as in most runs, nobody pays for it

    matcher = difflib.SequenceMatcher(autojunk=False)
    matcher.set_seq2(name.casefold())
    best: tuple[float, str] | None = None
    for other in others:
        if len(other) > _LONGEST:
            continue
        matcher.set_seq1(other.casefold())
        floor = _SIMILAR if best is None else best[0]
        if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
            continue
        ratio = matcher.ratio()
        if ratio >= _SIMILAR and (best is None or ratio > best[0]):
            best = (ratio, other)
    return best[1] if best else None
