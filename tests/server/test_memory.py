from __future__ import annotations

import random
from pathlib import Path

import pytest
from edits import EDITS, change_between
from language_client import SCRIPT, Editor

EDITED = 5_000


def memory_of(process: int) -> int:
    """The resident memory of a process in KiB."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells memory as Linux does")
def test_memory_stays_flat_over_thousands_of_edits(editor: Editor) -> None:
    chance, text = random.Random(5), SCRIPT
    uri = editor.open("train.py")
    editor.diagnostics(uri)
    server = editor.client._server
    assert server is not None
    seen = []
    for number in range(EDITED):
        new = SCRIPT if number % 2 else chance.choice(EDITS)(text, chance, [])
        where, piece = change_between(text, new)
        editor.diagnostics(uri, editor.change(uri, piece, where))
        text = new
        if number % 1_000 == 999:
            seen.append(memory_of(server.pid))
    # What is not collected yet comes and goes; one kilobyte kept of each edit would be beyond this.
    assert seen[-1] - seen[0] < 0.08 * seen[0], seen
