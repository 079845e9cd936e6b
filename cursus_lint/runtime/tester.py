"""Runs a script as an execution spec says, in a child process, and tells how that went."""

from __future__ import annotations

import argparse
import json
import os
import symtable
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from pathlib import Path

from cursus_lint.runtime.execution_spec import ExecutionRecord
from cursus_lint.runtime.matching import ExecutionSpec
from cursus_lint.runtime.outcome import (
    Cancelled,
    CouldNotStart,
    Failed,
    Outcome,
    Passed,
    ProducedFile,
    ScriptTestResult,
    TimedOut,
)
from cursus_lint.runtime.process import ChildProcess, Ended, Killed, NotStarted, ProcessResult
from cursus_lint.runtime.spec_validation import variable_problems

_CALL_MAIN = Path(__file__).parent / "child" / "call_main.py"
_Snapshot = dict[tuple[str, str], tuple[int, int]]


class RuntimeTester:
    """Runs scripts with execution specs, each in a child process of its own.

    `time_limit` is in seconds and for one script; what exceeds it is killed with everything it has started.
    `output_limit` bounds the bytes kept of each of the two output streams. `python` is the interpreter that runs the
    scripts, `cwd` the folder they start in. Raises ValueError for limits that are none.
    """

    def __init__(
        self,
        time_limit: float = 600.0,
        output_limit: int = 1_000_000,
        python: str = sys.executable,
        cwd: Path | None = None,
    ) -> None:
        if not time_limit > 0 or output_limit < 0:
            raise ValueError(f"not limits of a run: {time_limit} seconds, {output_limit} bytes of output")
        self._time_limit = time_limit
        self._output_limit = output_limit
        self._python = python
        self._cwd = cwd
        self._lock = threading.Lock()
        self._running: set[ChildProcess] = set()
        self._called_off = False

    def test_script_with_spec(
        self, spec: ExecutionSpec, main_params: Mapping[str, object] | None = None
    ) -> ScriptTestResult:
        """Run the spec's script and wait for it.

        With `main_params` the script's `main(**main_params)` is called; they must be made of JSON values and
        `argparse.Namespace`s. Without, the script itself is run, with the spec's job arguments as `--name value`.
        Output folders are created first. May be called from several threads.
        """
        started_at = datetime.now(timezone.utc)
        problems = self._problems(spec, call=main_params is not None)
        if problems:
            return ScriptTestResult(spec.script_name, spec.step_name, CouldNotStart(tuple(problems)), started_at)
        with tempfile.TemporaryDirectory(prefix="cursus-lint-") as folder:
            script = os.path.abspath(spec.script_path)  # noqa: PTH100 (a symbolic link stays one: its folder is on sys.path)
            if main_params is None:
                command = [self._python, script, *command_line(spec)]
            else:
                parameters = Path(folder) / "parameters.json"
                try:
                    parameters.write_text(json.dumps(main_params, default=_encode), encoding="utf-8")
                except (TypeError, ValueError) as problem:
                    outcome = CouldNotStart((f"a parameter of main() cannot be passed to another process: {problem}",))
                    return ScriptTestResult(spec.script_name, spec.step_name, outcome, started_at)
                command = [self._python, str(_CALL_MAIN), str(parameters), script]
            before = _snapshot(spec)
            ended = self._run(command, spec)
            files = _produced(before, _snapshot(spec))
        return self._result(spec, started_at, ended, files)

    def cancel(self) -> None:
        """Kill all scripts that run now; those that would be started later are cancelled too."""
        with self._lock:
            self._called_off = True
            running = list(self._running)
        for process in running:
            process.cancel()

    def _problems(self, spec: ExecutionSpec, *, call: bool) -> list[str]:
        problems = _script_problems(Path(spec.script_path), call=call)
        for path in spec.output_paths.values():
            try:
                Path(path).mkdir(parents=True, exist_ok=True)
            except (OSError, ValueError):
                continue  # validate_paths says why
        return [*problems, *spec.validate_paths(), *variable_problems(spec.environ_vars)]

    def _run(self, command: Sequence[str], spec: ExecutionSpec) -> ProcessResult:
        environment = spec.get_execution_environment()
        process = ChildProcess(command, environment, self._cwd or Path.cwd(), self._time_limit, self._output_limit)
        with self._lock:
            self._running.add(process)
            if self._called_off:
                process.cancel()
        try:
            return process.run()
        finally:
            with self._lock:
                self._running.discard(process)

    def _result(
        self, spec: ExecutionSpec, started_at: datetime, ended: ProcessResult, files: tuple[ProducedFile, ...]
    ) -> ScriptTestResult:
        if isinstance(ended, NotStarted):
            return ScriptTestResult(spec.script_name, spec.step_name, CouldNotStart((ended.reason,)), started_at)
        return ScriptTestResult(
            script_name=spec.script_name,
            step_name=spec.step_name,
            outcome=self._outcome(spec, ended, files),
            started_at=started_at,
            seconds=ended.seconds,
            peak_memory=ended.peak_memory,
            stdout=ended.stdout,
            stderr=ended.stderr,
            files=files,
        )

    def _outcome(self, spec: ExecutionSpec, ended: Ended | Killed, files: tuple[ProducedFile, ...]) -> Outcome:
        if isinstance(ended, Killed):
            return Cancelled() if ended.cancelled else TimedOut(self._time_limit)
        if ended.exit_code:
            return Failed(ended.exit_code, _last_line(ended.stderr.text) or _last_line(ended.stdout.text))
        written = {file.output for file in files}
        return Passed(tuple(name for name in spec.output_paths if name not in written))


