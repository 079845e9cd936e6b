"""The page: what its drawing shows, and how it looks in a browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from report_samples import sample

from cursus_lint.diagnostics import Link, Pipeline, Report, Step
from cursus_lint.reporting import Files, Style, render
from cursus_lint.reporting.pipeline_drawing import NODE_HEIGHT, NODE_WIDTH, draw

PROJECT = Path(__file__).parents[2] / "fixtures" / "projects" / "churn"


def pipeline(links: str, *names: str) -> Pipeline:
    pairs = [pair.split(">") for pair in links.split()]
    steps = sorted({*names, *(name for pair in pairs for name in pair)})
    return Pipeline(tuple(Step(name) for name in steps), tuple(sorted(Link(a, b, "data") for a, b in pairs)))


def test_what_feeds_a_step_stands_left_of_it():
    drawing = draw(pipeline("A>B B>C A>C C>D", "E"))
    x = {node.step_type: node.x for node in drawing.nodes}
    assert x["A"] < x["B"] < x["C"] < x["D"] < x["E"]


def test_circles_are_drawn_too():
    drawing = draw(pipeline("A>B B>C C>A D>D"))
    assert {(edge.source, edge.target) for edge in drawing.edges} == {("A", "B"), ("B", "C"), ("C", "A"), ("D", "D")}
    assert len({(node.x, node.y) for node in drawing.nodes}) == 4


def test_no_two_steps_overlap_and_all_lie_inside():
    links = " ".join(f"S{a}>S{b}" for a in range(12) for b in range(a + 1, 12) if (a * b) % 3 == 1)
    drawing = draw(pipeline(links, *(f"T{n}" for n in range(9))))
    boxes = [(node.x, node.y) for node in drawing.nodes]
    for index, (x, y) in enumerate(boxes):
        assert x + NODE_WIDTH <= drawing.width
        assert y + NODE_HEIGHT <= drawing.height
        assert all(abs(x - a) >= NODE_WIDTH or abs(y - b) >= NODE_HEIGHT for a, b in boxes[:index])


def test_a_long_chain_is_drawn():
    drawing = draw(pipeline(" ".join(f"S{n:04}>S{n + 1:04}" for n in range(3_000))))
    assert len(drawing.nodes) == 3_001


def test_the_page_loads_nothing():
    page = render("html", *sample("LABEL"), Style())
    assert not re.search(r"https?://|<script|<link|@import|url\((?!#)|src=", page)


def test_every_link_of_the_page_leads_somewhere():
    page = render("html", *sample("LABEL"), Style())
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)


def test_an_empty_page_says_so():
    assert "There are none." in render("html", Report(), Files(), Style())


def test_the_matrix_counts_what_counts(cursus_lint, tmp_path):
    project = copy(tmp_path)
    cursus_lint("--output-format", "html=report.html", cwd=project)
    found = json.loads(cursus_lint("--output-format", "json", cwd=project).stdout)["violations"]
    counting = [each for each in found if not each["suppressed"]]
    cells = re.findall(r"<td(?: class=\"zero\")?>(\d+)</td>", (project / "report.html").read_text())
    assert sum(map(int, cells)) == len(counting)


def copy(tmp_path: Path) -> Path:
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    (project / ".git").mkdir()
    return project


HARNESS = """<!DOCTYPE html><title>harness</title>
<iframe id="page" src="report.html" style="width:%dpx;height:900px;border:0"></iframe><pre id="said"></pre><script>
page.onload = () => {
  const view = page.contentWindow, document_ = view.document;
  const rgb = (text) => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const part = (c) => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const light = (text) => rgb(text).map((c) => part(c / 255))
    .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
  const contrast = (a, b) => {
    const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05);
  };
  const behind = (node) => {
    for (let n = node; n; n = n.parentElement) {
      const c = view.getComputedStyle(n).backgroundColor; if (!/, 0\\)$|transparent/.test(c)) return c;
    }
    return "rgb(255,255,255)";
  };
  const texts = [...document_.querySelectorAll("p, th, td, .badge, figcaption, pre, a:not(svg a), h1, h2, h3, mark")];
  said.textContent = JSON.stringify({
    width: document_.documentElement.clientWidth, scroll: document_.documentElement.scrollWidth,
    nodes: document_.querySelectorAll("svg a").length, articles: document_.querySelectorAll("article").length,
    contrast: Math.min(...texts.map((n) => contrast(view.getComputedStyle(n).color, behind(n)))),
    background: view.getComputedStyle(document_.body).backgroundColor,
    unnamed: [...document_.querySelectorAll("a, [role=region], svg")].filter(
      (n) => !(n.getAttribute("aria-label") || n.textContent.trim())).length,
    lang: document_.documentElement.lang, loaded: view.performance.getEntriesByType("resource").length,
  });
};
</script>"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_in_a_browser(tmp_path, cursus_lint, width, scheme):
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        pytest.skip("there is no Chromium")
    project = copy(tmp_path)
    cursus_lint("--output-format", "html=report.html", cwd=project)
    (project / "harness.html").write_text(HARNESS % width)
    done = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--allow-file-access-from-files",
            f"--blink-settings=preferredColorScheme={0 if scheme == 'dark' else 1}",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--virtual-time-budget=10000",
            "--dump-dom",
            (project / "harness.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    match = re.search(r'<pre id="said">(.+?)</pre>', done.stdout, re.DOTALL)
    assert match, done.stdout + done.stderr
    said = json.loads(html.unescape(match[1]))
    assert said["scroll"] <= said["width"] <= width, "nothing makes the page scroll sideways"
    assert (said["nodes"], said["unnamed"], said["lang"]) == (7, 0, "en")
    assert said["articles"] >= 10
    assert said["contrast"] >= 4.5
    assert said["background"] == ("rgb(13, 17, 23)" if scheme == "dark" else "rgb(255, 255, 255)")
    assert said["loaded"] == 0
