import argparse
import os
import select
import signal
import sys
import textwrap
import threading

import pytest

from cursus_lint.runtime.execution_spec import ScriptExecutionSpec
from cursus_lint.runtime.outcome import Cancelled, CouldNotStart, Failed, Passed, ProducedFile, TimedOut
from cursus_lint.runtime.tester import RuntimeTester, command_line, defines_main, record_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux whether processes are gone")


@pytest.fixture
def make(tmp_path):
    """Makes a spec of a script with this text."""

    def make(text, **fields):
        script = tmp_path / "step.py"
        script.write_text(textwrap.dedent(text))
        return ScriptExecutionSpec(script_name="step", step_name="Step", script_path=str(script), **fields)

    return make


def params(spec, **job_args):
    return {
        "input_paths": spec.input_paths,
        "output_paths": spec.output_paths,
        "environ_vars": spec.environ_vars,
        "job_args": argparse.Namespace(**job_args),
    }


CONVENTION = "def main(input_paths, output_paths, environ_vars, job_args):\n"


def test_main_is_called_with_what_it_was_given(make, tmp_path):
    out = tmp_path / "out" / "deep"
    spec = make(
        CONVENTION
        + """
    import os, pathlib, sys
    pathlib.Path(output_paths["out"], "sub").mkdir()
    pathlib.Path(output_paths["out"], "sub", "a.txt").write_text("hello")
    print(input_paths, environ_vars, job_args.job_type, job_args.nested["x"], os.environ["LABEL"], __name__, sys.argv)
        """,
        output_paths={"out": str(out)},
        environ_vars={"LABEL": "y"},
    )
    result = RuntimeTester().test_script_with_spec(spec, params(spec, job_type="training", nested={"x": [1]}))
    assert result.outcome == Passed()
    assert (result.success, result.exit_code) == (True, 0)
    assert result.files == (ProducedFile("out", "sub/a.txt", 5),)
    assert result.stdout.text == f"{{}} {{'LABEL': 'y'}} training [1] y step ['{spec.script_path}']\n"


def test_the_script_itself_is_run_with_its_arguments(make, tmp_path):
    spec = make(
        """
        import sys
        if __name__ == "__main__":
            print(sys.argv[1:])
        """,
        job_args={
            "job_type": "training",
            "fast": True,
            "slow": False,
            "none": None,
            "n": 5,
            "l": ["a", 1],
            "o": {"k": 1},
        },
    )
    result = RuntimeTester().test_script_with_spec(spec)
    assert (
        result.stdout.text == "['--job_type', 'training', '--fast', '--n', '5', '--l', 'a', '1', '--o', '{\"k\": 1}']\n"
    )


def test_a_name_that_is_a_flag_already_stays_one():
    spec = ScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py", job_args={"--job-type": "x"})
    assert command_line(spec) == ["--job-type", "x"]


def test_modules_beside_the_script_are_found_and_nothing_else_changes(make, tmp_path):
    (tmp_path / "beside.py").write_text("VALUE = 7")
    spec = make("import beside\ndef main(): print(beside.VALUE)")
    assert RuntimeTester().test_script_with_spec(spec, {}).stdout.text == "7\n"


def test_what_a_script_defines_can_be_pickled(make):
    spec = make(
        """
        import pickle
        class Thing: pass
        def main(): print(type(pickle.loads(pickle.dumps(Thing()))).__module__)
        """
    )
    assert RuntimeTester().test_script_with_spec(spec, {}).stdout.text == "step\n"


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("def main(): raise KeyError('DATA')", 1, "exit code 1: KeyError: 'DATA'"),
        ("import sys\ndef main(): sys.exit(7)", 7, "exit code 7"),
        ("import sys\ndef main(): sys.exit('no rows')", 1, "exit code 1: no rows"),
        (
            "def main(required): pass",
            1,
            "exit code 1: TypeError: main() missing 1 required positional argument: 'required'",
        ),
        ("def main():\n    print('no rows')\n    raise SystemExit(1)", 1, "exit code 1: no rows"),
        ("def main(:", 1, "exit code 1: SyntaxError: invalid syntax"),
        (
            "import no_such_module_here\ndef main(): pass",
            1,
            "exit code 1: ModuleNotFoundError: No module named 'no_such_module_here'",
        ),
        (
            "import os, signal\ndef main(): os.kill(os.getpid(), signal.SIGSEGV)",
            -signal.SIGSEGV,
            "killed by SIGSEGV (signal 11)",
        ),
        ("import os, signal\ndef main(): os.kill(os.getpid(), signal.SIGRTMIN + 1)", -35, "killed by signal 35"),
    ],
)
def test_a_failure_says_how_and_why(make, text, code, message):
    result = RuntimeTester().test_script_with_spec(make(text), {})
    assert isinstance(result.outcome, Failed)
    assert (result.outcome.exit_code, result.outcome.message) == (code, message)
    assert result.exit_code == code


