"""How alike two logical names are in meaning, and which other names a logical name commonly goes by."""

from __future__ import annotations

import difflib
from functools import lru_cache

from cursus_lint.contracts.naming import snake_name

# Words that pipelines use for one thing; a word belongs to one group.
_SYNONYMS = (
    ("data", "dataset", "datasets", "table", "tabular", "records", "samples", "examples"),
    ("config", "configuration", "params", "parameters", "hyperparameters", "hyperparams", "settings", "options"),
    ("metrics", "metric", "stats", "statistics", "performance", "scores", "report"),
    ("model", "models", "artifact", "artifacts", "weights", "checkpoint", "estimator"),
    ("predictions", "prediction", "predicted", "inference", "inferences", "scored"),
    ("evaluation", "eval", "validation", "test", "testing"),
    ("training", "train", "trained"),
    ("processed", "preprocessed", "cleaned", "transformed", "prepared"),
    ("raw", "source", "original", "unprocessed"),
    ("features", "feature", "columns", "signature", "schema"),
    ("metadata", "meta"),
    ("labels", "label", "target", "targets"),
    ("calibration", "calibrated", "calib"),
    ("imputation", "imputed", "impute"),
)
_GROUP = {word: group[0] for group in _SYNONYMS for word in group}
# Words that say only that something goes in or out: they tell no two channels of one side apart.
_FILLERS = frozenset(
    {"input", "inputs", "output", "outputs", "in", "out", "path", "paths", "dir", "folder", "file", "the", "of"}
)
_CLOSE_SPELLING = 0.85


@lru_cache(maxsize=4096)
def concepts(name: str) -> tuple[str, ...]:
    """What a logical name is about, as sorted words of which each stands for its synonyms.

    >>> concepts("processed_dataset_path"), concepts("hyperparameters")
    (('data', 'processed'), ('config',))
    """
    words = snake_name(name).split("_")
    telling = [word for word in words if word not in _FILLERS] or words
    return tuple(sorted({_GROUP.get(word, word) for word in telling if word}))


@lru_cache(maxsize=4096)
def similarity(one: str, other: str) -> float:
    """How alike two logical names are in meaning: 0.0 for nothing in common, 1.0 for the same words; symmetric.

    It is the share of the concepts of both names that are common to both (Dice's coefficient); words that are not known
    are taken for one where their spelling is close.

    >>> similarity("processed_data", "cleaned_dataset"), similarity("model", "metrics")
    (1.0, 0.0)
    """
    mine, theirs = concepts(one), list(concepts(other))
    total = len(mine) + len(theirs)
    if not total:
        return 0.0
    common = 0.0
    for word in mine:
        best = max(theirs, key=lambda candidate: (_likeness(word, candidate), candidate), default=None)
        if best is not None and _likeness(word, best) > 0:
            common += _likeness(word, best)
            theirs.remove(best)
    return round(2 * common / total, 3)


def _likeness(word: str, other: str) -> float:
    if word == other:
        return 1.0
    first, second = sorted((word, other))
    ratio = difflib.SequenceMatcher(None, first, second, autojunk=False).ratio()
    return ratio if ratio >= _CLOSE_SPELLING else 0.0


def common_aliases(name: str) -> tuple[str, ...]:
    """Other names under which pipelines commonly know what `name` stands for, sorted; empty for a name of its own.

    >>> common_aliases("config")
    ('configuration', 'hyperparameters', 'hyperparams', 'options', 'parameters', 'params', 'settings')
    """
    words = concepts(name)
    if len(words) != 1:
        return ()
    group = next((group for group in _SYNONYMS if group[0] == words[0]), ())
    return tuple(sorted({*group} - {name}))
