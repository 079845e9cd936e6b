from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from language_client import SCRIPT, Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

FAILING = (sys.executable, str(Path(__file__).parent / "failing_server.py"))
TOLD = "cursus-lint failed; this is an error in cursus-lint, not in your scripts: ZeroDivisionError: as it was asked to"


def test_a_failure_is_told_once_and_the_server_lives_on(start: Callable[..., Editor]) -> None:
    editor = start(command=FAILING)
    uri = editor.open("train.py", f"{SCRIPT}# fail here\n")
    editor.until(lambda: bool(editor.messages))
    where = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
    with pytest.raises(JsonRpcException, match="ZeroDivisionError: as it was asked to"):
        editor.run(editor.client.text_document_hover_async(where))
    editor.until(lambda: len(editor.log) == 2)
    assert editor.messages == [TOLD]
    assert all(each.startswith(TOLD) and "in failing" in each for each in editor.log)
    assert editor.diagnostics(uri, editor.change(uri, SCRIPT)) == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"jsonrpc": "2.0", "method": 5}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": 5}}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {}}',
        b'{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": {"position": "here"}}',
        b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 99}}',
        b'{"jsonrpc": "2.0", "id": 98, "result": null}',
        b'{"jsonrpc": "2.0", "id": 97, "method": "codeAction/resolve", "params": {"title": "x", "data": {"deed": 5}}}',
    ],
)
def test_a_message_that_makes_no_sense_does_no_harm(shared: Editor, body: bytes) -> None:
    assert shared.client.protocol.writer is not None
    shared.client.protocol.writer.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    where = types.HoverParams(types.TextDocumentIdentifier(shared.uri("train.py")), types.Position(0, 0))
    assert shared.run(shared.client.text_document_hover_async(where)) is None


@pytest.mark.parametrize(
    "uri",
    [
        "", ":", "file:", "file://", "file:///", "file:///%00.py", "file://[/a.py", "file:relative.py", "untitled:",
        "untitled:Untitled-1", "http://example.com/train.py", "git:/train.py?%7B%22ref%22%3A%22~%22%7D",
        "vscode-notebook-cell:/a.ipynb#W0", "file://elsewhere/share/train.py", "file:///%zz/%e8.py", "\u8a9e", "a b.py",
    ],
)  # fmt: skip
def test_a_uri_that_is_no_file_does_no_harm(shared: Editor, uri: str) -> None:
    shared.open("train.py", f"{SCRIPT}os.getenv('OTHER')\n", uri=uri)
    assert shared.diagnostics(uri) == []
    version = shared.change(uri, "x")
    assert shared.diagnostics(uri, version) == []
    actions = shared.actions(uri, types.Range(types.Position(0, 0), types.Position(9, 0)))
    shared.shut(uri)
    assert actions == []


@pytest.mark.parametrize(
    ("begin", "end"), [((5, 0), (2, 0)), ((10**9, 0), (10**9, 4)), ((0, 10**9), (0, 10**9)), ((0, 5), (0, 1))]
)
def test_a_range_outside_of_the_text_does_no_harm(shared: Editor, begin: tuple[int, int], end: tuple[int, int]) -> None:
    uri = shared.open("train.py")
    shared.diagnostics(uri)
    version = shared.change(uri, "\n", types.Range(types.Position(*begin), types.Position(*end)))
    shared.diagnostics(uri, version)
    where = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(*begin))
    shared.run(shared.client.text_document_hover_async(where))
    assert shared.diagnostics(uri, shared.change(uri, SCRIPT)) == []
    shared.shut(uri)