@pytest.mark.parametrize("text", ["def main(): 1 / 0", "1 / 0\ndef main(): pass", "def main(:", "def main(a): pass"])
def test_a_traceback_begins_in_the_script(make, text):
    spec = make(text)
    told = RuntimeTester().test_script_with_spec(spec, {}).stderr.text
    files = [line.split('"')[1] for line in told.splitlines() if line.startswith("  File ")]
    assert set(files) <= {spec.script_path}
    assert "Error" in told


def test_outputs_that_stay_empty_are_named(make, tmp_path):
    outputs = {"a": str(tmp_path / "a"), "b": str(tmp_path / "b")}
    spec = make("def main(a): open(a + '/x', 'w').close()", output_paths=outputs)
    outcome = RuntimeTester().test_script_with_spec(spec, {"a": outputs["a"]}).outcome
    assert outcome == Passed(empty_outputs=("b",))
    assert outcome.message == "nothing was written to b"


def test_only_files_of_this_run_are_counted(make, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "old").write_text("old")
    (out / "changed").write_text("old")
    spec = make("def main(out): open(out + '/changed', 'a').write('+')", output_paths={"out": str(out)})
    result = RuntimeTester().test_script_with_spec(spec, {"out": str(out)})
    assert result.files == (ProducedFile("out", "changed", 4),)


class TestNotStarted:
    def problems(self, spec, main_params=None, **options):
        outcome = RuntimeTester(**options).test_script_with_spec(spec, main_params).outcome
        assert isinstance(outcome, CouldNotStart)
        return outcome.problems

    def test_without_a_script(self):
        spec = ScriptExecutionSpec(script_name="a", step_name="A", script_path="/no/such.py")
        assert self.problems(spec) == ("/no/such.py: No such file or directory",)

    def test_without_main(self, make):
        spec = make("def run(): pass")
        assert self.problems(spec, {}) == (f"{spec.script_path} has no function main()",)

    def test_without_inputs(self, make):
        spec = make("", input_paths={"DATA": "/no/such"})
        assert self.problems(spec) == ("Input path 'DATA' does not exist: /no/such",)

    def test_with_variables_that_no_process_can_have(self, make):
        assert self.problems(make("", environ_vars={"A=B": "x"})) == ("Not a name of an environment variable: 'A=B'",)

    def test_with_parameters_that_cannot_travel(self, make):
        (problem,) = self.problems(make("def main(x): pass"), {"x": object})
        assert problem.startswith("a parameter of main() cannot be passed to another process: <class 'object'>")

    def test_without_an_interpreter(self, make):
        assert self.problems(make(""), python="/no/python") == ("/no/python: No such file or directory",)

    def test_without_a_folder_to_start_in(self, make, tmp_path):
        gone = tmp_path / "gone"
        assert self.problems(make(""), cwd=gone) == (f"{gone}: No such file or directory",)


class TestLimits:
    def test_time_kills_the_whole_group(self, make, tmp_path):
        pid_file = tmp_path / "pid"
        spec = make(
            f"""
            import subprocess, sys, time
            def main():
                child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
                open({str(pid_file)!r}, "w").write(str(child.pid))
                print("before", flush=True)
                time.sleep(600)
            """
        )
        result = RuntimeTester(time_limit=1.5).test_script_with_spec(spec, {})
        assert result.outcome == TimedOut(1.5)
        assert result.outcome.message == "killed after 1.5 seconds"
        assert result.stdout.text == "before\n"
        assert 1.4 < result.seconds < 5
        assert result.peak_memory > 1_000_000
        assert _is_gone(int(pid_file.read_text()))

    def test_what_a_script_leaves_running_is_killed_too(self, make, tmp_path):
        pid_file = tmp_path / "pid"
        spec = make(
            f"""
            import subprocess, sys
            def main():
                child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
                open({str(pid_file)!r}, "w").write(str(child.pid))
            """
        )
        result = RuntimeTester(time_limit=60).test_script_with_spec(spec, {})
        assert result.success
        assert result.seconds < 30
        assert _is_gone(int(pid_file.read_text()))

    def test_output_keeps_its_beginning_and_its_end(self, make):
        spec = make(
            """
            import sys
            def main():
                sys.stdout.write("BEGIN" + "x" * 5_000_000 + "END")
                sys.stderr.write("y" * 3_000_000 + "LAST")
            """
        )
        result = RuntimeTester(output_limit=1000).test_script_with_spec(spec, {})
        assert result.success
        assert result.stdout.text.startswith("BEGINxxx")
        assert result.stdout.text.endswith("xxxEND")
        assert result.stdout.dropped == 5_000_008 - 1000
        assert len(result.stdout.text) < 1100
        assert result.stderr.text.endswith("LAST")

    def test_output_that_is_no_text_is_kept_readable(self, make):
        spec = make("import os\ndef main(): os.write(1, b'a\\xffb')")
        assert RuntimeTester().test_script_with_spec(spec, {}).stdout.text == "a\ufffdb"

    @pytest.mark.parametrize("megabytes", [20, 120])
    def test_peak_memory_is_the_scripts_own(self, make, megabytes):
        ballast = bytearray(os.urandom(1)) * 200_000_000  # of this process, which the script must not inherit
        spec = make(f"def main(): data = b'x' * {megabytes} * 1_000_000")
        result = RuntimeTester().test_script_with_spec(spec, {})
        assert megabytes * 1e6 < result.peak_memory < (megabytes + 30) * 1e6
        del ballast


