"""The server itself: what the editor tells it, what it answers, and when it speaks by itself."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterable
from functools import partial, wraps
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureNotificationError, JsonRpcInternalError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter

from cursus_lint.rules import all_rules
from cursus_lint.server.binding import Bindings, Stages
from cursus_lint.server.documents import Document, Documents, path_of
from cursus_lint.server.findings import SOURCE, diagnostics_of
from cursus_lint.server.linting import Linted, Linting
from cursus_lint.server.work import Work

P = TypeVar("P")
R = TypeVar("R")

_DELAY = 0.01
"""Seconds without a change before findings are looked for; what arrives while they are is looked at together."""

_WATCHED = ("**/*.{yaml,yml,json,py}", "**/pyproject.toml", "**/cursus-lint.toml", "**/.gitignore")


_OF_DOCUMENTS = (
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
)


class Protocol(LanguageServerProtocol):
    """The protocol without the copy of every document that pygls keeps by itself.

    That copy takes form feeds and the like for line ends, and while it is kept the positions in a message are changed.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        for method in _OF_DOCUMENTS:
            del self.fm.builtin_features[method]


class ContractServer(LanguageServer):
    """Speaks the protocol for one editor; all state is in `documents`, `bindings` and `linting`.

    Messages are read and written in one thread; the state is only touched by what `work` does.
    """

    def __init__(self, stages: Stages) -> None:
        super().__init__(
            "cursus-lint", version("cursus-lint"), protocol_cls=Protocol, converter_factory=default_converter
        )
        rules = all_rules()
        self.work = Work()
        self.documents = Documents()
        self.bindings = Bindings(stages, rules, self.documents)
        self.linting = Linting(self.bindings, self.documents, rules, self.work.go_on)
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._told: set[str] = set()

    def answer(self, method: str, handler: Callable[[ContractServer, P], R], options: Any = None) -> None:
        """Have `handler` answer the messages of a `method`, each when those before it are answered."""

        @wraps(handler)
        async def in_order(server: ContractServer, params: P) -> R:
            return await server.work.do(partial(handler, server, params))

        self.feature(method, options)(in_order)

    @property
    def client(self) -> types.TextDocumentClientCapabilities:
        """What the editor can do with documents."""
        return self.client_capabilities.text_document or types.TextDocumentClientCapabilities()

    def begin(self, params: types.InitializeParams) -> None:
        """Take over what the two sides have agreed on."""
        self.documents.encoding = str(self.workspace.position_encoding or "utf-16")
        folders = [folder.uri for folder in params.workspace_folders or ()]
        root = params.root_uri
        self.set_folders(folders or ([root] if root else []), ())

    def set_folders(self, added: Iterable[str], removed: Iterable[str]) -> None:
        """Look at these folders of the workspace, and no more at those."""
        gone = {path_of(uri) for uri in removed}
        kept = [folder for folder in self.bindings.folders if folder not in gone]
        new = [path for uri in added if (path := path_of(uri)) is not None and path not in kept]
        self.bindings.folders = [*kept, *new]
        self.documents.home = next(iter(self.bindings.folders), None)
        self.look_again()

    def watch(self) -> None:
        """Ask the editor to tell of changes on disk, if it can."""
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching is None or not watching.dynamic_registration:
            return
        options = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(glob_pattern=pattern) for pattern in _WATCHED]
        )
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        registration = types.RegistrationParams([types.Registration("cursus-lint-files", method, options)])
        self.work.outside(partial(self.client_register_capability, registration))

    def look_again(self) -> None:
        """Contracts, configuration or files have changed: everything that is open is linted anew."""
        self.linting.forget()
        for document in self.documents:
            self.lint_soon(document)
        self._refresh()

    def changed(self, document: Document) -> None:
        """A document has another text: it is linted anew, with all that depends on it."""
        if self.is_declaring(document):
            self.look_again()
            return
        self.lint_soon(document)
        for other in self.linting.changed(document.path) if document.path is not None else ():
            self.lint_soon(other)

    def lint_soon(self, document: Document) -> None:
        """Publish the findings about a document once it has not changed for a moment."""
        if self.client.diagnostic is None and self.documents.get(document.uri) is not None:
            self.work.outside(partial(self._wait, document.uri))

    def outdate(self, uri: str) -> None:
        """Give up what is being found out about a document, whose text is about to be another."""
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def findings(self, document: Document) -> Linted | None:
        """The findings about the present text; a configuration that cannot be used is told once."""
        linted = self.linting.of(document)
        if linted is not None and linted.binding.problem:
            self.work.outside(partial(self.tell_once, linted.binding.problem))
        return linted

    def tell_once(self, problem: str) -> None:
        """Show a message to whoever sits in front of the editor, unless they have seen it."""
        if problem not in self._told:
            self._told.add(problem)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, problem))

    def diagnostics(self, document: Document) -> list[types.Diagnostic]:
        """The diagnostics of the present text; none for what can be neither script nor contract."""
        linted = self.findings(document)
        return [] if linted is None else diagnostics_of(linted, self.documents)

    def publish(self, uri: str, number: int | None, diagnostics: list[types.Diagnostic]) -> None:
        """Show diagnostics, unless the editor asks for them by itself."""
        if self.client.diagnostic is None:
            params = types.PublishDiagnosticsParams(uri, diagnostics, number)
            self.work.outside(partial(self.text_document_publish_diagnostics, params))

    def close(self, uri: str) -> None:
        """A document is closed: what is on disk counts again."""
        document = self.documents.get(uri)
        if document is None:
            return
        self.documents.close(uri)
        self.publish(uri, None, [])
        self.changed(document)
        self.linting.close(document)

    def is_declaring(self, document: Document) -> bool:
        """Whether the findings about other files may depend on this one."""
        path = document.path
        return path is not None and (not document.is_python or self.bindings.is_contract(path))

    def read(self, uri: str) -> Document | None:
        """A document as the editor holds it, else as it is on disk."""
        path = path_of(uri)
        return self.documents.get(uri) or (self.documents.read(path) if path is not None else None)

    def end(self) -> None:
        """The editor is gone: nothing more is done."""
        for uri in tuple(self._waiting):
            self.outdate(uri)
        self.work.end()

    def folders(self) -> tuple[Path, ...]:
        """The folders of the workspace."""
        return tuple(self.bindings.folders)

    def report_server_error(self, error: Exception, source: object) -> None:
        """Tell of a failure, in full in the editor's log; the server lives on."""
        is_ours = isinstance(error, JsonRpcInternalError) or source is FeatureNotificationError
        where = f"this is an error in {SOURCE}, not in your scripts" if is_ours else "a message was not understood"
        details = (error.data or {}).get("traceback", ()) if isinstance(error, JsonRpcInternalError) else ()
        shown = f"{SOURCE} failed; {where}: {error}"
        logged = "".join([shown, "\n", *details])
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, logged))
        if is_ours:
            self.tell_once(shown)

    def _wait(self, uri: str) -> None:
        self.outdate(uri)
        task = asyncio.get_running_loop().create_task(self._lint_later(uri))
        task.add_done_callback(self._tell_of_failure)
        self._waiting[uri] = task

    async def _lint_later(self, uri: str) -> None:
        await asyncio.sleep(_DELAY)
        await self.work.do(partial(self._show, uri))

    def _show(self, uri: str) -> None:
        document = self.documents.get(uri)
        if document is not None:
            self.publish(uri, document.version, self.diagnostics(document))

    def _tell_of_failure(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            lines = traceback.format_exception(error)
            failure = JsonRpcInternalError(f"{type(error).__name__}: {error}", data={"traceback": lines})
            self.report_server_error(failure, FeatureNotificationError)

    def _refresh(self) -> None:
        """Have the editor ask again, where it does the asking."""
        workspace = self.client_capabilities.workspace
        if workspace is None:
            return
        if workspace.diagnostics is not None and workspace.diagnostics.refresh_support:
            self.work.outside(partial(self.workspace_diagnostic_refresh, None))
        if workspace.code_lens is not None and workspace.code_lens.refresh_support:
            self.work.outside(partial(self.workspace_code_lens_refresh, None))
