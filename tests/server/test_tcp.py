from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from language_client import SCRIPT, Editor

LENIENT = SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "y")')
SERVER = (sys.executable, "-m", "cursus_lint", "server", "--tcp")


def test_only_this_machine_can_connect_unless_told_otherwise(
    listening: Any,
) -> None:
    _, host, port = listening
    assert host == "127.0.0.1"
    mine = socket.gethostbyname(socket.gethostname())
    if mine != host:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((mine, port), timeout=10)


def test_several_editors_are_served_each_by_itself(listening: Any, start: Callable[..., Editor]) -> None:
    process, _, port = listening
    first, second = start(port=port), start(port=port, encodings=["utf-8"])
    uri = first.open("train.py", LENIENT)
    assert [each.code for each in first.diagnostics(uri)] == ["ENV102"]
    # The second holds the file as it is on disk, and agrees on something else.
    assert second.diagnostics(second.open("train.py")) == []
    assert (first.capabilities.position_encoding, second.capabilities.position_encoding) == ("utf-16", "utf-8")
    second.close()
    assert first.diagnostics(uri, first.change(uri, SCRIPT)) == []
    assert uri not in second.shown
    assert process.poll() is None


def test_an_editor_that_is_gone_does_not_end_the_server(listening: Any, start: Callable[..., Editor]) -> None:
    process, host, port = listening
    with socket.create_connection((host, port)) as connection:
        connection.sendall(b"Content-Length: 1000\r\n\r\n{")
    with socket.create_connection((host, port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n\r\n" * 10)
    editor = start(port=port)
    assert [each.code for each in editor.diagnostics(editor.open("train.py", LENIENT))] == ["ENV102"]
    assert process.poll() is None


def test_a_port_that_is_taken_is_refused(listening: Any, tmp_path: Path) -> None:
    port = listening[2]
    done = subprocess.run([*SERVER, str(port)], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1].startswith(f"Error: cannot listen on {port}: ")


@pytest.mark.parametrize("given", ["", "host", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:-1", "no such host:9257"])
def test_an_address_that_is_none_is_refused(given: str, tmp_path: Path) -> None:
    done = subprocess.run([*SERVER, given], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert given in done.stderr


def test_it_ends_when_it_is_interrupted() -> None:
    with subprocess.Popen([*SERVER, "0"], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
        assert process.stderr.read() == "Stopped\n"
