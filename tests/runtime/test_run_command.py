"""`cursus-lint run` on the pipeline of four steps, and on small ones where a real pipeline would only be slow."""

import json
import os
import select
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cursus_lint.cli import command_line

PIPELINE = Path(__file__).parents[2] / "fixtures" / "scripts" / "pipeline"
NODES = {
    "load": "CustomerDataLoading_training",
    "preprocess": "TabularPreprocessing_training",
    "train": "LogisticTraining_training",
    "eval": "LogisticModelEval_training",
}


def cursus_lint(*arguments, cwd, **environment):
    command = [sys.executable, "-m", "cursus_lint", *map(str, arguments)]
    variables = {**os.environ, "NO_COLOR": "1", **environment}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, env=variables)


@pytest.fixture
def run_here(small, monkeypatch):
    """Runs a command in the folder of the small pipeline, in this process, which is faster."""

    def run(*arguments):
        monkeypatch.chdir(small)
        return CliRunner().invoke(command_line, list(map(str, arguments)))

    return run


@pytest.fixture
def pipeline(tmp_path):
    folder = tmp_path / "pipeline"
    shutil.copytree(PIPELINE, folder)
    return folder


@pytest.fixture
def small(tmp_path):
    """Two small steps that need nothing, without contracts, and their graph."""
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for name in ("alpha", "beta"):
        (scripts / f"{name}.py").write_text(
            "def main(input_paths, output_paths, environ_vars, job_args):\n    print('hello from', __name__)\n"
        )
    (tmp_path / "dag.json").write_text(json.dumps({"nodes": ["Alpha", "Beta"], "edges": [["Alpha", "Beta"]]}))
    return tmp_path


