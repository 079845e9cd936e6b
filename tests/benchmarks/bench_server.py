"""How long the editor waits for findings after a keystroke, and whether memory stays flat.

    python tests/benchmarks/bench_server.py [--memory]

Prints, for scripts of 500, 2,000 and 10,000 lines, the median and the 95th percentile in milliseconds from `didChange`
to `publishDiagnostics` over 200 random edits (insert, delete, paste, undo, half-typed code, docstrings), once for all
of them, once for the texts that are Python and once for those that are not; and what one process that keeps its state
takes for the facts and violations of a script of 2,000 lines after one function of it has changed. With `--memory`,
the server's memory during 5,000 edits of a script of 2,000 lines.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from edits import EDITS, change_between, is_python
from language_client import CONTRACT, SCRIPT, Editor

from cursus_lint.analysis.facts import ScriptFacts
from cursus_lint.contracts.loading import load_contracts
from cursus_lint.engine.rereading import Rereader
from cursus_lint.engine.run import examine
from cursus_lint.engine.target import Target
from cursus_lint.rules import all_rules
from cursus_lint.specs.filed import filed

SIZES = (500, 2_000, 10_000)
EDITS_OF_EACH, LONG = 200, 5_000

FUNCTION = '''
def step_{number}(frame, column):
    """Works on one column."""
    values = frame[column]
    if values.isna().any():
        values = values.fillna(values.median())
    scaled = (values - values.mean()) / (values.std() or 1.0)
    frame[column + "_{number}"] = scaled.clip(-3, 3)
    for name in frame.columns:
        if name.startswith("drop_{number}"):
            del frame[name]
    return frame

'''


def script_of(lines: int) -> str:
    """A script of about so many lines, most of them functions that have nothing to do with the contract."""
    needed = max(0, lines - SCRIPT.count("\n")) // FUNCTION.count("\n")
    head, main = SCRIPT.split("\ndef main", 1)
    return head + "".join(FUNCTION.format(number=number) for number in range(needed)) + "\ndef main" + main


def memory_of(process: int) -> float:
    """The resident memory of a process in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_time_of(process: int) -> float:
    """The milliseconds that a process has been running on a processor, in all its threads, ended ones included."""
    return time.clock_gettime(~process << 3 | 2) * 1e3  # Linux's number for the clock of a process


class Took(NamedTuple):
    """What one edit took: milliseconds on the clock, the server's milliseconds on a processor, and of what text."""

    clock: float
    processor: float
    is_python: bool


def type_into(editor: Editor, uri: str, text: str, edits: int) -> list[Took]:
    """What each edit took; every other one is taken back."""
    chance, times, original = random.Random(1), [], text
    server = server_of(editor)
    for number in range(edits):
        new = original if number % 2 else chance.choice(EDITS)(text, chance, [])
        where, piece = change_between(text, new)
        used, started = processor_time_of(server), time.perf_counter()
        version = editor.change(uri, piece, where)
        editor.diagnostics(uri, version)
        clock = (time.perf_counter() - started) * 1000
        times.append(Took(clock, processor_time_of(server) - used, is_python(new)))
        text = new
    return times


def server_of(editor: Editor) -> int:
    """The number of the server's process."""
    server = editor.client._server
    assert server is not None
    return server.pid


def spread(times: Sequence[Took]) -> str:
    """The median and the 95th percentile, in words."""
    if len(times) < 2:
        return "none"
    clock, processor = [each.clock for each in times], [each.processor for each in times]
    return (
        f"median {statistics.median(clock):6.1f} ms, 95th percentile {statistics.quantiles(clock, n=20)[-1]:6.1f} ms; "
        f"processor {statistics.median(processor):6.1f} and {statistics.quantiles(processor, n=20)[-1]:6.1f} ms"
    )


def kept_state(folder: Path) -> str:
    """What one changed function costs beside the whole script, in processor time of this process."""
    (contract,) = load_contracts(folder / "train.step.yaml").contracts
    text, rules, reader, bound = script_of(2_000), all_rules(), Rereader(), filed(contract)

    def check(reader: Rereader, text: str) -> float:
        started = time.process_time()
        data = text.encode()
        known = reader.facts("train.py", None, data, None)
        assert isinstance(known, ScriptFacts)
        examine(Target("train.py", data=data, bound=bound, contract_path="train.step.yaml"), rules, known)
        return (time.process_time() - started) * 1000

    check(Rereader(), text)
    cold = statistics.median(check(Rereader(), text) for _ in range(5))
    check(reader, text)
    changed = [check(reader, text.replace(f'"drop_{number}"', f'"dropped_{number}"')) for number in range(0, 150, 3)]
    warm = statistics.median(changed)
    return (
        f"one function of 2,000 lines changed: median {warm:.1f} ms, {warm / cold:.2f} of the {cold:.1f} ms "
        "that the whole script takes (goals: 50 ms, 0.25)"
    )


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cursus-lint.toml").write_text("")
        (folder / "train.step.yaml").write_text(CONTRACT)
        if "--memory" in sys.argv:
            long_session(folder)
            return
        for size in SIZES:
            text = script_of(size)
            (folder / "train.py").write_text(text)
            editor = Editor(folder)
            uri = editor.open("train.py")
            editor.diagnostics(uri)
            times = type_into(editor, uri, text, EDITS_OF_EACH)
            sys.stdout.write(f"{size:>6} lines: {spread(times)}\n")
            sys.stdout.write(f"       Python: {spread([each for each in times if each.is_python])}\n")
            sys.stdout.write(f"   not Python: {spread([each for each in times if not each.is_python])}\n")
            sys.stdout.flush()
            editor.close()
        sys.stdout.write(kept_state(folder) + "\n")


def long_session(folder: Path) -> None:
    """Print the server's memory after every thousand edits."""
    text = script_of(2_000)
    (folder / "train.py").write_text(text)
    editor = Editor(folder)
    uri = editor.open("train.py")
    editor.diagnostics(uri)
    server = server_of(editor)
    for number in range(0, LONG + 1, 1_000):
        sys.stdout.write(f"after {number:>5,} edits: {memory_of(server):.0f} MB\n")
        sys.stdout.flush()
        type_into(editor, uri, text, 1_000 if number < LONG else 0)
    editor.close()


if __name__ == "__main__":
    main()
