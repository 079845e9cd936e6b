from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from language_client import CONTRACT, SCRIPT, Editor
from lsprotocol import types
from pygls.exceptions import JsonRpcException

CANCELLED = -32800


@pytest.fixture
def large(project: Path) -> Path:
    """A project whose scripts take longer to check than a message takes to arrive."""
    for number in range(60):
        (project / f"step{number}.py").write_text(SCRIPT)
        (project / f"step{number}.step.yaml").write_text(
            CONTRACT.replace("train.py", f"step{number}.py").replace("Train", f"Step{number}")
        )
    return project


def test_a_check_of_the_whole_workspace_can_be_given_up(large: Path, start: Callable[..., Editor]) -> None:
    editor = start(pulls=True)
    uri = editor.open("train.py")
    everything = types.WorkspaceDiagnosticParams(previous_result_ids=[], work_done_token="progress")

    async def ask() -> None:
        asked = asyncio.ensure_future(
            editor.client.protocol.send_request_async(types.WORKSPACE_DIAGNOSTIC, everything, msg_id="asked")
        )
        while len(editor.progress) < 3:
            await editor.progressed()
        editor.client.cancel_request(types.CancelParams("asked"))
        with pytest.raises(JsonRpcException) as refused:
            await asked
        assert refused.value.code == CANCELLED
        where = types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(0, 0))
        await editor.client.text_document_hover_async(where)

    editor.run(ask())
    told = [each["kind"] for each in editor.progress]
    assert (told[0], told[-1]) == ("begin", "end")
    assert len(told) < 60


def test_what_waits_can_be_given_up_before_it_is_begun(large: Path, start: Callable[..., Editor]) -> None:
    editor = start(pulls=True)
    answered: list[str] = []

    async def ask() -> None:
        script = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(editor.uri("train.py")))
        first = asyncio.ensure_future(
            editor.client.protocol.send_request_async(types.TEXT_DOCUMENT_DIAGNOSTIC, script, msg_id="first")
        )
        second = asyncio.ensure_future(
            editor.client.protocol.send_request_async(types.TEXT_DOCUMENT_DIAGNOSTIC, script, msg_id="second")
        )
        first.add_done_callback(lambda _: answered.append("first"))
        second.add_done_callback(lambda _: answered.append("second"))
        await asyncio.sleep(0)
        editor.client.cancel_request(types.CancelParams("second"))
        with pytest.raises(JsonRpcException) as refused:
            await second
        assert refused.value.code == CANCELLED
        await first

    editor.run(ask())
    assert answered == ["second", "first"]


def test_findings_about_an_outdated_text_are_not_shown(editor: Editor) -> None:
    uri = editor.open("train.py")
    assert editor.diagnostics(uri) == []
    seen: list[int | None] = []
    for number in range(20):
        last = editor.change(uri, f"{SCRIPT}# {number}\n")
    editor.until(lambda: uri in editor.shown)
    seen.append(editor.shown.pop(uri).version)
    if seen[-1] != last:
        editor.until(lambda: uri in editor.shown)
        seen.append(editor.shown.pop(uri).version)
    assert seen[-1] == last
