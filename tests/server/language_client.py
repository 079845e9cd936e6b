from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.protocol import default_converter
from pytest_lsp import LanguageClient

T = TypeVar("T")

_converter = cache(default_converter)
"""Learning the protocol's types takes most of a second, which all clients share."""

CONTRACT = """\
step_type: Train
contract:
  entry_point: train.py
  inputs:
    data:
      path: /opt/ml/processing/input/data   # the table
    hints:
      path: /opt/ml/processing/input/hints
      required: false
  outputs:
    model:
      path: /opt/ml/processing/output/model
  job_arguments:
  - flag: --job_type
    source: job_type
  env_vars:
    # set by the step builder
    required: [LABEL]
    optional:
      RATIO: '0.5'
  framework_requirements:
    pandas: '>=1.3'
"""

SCRIPT = '''\
"""Trains."""
import argparse
import os

import pandas as pd


def main(input_paths, output_paths, environ_vars, job_args):
    frame = pd.read_csv(os.path.join(input_paths["data"], "a.csv"))
    if "hints" in input_paths:
        frame = frame.join(pd.read_csv(os.path.join(input_paths["hints"], "h.csv")))
    frame[environ_vars["LABEL"]] *= float(environ_vars["RATIO"])
    print(job_args.job_type)
    frame.to_csv(os.path.join(output_paths["model"], "m.csv"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--job_type")
    environ_vars = {"LABEL": os.environ["LABEL"], "RATIO": os.environ.get("RATIO", "0.5")}
    input_paths = {"data": "/opt/ml/processing/input/data", "hints": "/opt/ml/processing/input/hints"}
    output_paths = {"model": "/opt/ml/processing/output/model"}
    main(input_paths, output_paths, environ_vars, parser.parse_args())
'''


class Editor:
    """An editor without a window: speaks with the real server, over its standard input and output unless told where.

    `port` is where a server listens on this machine, `command` starts another than `cursus-lint server`. Without
    `capabilities` it is an editor that can do a little, in these `encodings`, and `pulls` diagnostics or not.
    """

    def __init__(
        self,
        folder: Path,
        *,
        encodings: list[str] | None = None,
        pulls: bool = False,
        capabilities: types.ClientCapabilities | None = None,
        port: int | None = None,
        command: Sequence[str] = (sys.executable, "-m", "cursus_lint", "server"),
        folders: Sequence[Path] | None = None,
    ) -> None:
        self.folder = folder
        self.client = LanguageClient(converter_factory=_converter)
        self.shown: dict[str, types.PublishDiagnosticsParams] = {}
        self.messages: list[str] = []
        self.log: list[str] = []
        self.told: list[str] = []
        self.progress: list[Any] = []
        self._loop = asyncio.new_event_loop()
        self._arrived = asyncio.Event()
        self._versions: dict[str, int] = {}

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.shown[params.uri] = params
            self._arrived.set()

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        def told(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self._arrived.set()

        @self.client.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: types.LogMessageParams) -> None:
            self.log.append(params.message)
            self._arrived.set()

        @self.client.feature(types.PROGRESS)
        def advanced(params: types.ProgressParams) -> None:
            self.progress.append(params.value)
            self._arrived.set()

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def registered(params: types.RegistrationParams) -> None:
            self.told += [each.method for each in params.registrations]
            self._arrived.set()

        @self.client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        def outdated(params: None) -> None:
            self.told.append(types.WORKSPACE_DIAGNOSTIC_REFRESH)
            self._arrived.set()

        @self.client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
        def lenses_outdated(params: None) -> None:
            self.told.append(types.WORKSPACE_CODE_LENS_REFRESH)
            self._arrived.set()

        capabilities = capabilities or types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=encodings),
            text_document=types.TextDocumentClientCapabilities(
                diagnostic=types.DiagnosticClientCapabilities() if pulls else None,
                code_action=types.CodeActionClientCapabilities(
                    code_action_literal_support=types.ClientCodeActionLiteralOptions(
                        types.ClientCodeActionKindOptions(["quickfix", "source.fixAll"])
                    )
                ),
            ),
            workspace=types.WorkspaceClientCapabilities(
                workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True)
            ),
        )
        if port is None:
            self.run(self.client.start_io(*command))
        else:
            self.run(self.client.start_tcp("127.0.0.1", port))
        held = [folder] if folders is None else folders
        self.capabilities = self.run(
            self.client.initialize_session(
                types.InitializeParams(
                    capabilities,
                    workspace_folders=[types.WorkspaceFolder(each.as_uri(), each.name) for each in held],
                )
            )
        ).capabilities

    def run(self, work: Coroutine[Any, Any, T], seconds: float = 60) -> T:
        return self._loop.run_until_complete(asyncio.wait_for(work, seconds))

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None, uri: str | None = None) -> str:
        uri = self.uri(name) if uri is None else uri
        language = "python" if name.endswith(".py") else "json" if name.endswith(".json") else "yaml"
        content = (self.folder / name).read_bytes().decode() if text is None else text
        self._versions[uri] = 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, content))
        )
        return uri

    def change(self, uri: str, text: str, where: types.Range | None = None) -> int:
        self._versions[uri] += 1
        change: types.TextDocumentContentChangeEvent = (
            types.TextDocumentContentChangeWholeDocument(text)
            if where is None
            else types.TextDocumentContentChangePartial(where, text)
        )
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(self._versions[uri], uri), [change])
        )
        return self._versions[uri]

    def diagnostics(self, uri: str, version: int | None = 1) -> list[types.Diagnostic]:
        """The diagnostics that are published for this version of a document."""
        self.until(lambda: uri in self.shown and self.shown[uri].version == version)
        return list(self.shown.pop(uri).diagnostics)

    def until(self, holds: Callable[[], bool]) -> None:
        async def wait() -> None:
            while not holds():
                self._arrived.clear()
                await self._arrived.wait()

        self.run(wait())

    def tell_of_files(self, kind: types.FileChangeType, *names: str) -> None:
        """Tell the server that files have been created, changed or deleted on disk."""
        events = [types.FileEvent(self.uri(name), kind) for name in names]
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams(events))

    async def progressed(self) -> None:
        """Wait for the next thing that the server says by itself."""
        self._arrived.clear()
        await self._arrived.wait()

    def shut(self, uri: str) -> None:
        """Close a document, and forget what was shown in it."""
        identifier = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(identifier))
        self.until(lambda: uri in self.shown and self.shown[uri].version is None)
        del self.shown[uri]

    def pull(self, uri: str, previous: str | None = None) -> types.DocumentDiagnosticReport:
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
        return self.run(self.client.text_document_diagnostic_async(params))

    def actions(
        self, uri: str, where: types.Range, only: list[types.CodeActionKind | str] | None = None
    ) -> list[types.CodeAction]:
        params = types.CodeActionParams(
            types.TextDocumentIdentifier(uri), where, types.CodeActionContext([], only=only)
        )
        found = self.run(self.client.text_document_code_action_async(params)) or []
        return [action for action in found if isinstance(action, types.CodeAction)]

    def close(self) -> None:
        if self._loop.is_closed():
            return
        self.run(self.client.shutdown_async(None))
        self.client.exit(None)
        self.run(self.client.stop())
        self._loop.close()


def check(project: Path, *arguments: str, text: bytes | None = None) -> list[dict[str, Any]]:
    """What a fresh run of the command line reports."""
    done = subprocess.run(
        [sys.executable, "-m", "cursus_lint", "check", "--no-cache", "--output-format", "json", *arguments],
        cwd=project,
        input=text,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    found: list[dict[str, Any]] = json.loads(done.stdout)["violations"]
    return found
