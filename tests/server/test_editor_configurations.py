"""The README's configurations of editors that cannot be run here: what they name is started and spoken with alike."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from language_client import SCRIPT, Editor
from lsprotocol import types
from lsprotocol.converters import get_converter
from pytest_lsp import client_capabilities
from readme import CONFIGURATIONS

from cursus_lint.server.text import Text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ACTION_KINDS = ["", "quickfix", "refactor", "source", "source.organizeImports"]
LAZY = {"isPreferredSupport": True, "dataSupport": True, "resolveSupport": {"properties": ["edit"]}}
LITERAL = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ACTION_KINDS}}}
SHOWN = {"relatedInformation": True, "tagSupport": {"valueSet": [1, 2]}, "versionSupport": True}
WATCHED = {"didChangeWatchedFiles": {"dynamicRegistration": True}, "workspaceEdit": {"documentChanges": True}}
CAPABILITIES: dict[str, dict[str, Any]] = {
    "helix": {
        "general": {"positionEncodings": ["utf-8", "utf-32", "utf-16"]},
        "workspace": WATCHED,
        "textDocument": {"codeAction": LITERAL | LAZY, "publishDiagnostics": SHOWN},
        "window": {"workDoneProgress": True},
    },
    "sublime": {
        "general": {"markdown": {"parser": "Python-Markdown", "version": "3.2.2"}},
        "workspace": WATCHED | {"diagnostics": {"refreshSupport": True}, "codeLens": {"refreshSupport": True}},
        "textDocument": {
            "codeAction": LITERAL | LAZY,
            "publishDiagnostics": SHOWN,
            "diagnostic": {"dynamicRegistration": True, "relatedDocumentSupport": True},
        },
    },
    "pycharm": {
        "workspace": WATCHED | {"workspaceFolders": True},
        "textDocument": {
            "codeAction": LITERAL | {"isPreferredSupport": True, "dataSupport": True},
            "publishDiagnostics": SHOWN,
        },
    },
}


def vscode(text: str) -> tuple[list[str], set[str]]:
    settings = json.loads(text)
    assert set(settings) == {"glspc.server.command", "glspc.server.commandArguments", "glspc.server.languageId"}
    command = [settings["glspc.server.command"], *settings["glspc.server.commandArguments"]]
    return command, set(settings["glspc.server.languageId"])


def helix(text: str) -> tuple[list[str], set[str]]:
    settings = tomllib.loads(text)
    server = settings["language-server"]["cursus-lint"]
    languages = {each["name"] for each in settings["language"] if "cursus-lint" in each["language-servers"]}
    return [server["command"], *server["args"]], languages


def sublime(text: str) -> tuple[list[str], set[str]]:
    server = json.loads(text)["clients"]["cursus-lint"]
    assert server["enabled"] is True
    return server["command"], {scope.removeprefix("source.") for scope in server["selector"].split(" | ")}


def pycharm(text: str) -> tuple[list[str], set[str]]:
    template = json.loads(text)
    patterns = [each for mapping in template["fileTypeMappings"] for each in mapping["fileType"]["patterns"]]
    assert patterns == ["*.py", "*.yaml", "*.yml", "*.json"]
    languages = {mapping["languageId"] for mapping in template["fileTypeMappings"]}
    return shlex.split(template["programArgs"]["default"]), languages


def announced(editor: str, *, pulls: bool) -> types.ClientCapabilities:
    """What the editor tells of itself; of VS Code a recording, which newer clients of it add pulling to."""
    if editor != "vscode":
        return get_converter().structure(CAPABILITIES[editor], types.ClientCapabilities)
    recorded = client_capabilities("visual_studio_code")
    assert recorded.text_document is not None
    if pulls:
        recorded.text_document.diagnostic = types.DiagnosticClientCapabilities(dynamic_registration=True)
    return recorded


@pytest.mark.parametrize(
    ("name", "read", "pulls"),
    [
        ("vscode", vscode, False),
        ("vscode", vscode, True),
        ("helix", helix, False),
        ("sublime", sublime, True),
        ("pycharm", pycharm, False),
    ],
)
def test_the_configured_command_serves_such_an_editor(
    start: Callable[..., Editor],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    read: Callable[[str], tuple[list[str], set[str]]],
    pulls: bool,
) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    command, languages = read(CONFIGURATIONS[name])
    assert languages == {"python", "yaml", "json"}
    editor = start(command=command, capabilities=announced(name, pulls=pulls))
    text = SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "y")')
    uri = editor.open("train.py", text)
    found = shown(editor, uri, 1, pulls=pulls)
    assert [each.code for each in found] == ["ENV102"]
    (fix,) = [each for each in editor.actions(uri, found[0].range) if each.is_preferred]
    if fix.edit is None:
        fix = editor.run(editor.client.code_action_resolve_async(fix))
    assert fix.edit is not None
    new = edited(fix.edit, uri, text, str(editor.capabilities.position_encoding or "utf-16"))
    assert new == SCRIPT
    assert shown(editor, uri, editor.change(uri, new), pulls=pulls) == []


def shown(editor: Editor, uri: str, version: int, *, pulls: bool) -> list[types.Diagnostic]:
    if not pulls:
        return editor.diagnostics(uri, version)
    report = editor.pull(uri)
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    return list(report.items)


def edited(edit: types.WorkspaceEdit, uri: str, text: str, encoding: str) -> str:
    changes = list((edit.changes or {}).get(uri, ()))
    for document in edit.document_changes or ():
        assert isinstance(document, types.TextDocumentEdit)
        assert document.text_document.uri == uri
        changes += [each for each in document.edits if isinstance(each, types.TextEdit)]
    for each in reversed(changes):
        text = Text(text, encoding).edited(each.range, each.new_text).content
    return text
