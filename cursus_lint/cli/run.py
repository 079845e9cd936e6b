"""`cursus-lint run`: run the scripts of a pipeline, or one script, as their execution specs say."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Literal

import click

from cursus_lint.cli.workplace import workplace_options
from cursus_lint.reporting.escaping import escape

if TYPE_CHECKING:
    from cursus_lint.runtime.dag import PipelineDag
    from cursus_lint.runtime.matching import ExecutionSpec
    from cursus_lint.runtime.pipeline import PipelineResult, StepResult
    from cursus_lint.runtime.spec_builder import PipelineTestingSpecBuilder

_SHOWN_LINES = 20
_STYLES = {"passed": "green", "skipped": "yellow"}


@click.command("run", short_help="Run the scripts of a pipeline on test data.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@workplace_options
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="How many scripts run at once.")
@click.option(
    "--time-limit",
    type=click.FloatRange(0.0, min_open=True),
    default=600.0,
    show_default=True,
    help="Seconds for each script.",
)
@click.option(
    "--python", default=sys.executable, help="The interpreter that runs the scripts; by default that of cursus-lint."
)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def run_command(
    file: Path,
    scripts: tuple[Path, ...],
    contracts: tuple[Path, ...],
    data: Path,
    workers: int,
    time_limit: float,
    python: str,
    output_format: Literal["text", "json"],
) -> None:
    """Run the scripts of a pipeline, each in a process of its own, and feed outputs to inputs by their names.

    FILE is a pipeline graph in JSON (`nodes`, `edges`) or a saved execution spec. The specs of the nodes are read from
    the folder `.specs` of the test data, or made from the contracts. What became of a run is added to the history of
    each spec that is saved.

    Exit code 0: every script passed; 1: one did not; 2: there was something that could not be used. Ctrl-C and SIGTERM
    kill the scripts that run.
    """
    from cursus_lint.cli.progress import progress_on_stderr
    from cursus_lint.cli.unusable import unusable
    from cursus_lint.cli.workplace import spec_builder
    from cursus_lint.runtime.dag import InvalidDag
    from cursus_lint.runtime.pipeline import plan_pipeline, run_pipeline
    from cursus_lint.runtime.spec_builder import ScriptNotFound
    from cursus_lint.runtime.spec_document import InvalidExecutionSpec
    from cursus_lint.runtime.spec_names import SPECS_FOLDER
    from cursus_lint.runtime.tester import RuntimeTester

    beside = () if file.parent.name == SPECS_FOLDER else (file.parent,)
    builder = spec_builder(scripts, contracts or beside, data)
    with unusable(InvalidDag, InvalidExecutionSpec, ScriptNotFound):
        dag, specs, saved = _read(file, builder)
    with unusable(ValueError):
        tester = RuntimeTester(time_limit=time_limit, python=python)
    _name_unset_variables(builder, specs)
    plan = plan_pipeline(dag, specs)
    with _ended_by_signals(), progress_on_stderr(len(dag.nodes)) as progress:
        result = run_pipeline(dag, plan, tester, builder.get_script_main_params, workers, progress)
    _add_to_history(result, saved)
    if output_format == "json":
        click.echo(json.dumps(_as_json(result), indent=2))
    else:
        _print(result)
    sys.exit(0 if result.passed else 1)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the run in order, with the shell's exit codes, so that no script is left behind."""

    def end(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except SystemExit:
        click.echo("interrupted: the scripts that were running were killed", err=True)
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _read(
    file: Path, builder: PipelineTestingSpecBuilder
) -> tuple[PipelineDag, dict[str, ExecutionSpec], dict[str, Path]]:
    """The graph, the spec of each node, and the files of those that are saved."""
    from cursus_lint.runtime.dag import dag_of, load_dag
    from cursus_lint.runtime.execution_spec import load_spec
    from cursus_lint.runtime.spec_document import read_object

    document = read_object(file)
    if "script_name" in document or "extends" in document:
        spec = load_spec(file)
        return dag_of([spec.step_name], [], str(file)), {spec.step_name: builder.enhance(spec)}, {spec.step_name: file}
    dag = load_dag(file)
    specs: dict[str, ExecutionSpec] = {**builder.build_from_dag(dag)}
    files = {node: builder.specs_dir / spec.get_spec_file_name() for node, spec in specs.items()}
    return dag, specs, {node: path for node, path in files.items() if path.exists()}


def _name_unset_variables(builder: PipelineTestingSpecBuilder, specs: dict[str, ExecutionSpec]) -> None:
    for node, spec in specs.items():
        unset = [name for name in builder.unset_variables(spec) if name not in os.environ]
        if unset:
            names = ", ".join(unset)
            click.echo(escape(f"warning: {node}: its contract requires {names}, and nobody sets it"), err=True)


def _add_to_history(result: PipelineResult, saved: dict[str, Path]) -> None:
    """Add the runs to the specs that are saved; a file that cannot be changed is named, and the results still count."""
    from cursus_lint.runtime.execution_spec import load_spec
    from cursus_lint.runtime.spec_document import InvalidExecutionSpec
    from cursus_lint.runtime.tester import record_of

    for step in result.steps:
        file = saved.get(step.step.node)
        if file is not None and step.run is not None:
            try:
                spec = load_spec(file)  # not the one that was run: its inputs may be those of this run only
                spec.add_record(record_of(step.run))
                spec.save_to_file(file)
            except (InvalidExecutionSpec, OSError) as problem:
                reason = problem.strerror if isinstance(problem, OSError) else problem
                click.echo(escape(f"warning: the run is not in the history of {file}: {reason}"), err=True)


def _print(result: PipelineResult) -> None:
    from cursus_lint.cli.tables import Styled, print_table

    rows = []
    for each in result.steps:
        style = _STYLES.get(each.outcome.name, "red")
        name = Styled(each.outcome.name, style)
        remarks = "; ".join(filter(None, (each.outcome.message, *each.step.notes)))
        rows.append((each.step.node, name, *_figures(each), _feeds(each), remarks))
    print_table("", ("Step", "Outcome", "Seconds", "Memory", "Files", "Fed by", "Remarks"), rows)
    for each in result.steps:
        printed = "" if each.run is None or each.run.success else each.run.last_words
        if printed:
            click.echo(f"{escape(each.step.node)} printed at last:")
            for line in printed.splitlines()[-_SHOWN_LINES:]:
                click.echo(f"  {escape(line)}")
    counts = [each.passed for each in result.steps]
    click.echo(f"{counts.count(True)} of {len(counts)} steps passed")


def _figures(each: StepResult) -> tuple[str, str, str]:
    if each.run is None:
        return ("", "", "")
    return (f"{each.run.seconds:.2f}", f"{each.run.peak_memory / 2**20:.0f} MiB", str(len(each.run.files)))


def _feeds(each: StepResult) -> str:
    return ", ".join(
        f"{name} <- {supply.step}.{supply.match.source} ({supply.match.kind.value}, {supply.match.confidence:g})"
        for name, supply in each.step.supplies.items()
    )


def _as_json(result: PipelineResult) -> dict[str, object]:
    return {"version": 1, "passed": result.passed, "steps": [_step_as_json(each) for each in result.steps]}


def _step_as_json(each: StepResult) -> dict[str, object]:
    run = each.run
    return {
        "step": each.step.node,
        "script": each.step.spec.script_path,
        "outcome": each.outcome.name,
        "message": each.outcome.message,
        "notes": list(each.step.notes),
        "supplies": [
            {
                "input": name,
                "step": supply.step,
                "output": supply.match.source,
                "kind": supply.match.kind.value,
                "confidence": supply.match.confidence,
            }
            for name, supply in each.step.supplies.items()
        ],
        "exit_code": run.exit_code if run else None,
        "seconds": round(run.seconds, 3) if run else None,
        "peak_memory": run.peak_memory if run else None,
        "stdout": run.stdout.text if run else "",
        "stderr": run.stderr.text if run else "",
        "files": [{"output": made.output, "path": made.path, "size": made.size} for made in run.files] if run else [],
    }
