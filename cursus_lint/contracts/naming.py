"""The naming convention between step types and scripts: `XGBoostModelEval` <-> `xgboost_model_eval.py`."""

from __future__ import annotations

import re

# How names are written whose capitals do not begin words; a longer one comes before its own beginning.
_COMPOUNDS = (
    "LightGBMMT", "LightGBM", "XGBoost", "PyTorch", "TensorFlow", "CatBoost", "GraphStorm", "HuggingFace", "SageMaker",
    "MLflow", "OpenAI", "DuckDB", "GNN", "TSA", "SOPA", "LLM", "NLP", "ETL", "SQL",
)  # fmt: skip
_SPELLING = {compound.lower(): compound for compound in _COMPOUNDS}
_WORD = (
    "|".join(f"{compound}(?![a-z])" for compound in _COMPOUNDS)
    # letters beyond ASCII count as small ones
    + r"|[A-Z]+(?=[A-Z][^\W_A-Z0-9])|[A-Z]?[^\W_A-Z]+|[A-Z][A-Z0-9]*"
)
# The last word of a script is often written short; either form may be the file's.
_SHORT_FORMS = {
    "eval": "evaluation",
    "preprocess": "preprocessing",
    "train": "training",
    "infer": "inference",
    "calib": "calibration",
}
_LONG_FORMS = {long: short for short, long in _SHORT_FORMS.items()}


def snake_name(step_type: str) -> str:
    """A step type in the spelling of script names; a name in that spelling already stays as it is.

    >>> snake_name("LightGBMMTModelEval"), snake_name("TSATabularPreprocessing"), snake_name("GrößePrüfen")
    ('lightgbmmt_model_eval', 'tsa_tabular_preprocessing', 'größe_prüfen')
    """
    return "_".join(word.lower() for word in re.findall(_WORD, step_type))


def step_type_name(script: str) -> str:
    """The step type that a script's name stands for.

    >>> step_type_name("pipeline/xgboost_model_eval.py"), step_type_name("tabular_preprocessing")
    ('XGBoostModelEval', 'TabularPreprocessing')
    """
    stem = re.split(r"[\\/]", script)[-1].removesuffix(".py")
    words = (word for word in re.split(r"[\W_]+", stem) if word)
    return "".join(_SPELLING.get(word.lower(), word[:1].upper() + word[1:]) for word in words)


def split_job_type(step_type: str) -> tuple[str, str | None]:
    """A step type without its job type, and the job type if it has one.

    >>> split_job_type("TabularPreprocessing_training"), split_job_type("Package")
    (('TabularPreprocessing', 'training'), ('Package', None))
    """
    base, underscore, job_type = step_type.rpartition("_")
    return (base, job_type) if underscore and base and job_type else (step_type, None)


def script_names(step_type: str) -> tuple[str, ...]:
    """The file names that a step type's script may have, the literal one first; a job type in it is left out.

    >>> script_names("XGBoostModelEval_evaluation")
    ('xgboost_model_eval.py', 'xgboost_model_evaluation.py')
    """
    name = snake_name(split_job_type(step_type)[0])
    head, underscore, last = name.rpartition("_")
    other = _SHORT_FORMS.get(last) or _LONG_FORMS.get(last)
    return (f"{name}.py",) if other is None else (f"{name}.py", f"{head}{underscore}{other}.py")


def is_named_for(script: str, step_type: str) -> bool:
    """Whether a script's file name is one that the convention gives to `step_type`.

    >>> is_named_for("scripts/tabular_preprocess.py", "TabularPreprocessing_training")
    True
    """
    return re.split(r"[\\/]", script)[-1] in script_names(step_type)
