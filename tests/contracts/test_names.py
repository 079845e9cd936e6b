"""Near misses and the naming convention."""

from __future__ import annotations

import itertools

import pytest

from cursus_lint.contracts.naming import is_named_for, script_names, snake_name, split_job_type, step_type_name
from cursus_lint.contracts.near_miss import nearest

NAMES = {
    "TabularPreprocessing": "tabular_preprocessing",
    "XGBoostModelEval": "xgboost_model_eval",
    "LightGBMTraining": "lightgbm_training",
    "LightGBMMTModelInference": "lightgbmmt_model_inference",
    "PyTorchModel": "pytorch_model",
    "GraphStormGNNTraining": "graphstorm_gnn_training",
    "TSATabularPreprocessing": "tsa_tabular_preprocessing",
    "SOPAInstructionTuning": "sopa_instruction_tuning",
    "Package": "package",
    "Step2Merge": "step2_merge",
}


@pytest.mark.parametrize("step_type", NAMES)
def test_step_types_and_scripts_name_each_other(step_type: str) -> None:
    assert snake_name(step_type) == NAMES[step_type]
    assert step_type_name(f"some/folder/{NAMES[step_type]}.py") == step_type
    assert snake_name(NAMES[step_type]) == NAMES[step_type]
    assert is_named_for(f"some\\folder\\{NAMES[step_type]}.py", f"{step_type}_training")


def test_a_compound_is_one_only_as_a_word() -> None:
    assert snake_name("XgboostMtTraining") == "xgboost_mt_training"
    assert snake_name("TSAnalysis") == "ts_analysis"


def test_letters_beyond_ascii_are_small_ones() -> None:
    assert snake_name("GrößePrüfen") == "größe_prüfen"
    assert snake_name("größe_prüfen") == "größe_prüfen"
    assert snake_name("ABÜber2Test") == "a_büber2_test"


def test_short_last_words() -> None:
    assert script_names("XGBoostModelEval_evaluation") == ("xgboost_model_eval.py", "xgboost_model_evaluation.py")
    assert script_names("TabularPreprocessing") == ("tabular_preprocessing.py", "tabular_preprocess.py")
    assert script_names("Package") == ("package.py",)
    assert not is_named_for("tabular_processing.py", "TabularPreprocessing")


def test_job_types() -> None:
    assert split_job_type("TabularPreprocessing_training") == ("TabularPreprocessing", "training")
    assert [split_job_type(name) for name in ("Package", "_x", "x_", "")] == [
        ("Package", None), ("_x", None), ("x_", None), ("", None),
    ]  # fmt: skip


def test_the_order_of_candidates_does_not_matter() -> None:
    candidates = ["LABEL_FIELDS", "LABEL_FIELD", "LABEL_FIELDX", "TRAIN_RATIO"]
    found = {nearest("LABEL_FIEL", order) for order in itertools.permutations(candidates)}
    assert found == {"LABEL_FIELD"}
    tied = {nearest("RATE_A", order) for order in itertools.permutations(["RATE_B", "RATE_C"])}
    assert tied == {"RATE_B"}


@pytest.mark.parametrize(
    ("name", "candidates", "expected"),
    [
        ("--job-type", ["--job_types", "--job_type"], "--job_type"),
        ("label_field", ["LABEL_FIEL", "LABEL_FIELD"], "LABEL_FIELD"),
        ("signature", ["SIGNATURE", "signatur"], "SIGNATURE"),
        ("LABEL_FIELD", ["LABEL_FIELD", "LABEL_FILED"], "LABEL_FILED"),
        ("METADATA", ["DATA", "SIGNATURE"], None),
        ("LABEL_FIELD", ["LABEL_NAME"], None),
        ("X", [], None),
        ("", ["a"], None),
        ("x" * 100_000, ["x" * 99_999], None),
    ],
)
def test_nearest(name: str, candidates: list[str], expected: str | None) -> None:
    assert nearest(name, candidates) == expected
