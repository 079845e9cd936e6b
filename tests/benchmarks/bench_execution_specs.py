"""What execution specs cost. Left out of the default run; `pytest tests/benchmarks/bench_execution_specs.py`.

Times are medians of many rounds on specs as the document's examples show them. Memory is what an instance that was
loaded from a file keeps allocated: until one of its fields is asked for, and afterwards.
"""

from __future__ import annotations

import itertools
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

import pytest
from pydantic import BaseModel, Field

from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec

ALIASES = ["input", "dataset", "training_data", "raw_dataset"]
INSTANCES = 300
PROCESSES = 11
CONTRACT = Path(__file__).parents[2] / "fixtures" / "scripts" / "tabular" / "tabular_preprocess.step.yaml"


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


class DocumentsPathSpec(BaseModel):
    logical_name: str
    path: str
    aliases: list[str] = Field(default_factory=list)


class DocumentsSpec(BaseModel):
    """The document's own class, to tell what its figures for memory are worth."""

    script_name: str
    step_name: str
    script_path: str
    input_paths: dict[str, str] = Field(default_factory=dict)
    output_paths: dict[str, str] = Field(default_factory=dict)
    input_path_specs: dict[str, DocumentsPathSpec] = Field(default_factory=dict)
    output_path_specs: dict[str, DocumentsPathSpec] = Field(default_factory=dict)
    environ_vars: dict[str, str] = Field(default_factory=dict)
    job_args: dict[str, Any] = Field(default_factory=dict)
    created_at: Optional[datetime] = None
    updated_at: Optional[datetime] = None

    @classmethod
    def load_from_file(cls, file):
        return cls(**json.loads(file.read_text()))


def kept(load, files) -> float:
    """The KB that what `load` makes of a file keeps allocated; of several files, because strings may be shared."""
    load(files[0])
    tracemalloc.start()
    specs = [load(file) for file in files]
    size = tracemalloc.get_traced_memory()[0] / len(specs) / 1024
    tracemalloc.stop()
    return size


@pytest.mark.parametrize(
    ("fixture", "kind", "low", "high"),
    [("basic", ScriptExecutionSpec, 1, 2), ("enhanced", EnhancedScriptExecutionSpec, 2, 5)],
)
def test_size(request, tmp_path, compare, fixture, kind, low, high):
    """Specs with paths and names of their own, as the document's examples 1 and 3 have them."""
    example = request.getfixturevalue(fixture).model_dump_json(indent=2).replace(str(tmp_path), "/test_data")
    files = [tmp_path / f"{number}.json" for number in range(INSTANCES)]
    for number, file in enumerate(files):
        file.write_text(example.replace("/test_data", f"/test_data_{number}").replace("abular", f"abular{number}"))

    def used(file):
        spec = kind.load_from_file(file)
        assert spec.script_name
        return spec

    compare(f"memory, {fixture} spec", low, high, kept(kind.load_from_file, files), "KB")
    compare("  after its fields were used", low, high, kept(used, files), "KB")
    compare("  the document's own class", low, high, kept(DocumentsSpec.load_from_file, files), "KB")
    compare(f"file, {fixture} spec", 1, 3, files[-1].stat().st_size / 1024, "KB")


def test_match(benchmark, enhanced):
    from cursus_lint.runtime.matching import find_path_matches

    inputs = {name: PathSpec(logical_name=name, path="/x") for name in ("features", "schema", "model_input", "config")}
    target = enhanced.model_copy(update={"input_path_specs": inputs})
    benchmark(find_path_matches, enhanced, target)


USE = f"""
from cursus_lint import SpecificationAwareScriptRuntime, SpecificationRegistry
SpecificationRegistry.load({str(CONTRACT)!r})
SpecificationAwareScriptRuntime("TabularPreprocess", root="/no/such").validate_inputs()
"""


def test_start_of_the_runtime(state):
    """Whole processes, measured in turn: the import, and with a contract read from YAML, against `import json`."""
    programs = {
        "": "import json",
        "import of the runtime": "import cursus_lint.runtime.channels",
        "  its first use": USE,
    }
    times: dict[str, list[float]] = {what: [] for what in programs}
    for _ in range(PROCESSES):
        for what, program in programs.items():
            before = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            times[what].append((time.perf_counter() - before) * 1000)
    least, *others = ((what, statistics.median(taken)) for what, taken in times.items())
    for what, taken in others:
        state(f"{what}: {taken:.0f} ms, {taken / least[1]:.1f} times a process that imports json ({least[1]:.0f} ms)")
