"""New texts as edits that an editor can make."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from lsprotocol import types

from cursus_lint.server.documents import Document


def text_edits(document: Document, new: str) -> list[types.TextEdit]:
    """The edits that make the text of `document` the text `new`, line by line."""
    old = document.text.content
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    most = min(len(before), len(after))
    top = next((i for i in range(most) if before[i] != after[i]), most)
    bottom = next((i for i in range(most - top) if before[-1 - i] != after[-1 - i]), most - top)
    offsets = [0]
    for line in before:
        offsets.append(offsets[-1] + len(line))
    changed_before, changed_after = before[top : len(before) - bottom], after[top : len(after) - bottom]
    matcher = difflib.SequenceMatcher(None, changed_before, changed_after, autojunk=False)
    return [
        types.TextEdit(
            types.Range(
                document.text.position(offsets[top + start]),
                document.text.position(offsets[top + end]),
            ),
            "".join(changed_after[begin:stop]),
        )
        for kind, start, end, begin, stop in matcher.get_opcodes()
        if kind != "equal"
    ]


def workspace_edit(changed: Sequence[tuple[Document, str]], *, versioned: bool) -> types.WorkspaceEdit:
    """The edit that gives each document its new text; `versioned` if the client can tell an outdated one."""
    edits = [(document, text_edits(document, new)) for document, new in changed]
    if not versioned:
        return types.WorkspaceEdit(changes={document.uri: made for document, made in edits})
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version), list(made)
            )
            for document, made in edits
        ]
    )
