"""What the editor tells of documents, folders and files, and the diagnostics that follow."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from lsprotocol import types

from cursus_lint.server.findings import SOURCE, diagnostics_of
from cursus_lint.server.linting import Linted
from cursus_lint.server.server import ContractServer


def register(server: ContractServer) -> None:
    """Let `server` answer the messages of this module."""
    server.answer(types.INITIALIZE, _initialize)
    server.answer(types.INITIALIZED, _initialized)
    server.answer(types.TEXT_DOCUMENT_DID_OPEN, _opened)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(_changed)
    server.answer(types.TEXT_DOCUMENT_DID_SAVE, _saved)
    server.answer(types.TEXT_DOCUMENT_DID_CLOSE, _closed)
    server.answer(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _files_changed)
    server.answer(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, _folders_changed)
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier=SOURCE)
    server.answer(types.TEXT_DOCUMENT_DIAGNOSTIC, _diagnostic, options)
    server.feature(types.WORKSPACE_DIAGNOSTIC)(_workspace_diagnostic)


def _initialize(server: ContractServer, params: types.InitializeParams) -> None:
    server.begin(params)


def _initialized(server: ContractServer, params: types.InitializedParams) -> None:
    server.watch()


def _opened(server: ContractServer, params: types.DidOpenTextDocumentParams) -> None:
    document = server.documents.open(params.text_document)
    if server.is_declaring(document):
        server.look_again()
    else:
        server.lint_soon(document)


async def _changed(server: ContractServer, params: types.DidChangeTextDocumentParams) -> None:
    server.outdate(params.text_document.uri)
    await server.work.do(partial(_take_change, server, params))


def _take_change(server: ContractServer, params: types.DidChangeTextDocumentParams) -> None:
    item = params.text_document
    document = server.documents.change(item.uri, item.version, params.content_changes)
    if document is not None:
        server.changed(document)


def _saved(server: ContractServer, params: types.DidSaveTextDocumentParams) -> None:
    server.look_again()


def _closed(server: ContractServer, params: types.DidCloseTextDocumentParams) -> None:
    server.close(params.text_document.uri)


def _files_changed(server: ContractServer, params: types.DidChangeWatchedFilesParams) -> None:
    server.look_again()


def _folders_changed(server: ContractServer, params: types.DidChangeWorkspaceFoldersParams) -> None:
    server.set_folders([each.uri for each in params.event.added], [each.uri for each in params.event.removed])


def _diagnostic(
    server: ContractServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    document = server.read(params.text_document.uri)
    items = [] if document is None else server.diagnostics(document)
    identity = _identity(items)
    if identity == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=identity)
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=identity)


async def _workspace_diagnostic(
    server: ContractServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """Script by script, so that other messages are answered in between."""
    known = {each.uri: each.value for each in params.previous_result_ids}
    progress = Progress(server, params.work_done_token)
    items: list[types.WorkspaceDocumentDiagnosticReport] = []
    progress.begin("Checking contracts")
    try:
        for folder in await server.work.do(server.folders):
            steps = server.linting.project(folder)
            while (step := await server.work.do(partial(next, steps, None))) is not None:
                if isinstance(step, Linted):
                    items += await server.work.do(partial(_reported, server, step, known))
                else:
                    progress.report(f"{step} checked")
    finally:
        progress.end()
    return types.WorkspaceDiagnosticReport(items)


def _reported(
    server: ContractServer, linted: Linted, known: Mapping[str, str]
) -> list[types.WorkspaceDocumentDiagnosticReport]:
    """What is said of one file; nothing where there is nothing, and never was."""
    found = diagnostics_of(linted, server.documents)
    document, identity = linted.document, _identity(found)
    if known.get(document.uri) == identity:
        return [types.WorkspaceUnchangedDocumentDiagnosticReport(document.uri, identity, document.version)]
    if not found and document.uri not in known:
        return []
    return [types.WorkspaceFullDocumentDiagnosticReport(document.uri, found, document.version, result_id=identity)]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far long work is, for an editor that gave a `token` to tell it by."""

    server: ContractServer
    token: types.ProgressToken | None

    def begin(self, title: str) -> None:
        """The work begins."""
        if self.token is not None:
            self.server.work_done_progress.begin(self.token, types.WorkDoneProgressBegin(title))

    def report(self, message: str) -> None:
        """So far has it come."""
        if self.token is not None:
            self.server.work_done_progress.report(self.token, types.WorkDoneProgressReport(message=message))

    def end(self) -> None:
        """It is over, done or given up."""
        if self.token is not None:
            self.server.work_done_progress.end(self.token, types.WorkDoneProgressEnd())


def _identity(items: list[types.Diagnostic]) -> str:
    """A text that is the same for the same diagnostics."""
    described = [(str(each.range), each.code, each.message, str(each.severity), each.data) for each in items]
    return hashlib.sha256(json.dumps(described, default=str).encode()).hexdigest()[:16]
