"""Projects of any size to measure with: processing scripts in the style of real ones, each with its contract."""

from __future__ import annotations

from pathlib import Path

_HEAD = '''\
"""Step {n}: prepare the records of one region."""

import argparse
import json
import logging
import os
from pathlib import Path

import pandas as pd

logger = logging.getLogger(__name__)
CONTAINER_PATHS = {{"DATA": "/opt/ml/processing/input/data", "OUT": "/opt/ml/processing/output"}}
'''
_HELPER = '''

def transform_{k}(frame, columns, ratio=0.{k}, *, label="label_{k}"):
    """Scale the columns and drop what is empty."""
    logger.info(f"step {k}: {{len(frame)}} rows, {{len(columns)}} columns")
    kept = []
    for column in columns:
        if column not in frame.columns:
            logger.warning("column %s is missing", column)
            continue
        series = frame[column].astype("float64")
        mean, spread = series.mean(), series.std()
        if spread == 0 or pd.isna(spread):
            continue
        frame[column] = (series - mean) / spread * ratio
        kept.append(column)
    summary = {{"step": {k}, "kept": kept, "rows": int(len(frame)), "label": label}}
    try:
        counts = frame[label].value_counts(normalize=True)
        summary["balance"] = {{str(name): float(value) for name, value in counts.items()}}
    except KeyError as error:
        raise ValueError(f"no column {{error}} in step {k}") from error
    return frame[[*kept, label]].dropna(), summary
'''
_TAIL = """

def save(frame, summary, folder):
    os.makedirs(folder, exist_ok=True)
    frame.to_csv(os.path.join(folder, "part-0.csv"), index=False)
    with open(Path(folder) / "summary.json", "w") as file:
        json.dump(summary, file)


def main(input_paths, output_paths, environ_vars, job_args):
    label = environ_vars["LABEL_FIELD"]
    frame = pd.read_csv(os.path.join(input_paths["DATA"], "part-0.csv"))
    columns = [column for column in frame.columns if column != label]
    summary = {{}}
{calls}
    save(frame, summary, output_paths["OUT"])
    logger.info("job %s is done", job_args.job_type)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type", required=True, choices=["training", "validation"])
    arguments = parser.parse_args()
    environ_vars = {{"LABEL_FIELD": os.environ["LABEL_FIELD"], "SEED": os.environ.get("SEED", "{n}")}}
    main({{"DATA": CONTAINER_PATHS["DATA"]}}, {{"OUT": CONTAINER_PATHS["OUT"]}}, environ_vars, arguments)
"""
_CONTRACT = """\
step_type: Step{n}
registry:
  sagemaker_step_type: Processing
contract:
  entry_point: step_{n}.py
  inputs:
    DATA: {{path: /opt/ml/processing/input/data}}
  outputs:
    OUT: {{path: /opt/ml/processing/output}}
  env_vars:
    required: [LABEL_FIELD]
    optional: {{SEED: "1"}}
  job_arguments:
    - {{flag: --job_type}}
"""


def script(number: int, lines: int) -> str:
    """A script of about so many lines."""
    helpers = max((lines - 45) // (_HELPER.count("\n") + 1), 1)
    calls = "\n".join(f"    frame, summary[{k}] = transform_{k}(frame, columns)" for k in range(1, helpers + 1))
    body = "".join(_HELPER.format(k=k) for k in range(1, helpers + 1))
    return _HEAD.format(n=number) + body + _TAIL.format(n=number, calls=calls)


def project(folder: Path, scripts: int, lines: int) -> int:
    """Write so many scripts of so many lines, each with its contract, into `folder`; gives the lines written."""
    (folder / "contracts").mkdir(parents=True)
    (folder / "cursus-lint.toml").write_text("", encoding="utf-8")
    total = 0
    for number in range(scripts):
        text = script(number, lines)
        total += text.count("\n")
        (folder / f"step_{number}.py").write_text(text, encoding="utf-8")
        contract = folder / "contracts" / f"step_{number}.step.yaml"
        contract.write_text(_CONTRACT.format(n=number), encoding="utf-8")
    return total
