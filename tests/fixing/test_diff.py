from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cursus_lint.engine.diff import diff


def test_a_unified_diff() -> None:
    assert diff("scripts/a.py", b"a\nb\nc\n", b"a\nB\nc\n") == (
        "--- a/scripts/a.py\n+++ b/scripts/a.py\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"
    )


def test_nothing_changes() -> None:
    assert diff("a.py", b"a\n", b"a\n") == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"a\nb", b"a\nB"),
        (b"a\r\nb\r\n", b"a\r\nB\r\n"),
        (b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfA\nb\n"),
        (b"a\x0c\x0bb\n\x0c\nc\n", b"a\x0c\x0bb\n\x0c\nC\n"),
        (b"a\n", b"a\n\n# more"),
    ],
    ids=["no final newline", "CRLF", "BOM", "form feed", "grown"],
)
def test_git_applies_it(tmp_path: Path, old: bytes, new: bytes) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(old)
    patch = diff("a.py", old, new).encode()
    subprocess.run(["git", "apply", "--whitespace=nowarn", "-"], cwd=tmp_path, input=patch, check=True)
    assert file.read_bytes() == new
