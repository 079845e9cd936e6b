from __future__ import annotations

import pytest
from language_client import CONTRACT, SCRIPT, Editor
from lsprotocol import types


def place(text: str, needle: str, inside: int = 0) -> types.Position:
    offset = text.index(needle) + inside
    line = text.count("\n", 0, offset)
    return types.Position(line, offset - (text.rfind("\n", 0, offset) + 1))


def completed(editor: Editor, uri: str, position: types.Position) -> list[tuple[str, str | None]]:
    params = types.CompletionParams(types.TextDocumentIdentifier(uri), position)
    found = editor.run(editor.client.text_document_completion_async(params))
    assert isinstance(found, (list, tuple))
    return [(item.label, item.detail) for item in sorted(found, key=lambda item: item.sort_text or "")]


@pytest.mark.parametrize(
    ("half_typed", "expected"),
    [
        ('    os.environ["', ["LABEL", "RATIO"]),
        ("    input_paths.get('", ["data", "hints"]),
        ('    output_paths["', ["model"]),
        ('    parser.add_argument("--', ["--job_type"]),
        (
            '    x = "/opt/',
            [
                "/opt/ml/processing/input/data",
                "/opt/ml/processing/output/model",
                "/opt/ml/processing/input/hints",
            ],
        ),
        ("    x = 1", []),
        ('    x = "LAB', []),
    ],
)
def test_completion_in_half_typed_code(shared: Editor, half_typed: str, expected: list[str]) -> None:
    uri = shared.open("train.py", f"{SCRIPT}{half_typed}\n")
    found = completed(shared, uri, types.Position(len(SCRIPT.splitlines()), len(half_typed)))
    shared.shut(uri)
    assert sorted(label for label, _ in found) == sorted(expected)


def test_completion_in_whole_code(editor: Editor) -> None:
    text = (
        SCRIPT.replace("    print(job_args.job_type)", '    environ_vars.get("")')
        .replace('"RATIO": os.environ.get("RATIO", "0.5")', "")
        .replace('environ_vars["RATIO"]', "1")
    )
    uri = editor.open("train.py", text)
    assert completed(editor, uri, place(text, 'get("")', 5)) == [
        ("RATIO", "optional environment variable, default '0.5'"),
        ("LABEL", "required environment variable"),
    ]


def test_hover_tells_the_declaration_and_who_uses_it(editor: Editor) -> None:
    uri = editor.open("train.py")
    params = types.HoverParams(types.TextDocumentIdentifier(uri), place(SCRIPT, '"RATIO", "0.5"', 2))
    hover = editor.run(editor.client.text_document_hover_async(params))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value == (
        "`RATIO`: optional environment variable, default '0.5'\n\n"
        "train.step.yaml, line 20. Asked for in `train.py` (2)."
    )


def test_hover_on_a_code_explains_the_rule(editor: Editor) -> None:
    text = f"{SCRIPT}# cursus-lint: ignore[ENV102]\n"
    uri = editor.open("train.py", text)
    params = types.HoverParams(types.TextDocumentIdentifier(uri), place(text, "ENV102", 3))
    hover = editor.run(editor.client.text_document_hover_async(params))
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.value.startswith("# ENV102 required-env-fallback\n")


def test_from_the_script_to_the_contract_and_back(editor: Editor) -> None:
    uri, contract = editor.open("train.py"), editor.open("train.step.yaml")
    where = place(SCRIPT, 'input_paths["data"]', 14)
    definition = editor.run(
        editor.client.text_document_definition_async(types.DefinitionParams(types.TextDocumentIdentifier(uri), where))
    )
    start = place(CONTRACT, "    data:", 4)
    declared = types.Location(contract, types.Range(start, types.Position(start.line, start.character + 4)))
    assert list(definition) == [declared]
    references = editor.run(
        editor.client.text_document_references_async(
            types.ReferenceParams(
                types.ReferenceContext(include_declaration=True), types.TextDocumentIdentifier(contract), start
            )
        )
    )
    found = [(each.uri, each.range.start) for each in references or []]
    assert found[0] == (contract, start)
    assert (uri, place(SCRIPT, 'input_paths["data"]', 12)) in found


def test_a_contract_shows_who_reads_its_entries_and_leads_to_the_script(editor: Editor) -> None:
    text = CONTRACT.replace("[LABEL]", "[LABEL, EXTRA]")
    uri = editor.open("train.step.yaml", text)
    lenses = editor.run(
        editor.client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
    )
    titles = [(each.range.start, each.command.title) for each in lenses or [] if each.command]
    assert sorted(titles, key=lambda each: each[0].line * 100 + each[0].character) == [
        (place(text, "    data:", 4), "read in 1 script"),
        (place(text, "    hints:", 4), "read in 1 script"),
        (place(text, "    model:", 4), "written in 1 script"),
        (place(text, "--job_type"), "read in 1 script"),
        (place(text, "LABEL"), "read in 1 script"),
        (place(text, "EXTRA"), "never read"),
        (place(text, "RATIO"), "read in 1 script"),
    ]
    links = editor.run(
        editor.client.text_document_document_link_async(types.DocumentLinkParams(types.TextDocumentIdentifier(uri)))
    )
    assert [(each.range.start.line, each.target) for each in links] == [(2, editor.uri("train.py"))]