def test_the_four_steps_run_and_feed_each_other(pipeline, tmp_path):
    done = cursus_lint(
        "run", pipeline / "pipeline.json", "--scripts", pipeline, "--output-format", "json", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["passed"] is True
    steps = {each["step"]: each for each in report["steps"]}
    assert list(steps) == list(NODES.values())
    feeds = {
        (each["step"], supply["input"]): (supply["step"], supply["output"], supply["kind"])
        for each in report["steps"]
        for supply in each["supplies"]
    }
    assert feeds == {
        (NODES["preprocess"], "DATA"): (NODES["load"], "raw_data", "name to alias"),
        (NODES["train"], "training_data"): (NODES["preprocess"], "processed_data", "name to alias"),
        (NODES["eval"], "model_input"): (NODES["train"], "model_output", "name to alias"),
        (NODES["eval"], "eval_data"): (NODES["preprocess"], "processed_data", "name to alias"),
    }
    metrics = tmp_path / "test_data" / "output" / NODES["eval"] / "metrics" / "metrics.json"
    assert json.loads(metrics.read_text())["auc"] > 0.8
    assert [made["path"] for made in steps[NODES["train"]]["files"]] == ["model.joblib"]


def test_with_a_broken_script_the_failure_is_named_and_its_dependants_are_skipped(pipeline, tmp_path):
    script = pipeline / "logistic_training.py"
    script.write_text(script.read_text().replace('"train" / "data.csv"', '"trian" / "data.csv"'))
    done = cursus_lint("run", pipeline / "pipeline.json", "--scripts", pipeline, cwd=tmp_path)
    assert done.returncode == 1
    table = done.stdout.partition("LogisticTraining_training printed at last:")[0]
    rows = {line.split()[0]: line for line in table.splitlines() if line.strip()}
    assert "passed" in rows[NODES["load"]]
    assert "passed" in rows[NODES["preprocess"]]
    assert "failed" in rows[NODES["train"]]
    assert "exit code 1: FileNotFoundError: " in rows[NODES["train"]]
    assert "skipped" in rows[NODES["eval"]]
    assert f"depends on {NODES['train']}" in rows[NODES["eval"]]
    assert "LogisticTraining_training printed at last:" in done.stdout
    assert done.stdout.splitlines()[-1] == "2 of 4 steps passed"
    assert done.stderr.splitlines()[-1] == f"{NODES['eval']}: skipped: depends on {NODES['train']}"


def test_progress_goes_to_standard_error_and_the_table_to_standard_output(small, run_here):
    done = run_here("run", "dag.json", "--scripts", "scripts")
    assert done.exit_code == 0, done.stderr
    assert done.stderr.splitlines() == ["Alpha: started", "Alpha: passed", "Beta: started", "Beta: passed"]
    assert "started" not in done.stdout
    assert done.stdout.splitlines()[-1] == "2 of 2 steps passed"


def test_a_saved_spec_is_run_alone_and_keeps_a_history(small, run_here):
    new = run_here("spec", "new", "Alpha", "--scripts", "scripts")
    file = small / new.stdout.strip()
    assert (new.exit_code, file.name) == (0, "alpha_runtime_test_spec.json")
    for _ in range(2):
        assert run_here("run", file).exit_code == 0
    (small / "scripts" / "alpha.py").write_text("def main(**parameters): raise ValueError('no')")
    assert run_here("run", "dag.json", "--scripts", "scripts").exit_code == 1
    history = json.loads(file.read_text())["history"]
    assert [(run["step_name"], run["outcome"], run["message"]) for run in history] == [
        ("Alpha", "passed", ""),
        ("Alpha", "passed", ""),
        ("Alpha", "failed", "exit code 1: ValueError: no"),
    ]


def test_a_history_that_cannot_be_written_costs_no_results(small, run_here):
    file = small / run_here("spec", "new", "Alpha", "--scripts", "scripts").stdout.strip()
    (small / "scripts" / "alpha.py").write_text(f"def main(*given, **named): open({str(file)!r}, 'w').write('broken')")
    done = run_here("run", "dag.json", "--scripts", "scripts")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "2 of 2 steps passed"
    name = file.relative_to(small)
    assert f"warning: the run is not in the history of {name}: {name}: not JSON" in done.stderr


def test_the_scripts_may_have_an_interpreter_of_their_own(small, run_here):
    done = run_here("run", "dag.json", "--scripts", "scripts", "--python", "no/such/python")
    assert done.exit_code == 1
    assert "Alpha: could not start: no/such/python: No such file or directory" in done.stderr
    python = small / "python"
    python.write_text(f'#!/bin/sh\nexport MINE=1\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (small / "scripts" / "alpha.py").write_text("import os\ndef main(*given, **named): print(os.environ['MINE'])")
    assert run_here("run", "dag.json", "--scripts", "scripts", "--python", "./python").exit_code == 0


def test_a_saved_spec_whose_script_is_gone_fails_alone(small, run_here):
    assert run_here("spec", "new", "Beta", "--scripts", "scripts").exit_code == 0
    (file,) = (small / "test_data" / ".specs").iterdir()
    file.write_text(file.read_text().replace("scripts/beta.py", "scripts/gone.py"))
    done = run_here("run", "dag.json", "--scripts", "scripts")
    assert done.exit_code == 1
    assert "Beta: could not start: scripts/gone.py: No such file or directory" in done.stderr


def test_the_time_limit_is_an_option(small, run_here):
    (small / "scripts" / "alpha.py").write_text("import time\ntime.sleep(600)")
    done = run_here("run", "dag.json", "--scripts", "scripts", "--time-limit", "0.5")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[1:] == [
        "Alpha: timed out: killed after 0.5 seconds",
        "Beta: skipped: depends on Alpha",
    ]


def test_what_a_script_said_on_standard_output_is_shown_where_it_said_nothing_else(small, run_here):
    (small / "scripts" / "alpha.py").write_text("print('no rows')\nraise SystemExit(1)")
    done = run_here("run", "dag.json", "--scripts", "scripts")
    assert done.stdout.splitlines()[-3:] == ["Alpha printed at last:", "  no rows", "0 of 2 steps passed"]


def test_variables_that_nobody_sets_are_named_before_the_run(small, run_here, monkeypatch):
    contract = "step_type: Alpha\ncontract: {entry_point: alpha.py, env_vars: {required: [LABEL, REGION, ROWS]}}\n"
    (small / "alpha.step.yaml").write_text(contract)
    file = run_here("spec", "new", "Alpha", "--scripts", "scripts").stdout.strip()
    monkeypatch.setenv("REGION", "eu")
    (small / file).write_text((small / file).read_text().replace('"environ_vars": {}', '"environ_vars": {"ROWS": "5"}'))
    for command in (("run", "dag.json", "--scripts", "scripts"), ("run", file)):
        done = run_here(*command)
        assert done.stderr.splitlines()[0] == "warning: Alpha: its contract requires LABEL, and nobody sets it"


def test_a_time_limit_that_is_none_is_refused(small, run_here):
    done = run_here("run", "dag.json", "--scripts", "scripts", "--time-limit", "nan")
    assert (done.exit_code, done.stderr) == (2, "Error: not limits of a run: nan seconds, 1000000 bytes of output\n")


def test_text_of_a_script_cannot_steer_the_terminal(small, run_here):
    (small / "scripts" / "alpha.py").write_text("raise ValueError('\\x1b[31m[bold]red')")
    done = run_here("run", "dag.json", "--scripts", "scripts")
    assert "\x1b" not in done.stdout + done.stderr
    assert "ValueError: \\x1b[31m[bold]red" in done.stdout


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('{"nodes": ["Gamma"]}', "no script for the node Gamma: looked for gamma.py in scripts"),
        (
            '{"nodes": ["Alpha"], "edges": [["Alpha", "Alpha"]]}',
            "the nodes feed each other in a circle: Alpha -> Alpha",
        ),
        ("{", "not JSON: "),
        ('{"script_name": "a"}', "step_name: the field is missing"),
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_message(small, run_here, document, message):
    (small / "dag.json").write_text(document)
    done = run_here("run", "dag.json", "--scripts", "scripts")
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_no_script_behind(small, number):
    os.mkfifo(small / "fifo")
    (small / "scripts" / "alpha.py").write_text(
        f"import os, time\nopen({str(small / 'fifo')!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)"
    )
    command = [sys.executable, "-m", "cursus_lint", "run", "dag.json", "--scripts", "scripts"]
    with subprocess.Popen(command, cwd=small, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        script = int((small / "fifo").read_text())
        descriptor = os.pidfd_open(script)
        run.send_signal(number)
        assert select.select([descriptor], [], [], 30)[0]
        os.close(descriptor)
        _, told = run.communicate(timeout=30)
    assert run.returncode == 128 + number
    assert told.decode().splitlines()[-1] == "interrupted: the scripts that were running were killed"
