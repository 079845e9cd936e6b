"""The documents that are open in the editor."""

from __future__ import annotations

import io
import os
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from lsprotocol import types

from cursus_lint.server.text import Text


def path_of(uri: str) -> Path | None:
    """The absolute path that a URI stands for; None for anything that is no file of this machine.

    A new document that an editor has named already (`untitled:/project/train.py`) stands for the file it will be.
    """
    try:
        scheme, host, quoted, _, _ = urlsplit(uri)
    except ValueError:
        return None
    path = os.fsdecode(unquote_to_bytes(quoted))
    if scheme not in ("file", "untitled") or not path.startswith("/") or "\0" in path:
        return None
    if os.name == "nt":
        share = f"//{host}" if host else ""
        return Path(os.path.normpath(share + path if share else path.removeprefix("/")))
    return Path(os.path.normpath(path)) if host in ("", "localhost") else None


def uri_of(path: Path) -> str:
    """The URI of an absolute path."""
    return path.as_uri()


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the editor holds it, saved or not.

    `path` is None where the document is none that could be linted. `is_python` says that it is a script, or a contract
    that is written in Python.
    """

    uri: str
    path: Path | None
    version: int | None
    text: Text
    is_python: bool

    @property
    def data(self) -> bytes:
        """The bytes that saving would write: by the coding cookie in Python, UTF-8 otherwise."""
        content = self.text.content
        encoded = content.encode("utf-8", "replace")
        if not self.is_python:
            return encoded
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(encoded).readline)
            return encoded if encoding.startswith("utf-8") else content.encode(encoding)
        except (SyntaxError, LookupError, UnicodeEncodeError):
            return encoded


class Documents:
    """All open documents, by URI and by path.

    `home` is the folder that new documents without a name are taken to be in.
    """

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self.home: Path | None = None
        self._open: dict[str, Document] = {}
        self._by_path: dict[Path, str] = {}

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._open.values()))

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take a document that the editor has opened."""
        path = path_of(item.uri)
        is_python = item.language_id == "python" or (path is not None and path.suffix == ".py")
        if path is None and is_python and self.home is not None and item.uri.startswith("untitled:"):
            path = self.home / unquote(item.uri.partition(":")[2]).replace("/", "_")
        document = Document(item.uri, path, item.version, Text(item.text, self.encoding), is_python)
        self._open[item.uri] = document
        if path is not None:
            self._by_path[path] = item.uri
        return document

    def change(
        self, uri: str, version: int | None, changes: Sequence[types.TextDocumentContentChangeEvent]
    ) -> Document | None:
        """Apply what the editor has changed, in order; None if the document is not open."""
        document = self._open.get(uri)
        if document is None:
            return None
        text = document.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                text = text.edited(change.range, change.text)
            else:
                text = text.with_content(change.text)
        self._open[uri] = replace(document, version=version, text=text)
        return self._open[uri]

    def close(self, uri: str) -> None:
        """Forget a document that the editor has closed."""
        document = self._open.pop(uri, None)
        if document is not None and document.path is not None:
            self._by_path.pop(document.path, None)

    def get(self, uri: str) -> Document | None:
        """The open document with this URI."""
        return self._open.get(uri)

    def at(self, path: Path) -> Document | None:
        """The open document of a file."""
        uri = self._by_path.get(path)
        return None if uri is None else self._open[uri]

    def data(self, path: Path) -> bytes | None:
        """What the editor holds of a file; None if it is not open."""
        document = self.at(path)
        return None if document is None else document.data

    def read(self, path: Path) -> Document | None:
        """A file as the editor holds it, else as it is on disk; None if it cannot be read."""
        document = self.at(path)
        if document is not None:
            return document
        try:
            content = path.read_bytes().decode("utf-8", "replace")
        except OSError:
            return None
        return Document(uri_of(path), path, None, Text(content, self.encoding), path.suffix == ".py")
