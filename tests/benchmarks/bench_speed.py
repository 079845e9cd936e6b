"""Benchmarks of one process: `pytest tests/benchmarks/bench_speed.py`; their names keep them out of the default run."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import libcst
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from cursus_lint.analysis.extract import extract_facts, facts_of
from cursus_lint.analysis.source import Source


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generator", Path(__file__).with_name("generator.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module", params=[1_000, 2_000, 5_000])
def text(request: pytest.FixtureRequest) -> str:
    made: str = _generator().script(1, request.param)
    return made


def test_parser_alone(benchmark: BenchmarkFixture, text: str) -> None:
    benchmark(libcst.parse_module, text)


def test_facts_of_a_new_script(benchmark: BenchmarkFixture, text: str) -> None:
    benchmark(extract_facts, "script.py", text.encode())


def test_facts_after_one_function_changed(benchmark: BenchmarkFixture, text: str) -> None:
    source = Source(text)
    facts_of(source, "script.py")
    texts = [text.replace("def transform_7(", f"def transform_7(\n    # {turn}\n    ") for turn in range(2)]
    turn = 0

    def edit() -> None:
        nonlocal source, turn
        turn += 1
        source = Source(texts[turn % 2], previous=source)
        facts_of(source, "script.py")

    benchmark(edit)
