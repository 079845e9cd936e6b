"""What the editor tells of documents, folders and files, and the diagnostics that follow."""

from __future__ import annotations

import asyncio
import hashlib
import json

from lsprotocol import types

from cursus_lint.server.documents import uri_of
from cursus_lint.server.findings import SOURCE, diagnostics_of
from cursus_lint.server.server import ContractServer


def register(server: ContractServer) -> None:
    """Let `server` answer the messages of this module."""
    server.feature(types.INITIALIZE)(_initialize)
    server.feature(types.INITIALIZED)(_initialized)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(_opened)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(_changed)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(_saved)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(_closed)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_files_changed)
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(_folders_changed)
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier=SOURCE)
    server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(_diagnostic)
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


def _changed(server: ContractServer, params: types.DidChangeTextDocumentParams) -> None:
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


async def _diagnostic(
    server: ContractServer, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    # Gives way once, so that a request which is cancelled meanwhile costs nothing.
    await asyncio.sleep(0)
    document = server.read(params.text_document.uri)
    items = [] if document is None else server.diagnostics(document)
    identity = _identity(items)
    if identity == params.previous_result_id:
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=identity)
    return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=identity)


async def _workspace_diagnostic(
    server: ContractServer, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    known = {each.uri: each.value for each in params.previous_result_ids}
    token = params.work_done_token
    if token is not None:
        server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title="Checking contracts"))
    items: list[types.WorkspaceDocumentDiagnosticReport] = []
    for folder in server.folders():
        for done, linted in enumerate(server.linting.project(folder)):
            if linted is None:
                if token is not None:
                    server.work_done_progress.report(token, types.WorkDoneProgressReport(message=f"{done + 1} checked"))
                await asyncio.sleep(0)
                continue
            found = diagnostics_of(linted, server.documents)
            uri, identity = uri_of(linted.binding.path), _identity(found)
            number = linted.document.version
            if known.get(uri) == identity:
                items.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, identity, number))
            elif found or uri in known:
                items.append(types.WorkspaceFullDocumentDiagnosticReport(uri, found, number, result_id=identity))
    if token is not None:
        server.work_done_progress.end(token, types.WorkDoneProgressEnd())
    return types.WorkspaceDiagnosticReport(items)


def _identity(items: list[types.Diagnostic]) -> str:
    """A text that is the same for the same diagnostics."""
    described = [(str(each.range), each.code, each.message, str(each.severity), each.data) for each in items]
    return hashlib.sha256(json.dumps(described, default=str).encode()).hexdigest()[:16]
