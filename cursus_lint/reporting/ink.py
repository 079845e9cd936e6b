"""Lines of styled pieces of text, written plainly or, on a terminal, with colours and links."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cursus_lint.diagnostics import Severity

SEVERITY_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}
FRAME = "bright_blue"
QUIET = "dim"


class Piece(NamedTuple):
    """Text of one style; `link` is the address it leads to on terminals that know links. `text` is already escaped."""

    text: str
    style: str = ""
    link: str = ""


Line = tuple[Piece, ...]


def line(*pieces: Piece | str) -> Line:
    """A line of pieces; a bare string has no style."""
    return tuple(piece if isinstance(piece, Piece) else Piece(piece) for piece in pieces)


def write(lines: Iterable[Line], *, color: bool) -> str:
    """The lines as text, each with a line break and without blanks at its end."""
    return "".join(written(lines, color=color))


def written(lines: Iterable[Line], *, color: bool) -> Iterator[str]:
    """The text of each line, with a line break and without blanks at its end."""
    if not color:
        for each in lines:
            yield "".join([piece.text for piece in each]).rstrip() + "\n"
        return
    # rich is loaded for a terminal only.
    from rich.console import Console
    from rich.style import Style
    from rich.text import Text

    buffer = io.StringIO()
    console = Console(file=buffer, force_terminal=True, color_system="standard", width=10_000, highlight=False)
    for each in lines:
        text = Text()
        for piece in each:
            text.append(piece.text, Style.parse(piece.style) + Style(link=piece.link or None))
        text.rstrip()
        console.print(text, soft_wrap=True)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
