from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from language_client import CONTRACT, SCRIPT, Editor, check
from lsprotocol import types

LENIENT = SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "y")')


def at(line: int, start: int, end: int) -> types.Range:
    return types.Range(types.Position(line, start), types.Position(line, end))


def test_a_finding_leads_to_both_sides(editor: Editor) -> None:
    uri = editor.open("train.py", LENIENT)
    assert editor.diagnostics(uri) == [
        types.Diagnostic(
            range=at(19, 29, 57),
            message='`LABEL` is required by the contract, but the script falls back to "y"',
            severity=types.DiagnosticSeverity.Warning,
            code="ENV102",
            source="cursus-lint",
            related_information=(
                types.DiagnosticRelatedInformation(
                    types.Location(editor.uri("train.step.yaml"), at(17, 15, 20)), "the contract of Train"
                ),
            ),
            data={
                "subject": "LABEL",
                "title": "Read `LABEL` so that a missing value raises",
                "applicability": "safe",
            },
        )
    ]


def test_findings_come_and_go_while_typing(editor: Editor) -> None:
    uri = editor.open("train.py")
    assert editor.diagnostics(uri) == []
    line = SCRIPT.splitlines().index("    parser = argparse.ArgumentParser()") + 1
    version = editor.change(uri, '    os.getenv("OTHER")\n', at(line, 0, 0))
    assert [(each.code, each.range.start.line) for each in editor.diagnostics(uri, version)] == [("ENV101", line)]
    version = editor.change(uri, "", types.Range(types.Position(line, 0), types.Position(line + 1, 0)))
    assert editor.diagnostics(uri, version) == []
    version = editor.change(uri, "    def (\n", at(line, 0, 0))
    assert [each.code for each in editor.diagnostics(uri, version)] == ["CUR001"]


def test_what_is_of_no_use_is_faded(editor: Editor) -> None:
    uri = editor.open("train.py", SCRIPT.replace("    print(job_args.job_type)\n", "    pass\n"))
    (found,) = editor.diagnostics(uri)
    assert (found.code, found.tags) == ("ARG306", (types.DiagnosticTag.Unnecessary,))


def test_a_contract_shows_what_contradicts_it(editor: Editor) -> None:
    uri = editor.open("train.step.yaml", CONTRACT.replace("[LABEL]", "[LABEL, EXTRA]"))
    (found,) = editor.diagnostics(uri)
    assert found.code == "ENV103"
    assert found.message == "train.py: `EXTRA` is declared as required, but the script never reads it"
    assert found.range == at(17, 22, 27)
    assert found.related_information is not None
    assert found.related_information[0].location.uri == editor.uri("train.py")


def test_a_broken_contract_says_so_at_its_own_line(editor: Editor) -> None:
    uri = editor.open("train.step.yaml", CONTRACT.replace("required: false", "required: perhaps"))
    (found,) = editor.diagnostics(uri)
    assert (found.code, found.range.start.line) == ("SPEC501", 8)


def test_an_edit_of_a_contract_changes_the_findings_of_its_open_scripts(editor: Editor) -> None:
    script = editor.open("train.py")
    assert editor.diagnostics(script) == []
    contract = editor.open("train.step.yaml")
    editor.diagnostics(contract)
    editor.diagnostics(script)
    editor.change(contract, CONTRACT.replace("RATIO: '0.5'", "RATIO: '0.7'"))
    editor.until(lambda: bool(editor.shown.get(script) and editor.shown[script].diagnostics))
    (found,) = editor.diagnostics(script)
    assert found.code == "ENV105"
    # What was never saved is forgotten with the document.
    editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(contract)))
    editor.until(lambda: script in editor.shown and not editor.shown[script].diagnostics)


def test_an_edit_of_a_script_changes_the_findings_of_its_open_contract(editor: Editor) -> None:
    contract = editor.open("train.step.yaml")
    assert editor.diagnostics(contract) == []
    script = editor.open("train.py")
    editor.diagnostics(script)
    editor.change(script, LENIENT)
    editor.until(lambda: bool(editor.shown.get(contract) and editor.shown[contract].diagnostics))
    (found,) = editor.diagnostics(contract)
    assert (found.code, found.range) == ("ENV102", at(17, 15, 20))


