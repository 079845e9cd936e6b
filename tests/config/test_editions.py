"""Rules that are newer than the edition of a project are previews."""

from __future__ import annotations

import pytest

from cursus_lint.config import EDITIONS, Configurations, RuleName, editions, resolve_selection, selection
from cursus_lint.rules import all_rules

KNOWN = (RuleName("ENV101", "old-rule"), RuleName("ENV102", "new-rule", edition="2026.2"))


@pytest.mark.parametrize(
    ("toml", "enabled"),
    [
        ('ruleset = "2026.1"', {"ENV101"}),
        ('ruleset = "2026.1"\nselect = ["ENV"]', {"ENV101"}),
        ('ruleset = "2026.1"\nselect = ["ALL"]', {"ENV101"}),
        ('ruleset = "2026.1"\nselect = ["ENV102"]', {"ENV102"}),
        ('ruleset = "2026.1"\nextend-select = ["new-rule"]', {"ENV101", "ENV102"}),
        ('ruleset = "2026.1"\npreview = true', {"ENV101", "ENV102"}),
        ('ruleset = "2026.2"', {"ENV101", "ENV102"}),
    ],
)
def test_previews(tmp_path, monkeypatch, toml, enabled):
    monkeypatch.setattr(selection, "EDITIONS", ("2026.1", "2026.2"))
    (tmp_path / "cursus-lint.toml").write_text(toml)
    assert resolve_selection(Configurations(tmp_path).for_folder(tmp_path), KNOWN).enabled == enabled


def test_every_rule_belongs_to_an_edition():
    newest = editions.edition_order(EDITIONS[-1])
    for rule in all_rules():
        assert rule.edition in EDITIONS or editions.edition_order(rule.edition) > newest, rule.code
