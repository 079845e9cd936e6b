"""The editors' configurations, as the README shows them."""

from __future__ import annotations

import re
from pathlib import Path

_BLOCK = re.compile(r"<!-- editor: (?P<name>[^\n]+?) -->\n```\w+\n(?P<text>.*?)```\n", re.DOTALL)

CONFIGURATIONS = {
    match["name"]: match["text"] for match in _BLOCK.finditer((Path(__file__).parents[2] / "README.md").read_text())
}
