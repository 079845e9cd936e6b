"""How long the editor waits for findings after a keystroke, and whether memory stays flat.

    python tests/benchmarks/bench_server.py

Prints, for scripts of 500, 2,000 and 10,000 lines, the median and the 95th percentile in milliseconds from `didChange`
to `publishDiagnostics` over 200 edits, then the server's memory before and after 5,000 more.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))

from language_client import CONTRACT, SCRIPT, Editor
from lsprotocol import types

SIZES = (500, 2_000, 10_000)
EDITS, LONG = 200, 5_000

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


def type_into(editor: Editor, uri: str, lines: int, edits: int) -> list[float]:
    """Milliseconds for each edit: a word is typed into a line of a random place, and taken away again."""
    chance, times = random.Random(1), []
    for number in range(edits):
        if number % 2 == 0:
            line = chance.randrange(12, lines - 12)
        where = types.Range(types.Position(line, 0), types.Position(line, 0 if number % 2 == 0 else 5))
        started = time.perf_counter()
        version = editor.change(uri, "#word" if number % 2 == 0 else "", where)
        editor.diagnostics(uri, version)
        times.append((time.perf_counter() - started) * 1000)
    return times


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "cursus-lint.toml").write_text("")
        (folder / "train.step.yaml").write_text(CONTRACT)
        for size in SIZES:
            text = script_of(size)
            (folder / "train.py").write_text(text)
            editor = Editor(folder)
            uri = editor.open("train.py")
            editor.diagnostics(uri)
            times = type_into(editor, uri, text.count("\n"), EDITS)
            high = statistics.quantiles(times, n=20)[-1]
            sys.stdout.write(
                f"{size:>6} lines: median {statistics.median(times):6.1f} ms, 95th percentile {high:6.1f} ms\n"
            )
            if size == 2_000:
                server = editor.client._server
                assert server is not None
                before = memory_of(server.pid)
                type_into(editor, uri, text.count("\n"), LONG)
                sys.stdout.write(
                    f"        memory {before:.0f} MB, after {LONG:,} more edits {memory_of(server.pid):.0f} MB\n"
                )
            editor.close()


if __name__ == "__main__":
    main()
