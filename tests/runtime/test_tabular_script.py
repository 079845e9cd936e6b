"""The preprocessing script on the runtime, run as a process below a local root, on a small table."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

SCRIPTS = Path(__file__).parents[2] / "fixtures" / "scripts" / "tabular"


@pytest.fixture
def root(tmp_path):
    """A container's file system with 60 rows in three shards."""
    data = tmp_path / "opt/ml/processing/input/data"
    data.mkdir(parents=True)
    rows = pd.DataFrame(
        {
            "age": [20 + number % 40 for number in range(60)],
            "income": [1000.0 * number for number in range(60)],
            "note": ["x"] * 60,
            "label": ["yes" if number % 3 else "no" for number in range(60)],
        }
    )
    for shard in range(3):
        rows.iloc[shard * 20 : shard * 20 + 20].to_csv(data / f"part-{shard}.csv", index=False)
    return tmp_path


def run(root, *arguments, **environment):
    script = SCRIPTS / "tabular_preprocess_v2.py"
    command = [sys.executable, str(script), "--root", str(root), *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"LABEL_FIELD": "label", **environment}
    )


def test_the_rows_are_joined_scaled_and_split(root):
    done = run(root, "--job_type", "training")
    assert (done.returncode, done.stdout) == (0, "train: 42 rows\ntest: 9 rows\nval: 9 rows\n"), done.stderr
    train = pd.read_csv(root / "opt/ml/processing/output/train/train_processed_data.csv")
    assert list(train.columns) == ["age", "income", "note", "label"]
    assert set(train["label"]) == {0, 1}
    assert abs(train["income"].mean()) < 1e-9


def test_metadata_signature_and_environment_are_used_where_they_are(root):
    inputs = root / "opt/ml/processing/input"
    (inputs / "metadata").mkdir()
    (inputs / "metadata" / "metadata.json").write_text(json.dumps({"unused_columns": ["note"]}))
    (inputs / "signature").mkdir()
    (inputs / "signature" / "signature.csv").write_text("age,income,note,target\n")
    for shard in (inputs / "data").iterdir():
        shard.write_text("\n".join(shard.read_text().splitlines()[1:]))
    done = run(root, "--job_type", "training", LABEL_FIELD="target", TRAIN_RATIO="0.5")
    assert (done.returncode, done.stdout) == (0, "train: 30 rows\ntest: 15 rows\nval: 15 rows\n"), done.stderr
    train = pd.read_csv(root / "opt/ml/processing/output/train/train_processed_data.csv")
    assert list(train.columns) == ["age", "income", "target"]


def test_a_missing_input_stops_it_with_its_name(root):
    shutil.rmtree(root / "opt/ml/processing/input/data")
    done = run(root, "--job_type", "training")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "RuntimeError: Input validation failed: "
        f"('Missing required input: DATA ({root}/opt/ml/processing/input/data)',)"
    )
