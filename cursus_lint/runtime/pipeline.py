"""Runs the scripts of a whole pipeline: in topological order, independent steps at once, outputs fed to inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Protocol, Union

from cursus_lint.contracts.near_miss import nearest
from cursus_lint.runtime.dag import PipelineDag
from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec
from cursus_lint.runtime.matching import ExecutionSpec, MatchKind, PathMatch, Supply, choose_supplies
from cursus_lint.runtime.outcome import CouldNotStart, Outcome, ScriptTestResult
from cursus_lint.runtime.tester import RuntimeTester

MainParameters = Callable[[ExecutionSpec], Union[Mapping[str, object], None]]


@dataclass(frozen=True, slots=True)
class Skipped:
    """The step was not run, because these steps, on which it depends, did not pass."""

    because: tuple[str, ...]

    name = "skipped"

    @property
    def message(self) -> str:
        """Which steps it waited for in vain."""
        return f"depends on {', '.join(self.because)}"


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as it will be run: its spec with the inputs that other steps feed, and where each of them comes from.

    `problems` say why it cannot be run; `notes` are worth knowing.
    """

    node: str
    spec: ExecutionSpec
    supplies: Mapping[str, Supply] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepResult:
    """What became of a step; `run` is None where its script was not started."""

    step: PlannedStep
    outcome: Union[Outcome, Skipped]
    run: ScriptTestResult | None = None

    @property
    def passed(self) -> bool:
        """Whether the script was run and ended well."""
        return self.run is not None and self.run.success


@dataclass(frozen=True, slots=True)
class PipelineResult:
    """What became of the steps of a pipeline, parents before their dependants."""

    steps: tuple[StepResult, ...]

    @property
    def passed(self) -> bool:
        """Whether every step passed."""
        return all(step.passed for step in self.steps)


class Progress(Protocol):
    """Is told how a pipeline's run goes on, from the thread that runs it."""

    def started(self, node: str) -> None:
        """A step was started."""

    def ended(self, result: StepResult) -> None:
        """A step ended, or was skipped."""


def plan_pipeline(dag: PipelineDag, specs: Mapping[str, ExecutionSpec]) -> dict[str, PlannedStep]:
    """Which output feeds which input, node by node in topological order; `specs` (one for each node) stays as it is.

    What an edge says in `paths` comes first, the matching of names second; inputs that nothing feeds keep the path of
    the spec. Two outputs that match an input equally well are a problem of that step, not a choice.
    """
    return {node: _planned(node, dag, specs) for node in dag.order()}


def _planned(node: str, dag: PipelineDag, specs: Mapping[str, ExecutionSpec]) -> PlannedStep:
    spec = specs[node].model_copy(deep=True)
    problems: list[str] = []
    spelled_out: dict[str, Supply] = {}
    for edge in dag.into(node):
        for name, output in edge.paths.items():
            problems += _unknown(name, spec.input_paths, f"the edge {edge.source} -> {node} feeds the unknown input")
            outputs = specs[edge.source].output_paths
            problems += _unknown(output, outputs, f"the edge {edge.source} -> {node} takes the unknown output")
            spelled_out[name] = Supply(edge.source, PathMatch(output, name, MatchKind.EXACT_NAME, 1.0, (output, name)))
    matched = choose_supplies([(parent, specs[parent]) for parent in dag.parents(node)], spec)
    for name, rivals in matched.ambiguous.items():
        if name not in spelled_out:
            listed = ", ".join(f"{rival.step}.{rival.match.source}" for rival in rivals)
            problems.append(f"the input {name!r} is matched equally well by {listed}; say which in the edge's `paths`")
    if problems:
        return PlannedStep(node, spec, problems=tuple(problems))
    supplies = {**matched.chosen, **spelled_out}
    for name, supply in supplies.items():
        spec.add_input_path(name, specs[supply.step].output_paths[supply.match.source])
    if isinstance(spec, EnhancedScriptExecutionSpec):
        fed = {
            name: path_spec.model_copy(update={"optional": False})
            for name, path_spec in spec.input_path_specs.items()
            if name in supplies
        }
        spec = spec.model_copy(update={"input_path_specs": {**spec.input_path_specs, **fed}}).without_absent_inputs()
    suppliers = {supply.step for supply in supplies.values()}
    notes = tuple(f"no output of {parent} matches an input" for parent in dag.parents(node) if parent not in suppliers)
    return PlannedStep(node, spec, supplies, notes=notes)


def _unknown(name: str, known: Mapping[str, str], what: str) -> list[str]:
    if name in known:
        return []
    near = nearest(name, known)
    return [f"{what} {name!r}" + (f"; did you mean {near!r}?" if near else f"; known are {', '.join(known) or 'none'}")]


def run_pipeline(
    dag: PipelineDag,
    plan: Mapping[str, PlannedStep],
    tester: RuntimeTester,
    main_parameters: MainParameters,
    workers: int,
    progress: Progress,
) -> PipelineResult:
    """Run every step of a plan as soon as the steps that it depends on have passed, at most `workers` at once.

    `main_parameters` gives what a spec's `main()` is called with, or None where the script itself is to be run. A step
    whose parents did not all pass is skipped, the others go on. An interruption kills what runs, and is passed on.
    """
    results: dict[str, StepResult] = {}
    waiting: list[str] = []
    running: dict[Future[ScriptTestResult], str] = {}
    sorter = dag.sorter()

    def finish(result: StepResult) -> None:
        results[result.step.node] = result
        progress.ended(result)
        sorter.done(result.step.node)

    with ThreadPoolExecutor(max_workers=workers) as pool, ExitStack() as interrupted:
        interrupted.callback(tester.cancel)
        while sorter.is_active():
            waiting += sorted(sorter.get_ready(), key=dag.nodes.index)
            while waiting and len(running) < workers:
                node = waiting.pop(0)
                step = plan[node]
                failed = tuple(parent for parent in dag.parents(node) if not results[parent].passed)
                if failed:
                    finish(StepResult(step, Skipped(failed)))
                elif step.problems:
                    finish(StepResult(step, CouldNotStart(step.problems)))
                else:
                    progress.started(node)
                    parameters = main_parameters(step.spec)
                    running[pool.submit(tester.test_script_with_spec, step.spec, parameters)] = node
            for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                run = future.result()
                finish(StepResult(plan[running.pop(future)], run.outcome, run))
        interrupted.pop_all()
    return PipelineResult(tuple(results[node] for node in dag.order()))
