"""What execution specs cost. Left out of the default run; `pytest tests/benchmarks/bench_execution_specs.py`.

Times are medians of many rounds on specs as the document's examples show them; memory is what an instance that was
loaded from a file keeps allocated.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
import tracemalloc

import pytest

from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec

ALIASES = ["input", "dataset", "training_data", "raw_dataset"]
INSTANCES = 300


@pytest.fixture
def basic(tmp_path):
    script = tmp_path / "tabular_preprocessing.py"
    script.write_text("")
    for folder in ("raw_data", "processed_data", "metrics"):
        (tmp_path / folder).mkdir()
    (tmp_path / "config.json").write_text("{}")
    return ScriptExecutionSpec(
        script_name="tabular_preprocessing",
        step_name="TabularPreprocessing_training",
        script_path=str(script),
        input_paths={"data_input": str(tmp_path / "raw_data"), "config": str(tmp_path / "config.json")},
        output_paths={"data_output": str(tmp_path / "processed_data"), "metrics": str(tmp_path / "metrics")},
        environ_vars={"PYTHONPATH": "/path/to/src", "CURSUS_ENV": "testing"},
        job_args={"batch_size": 1000, "validation_split": 0.2},
    )


@pytest.fixture
def enhanced(basic):
    return EnhancedScriptExecutionSpec.from_basic(basic, lambda side, name: ALIASES)


def median(benchmark) -> float:
    return benchmark.stats.stats.median * 1000


def test_save(benchmark, basic, tmp_path, compare):
    names = (tmp_path / f"{number}.json" for number in itertools.count())
    benchmark(lambda: basic.save_to_file(next(names)))
    compare("save, a new file", 1, 5, median(benchmark), "ms")


def test_save_over_the_old_file(benchmark, basic, tmp_path, compare):
    """Some file systems (ext4) wait for the disk when a file is replaced, so that a power cut loses neither version."""
    benchmark(basic.save_to_file, tmp_path / "spec.json")
    compare("save, over the old file", 1, 5, median(benchmark), "ms")


def test_load(benchmark, basic, tmp_path, compare):
    basic.save_to_file(tmp_path / "spec.json")
    benchmark(ScriptExecutionSpec.load_from_file, tmp_path / "spec.json")
    compare("load", 1, 5, median(benchmark), "ms")


def test_load_enhanced(benchmark, enhanced, tmp_path, compare):
    enhanced.save_to_file(tmp_path / "spec.json")
    benchmark(EnhancedScriptExecutionSpec.load_from_file, tmp_path / "spec.json")
    compare("load, enhanced", 1, 5, median(benchmark), "ms")


def test_validate_paths(benchmark, basic, compare):
    assert benchmark(basic.validate_paths) == []
    compare("path validation, each path", 0.1, 0.1, median(benchmark) / 4, "ms")


def test_validate_spec(benchmark, basic, compare):
    assert benchmark(basic.validate_spec) == []
    compare("spec validation", 0.5, 2, median(benchmark), "ms")


@pytest.mark.parametrize(
    ("fixture", "kind", "low", "high"),
    [("basic", ScriptExecutionSpec, 1, 2), ("enhanced", EnhancedScriptExecutionSpec, 2, 5)],
)
def test_size(request, tmp_path, compare, fixture, kind, low, high):
    file = tmp_path / "spec.json"
    request.getfixturevalue(fixture).save_to_file(file)
    kind.load_from_file(file)
    tracemalloc.start()
    kept = [kind.load_from_file(file) for _ in range(INSTANCES)]
    size = tracemalloc.get_traced_memory()[0] / len(kept) / 1024
    tracemalloc.stop()
    compare(f"memory of a spec, {fixture}", low, high, size, "KB")
    compare(f"file of a spec, {fixture}", 1, 3, file.stat().st_size / 1024, "KB")


def test_match(benchmark, enhanced):
    from cursus_lint.runtime.matching import find_path_matches

    inputs = {name: PathSpec(logical_name=name, path="/x") for name in ("features", "schema", "model_input", "config")}
    target = enhanced.model_copy(update={"input_path_specs": inputs})
    benchmark(find_path_matches, enhanced, target)


def test_import_of_the_runtime(benchmark):
    """A process that imports the runtime, the start of Python included."""
    command = [sys.executable, "-c", "import cursus_lint.runtime.channels"]
    benchmark.pedantic(subprocess.run, args=(command,), kwargs={"check": True}, rounds=5)


def test_start_of_python_alone(benchmark):
    """What to take off the benchmark above."""
    benchmark.pedantic(subprocess.run, args=([sys.executable, "-c", ""],), kwargs={"check": True}, rounds=5)
