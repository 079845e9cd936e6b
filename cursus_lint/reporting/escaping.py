"""Text from scripts and contracts made harmless for a terminal: what does not print is spelled out."""

from __future__ import annotations

_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def escape(text: str) -> str:
    """The text with control, bidirectional and other invisible characters spelled as Python escapes.

    >>> escape("a\\x1b[31m" + chr(0x202E) + "b")
    'a\\\\x1b[31m\\\\u202eb'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(escape_character(character) for character in text)


def escape_character(character: str) -> str:
    """One character, spelled as a Python escape if it does not print."""
    import unicodedata  # needed for text that is not plain

    if unicodedata.category(character) in _UNPRINTABLE:
        return character.encode("unicode_escape").decode("ascii")
    return character


def cells(text: str) -> int:
    """How many columns of a terminal the text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    import unicodedata

    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