def command_line(spec: ExecutionSpec) -> list[str]:
    """The spec's job arguments as a command line: `--name value`, `--name` for True, nothing for False and None.

    A list becomes several values after one name, an object becomes JSON.
    """
    words: list[str] = []
    for name, value in spec.job_args.items():
        if value is None or value is False:
            continue
        words.append(name if name.startswith("-") else f"--{name}")
        if isinstance(value, list):
            words.extend(item if isinstance(item, str) else json.dumps(item) for item in value)
        elif value is not True:
            words.append(value if isinstance(value, str) else json.dumps(value))
    return words


def defines_main(script: Path) -> bool:
    """Whether a script binds the name `main` at its top level; the script is read, not run.

    A script that is not valid Python is taken to define it: running it says precisely what is wrong. Raises OSError
    where the file cannot be read.
    """
    source = script.read_bytes()
    try:
        main = symtable.symtable(source.decode("utf-8-sig"), str(script), "exec").lookup("main")
    except KeyError:
        return False
    except (SyntaxError, UnicodeDecodeError, ValueError, RecursionError):
        return True
    return main.is_assigned() or main.is_imported()


def record_of(result: ScriptTestResult) -> ExecutionRecord:
    """What the history of a spec keeps of a run."""
    return ExecutionRecord(
        step_name=result.step_name,
        outcome=result.outcome.name,
        started_at=result.started_at,
        seconds=round(result.seconds, 3),
        exit_code=result.exit_code,
        peak_memory=result.peak_memory or None,
        message=result.outcome.message,
    )


def _script_problems(script: Path, *, call: bool) -> list[str]:
    try:
        callable_main = defines_main(script)
    except OSError as problem:
        return [f"{script}: {problem.strerror}"]
    except ValueError as problem:
        return [f"{script}: {problem}"]
    return [f"{script} has no function main()"] if call and not callable_main else []


def _encode(value: object) -> object:
    if isinstance(value, argparse.Namespace):
        return {"__namespace__": vars(value)}
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise TypeError(f"{value!r} is neither a JSON value nor an argparse.Namespace")


def _snapshot(spec: ExecutionSpec) -> _Snapshot:
    """Size and time of every file below the outputs, by logical name and relative path."""
    found: _Snapshot = {}
    for name, root in spec.output_paths.items():
        for folder, _, files in os.walk(root):
            for file in files:
                path = os.path.join(folder, file)  # noqa: PTH118 (walks may be long)
                try:
                    status = os.stat(path, follow_symlinks=False)  # noqa: PTH116
                except OSError:
                    continue  # removed by something the script has left running, or locked by the script
                found[name, os.path.relpath(path, root)] = (status.st_size, status.st_mtime_ns)
    return found


def _produced(before: _Snapshot, after: _Snapshot) -> tuple[ProducedFile, ...]:
    changed = sorted(key for key, status in after.items() if before.get(key) != status)
    return tuple(ProducedFile(output, path, after[output, path][0]) for output, path in changed)


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "")
