"""What the editor can ask about contracts: completion, hover, definition, references, links and lenses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from cursus_lint.diagnostics import Span
from cursus_lint.engine.knowledge import Entry, entries_of, kinds_wanted, string_at, uses_of
from cursus_lint.reporting.rules import documentation
from cursus_lint.rules import find_rule
from cursus_lint.server.documents import Document, uri_of
from cursus_lint.server.linting import Linted
from cursus_lint.server.server import ContractServer

_CODE = re.compile(r"\b[A-Z]{3,4}\d{3}\b")


def register(server: ContractServer) -> None:
    """Let `server` answer the messages of this module."""
    options = types.CompletionOptions(trigger_characters=['"', "'", "/"])
    server.answer(types.TEXT_DOCUMENT_COMPLETION, _completion, options)
    server.answer(types.TEXT_DOCUMENT_HOVER, _hover)
    server.answer(types.TEXT_DOCUMENT_DEFINITION, _definition)
    server.answer(types.TEXT_DOCUMENT_REFERENCES, _references)
    server.answer(types.TEXT_DOCUMENT_DOCUMENT_LINK, _document_link)
    server.answer(types.TEXT_DOCUMENT_CODE_LENS, _code_lens)


@dataclass(frozen=True, slots=True)
class Known:
    """A declaration, the file of its contract, and where each script (by file) asks for it."""

    entry: Entry
    file: Path
    uses: tuple[tuple[Path, tuple[Span, ...]], ...]


def _known(linted: Linted) -> Iterator[Known]:
    """The declarations of the contracts that a document is about."""
    found: dict[tuple[Path, Entry], list[tuple[Path, tuple[Span, ...]]]] = {}
    for each in linted.checked:
        target = each.target
        if target.contract is None or target.contract_file is None:
            continue
        facts, place = linted.facts.get(target.path), linted.binding.places.get(target.path)
        for entry in entries_of(target.contract):
            uses = found.setdefault((Path(target.contract_file), entry), [])
            if facts is not None and place is not None:
                uses.append((place, uses_of(entry, facts)))
    for (file, entry), places in found.items():
        yield Known(entry, file, tuple(places))


def _completion(server: ContractServer, params: types.CompletionParams) -> list[types.CompletionItem]:
    document = server.documents.get(params.text_document.uri)
    linted = None if document is None else server.findings(document)
    if document is None or linted is None or linted.binding.is_contract:
        return []
    line = document.text.line(params.position.line)
    begin = document.text.offset(types.Position(params.position.line, 0))
    kinds, typed = kinds_wanted(line[: document.text.offset(params.position) - begin])
    start = document.text.position(document.text.offset(params.position) - len(typed))
    offered = [known for known in _known(linted) if known.entry.kind in kinds]
    # What is not asked for yet comes first.
    offered.sort(key=lambda known: (any(spans for _, spans in known.uses), not known.entry.required, known.entry.text))
    return [
        types.CompletionItem(
            known.entry.text,
            kind=types.CompletionItemKind.Constant,
            detail=known.entry.describe(),
            documentation=f"Declared in {known.file.name}, line {known.entry.line}.",
            sort_text=f"{number:04}",
            text_edit=types.TextEdit(types.Range(start, params.position), known.entry.text),
        )
        for number, known in enumerate(offered)
    ]


def _hover(server: ContractServer, params: types.HoverParams) -> types.Hover | None:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return None
    code = _code_at(document, params.position)
    rule = find_rule(code) if code else None
    if rule is not None:
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, documentation(rule)))
    said = [_told(known) for known in _at(server, document, params.position)]
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "\n\n".join(said))) if said else None


def _told(known: Known) -> str:
    used = ", ".join(f"`{path.name}` ({len(spans)})" for path, spans in known.uses if spans)
    where = f"Asked for in {used}." if used else "Nothing asks for it."
    return f"`{known.entry.text}`: {known.entry.describe()}\n\n{known.file.name}, line {known.entry.line}. {where}"


def _definition(server: ContractServer, params: types.DefinitionParams) -> list[types.Location]:
    document = server.documents.get(params.text_document.uri)
    return [] if document is None else list(_declarations(server, _at(server, document, params.position)))


def _references(server: ContractServer, params: types.ReferenceParams) -> list[types.Location]:
    document = server.documents.get(params.text_document.uri)
    if document is None:
        return []
    found = _at(server, document, params.position)
    locations = list(_declarations(server, found)) if params.context.include_declaration else []
    for known in found:
        for path, spans in known.uses:
            script = server.documents.read(path)
            if script is not None:
                locations += [types.Location(script.uri, script.text.range_of(span)) for span in spans]
    return list({str(location): location for location in locations}.values())


def _declarations(server: ContractServer, found: list[Known]) -> Iterator[types.Location]:
    for known in found:
        contract = server.documents.read(known.file)
        if contract is not None and known.entry.line:
            yield types.Location(contract.uri, contract.text.range_of_name(known.entry.line, known.entry.text))


def _document_link(server: ContractServer, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    """From a contract's entry point to the script, and from a script's comment to its contract."""
    document = server.documents.get(params.text_document.uri)
    linted = None if document is None else server.findings(document)
    if document is None or linted is None:
        return []
    links = []
    for target in (each.target for each in linted.checked if each.target.contract is not None):
        place = linted.binding.places.get(target.path)
        if target.contract is None or place is None:
            continue
        line, name = target.contract.line_of("entry_point"), target.contract.entry_point or ""
        if linted.binding.is_contract and line and name in document.text.line(line - 1):
            links.append(types.DocumentLink(document.text.range_of_name(line, name), uri_of(place)))
    comment = re.compile(r"#\s*cursus-lint\s*:\s*contract\s*=\s*([^#\s]+)")
    for number in range(min(30, document.text.line_count)) if not linted.binding.is_contract else ():
        match = comment.search(document.text.line(number))
        for file in linted.binding.contract_files if match else ():
            assert match is not None
            links.append(types.DocumentLink(document.text.range_of_name(number + 1, match.group(1)), uri_of(file)))
    return links


def _code_lens(server: ContractServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    document = server.documents.get(params.text_document.uri)
    linted = None if document is None else server.findings(document)
    if document is None or linted is None or not linted.binding.is_contract:
        return []
    lenses = []
    for known in _known(linted):
        if known.file == document.path and known.entry.kind != "path" and known.entry.line and known.uses:
            scripts = sum(bool(spans) for _, spans in known.uses)
            title = f"read in {scripts} script{'' if scripts == 1 else 's'}" if scripts else "never read"
            if known.entry.kind == "output":
                title = title.replace("read", "written")
            where = document.text.range_of_name(known.entry.line, known.entry.text)
            lenses.append(types.CodeLens(where, types.Command(title, "")))
    return lenses


def _code_at(document: Document, position: types.Position) -> str | None:
    line, column = document.text.line(position.line), document.text.place(position)[1]
    return next((each.group() for each in _CODE.finditer(line) if each.start() < column <= each.end() + 1), None)


def _at(server: ContractServer, document: Document, position: types.Position) -> list[Known]:
    """The declarations that a place in a script or a contract is about."""
    linted = server.findings(document)
    if linted is None:
        return []
    line, column = document.text.place(position)
    if linted.binding.is_contract:
        return [known for known in _known(linted) if known.entry.line == line and known.entry.kind != "path"]
    text = string_at(document.text.line(position.line), column)
    if text is None:
        return []
    begin = document.text.line(position.line).find(text)
    kinds, _ = kinds_wanted(document.text.line(position.line)[:begin])
    named = [known for known in _known(linted) if known.entry.text == text]
    return [known for known in named if known.entry.kind in kinds] or named