def test_watched_files_are_looked_at_again(project: Path, editor: Editor) -> None:
    uri = editor.open("train.py", LENIENT)
    assert len(editor.diagnostics(uri)) == 1
    (project / "cursus-lint.toml").write_text('ignore = ["ENV102"]\n')
    changed = types.FileEvent(editor.uri("cursus-lint.toml"), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
    assert editor.diagnostics(uri) == []


def test_a_configuration_that_cannot_be_used_is_told(project: Path, editor: Editor) -> None:
    (project / "cursus-lint.toml").write_text("unknown = 1\n")
    uri = editor.open("train.py", LENIENT)
    assert editor.diagnostics(uri) == []
    (message,) = editor.messages
    assert "cursus-lint.toml" in message
    assert "unknown" in message


def test_excluded_files_and_known_violations_are_left_alone(project: Path, editor: Editor) -> None:
    (project / "cursus-lint.toml").write_text('baseline = "known.json"\n')
    (project / "train.py").write_text(LENIENT)
    check(project, "--write-baseline", "known.json")
    assert editor.diagnostics(editor.open("train.py")) == []
    (project / "cursus-lint.toml").write_text('extend-exclude = ["legacy"]\n')
    (project / "legacy").mkdir()
    assert editor.diagnostics(editor.open("legacy/train.py", "import (\n")) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_count_the_units_that_were_agreed_on(
    project: Path, start: Callable[..., Editor], encoding: str
) -> None:
    editor = start(encodings=[encoding])
    assert editor.capabilities.position_encoding == encoding
    prefix = '    "\N{PILE OF POO}語é\t"; '
    text = SCRIPT.replace("    print(job_args", f'{prefix}os.getenv("OTHER"); print(job_args').replace("\n", "\r\n")
    uri = editor.open("train.py", text)
    (found,) = editor.diagnostics(uri)
    width = {
        "utf-8": len(prefix.encode()),
        "utf-16": len(prefix.encode("utf-16-le")) // 2,
        "utf-32": len(prefix),
    }[encoding]
    assert (found.code, found.range) == ("ENV101", at(12, width, width + len('os.getenv("OTHER")')))
    # The editor counts alike: what it replaces is what was found.
    version = editor.change(uri, "None", found.range)
    assert editor.diagnostics(uri, version) == []


def test_only_line_ends_of_the_protocol_end_lines(editor: Editor) -> None:
    text = SCRIPT.replace('"""Trains."""', '"""Trains.\f\u2028\x85"""\r\n\r')
    uri = editor.open("train.py", text)
    assert editor.diagnostics(uri) == []
    version = editor.change(uri, "os.getenv('OTHER')\n", at(14, 0, 0))
    found = editor.diagnostics(uri, version)
    assert [each.code for each in found] == ["CUR001"]
    version = editor.change(uri, "    ", at(14, 0, 0))
    (finding,) = editor.diagnostics(uri, version)
    assert finding.range == at(14, 4, 22)


def test_an_edit_beside_a_form_feed_goes_where_the_editor_made_it(editor: Editor) -> None:
    text = SCRIPT.replace("\n\n\ndef main", "\n\f\n\ndef main")
    uri = editor.open("train.py", text)
    editor.diagnostics(uri)
    line = text.split("\n").index("    print(job_args.job_type)")
    end = len("    print(job_args.job_type)")
    version = editor.change(uri, "; os.getenv('OTHER')", at(line, end, end))
    (found,) = editor.diagnostics(uri, version)
    assert found.range == at(line, end + 2, end + 20)


def test_an_emptied_script_is_empty(editor: Editor) -> None:
    uri = editor.open("train.py", LENIENT)
    editor.diagnostics(uri)
    assert "ENV103" in {each.code for each in editor.diagnostics(uri, editor.change(uri, ""))}


def test_diagnostics_can_be_asked_for(start: Callable[..., Editor]) -> None:
    editor = start(pulls=True)
    uri = editor.open("train.py", LENIENT)
    full = editor.pull(uri)
    assert isinstance(full, types.RelatedFullDocumentDiagnosticReport)
    assert [each.code for each in full.items] == ["ENV102"]
    again = editor.pull(uri, full.result_id)
    assert again == types.RelatedUnchangedDocumentDiagnosticReport(result_id=full.result_id or "")
    assert editor.shown == {}


def test_the_whole_workspace_can_be_asked_for(project: Path, start: Callable[..., Editor]) -> None:
    (project / "train.step.yaml").write_text(CONTRACT.replace("[LABEL]", "[LABEL, EXTRA]"))
    editor = start(pulls=True)
    report = editor.run(
        editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
    )
    found = {
        each.uri: [item.code for item in each.items]
        for each in report.items
        if isinstance(each, types.WorkspaceFullDocumentDiagnosticReport)
    }
    assert found == {editor.uri("train.py"): ["ENV103"], editor.uri("train.step.yaml"): ["ENV103"]}
    known = [types.PreviousResultId(each.uri, each.result_id or "") for each in report.items]
    again = editor.run(
        editor.client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=known))
    )
    assert {each.kind for each in again.items} == {"unchanged"}


def test_documents_that_are_no_files_do_no_harm(editor: Editor) -> None:
    for uri in ("untitled:Untitled-1", "git:/train.py?ref=HEAD", "vscode-notebook-cell:/a.ipynb#1"):
        assert editor.diagnostics(editor.open("train.py", LENIENT, uri=uri)) == []


def test_the_server_outlives_what_it_cannot_answer(editor: Editor) -> None:
    async def ask() -> None:
        await editor.client.protocol.send_request_async("cursusLint/nothing", {})

    with pytest.raises(Exception, match="Method Not Found"):
        editor.run(ask())
    editor.client.text_document_did_change(
        types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(1, editor.uri("gone.py")), [])
    )
    assert editor.diagnostics(editor.open("train.py")) == []
