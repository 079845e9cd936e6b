import os
import textwrap
import threading
from pathlib import Path

import pytest

from cursus_lint.runtime.dag import Edge, dag_of
from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec
from cursus_lint.runtime.matching import MatchKind
from cursus_lint.runtime.outcome import Cancelled, CouldNotStart, Failed, Passed
from cursus_lint.runtime.pipeline import Skipped, plan_pipeline, run_pipeline
from cursus_lint.runtime.tester import RuntimeTester

COPY = """
import pathlib
def main(inputs, outputs):
    text = "".join(pathlib.Path(path, "x").read_text() for name, path in sorted(inputs.items()))
    for path in outputs.values():
        pathlib.Path(path, "x").write_text(text + pathlib.Path(__file__).stem)
"""
FAIL = "def main(inputs, outputs): raise RuntimeError('no luck')"


class Notes:
    """Notes what it is told."""

    def __init__(self):
        self.told = []

    def started(self, node):
        self.told.append(f"{node} started")

    def ended(self, result):
        self.told.append(f"{result.step.node} {result.outcome.name}")


@pytest.fixture
def step(tmp_path):
    """Makes a spec of a step: its name, the names of its inputs and outputs, its script."""

    def step(name, inputs=(), outputs=(), text=COPY):
        script = tmp_path / f"{name.lower()}.py"
        script.write_text(textwrap.dedent(text))
        return ScriptExecutionSpec(
            script_name=name.lower(),
            step_name=name,
            script_path=str(script),
            input_paths={each: str(tmp_path / "given" / each) for each in inputs},
            output_paths={each: str(tmp_path / "out" / name / each) for each in outputs},
        )

    return step


def arguments(spec):
    return {"inputs": spec.input_paths, "outputs": spec.output_paths}


def run(dag, specs, workers=2, tester=None):
    notes = Notes()
    plan = plan_pipeline(dag, specs)
    return run_pipeline(dag, plan, tester or RuntimeTester(60), arguments, workers, notes), notes.told


def outcomes(result):
    return {each.step.node: type(each.outcome) for each in result.steps}


def test_outputs_flow_into_inputs(step, tmp_path):
    specs = {
        "C": step("C", ["b_data", "a_data"], ["final"]),
        "A": step("A", [], ["a_data"]),
        "B": step("B", ["a_data"], ["b_data"]),
    }
    dag = dag_of("CBA", [Edge("A", "B"), Edge("B", "C"), Edge("A", "C")])
    result, told = run(dag, specs)
    assert result.passed
    assert [each.step.node for each in result.steps] == ["A", "B", "C"]
    assert (tmp_path / "out/C/final/x").read_text() == "aabc"
    assert told == ["A started", "A passed", "B started", "B passed", "C started", "C passed"]
    assert specs["B"].input_paths == {"a_data": str(tmp_path / "given/a_data")}


def test_a_failure_is_named_its_dependants_are_skipped_and_the_rest_runs(step):
    specs = {
        "Load": step("Load", [], ["rows"]),
        "Broken": step("Broken", ["rows"], ["model"], FAIL),
        "Eval": step("Eval", ["model"], ["metrics"]),
        "Report": step("Report", ["metrics"], ["page"]),
        "Other": step("Other", ["rows"], ["copy"]),
    }
    edges = [Edge("Load", "Broken"), Edge("Broken", "Eval"), Edge("Eval", "Report"), Edge("Load", "Other")]
    result, told = run(dag_of(specs, edges), specs, workers=1)
    assert not result.passed
    assert {each.step.node: each.outcome for each in result.steps} == {
        "Load": Passed(),
        "Broken": Failed(1, "RuntimeError: no luck"),
        "Other": Passed(),
        "Eval": Skipped(("Broken",)),
        "Report": Skipped(("Eval",)),
    }
    assert "Eval started" not in told
    assert told.index("Broken failed") < told.index("Eval skipped") < told.index("Report skipped")


def test_independent_steps_run_at_once(step, tmp_path):
    """A opens its side of two pipes in turn, and so does B: one after the other they would wait for ever."""
    os.mkfifo(tmp_path / "one")
    os.mkfifo(tmp_path / "two")
    text = f"""
    def main(inputs, outputs):
        first = "a.py" in __file__
        for name, mode in (("one", "w" if first else "r"), ("two", "r" if first else "w")):
            open({str(tmp_path)!r} + "/" + name, mode).close()
    """
    specs = {"A": step("A", text=text), "B": step("B", text=text)}
    result, _ = run(dag_of("AB", []), specs, tester=RuntimeTester(20))
    assert result.passed


def test_a_step_is_told_of_when_it_really_starts(step):
    specs = {name: step(name, [], ["rows"]) for name in "ABC"}
    _, told = run(dag_of("ABC", []), specs, workers=1)
    assert told == [f"{name} {what}" for name in "ABC" for what in ("started", "passed")]


