import json

import jsonschema
import pytest

from cursus_lint import __version__
from cursus_lint.config import ConfigError, Configurations, Settings, json_schema
from cursus_lint.config.origins import explain
from cursus_lint.config.shapes import Misshapen
from cursus_lint.diagnostics import Severity


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_nearest_file_rules_each_folder(tmp_path):
    write(
        tmp_path,
        {
            "pyproject.toml": '[tool.cursus-lint]\nfail-level = "error"\n',
            "a/cursus-lint.toml": 'fail-level = "info"\n',
            "b/pyproject.toml": '[project]\nname = "b"\n',
            "c/pyproject.toml": '[tool.cursus-lint]\nfail-level = "warning"\n',
            "c/cursus-lint.toml": 'fail-level = "info"\n',
        },
    )
    configs = Configurations(tmp_path)
    levels = {
        name: configs.for_folder(tmp_path / name).fail_level.value for name in (".", "a/deep/er", "b", "c", "none")
    }
    assert levels == {".": "error", "a/deep/er": "info", "b": "error", "c": "info", "none": "error"}
    assert configs.for_folder(tmp_path / "a/deep").file == tmp_path / "a/cursus-lint.toml"


def test_the_command_line_is_stronger_and_its_patterns_are_relative_to_the_current_folder(tmp_path):
    write(tmp_path, {"cursus-lint.toml": 'fail-level = "error"\nexclude = ["a.py"]\nextend-exclude = ["b.py"]\n'})
    config = Configurations(
        tmp_path / "sub", Settings(fail_level="info", extend_exclude=("/c.py",), force_exclude=True)
    ).for_folder(tmp_path)
    assert (config.fail_level, config.force_exclude) == (Severity.INFO, True)
    top = tmp_path.as_posix()
    excluded = [name for name in ("a.py", "b.py", "c.py", "sub/c.py", ".venv") if config.excludes(f"{top}/{name}")]
    assert excluded == ["a.py", "b.py", "sub/c.py"]


def test_isolated_reads_no_file_and_config_reads_only_that(tmp_path):
    write(tmp_path, {"cursus-lint.toml": "nonsense", "other/strict.toml": 'fail-level = "info"\nscripts = ["s/*.py"]'})
    assert Configurations(tmp_path, isolated=True).for_folder(tmp_path).layers == ()
    config = Configurations(tmp_path, file=tmp_path / "other/strict.toml").for_folder(tmp_path)
    assert config.fail_level is Severity.INFO
    assert config.is_script(f"{tmp_path.as_posix()}/other/s/x.py")
    assert not config.is_script(f"{tmp_path.as_posix()}/s/x.py")


def test_extend_lays_files_over_each_other_and_keeps_paths_relative_to_the_file_that_says_them(tmp_path):
    write(
        tmp_path,
        {
            "shared/base.toml": 'extend = "../top.toml"\nscripts = ["s/*.py"]\nextend-exclude = ["x"]\n',
            "top.toml": 'fail-level = "info"\nscripts = ["t/*.py"]\nplatform-env-vars = ["TOP_*"]\n'
            '[bindings]\n"a.py" = "A"\n"b.py" = "B"\n',
            "team/pyproject.toml": '[tool.cursus-lint]\nextend = "../shared/base.toml"\nextend-exclude = ["y"]\n'
            '[tool.cursus-lint.bindings]\n"a.py" = "./a.step.yaml"\n',
        },
    )
    config = Configurations(tmp_path).for_folder(tmp_path / "team")
    top = tmp_path.as_posix()
    assert [layer.path.name for layer in config.layers] == ["top.toml", "base.toml", "pyproject.toml"]
    assert config.fail_level is Severity.INFO
    assert config.platform_env_vars == ("TOP_*",)
    assert [config.is_script(f"{top}/{where}/x.py") for where in ("shared/s", "t", "team/s")] == [True, False, False]
    assert [config.excludes(f"{top}/{name}") for name in ("shared/x", "x", "team/y", "team/.git")] == [
        True,
        False,
        True,
        True,
    ]
    assert [(b.script.base, b.script.pattern, b.contract) for b in config.bindings] == [
        (f"{top}/team", "a.py", "./a.step.yaml"),
        (top, "a.py", "A"),
        (top, "b.py", "B"),
    ]


