"""Documents in every place and state: new, renamed, deleted, strangely named, shared, huge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from language_client import CONTRACT, SCRIPT, Editor, check
from lsprotocol import types

LENIENT = SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "y")')
EVERYWHERE = types.Range(types.Position(0, 0), types.Position(10_000, 0))


@pytest.fixture
def editor(start: Callable[..., Editor], listening: Any) -> Editor:
    """One of the editors of a server that is started once."""
    return start(port=listening.port)


def codes(found: list[types.Diagnostic]) -> list[Any]:
    return [each.code for each in found]


def test_a_new_document_is_held_against_the_contract_that_it_names(project: Path, editor: Editor) -> None:
    text = f"# cursus-lint: contract=Train\n{LENIENT}"
    uri = editor.open("new.py", text, uri="untitled:Untitled-1")
    found = editor.diagnostics(uri)
    expected = check(project, "-", text=text.encode())
    assert [(each.code, each.message) for each in found] == [(each["code"], each["message"]) for each in expected]
    assert codes(found) == ["ENV102"]
    (fix,) = [each for each in editor.actions(uri, found[0].range) if each.is_preferred]
    assert fix.edit is not None
    assert fix.edit.document_changes is not None
    (change,) = fix.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.uri == uri
    assert editor.diagnostics(uri, editor.change(uri, text.replace("Train", "Nothing"))) == []


def test_a_new_document_with_a_name_is_what_it_will_be(project: Path, editor: Editor) -> None:
    (project / "train.py").unlink()
    uri = (project / "train.py").as_uri().replace("file://", "untitled:")
    assert codes(editor.diagnostics(editor.open("train.py", LENIENT, uri=uri))) == ["ENV102"]


def test_a_new_document_that_is_no_script_gets_nothing(editor: Editor) -> None:
    assert editor.diagnostics(editor.open("new.yaml", CONTRACT, uri="untitled:Untitled-2")) == []


@pytest.mark.parametrize("comment", ["until=2020-01-01", "until=2999-01-01", "until=soon", ""])
def test_suppressions_are_held_to_their_day(project: Path, editor: Editor, comment: str) -> None:
    text = LENIENT.replace('"0.5")}', f'"0.5")}}  # cursus-lint: ignore[ENV102] {comment} -- known')
    found = editor.diagnostics(editor.open("train.py", text))
    expected = check(project, "--stdin-filename", "train.py", "-", text=text.encode())
    shown = [(each.code, each.message) for each in found]
    assert shown == [(each["code"], each["message"]) for each in expected if not each["suppressed"]]


@pytest.mark.parametrize(
    "name",
    ["with space", "per%20cent", "100%", "語", "\N{PILE OF POO}", "a#b", "q?x=1", "semi;colon", "+", "e\u0301", "[x]"],
)  # fmt: skip
def test_a_folder_may_be_called_anything(project: Path, editor: Editor, name: str) -> None:
    folder = project / name
    folder.mkdir()
    for file in ("train.py", "train.step.yaml"):
        (folder / file).write_bytes((project / file).read_bytes())
        (project / file).unlink()
    script = editor.open(f"{name}/train.py", LENIENT)
    (found,) = editor.diagnostics(script)
    assert found.related_information is not None
    assert found.related_information[0].location.uri == editor.uri(f"{name}/train.step.yaml")
    contract = editor.open(f"{name}/train.step.yaml")
    (shown,) = editor.diagnostics(contract)
    assert shown.related_information is not None
    assert shown.related_information[0].location.uri == script


def test_a_uri_may_be_spelled_otherwise(editor: Editor) -> None:
    uri = editor.uri("train.py").replace("train", "%74rain").replace("project", "./project")
    assert codes(editor.diagnostics(editor.open("train.py", LENIENT, uri=uri))) == ["ENV102"]


def test_two_scripts_may_share_a_contract(project: Path, editor: Editor) -> None:
    (project / "other.py").write_text(f"# cursus-lint: contract=Train\n{SCRIPT}")
    first = editor.open("train.py")
    second = editor.open("other.py")
    contract = editor.open("train.step.yaml")
    for uri in (first, second, contract):
        editor.until(lambda uri=uri: uri in editor.shown)
        editor.shown.pop(uri)
    editor.change(contract, CONTRACT.replace("[LABEL]", "[LABEL, EXTRA]"))
    for uri, count in ((first, 1), (second, 1), (contract, 2)):
        editor.until(lambda uri=uri, count=count: uri in editor.shown and len(editor.shown[uri].diagnostics) == count)
        assert set(codes(list(editor.shown[uri].diagnostics))) == {"ENV103"}


def test_a_renamed_script_is_bound_anew(project: Path, editor: Editor) -> None:
    uri = editor.open("train.py", LENIENT)
    assert codes(editor.diagnostics(uri)) == ["ENV102"]
    (project / "train.py").rename(project / "model.py")
    editor.shut(uri)
    renamed = editor.open("model.py", LENIENT)
    editor.tell_of_files(types.FileChangeType.Deleted, "train.py")
    editor.tell_of_files(types.FileChangeType.Created, "model.py")
    assert editor.diagnostics(renamed) == []
    contract = editor.open("train.step.yaml")
    assert codes(editor.diagnostics(contract)) == ["SPEC502"]
    editor.change(contract, CONTRACT.replace("train.py", "model.py"))
    editor.until(lambda: renamed in editor.shown and codes(list(editor.shown[renamed].diagnostics)) == ["ENV102"])


def test_a_script_that_is_deleted_while_open_is_still_there_for_the_editor(project: Path, editor: Editor) -> None:
    uri = editor.open("train.py", LENIENT)
    assert codes(editor.diagnostics(uri)) == ["ENV102"]
    (project / "train.py").unlink()
    editor.tell_of_files(types.FileChangeType.Deleted, "train.py")
    assert codes(editor.diagnostics(uri)) == ["ENV102"]
    assert codes(editor.diagnostics(uri, editor.change(uri, f"{LENIENT}os.getenv('OTHER')\n"))) == ["ENV102", "ENV101"]
    editor.shut(uri)


def test_a_contract_that_is_created_or_deleted_counts_at_once(project: Path, editor: Editor) -> None:
    (project / "train.step.yaml").unlink()
    uri = editor.open("train.py", LENIENT)
    assert editor.diagnostics(uri) == []
    (project / "train.step.yaml").write_text(CONTRACT)
    editor.tell_of_files(types.FileChangeType.Created, "train.step.yaml")
    assert codes(editor.diagnostics(uri)) == ["ENV102"]
    (project / "train.step.yaml").unlink()
    editor.tell_of_files(types.FileChangeType.Deleted, "train.step.yaml")
    assert editor.diagnostics(uri) == []


def test_folders_come_and_go(project: Path, tmp_path: Path, start: Callable[..., Editor], listening: Any) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "train.py").write_text(LENIENT)
    (other / "train.step.yaml").write_text(CONTRACT)
    editor = start(port=listening.port, pulls=True)

    def files() -> set[str]:
        report = editor.run(
            editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
        )
        return {each.uri for each in report.items}

    assert files() == set()
    event = types.WorkspaceFoldersChangeEvent
    folder = types.WorkspaceFolder(other.as_uri(), "other")
    editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event([folder], [])))
    assert files() == {(other / "train.py").as_uri(), (other / "train.step.yaml").as_uri()}
    editor.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event([], [folder])))
    assert files() == set()


@pytest.mark.parametrize("content", [b"\x00\x01\xff\xfe" * 50, b"\x89PNG\r\n\x1a\n", b"import os\nx = '\xe4'\n"])
def test_a_binary_script_beside_an_open_contract(project: Path, editor: Editor, content: bytes) -> None:
    (project / "train.py").write_bytes(content)
    found = editor.diagnostics(editor.open("train.step.yaml"))
    expected = check(project, "train.step.yaml")
    assert codes(found) == []
    assert [each["code"] for each in expected] == ["CUR001"]


def test_a_binary_contract_beside_an_open_script(project: Path, editor: Editor) -> None:
    (project / "train.step.yaml").write_bytes(b"step_type: Train\ncontract: \xff\x00\n")
    assert editor.diagnostics(editor.open("train.py")) == []
    assert codes(editor.diagnostics(editor.open("train.step.yaml", "step_type: Train\ncontract: \0\n"))) == ["SPEC501"]


def test_a_huge_script_is_refused_and_not_read_for_minutes(editor: Editor) -> None:
    uri = editor.open("train.py", "x = 1\n" * 1_000_000)
    assert codes(editor.diagnostics(uri)) == ["CUR005"]
    assert editor.diagnostics(uri, editor.change(uri, SCRIPT)) == []


def test_an_editor_without_folders_sees_the_file_it_opens(start: Callable[..., Editor], listening: Any) -> None:
    editor = start(port=listening.port, folders=[])
    assert codes(editor.diagnostics(editor.open("train.py", LENIENT))) == ["ENV102"]
    assert editor.diagnostics(editor.open("new.py", LENIENT, uri="untitled:Untitled-1")) == []