def test_the_edge_says_which_output_where_names_do_not(step, tmp_path):
    specs = {"A": step("A", [], ["one", "two"]), "B": step("B", ["wanted"], ["end"])}
    dag = dag_of("AB", [Edge("A", "B", {"wanted": "two"})])
    plan = plan_pipeline(dag, specs)
    assert plan["B"].spec.input_paths == {"wanted": str(tmp_path / "out/A/two")}
    assert plan["B"].supplies["wanted"].match.source == "two"


def test_the_edge_outdoes_the_names(step):
    specs = {"A": step("A", [], ["data", "other"]), "B": step("B", ["data"], ["end"])}
    plan = plan_pipeline(dag_of("AB", [Edge("A", "B", {"data": "other"})]), specs)
    assert plan["B"].spec.input_paths["data"].endswith("/A/other")


def test_two_outputs_that_match_equally_are_a_problem_and_not_a_choice(step):
    specs = {"A": step("A", [], ["data"]), "B": step("B", [], ["data"]), "C": step("C", ["data"], ["end"])}
    dag = dag_of("ABC", [Edge("A", "C"), Edge("B", "C")])
    result, _ = run(dag, specs)
    assert result.steps[-1].outcome == CouldNotStart(
        ("the input 'data' is matched equally well by A.data, B.data; say which in the edge's `paths`",)
    )
    chosen = dag_of("ABC", [Edge("A", "C"), Edge("B", "C", {"data": "data"})])
    assert run(chosen, specs)[0].passed


def test_an_edge_that_names_what_is_not_there_is_a_problem(step):
    specs = {"A": step("A", [], ["rows"]), "B": step("B", ["data"], ["end"])}
    plan = plan_pipeline(dag_of("AB", [Edge("A", "B", {"dat": "row"})]), specs)
    assert plan["B"].problems == (
        "the edge A -> B feeds the unknown input 'dat'; did you mean 'data'?",
        "the edge A -> B takes the unknown output 'row'; did you mean 'rows'?",
    )


def test_an_input_that_nothing_feeds_keeps_its_path_and_an_edge_without_a_match_is_noted(step, tmp_path):
    specs = {"A": step("A", [], ["weights"]), "B": step("B", ["table"], ["end"])}
    plan = plan_pipeline(dag_of("AB", [Edge("A", "B")]), specs)
    assert plan["B"].spec.input_paths == {"table": str(tmp_path / "given/table")}
    assert plan["B"].notes == ("no output of A matches an input",)


@pytest.mark.parametrize("fed", [True, False])
def test_an_optional_input_is_given_where_it_is_fed(step, tmp_path, fed):
    needy = EnhancedScriptExecutionSpec(
        script_name="b",
        step_name="B",
        script_path=step("B").script_path,
        input_path_specs={"meta": PathSpec(logical_name="meta", path="/no/such", optional=True)},
    )
    specs = {"A": step("A", [], ["meta" if fed else "weights"]), "B": needy}
    planned = plan_pipeline(dag_of("AB", [Edge("A", "B")]), specs)["B"]
    assert planned.spec.input_paths == ({"meta": str(tmp_path / "out/A/meta")} if fed else {})
    assert run(dag_of("AB", [Edge("A", "B")]), specs)[0].passed


def test_an_interruption_kills_what_runs_and_is_passed_on(step, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    text = f"""
    import time
    def main(inputs, outputs):
        open({str(tmp_path / "fifo")!r}, "w").close()
        time.sleep(600)
    """
    specs = {"A": step("A", text=text), "B": step("B", text="def main(inputs, outputs): pass")}
    dag = dag_of("AB", [])
    tester = RuntimeTester(300)
    seen = []

    class Interrupting(Notes):
        def ended(self, result):
            (tmp_path / "fifo").read_text()  # A is running now
            raise KeyboardInterrupt

    class Watched(RuntimeTester):
        def test_script_with_spec(self, spec, main_params=None):
            result = tester.test_script_with_spec(spec, main_params)
            seen.append((spec.step_name, result.outcome))
            return result

        def cancel(self):
            tester.cancel()

    with pytest.raises(KeyboardInterrupt):
        run_pipeline(dag, plan_pipeline(dag, specs), Watched(), arguments, 2, Interrupting())
    assert dict(seen) == {"A": Cancelled(), "B": Passed()}
    assert threading.active_count() < 10


def test_semantic_matches_feed_too(step):
    specs = {"A": step("A", [], ["model_output"]), "B": step("B", ["model_input"], ["end"])}
    plan = plan_pipeline(dag_of("AB", [Edge("A", "B")]), specs)
    assert plan["B"].supplies["model_input"].match.kind is MatchKind.SEMANTIC
    assert Path(plan["B"].spec.input_paths["model_input"]).parts[-2:] == ("A", "model_output")