def test_the_project_root_is_the_nearest_mark(tmp_path):
    write(
        tmp_path,
        {
            "repo/.git/HEAD": "",
            "repo/plain/pyproject.toml": '[project]\nname = "x"\n',
            "repo/own/cursus-lint.toml": "",
            "repo/own/vendored/.git": "gitdir: elsewhere\n",
        },
    )
    configs = Configurations(tmp_path)
    folders = ("repo/plain/deep", "repo/own/deep", "repo/own/vendored/deep")
    assert [configs.root_of(tmp_path / folder).relative_to(tmp_path).as_posix() for folder in folders] == [
        "repo",
        "repo/own",
        "repo/own/vendored",
    ]
    assert configs.root_of(tmp_path) is None


def test_a_configuration_that_extends_one_above_belongs_to_its_project_unless_it_is_a_root(tmp_path):
    write(
        tmp_path,
        {
            "cursus-lint.toml": "",
            "a/cursus-lint.toml": 'extend = "../cursus-lint.toml"',
            "b/cursus-lint.toml": 'extend = "../cursus-lint.toml"\nroot = true',
            "c/cursus-lint.toml": 'extend = "../shared.toml/../a/cursus-lint.toml"',
        },
    )
    configs = Configurations(tmp_path)
    roots = [configs.root_of(tmp_path / name / "deep") for name in "abc"]
    assert roots == [tmp_path, tmp_path / "b", tmp_path]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"cursus-lint.toml": "\nselct = []"}, "cursus-lint.toml:2: unknown key `selct`; did you mean `select`?"),
        (
            {"pyproject.toml": "[project]\nselect = 1\n[tool.cursus-lint]\nper_file_ignores = {}"},
            "pyproject.toml:4: unknown key `per_file_ignores`; did you mean `per-file-ignores`?",
        ),
        (
            {"pyproject.toml": "[tool.other]\n[tool.cursus_lint]\nselect = []"},
            "pyproject.toml:2: the table is named `[tool.cursus-lint]`, not `[tool.cursus_lint]`",
        ),
        ({"cursus-lint.toml": 'exclude = "a"'}, "cursus-lint.toml:1: `exclude` must be a list of strings, not 'a'"),
        ({"cursus-lint.toml": 'exclude = [\n"a", 3]'}, "cursus-lint.toml:1: `exclude` must be a string, not 3"),
        (
            {"cursus-lint.toml": 'force-exclude = "yes"'},
            "cursus-lint.toml:1: `force-exclude` must be true or false, not 'yes'",
        ),
        (
            {"cursus-lint.toml": '[severity]\nENV101 = "eror"'},
            "cursus-lint.toml:2: `severity.ENV101` must be error, warning or info, not 'eror'; did you mean `error`?",
        ),
        (
            {"cursus-lint.toml": '[per-file-ignores]\n"a/*.py" = "ENV"'},
            "cursus-lint.toml:2: `per-file-ignores.\"a/*.py\"` must be a list of strings, not 'ENV'",
        ),
        ({"cursus-lint.toml": "a = 1\nb = ["}, "cursus-lint.toml:2: is not valid TOML: Invalid value"),
        ({"cursus-lint.toml": b"a = 1\n# \xff"}, "cursus-lint.toml:2: is not UTF-8 text, which TOML must be"),
        ({"cursus-lint.toml/x": ""}, "cursus-lint.toml: cannot be read: Is a directory"),
        (
            {"cursus-lint.toml": '\n\nextend = "base.toml"'},
            "cursus-lint.toml:3: `extend` names base.toml, which does not exist",
        ),
        (
            {"cursus-lint.toml": 'extend = "b/pyproject.toml"', "b/pyproject.toml": ""},
            "cursus-lint.toml:1: `extend` names b/pyproject.toml, which has no table `[tool.cursus-lint]`",
        ),
        (
            {"cursus-lint.toml": 'extend = "b.toml"', "b.toml": '\nextend = "./cursus-lint.toml"'},
            "b.toml:2: `extend` goes in a circle: cursus-lint.toml -> b.toml -> cursus-lint.toml",
        ),
        (
            {"cursus-lint.toml": 'required-version = ">=99"\nkey-of-the-future = 1'},
            f"cursus-lint.toml:1: `required-version` asks for cursus-lint >=99, and this is {__version__}",
        ),
        (
            {"cursus-lint.toml": 'required-version = "latest"'},
            "cursus-lint.toml:1: `required-version` must be a version specifier such as `>=0.1`, not 'latest'",
        ),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, monkeypatch, files, message):
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as error:
        Configurations(tmp_path).for_folder(tmp_path)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "message"), [("nope.toml", "there is no such configuration file"), ("pyproject.toml", "has no table")]
)
def test_a_file_that_is_asked_for_must_be_one(tmp_path, name, message):
    (tmp_path / "pyproject.toml").write_text("")
    with pytest.raises(ConfigError, match=message):
        Configurations(tmp_path, file=tmp_path / name)


