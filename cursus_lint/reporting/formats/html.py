"""`html`: a page for people, in one file without anything to load: the pipeline, a table, and every violation."""

from __future__ import annotations

from cursus_lint.diagnostics import Report
from cursus_lint.reporting import Files, Style
from cursus_lint.reporting.escaping import escape
from cursus_lint.reporting.page import page_of
from cursus_lint.reporting.pipeline_drawing import NODE_HEIGHT, NODE_WIDTH
from cursus_lint.reporting.places import Places

_WORDS = {
    "error": "errors",
    "warning": "warnings",
    "info": "infos",
    "known": "known or suppressed",
    "clean": "no contradictions",
    "none": "no script",
}
"""The states of a step, for people."""


def render(report: Report, files: Files, style: Style) -> str:
    """The page. Raises ModuleNotFoundError where Jinja2 (the extra `html`) is not installed."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("cursus_lint.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["escape_text"] = escape
    template = environment.get_template("report.html.j2")
    page = page_of(report, Places(files), style)
    return template.render(page=page, node_width=NODE_WIDTH, node_height=NODE_HEIGHT, words=_WORDS) + "\n"
