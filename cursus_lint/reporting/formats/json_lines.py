"""`json-lines`: each violation as a JSON object on a line of its own, the suppressed and known ones included."""

from __future__ import annotations

import json

from cursus_lint.diagnostics import Report
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.formats.json import violations_as_json


def render(report: Report, files: Files, style: Style) -> str:
    """The violations by file and place, each in the shape it has in `json`."""
    return "".join(json.dumps(violation) + "\n" for violation in violations_as_json(report, files))