def test_a_broken_pyproject_that_does_not_speak_of_us_is_not_our_business(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[[[")
    assert Configurations(tmp_path).for_folder(tmp_path).file is None


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path):
    (tmp_path / "cursus-lint.toml").write_bytes(b'\xef\xbb\xbffail-level = "info"\r\nselect = ["A",\r\n"B"]\r\n')
    assert Configurations(tmp_path).for_folder(tmp_path).fail_level is Severity.INFO


def test_where_each_value_comes_from(tmp_path):
    write(
        tmp_path,
        {
            "base.toml": '\nfail-level = "info"\nignore = ["ENV101"]\n',
            "cursus-lint.toml": 'extend = "base.toml"\n\n[severity]\nENV = "error"\n',
        },
    )
    config = Configurations(tmp_path, Settings(ignore=("PATH",))).for_folder(tmp_path)
    base, own = (tmp_path / "base.toml").as_posix(), (tmp_path / "cursus-lint.toml").as_posix()
    told = {(v.key, v.value, v.source, v.line) for v in explain(config) if v.source != "default"}
    assert told == {
        ("extend", '"base.toml"', own, 1),
        ("ignore", '["ENV101"]', base, 3),
        ("ignore", '["PATH"]', "command line", 0),
        ("severity", '{"ENV": "error"}', own, 3),
        ("fail-level", '"info"', base, 2),
    }
    assert {v.key for v in explain(config) if v.source == "default"} == {
        "contracts",
        "scripts",
        "exclude",
        "force-exclude",
        "respect-gitignore",
        "ruleset",
        "preview",
        "require-reasons",
        "output-format",
    }


def test_the_schema_knows_every_key_and_nothing_else():
    schema = json.loads(json_schema())
    assert set(schema["properties"]) == set(Settings.toml_keys())
    assert schema["additionalProperties"] is False
    assert all(value.get("description") for value in schema["properties"].values())


VALUES = [
    "text",
    "",
    3,
    True,
    ["a"],
    ["a", ""],
    [1],
    [],
    {},
    {"a": "error"},
    {"a": "eror"},
    {"a": ["x"]},
    {"": "x"},
    {"a": 1},
]


@pytest.mark.parametrize("key", Settings.toml_keys())
def test_the_schema_accepts_what_is_read(tmp_path, key):
    schema = json.loads(json_schema())
    for value in VALUES:
        valid = jsonschema.Draft202012Validator(schema).is_valid({key: value})
        try:
            Settings.of_table({key: value})
            read = True
        except Misshapen:
            read = False
        assert read == valid, value
