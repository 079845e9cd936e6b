"""Names from scripts and contracts are made to look like something else; in no format may they be it."""

from __future__ import annotations

import html.parser
import json
import re
import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest
from markdown_it import MarkdownIt
from report_samples import sample

from cursus_lint.reporting import Style, format_names, render
from cursus_lint.reporting.formats.github import step_summary

HOSTILE = {
    "newline": "A\n::error::owned\r\n##vso[task.complete result=Succeeded]",
    "command": "::set-output name=a::b,c:d%0A::error::x",
    "percent": "%0A%0D%25%AZP25",
    "cdata": "]]></failure><failure message='x'>&lt;![CDATA[",
    "bidirectional": "A\u202e\u2066B\u200f\u2028\u2029",
    "control": "A\x1b[31m\x00\x07\x08\x85\x9b",
    "noncharacter": "A\ufffe\uffff\udc80",
    "markdown": "`*a*` _b_ [c](javascript:alert) ![d](http://e.example/f.png) | g | <h> # @everyone ~~i~~ $j$ &amp;",
    "html": "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'>{{ 7 * 7 }}{% raw %}",
    "azure": "a;type=error]b##vso[task.setvariable variable=c]d",
    "json": '"}, "code": "X", {"',
}
VERBOSE = Style(verbose=True)


def rendered(form: str, name: str, **more: str) -> str:
    report, files = sample(name, **more)
    return render(form, report, files, VERBOSE)


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("form", format_names())
def test_nothing_unprintable_and_no_further_line(form: str, kind: str) -> None:
    name = HOSTILE[kind]
    text = rendered(form, name, path=f"scripts/{name}.py", contract=f"steps/{name}.step.yaml")
    text.encode("utf-8")
    bad = {each for each in text if unicodedata.category(each) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and each != "\n"}
    assert bad == set()
    benign = rendered(form, "B" * 20, path="scripts/b.py", contract="steps/b.step.yaml")
    assert len(text.splitlines()) == len(benign.splitlines())


@pytest.mark.parametrize("form", format_names())
def test_the_reason_of_a_suppression_is_carried(form: str) -> None:
    text = rendered(form, "LABEL", reason="because of the migration")
    assert "because of the migration" in text
    assert "2031-01-31" in text


@pytest.mark.parametrize("kind", HOSTILE)
def test_workflow_commands_read_back_as_they_were_meant(kind: str) -> None:
    name = HOSTILE[kind]
    lines = rendered("github", name, path=f"{name}.py").splitlines()
    commands = [parse_workflow_command(line) for line in lines]
    assert [command for command, _, _ in commands] == ["error", "warning", "notice", "debug", "debug"]
    for command, properties, message in commands[:3]:
        assert set(properties) == {"file", "line", "endLine", "col", "endColumn", "title"}, command
        assert message.endswith("is read from the environment, but the contract does not declare it")
        assert properties["file"].endswith(".py")
    if name.isprintable():
        assert commands[0][1]["file"] == f"{name}.py"
        assert f"`{name}`" in commands[0][2]


def parse_workflow_command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner reads it, its escaping undone."""
    match = re.fullmatch(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*))?::(?P<data>.*)", line)
    assert match, line
    properties = dict(part.split("=", 1) for part in (match["properties"] or "").split(",") if part)
    return match["name"], {key: undone(value) for key, value in properties.items()}, undone(match["data"])


def undone(text: str) -> str:
    for escaped, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, character)
    return text


@pytest.mark.parametrize("kind", HOSTILE)
def test_azure_commands_read_back_as_they_were_meant(kind: str) -> None:
    name = HOSTILE[kind]
    for line in rendered("azure", name, path=f"{name}.py").splitlines():
        match = re.fullmatch(r"##vso\[task\.(logissue|debug)(?: ([^\]]*))?\](.*)", line)
        assert match, line
        properties = dict(part.split("=", 1) for part in (match[2] or "").split(";") if part)
        if match[1] == "logissue":
            assert set(properties) == {"type", "sourcepath", "linenumber", "columnnumber", "code"}
            assert properties["type"] in ("error", "warning")


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("form", ["json", "sarif", "gitlab", "rdjson"])
def test_json_stays_json(form: str, kind: str) -> None:
    text = rendered(form, HOSTILE[kind], path=f"{HOSTILE[kind]}.py")
    assert text.isascii()
    json.loads(text)


@pytest.mark.parametrize("kind", HOSTILE)
def test_xml_has_no_further_elements(kind: str) -> None:
    found = ElementTree.fromstring(rendered("junit", HOSTILE[kind], path=f"{HOSTILE[kind]}.py"))
    assert sorted(each.tag for each in found.iter()) == sorted(
        ["testsuites", "testsuite", *["testcase"] * 5, "failure", "failure", "system-out", "skipped", "skipped"]
    )


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize(
    "write", [lambda *given: render("markdown", *given), step_summary], ids=["markdown", "summary"]
)
def test_markdown_has_no_further_elements(write, kind: str) -> None:
    report, files = sample(HOSTILE[kind], path=f"{HOSTILE[kind]}.py")
    page = (
        MarkdownIt("gfm-like", {"linkify": False, "html": True}).enable("table").render(write(report, files, VERBOSE))
    )
    parser = Elements()
    parser.feed(page)
    assert parser.tags <= {
        "h2",
        "p",
        "br",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "strong",
        "code",
        "details",
        "summary",
    }
    assert "@everyone" not in parser.loose
    rows = page.count("<tr>")
    assert rows == 4 + 3


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_page_has_no_further_elements(kind: str) -> None:
    tags = []
    for name in (HOSTILE[kind], "B" * 20):
        parser = Elements()
        parser.feed(rendered("html", name, path=f"{name}.py"))
        tags.append((parser.order, parser.attributes))
    assert tags[0] == tags[1]
    assert "{{ 7 * 7 }}{% raw %}" in rendered("html", HOSTILE["html"])


class Elements(html.parser.HTMLParser):
    """The elements of a page, with the names of their attributes, and the text outside of code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.order: list[str] = []
        self.attributes: list[tuple[str, ...]] = []
        self.loose = ""
        self._in_code = 0

    @property
    def tags(self) -> set[str]:
        return set(self.order)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.order.append(tag)
        self.attributes.append(tuple(name for name, _ in attributes))
        self._in_code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._in_code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self._in_code:
            self.loose += data
