from pathlib import Path

import pytest

from cursus_lint.config import ConfigError, Configurations, RuleName, Settings, resolve_selection
from cursus_lint.diagnostics import Severity

KNOWN = (
    RuleName("CUR001", "unparsable-script", essential=True),
    RuleName("ENV101", "undeclared-env-var"),
    RuleName("ENV102", "required-env-fallback"),
    RuleName("ENV107", "opaque-env-name", on_by_default=False),
    RuleName("ENV201", "invented-second-family"),
    RuleName("PATH201", "undeclared-input-path"),
)


def selection(folder, toml="", **command_line):
    (folder / "cursus-lint.toml").write_text(toml)
    configs = Configurations(folder, Settings(**command_line) if command_line else None)
    return resolve_selection(configs.for_folder(folder), KNOWN)


@pytest.mark.parametrize(
    ("toml", "command_line", "enabled"),
    [
        ("", {}, "CUR001 ENV101 ENV102 ENV201 PATH201"),
        ('select = ["ALL"]', {}, "CUR001 ENV101 ENV102 ENV107 ENV201 PATH201"),
        ('select = ["ENV"]', {}, "CUR001 ENV101 ENV102 ENV107 ENV201"),
        ('select = ["ENV1"]', {}, "CUR001 ENV101 ENV102 ENV107"),
        ('select = ["undeclared-env-var"]', {}, "CUR001 ENV101"),
        ('select = ["PATH"]\nextend-select = ["ENV101"]', {}, "CUR001 ENV101 PATH201"),
        ('ignore = ["CUR"]', {}, "ENV101 ENV102 ENV201 PATH201"),
        # the more specific wins, whichever of the two it is
        ('select = ["ENV101"]\nignore = ["ENV"]', {}, "CUR001 ENV101"),
        ('select = ["ENV"]\nignore = ["ENV1"]', {}, "CUR001 ENV201"),
        ('select = ["ENV1"]\nignore = ["undeclared-env-var"]', {}, "CUR001 ENV102 ENV107"),
        ('select = ["ALL"]\nignore = ["ALL"]', {}, ""),
        # the same rule on both sides is ignored
        ('select = ["ENV101"]\nignore = ["undeclared-env-var"]', {}, "CUR001"),
        ('extend-select = ["opaque-env-name"]', {}, "CUR001 ENV101 ENV102 ENV107 ENV201 PATH201"),
        ('extend-ignore = ["ENV"]', {}, "CUR001 PATH201"),
        # the command line over the file
        ('select = ["ENV"]\nignore = ["ENV101"]', {"select": ("ENV101",)}, "CUR001 ENV101"),
        ('select = ["ENV101"]', {"ignore": ("ENV",)}, "CUR001"),
        ('ignore = ["ENV101"]', {"extend_select": ("ENV",)}, "CUR001 ENV101 ENV102 ENV107 ENV201 PATH201"),
        ('select = ["PATH"]', {"extend_select": ("ENV101",)}, "CUR001 ENV101 PATH201"),
    ],
)
def test_which_rules_are_on(tmp_path, toml, command_line, enabled):
    assert " ".join(sorted(selection(tmp_path, toml, **command_line).enabled)) == enabled


def test_severity_of_the_more_specific_selector_wins_over_the_order_in_the_file(tmp_path):
    chosen = selection(tmp_path, '[severity]\nundeclared-env-var = "info"\nENV1 = "warning"\nALL = "error"')
    assert {code: severity.value for code, severity in sorted(chosen.severities.items())} == {
        "CUR001": "error",
        "ENV101": "info",
        "ENV102": "warning",
        "ENV107": "warning",
        "ENV201": "error",
        "PATH201": "error",
    }


def test_severity_of_the_command_line_wins_over_a_more_specific_one_of_the_file(tmp_path):
    chosen = selection(tmp_path, '[severity]\nENV101 = "info"', severity={"ENV": "error"})
    assert chosen.severity_of("ENV101", Severity.WARNING) is Severity.ERROR
    assert chosen.severity_of("PATH201", Severity.WARNING) is Severity.WARNING


@pytest.mark.parametrize(
    ("pattern", "path", "ignored"),
    [
        ("legacy", "legacy/deep/a.py", True),
        ("legacy/", "steps/legacy/a.py", True),
        ("/legacy", "steps/legacy/a.py", False),
        ("steps/*.py", "steps/a.py", True),
        ("steps/*.py", "steps/deep/a.py", False),
        ("steps/**/*.py", "steps/a.py", True),
        ("steps/**/*.py", "steps/x/y/a.py", True),
        ("steps/**", "steps/x/a.py", True),
        ("a.py", "any/where/a.py", True),
        ("a.py", "any/where/aa.py", False),
        ("?.py", "a.py", True),
        ("[!b-z].py", "a.py", True),
        ("[!b-z].py", "c.py", False),
        ("*.p", "a.py", False),
        ("step(1)+.py", "step(1)+.py", True),
    ],
)
def test_per_file_ignores_match_like_gitignore_below_the_file_that_says_them(tmp_path, pattern, path, ignored):
    chosen = selection(tmp_path, f'[per-file-ignores]\n"{pattern}" = ["ENV101"]')
    assert (chosen.ignored_in(tmp_path / path) == {"ENV101"}) is ignored
    assert ("ENV101" in chosen.enabled_in(tmp_path / path)) is not ignored
    assert chosen.ignored_in(Path("/elsewhere") / path) == frozenset()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        (
            'select = ["ENV",\n  "undeclared-env-vra"]',
            "cursus-lint.toml:2: `select`: no rule is named `undeclared-env-vra`; did you mean `undeclared-env-var`?",
        ),
        ('\nignore = ["env101"]', "cursus-lint.toml:2: `ignore`: no rule is named `env101`; did you mean `ENV101`?"),
        (
            '[per-file-ignores]\n"a.py" = ["ENV"]\n"b.py" = ["PTH201"]',
            "cursus-lint.toml:3: `per-file-ignores`: no rule is named `PTH201`; did you mean `PATH201`?",
        ),
        (
            '[severity]\nENV = "info"\nEMV101 = "error"',
            "cursus-lint.toml:3: `severity`: no rule is named `EMV101`; did you mean `ENV101`?",
        ),
        ('select = ["E"]', "cursus-lint.toml:1: `select`: no rule is named `E`; `cursus-lint rules` lists them"),
        ('select = ["ENV9"]', "cursus-lint.toml:1: `select`: no rule is named `ENV9`; did you mean `ENV`?"),
    ],
)
def test_unknown_rules_name_the_nearest_with_file_and_line(tmp_path, monkeypatch, toml, message):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as error:
        selection(tmp_path, toml)
    assert str(error.value) == message


def test_an_unknown_rule_on_the_command_line_names_the_option(tmp_path):
    with pytest.raises(ConfigError) as error:
        selection(tmp_path, extend_select=("PATH202",))
    assert str(error.value) == "--extend-select: no rule is named `PATH202`; did you mean `PATH201`?"
