from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from language_client import CONTRACT, SCRIPT, Editor
from lsprotocol import types

from cursus_lint.server.text import Text

QUICKSTART = Path(__file__).parents[2] / "fixtures" / "quickstart"
BROKEN = (
    SCRIPT.replace('os.environ["LABEL"]', 'os.environ.get("LABEL", "y")')
    .replace('os.environ.get("RATIO", "0.5")', 'os.environ["RATIO"]')
    .replace("    print(job", '    print("\N{PILE OF POO}", os.getenv("EXTRA", "x"))\n    print(job')
)
EVERYWHERE = types.Range(types.Position(0, 0), types.Position(10_000, 0))


def applied(edit: types.WorkspaceEdit | None, texts: dict[str, str]) -> dict[str, str]:
    """The texts, by URI, once an editor has made the edit."""
    assert edit is not None
    assert edit.document_changes is not None
    results = dict(texts)
    for change in edit.document_changes:
        assert isinstance(change, types.TextDocumentEdit)
        content = texts[change.text_document.uri]
        for each in reversed(change.edits):
            assert isinstance(each, types.TextEdit)
            content = Text(content, "utf-16").edited(each.range, each.new_text).content
        results[change.text_document.uri] = content
    return results


def fixed_by_command_line(project: Path, name: str, text: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "cursus_lint", "--fix", "--stdin-filename", name, "-"],
        cwd=project,
        input=text.encode(),
        capture_output=True,
        check=False,
    )
    return done.stdout.decode()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_fix_all_makes_what_the_command_line_makes(project: Path, editor: Editor, newline: str) -> None:
    text = BROKEN.replace("\n", newline)
    uri = editor.open("train.py", text)
    (action,) = editor.actions(uri, EVERYWHERE, ["source.fixAll"])
    assert action.kind == "source.fixAll.cursus-lint"
    new = applied(action.edit, {uri: text})[uri]
    assert new != text
    assert new == fixed_by_command_line(project, "train.py", text)


def test_fix_all_of_the_quickstart_makes_what_the_command_line_makes(project: Path, editor: Editor) -> None:
    for name in ("tabular_preprocess.py", "tabular_preprocess.step.yaml"):
        shutil.copy(QUICKSTART / name, project / name)
    text = (project / "tabular_preprocess.py").read_text()
    uri = editor.open("tabular_preprocess.py")
    (action,) = editor.actions(uri, EVERYWHERE, ["source.fixAll.cursus-lint"])
    new = applied(action.edit, {uri: text})[uri]
    assert new == fixed_by_command_line(project, "tabular_preprocess.py", text)


def test_a_quick_fix_repairs_its_finding_and_no_other(editor: Editor) -> None:
    uri = editor.open("train.py", BROKEN)
    found = {each.code: each for each in editor.diagnostics(uri)}
    actions = editor.actions(uri, found["ENV104"].range, ["quickfix"])
    (fix,) = [each for each in actions if tuple(each.diagnostics or ()) == (found["ENV104"],) and each.is_preferred]
    new = applied(fix.edit, {uri: BROKEN})[uri]
    assert new == BROKEN.replace('os.environ["RATIO"]', 'os.environ.get("RATIO", "0.5")')


def test_an_unsafe_fix_is_not_preferred(project: Path, editor: Editor) -> None:
    text = SCRIPT.replace('"RATIO", "0.5"', '"RATIO", "0.7"')
    uri = editor.open("train.py", text)
    (found,) = editor.diagnostics(uri)
    actions = editor.actions(uri, found.range)
    assert [(each.title, each.is_preferred) for each in actions] == [
        ('Fall back to the contract\'s default "0.5"', None),
        ("Ignore ENV105 (env-default-mismatch) here", None),
    ]


def test_a_finding_can_be_ignored_with_a_reason(editor: Editor) -> None:
    uri = editor.open("train.py", BROKEN)
    found = {each.code: each for each in editor.diagnostics(uri)}
    actions = editor.actions(uri, found["ENV101"].range)
    (ignore,) = [each for each in actions if each.title == "Ignore ENV101 (undeclared-env-var) here"]
    new = applied(ignore.edit, {uri: BROKEN})[uri]
    line = '    print("\N{PILE OF POO}", os.getenv("EXTRA", "x"))'
    assert new == BROKEN.replace(line, f"{line}  # cursus-lint: ignore[ENV101] -- say why")


def test_what_is_missing_can_be_declared_in_the_contract(project: Path, editor: Editor) -> None:
    uri = editor.open("train.py", BROKEN)
    found = {each.code: each for each in editor.diagnostics(uri)}
    (action,) = [
        each for each in editor.actions(uri, found["ENV101"].range) if each.title == "Declare `EXTRA` in the contract"
    ]
    contract = editor.uri("train.step.yaml")
    new = applied(action.edit, {uri: BROKEN, contract: CONTRACT})
    assert new == {
        uri: BROKEN,
        contract: CONTRACT.replace("      RATIO: '0.5'\n", "      RATIO: '0.5'\n      EXTRA: 'x'\n"),
    }

    def codes() -> set[object]:
        return {each.code for each in editor.shown[uri].diagnostics} if uri in editor.shown else set()

    editor.open("train.step.yaml", new[contract])
    editor.until(lambda: codes() == {"ENV102", "ENV104"})


def test_an_argument_can_be_declared_with_its_default(editor: Editor) -> None:
    text = SCRIPT.replace(
        '    parser.add_argument("--job_type")',
        '    parser.add_argument("--job_type")\n    parser.add_argument("--depth", type=int, default=3)',
    ).replace(
        "    print(job", "    open('/opt/ml/processing/output/log/a.txt', 'w').write(job_args.depth)\n    print(job"
    )
    uri = editor.open("train.py", text)
    contract = editor.uri("train.step.yaml")
    editor.diagnostics(uri)
    titles = {each.title: each for each in editor.actions(uri, EVERYWHERE)}
    new = applied(titles["Declare `--depth` in the contract"].edit, {contract: CONTRACT})[contract]
    added = "    source: job_type\n  - flag: --depth\n    required: false\n    default: 3\n"
    assert new == CONTRACT.replace("    source: job_type\n", added)


def test_a_contract_is_repaired_in_the_editor_as_well(project: Path, editor: Editor) -> None:
    text = CONTRACT.replace("RATIO: '0.5'", "RATIO: '0.5'  # cursus-lint: ignore[ENV105] -- old")
    uri = editor.open("train.step.yaml", text)
    (found,) = editor.diagnostics(uri)
    assert found.code == "CUR002"
    action = next(each for each in editor.actions(uri, found.range) if each.is_preferred)
    assert applied(action.edit, {uri: text})[uri] == CONTRACT