def test_a_cancelled_run_ends_at_once_and_no_other_starts(make, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    spec = make(f"def main():\n    open({str(tmp_path / 'fifo')!r}, 'w').close()\n    import time; time.sleep(600)")
    tester = RuntimeTester()
    results = []
    thread = threading.Thread(target=lambda: results.append(tester.test_script_with_spec(spec, {})))
    thread.start()
    (tmp_path / "fifo").read_text()  # the script is running now
    tester.cancel()
    thread.join(20)
    assert results[0].outcome == Cancelled()
    assert tester.test_script_with_spec(spec, {}).outcome == Cancelled()


def test_scripts_run_side_by_side(make, tmp_path):
    """Each waits for the other: run one after the other they would never end."""
    for name in ("a", "b"):
        os.mkfifo(tmp_path / name)
    make(
        """
        def main(mine, other, writes_first):
            for path, mode in ((mine, "w"), (other, "r")) if writes_first else ((other, "r"), (mine, "w")):
                open(path, mode).close()
        """
    )
    spec = ScriptExecutionSpec(script_name="step", step_name="Step", script_path=str(tmp_path / "step.py"))
    tester = RuntimeTester(time_limit=20)
    given = [
        {"mine": str(tmp_path / "a"), "other": str(tmp_path / "b"), "writes_first": True},
        {"mine": str(tmp_path / "b"), "other": str(tmp_path / "a"), "writes_first": False},
    ]
    results = []
    threads = [
        threading.Thread(target=lambda each=each: results.append(tester.test_script_with_spec(spec, each)))
        for each in given
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.outcome for result in results] == [Passed(), Passed()]


def test_a_script_that_kills_its_parent_is_a_failure_and_not_a_riddle(make):
    spec = make("import os, signal\ndef main(): os.kill(os.getppid(), signal.SIGKILL); signal.pause()")
    result = RuntimeTester(60).test_script_with_spec(spec, {})
    assert result.outcome == Failed(-signal.SIGKILL, "")


@pytest.mark.parametrize("limits", [{"time_limit": 0}, {"time_limit": float("nan")}, {"output_limit": -1}])
def test_limits_that_are_none_are_refused(limits):
    with pytest.raises(ValueError, match="not limits"):
        RuntimeTester(**limits)


def test_there_may_be_no_limit_in_time(make):
    assert RuntimeTester(time_limit=float("inf")).test_script_with_spec(make("def main(): pass"), {}).success


def test_a_record_keeps_what_matters(make):
    result = RuntimeTester().test_script_with_spec(make("def main(): raise ValueError('x')"), {})
    record = record_of(result)
    assert (record.outcome, record.exit_code, record.message) == ("failed", 1, "exit code 1: ValueError: x")
    assert record.started_at.tzinfo is not None
    assert record.peak_memory == result.peak_memory


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def main(): pass", True),
        ("async def main(): pass", True),
        ("if True:\n    def main(): pass", True),
        ("from os import getcwd as main", True),
        ("main = print", True),
        ("def other():\n    def main(): pass", False),
        ("class C:\n    def main(self): pass", False),
        ("print(main)", False),
        ("not python (", True),
    ],
)
def test_whether_a_script_defines_main(tmp_path, text, expected):
    (tmp_path / "step.py").write_text(text)
    assert defines_main(tmp_path / "step.py") is expected


def _is_gone(pid: int) -> bool:
    """Whether a process that was killed ends."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([descriptor], [], [], 20)[0])
    finally:
        os.close(descriptor)
