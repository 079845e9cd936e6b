"""Which contract each script finds, and what is told about contracts."""

import pytest

from cursus_lint.config import ConfigError
from cursus_lint.specs.filed import read_contract_file

MODULE = """
from x import ScriptContract
A = ScriptContract(
    entry_point="x.py", expected_input_paths={}, expected_output_paths={}, required_env_vars=[]
)
"""


@pytest.fixture
def project(project):
    return project.write_all({".git/HEAD": ""})


def test_the_entry_point_names_the_script_in_a_neighbouring_folder(project):
    project.write_all(
        {"steps/interfaces/x.step.yaml": project.step("X", "x.py"), "steps/scripts/x.py": "", "steps/scripts/y.py": ""}
    )
    assert project.bound(".") == {"steps/scripts/x.py": "steps/interfaces/x.step.yaml", "steps/scripts/y.py": None}


@pytest.mark.parametrize("name", ["x.step.yaml", "x.step.yml", "x.step.json", "x_contract.py"])
def test_every_default_name_is_looked_for(project, name):
    texts = {
        "x.step.json": '{"step_type": "X", "contract": {"entry_point": "x.py"}}',
        "x_contract.py": MODULE,
    }
    project.write_all({f"contracts/{name}": texts.get(name, project.step("X", "x.py")), "scripts/x.py": ""})
    found = project.discover(".")
    assert found.problems == ()
    assert [(t.display, t.contract_display) for t in found.targets] == [("scripts/x.py", f"contracts/{name}")]


def test_an_entry_point_with_folders_must_match_them(project):
    project.write_all({"x.step.yaml": project.step("X", "./src/x.py"), "src/x.py": "", "other/x.py": ""})
    assert project.bound(".") == {"src/x.py": "x.step.yaml", "other/x.py": None}


def test_the_nearest_contract_wins(project):
    files = {
        f"{team}/{kind}": text
        for team in "pq"
        for kind, text in {"c/x.step.yaml": project.step("X", "x.py"), "s/x.py": ""}.items()
    }
    project.write_all({**files, "far/away/x.py": ""})
    assert project.bound("p", "q") == {"p/s/x.py": "p/c/x.step.yaml", "q/s/x.py": "q/c/x.step.yaml"}


def test_of_equally_near_ones_the_mirrored_folder_wins(project):
    for team in "pq":
        project.write_all({f"c/{team}/x.step.yaml": project.step("X", "x.py"), f"s/{team}/x.py": ""})
    assert project.bound("s") == {"s/p/x.py": "c/p/x.step.yaml", "s/q/x.py": "c/q/x.step.yaml"}


def test_two_claims_that_nothing_decides_between_tie(project):
    project.write_all({"a.step.yaml": project.step("A", "x.py"), "b.step.yaml": project.step("B", "x.py"), "x.py": ""})
    (target,) = project.discover("x.py").targets
    assert (target.bound, [tie.display for tie in target.ties]) == (None, ["a.step.yaml", "b.step.yaml"])


@pytest.mark.parametrize(
    ("name", "step_type"), [("a.step.yaml", "XGBoostTraining"), ("xgboost_training.step.yaml", "A")]
)
def test_a_tie_is_decided_by_the_name_of_step_or_file(project, name, step_type):
    files = {name: project.step(step_type, "xgboost_training.py"), "xgboost_training.py": ""}
    project.write_all({**files, "tuning.step.yaml": project.step("Tuning", "xgboost_training.py")})
    assert project.bound("xgboost_training.py") == {"xgboost_training.py": name}


def test_the_naming_convention_binds_contracts_that_no_file_answers_to(project):
    project.write_all(
        {
            "a.step.yaml": project.step("LightGBMMTModelEval"),
            "b.step.yaml": project.step("Package", "gone.py"),
            "c.step.yaml": project.step("Payload", "elsewhere.py"),
            "lightgbmmt_model_eval.py": "",
            "package.py": "",
            "payload.py": "",
            "elsewhere.py": "",
        }
    )
    assert project.bound(".") == {
        "lightgbmmt_model_eval.py": "a.step.yaml",
        "package.py": "b.step.yaml",
        "payload.py": None,
        "elsewhere.py": "c.step.yaml",
    }


def test_the_order_of_what_binds(project):
    """`--contract` over the comment over the configured binding over the entry point over the name."""
    contracts = {f"{name}.step.yaml": project.step(name.title()) for name in ("given", "commented", "configured")}
    project.write_all(
        {**contracts, "entry.step.yaml": project.step("Entry", "x.py"), "named.step.yaml": project.step("X")}
    )
    project.write_all({"x.py": ""})
    assert project.bound("x.py") == {"x.py": "entry.step.yaml"}
    project.write_all({"cursus-lint.toml": '[bindings]\n"x.py" = "configured.step.yaml"'})
    assert project.bound("x.py") == {"x.py": "configured.step.yaml"}
    project.write_all({"x.py": "# cursus-lint: contract=Commented"})
    assert project.bound("x.py") == {"x.py": "commented.step.yaml"}
    assert project.bound("x.py", contract="given.step.yaml") == {"x.py": "given.step.yaml"}
    assert project.bound("../x.py", contract="Given", cwd="sub") == {"x.py": "given.step.yaml"}
    (project.folder / "entry.step.yaml").unlink()
    project.write_all({"x.py": "", "cursus-lint.toml": ""})
    assert project.bound("x.py") == {"x.py": "named.step.yaml"}


@pytest.mark.parametrize(
    ("text", "contract"),
    [
        ("#!/usr/bin/env python\n# cursus-lint: contract=B\n", "c/b.step.yaml"),
        ("import os  #cursus-lint:contract=c/b.step.yaml\n", "c/b.step.yaml"),
        ("# cursus-lint: contract=../c/b.step.yaml -- shared\n", "c/b.step.yaml"),
        ("\n" * 29 + "# cursus-lint: contract=B\n", "c/b.step.yaml"),
        ("\n" * 30 + "# cursus-lint: contract=B\n", "c/a.step.yaml"),
        ('"""\n# cursus-lint: contract=B\n"""\n', "c/a.step.yaml"),
        ('x = "# cursus-lint: contract=B"\n', "c/a.step.yaml"),
        ("# see `cursus-lint: contract=B`\n", "c/a.step.yaml"),
        ("# cursus-lint: contract=B\nthis is (not Python", "c/b.step.yaml"),
        ("# cursus-lint: contract=B\r\nimport os\r\n", "c/b.step.yaml"),
        ("\ufeff# cursus-lint: contract=B\n", "c/b.step.yaml"),
    ],
)
def test_only_a_comment_near_the_top_binds(project, text, contract):
    project.write_all(
        {"s/x.py": text, "c/a.step.yaml": project.step("A", "x.py"), "c/b.step.yaml": project.step("B", "other.py")}
    )
    assert project.bound("s/x.py") == {"s/x.py": contract}


def test_a_comment_that_leads_nowhere_is_an_error_at_its_line(project):
    project.write_all({"x.py": "\n# cursus-lint: contract=Tabular", "y.py": "# cursus-lint: contract=c/y.step.yaml"})
    project.write_all({"z.step.yaml": project.step("Tabularr", "z.py"), "z.py": ""})
    found = project.discover(".")
    assert [str(error) for error in found.errors] == [
        "x.py:2: the comment names Tabular, which is no step type of the 1 contracts found; did you mean Tabularr?",
        "y.py:1: the comment names the contract c/y.step.yaml, which does not exist",
    ]
    assert [(t.display, t.contract_display) for t in found.targets if t.contract] == [("z.py", "z.step.yaml")]


def test_bindings_are_relative_to_the_file_that_says_them_and_the_nearest_file_wins(project):
    project.write_all(
        {
            "base.toml": '[bindings]\n"jobs/**" = "shared/any.step.yaml"\n"x.py" = "shared/any.step.yaml"',
            "team/cursus-lint.toml": 'extend = "../base.toml"\n[bindings]\n"x.py" = "Other"',
            "shared/any.step.yaml": project.step("Any"),
            "team/other.step.yaml": project.step("Other"),
            "team/x.py": "",
            "team/jobs/y.py": "",
        }
    )
    assert project.bound("team") == {"team/x.py": "team/other.step.yaml", "team/jobs/y.py": None}


@pytest.mark.parametrize(
    ("contract", "message"),
    [
        (
            "Tabullar",
            "the binding of `x.py` names Tabullar, which is no step type of the 1 contracts found; "
            "did you mean Tabular?",
        ),
        ("c/x.step.yaml", "the binding of `x.py` names the contract c/x.step.yaml, which does not exist"),
    ],
)
def test_a_binding_that_leads_nowhere_stops_the_run(project, contract, message):
    project.write_all({"cursus-lint.toml": f'[bindings]\n"y.py" = "Tabular"\n"x.py" = "{contract}"', "x.py": ""})
    project.write_all({"a.step.yaml": project.step("Tabular", "y.py")})
    with pytest.raises(ConfigError) as error:
        project.discover(".")
    assert (error.value.message, error.value.line) == (message, 3)


def test_a_broken_contract_that_is_given_is_told(project):
    found = project.write_all({"x.py": "", "c.yaml": "contract: ["}).discover("x.py", contract="c.yaml")
    assert ({problem.path for problem in found.problems}, found.targets[0].bound) == ({"c.yaml"}, None)


def test_a_contract_given_that_does_not_exist_stops_the_run(project):
    with pytest.raises(ConfigError, match=r"^--contract: names the contract c\.yaml, which does not exist$"):
        project.write_all({"x.py": ""}).discover("x.py", contract="c.yaml")


def test_a_named_contract_file_means_the_scripts_bound_to_it(project):
    project.write_all(
        {
            "c/a.step.yaml": project.step("A", "a.py"),
            "c/b.step.yaml": project.step("B", "b.py"),
            "s/a.py": "",
            "s/b.py": "",
            "s/also.py": "# cursus-lint: contract=A",
            "s/copy/a.py": "",
        }
    )
    found = project.discover("c/a.step.yaml", "c/../c/a.step.yaml")
    assert [target.display for target in found.targets] == ["s/a.py", "s/also.py", "s/copy/a.py"]
    assert found.contract_files == ("c/a.step.yaml",)
    assert project.bound("c/a.step.yaml", "s/b.py").keys() == {"s/a.py", "s/also.py", "s/copy/a.py", "s/b.py"}


def test_a_named_contract_among_those_that_tie_brings_the_script(project):
    project.write_all({"a.step.yaml": project.step("A", "x.py"), "b.step.yaml": project.step("B", "x.py"), "x.py": ""})
    assert project.bound("b.step.yaml") == {"x.py": ["a.step.yaml", "b.step.yaml"]}


def test_the_configuration_says_where_contracts_are(project):
    project.write_all(
        {
            "p/cursus-lint.toml": 'contracts = ["declared/*.yaml", "../shared", "../one/x.yml"]',
            "p/declared/a.yaml": project.step("A", "a.py"),
            "p/elsewhere/b.step.yaml": project.step("B", "b.py"),
            "shared/deep/c.step.yaml": project.step("C", "c.py"),
            "shared/deep/values.yaml": "no: contract",
            "one/x.yml": project.step("D", "d.py"),
            **{f"p/s/{name}.py": "" for name in "abcd"},
        }
    )
    assert project.bound("p") == {
        "s/a.py": "declared/a.yaml",
        "s/b.py": None,
        "s/c.py": "../shared/deep/c.step.yaml",
        "s/d.py": "../one/x.yml",
    }
    assert project.discover("p").problems == ()
    project.write_all({"shared/deep/c.step.yaml": "contract: ["})
    assert {problem.path for problem in project.discover("p").problems} == {"../shared/deep/c.step.yaml"}


def test_a_configured_contract_that_does_not_exist_stops_the_run(project):
    project.write_all({"cursus-lint.toml": 'contracts = [\n  "c/*.yaml",\n  "c/a.yaml",\n]', "x.py": ""})
    with pytest.raises(ConfigError) as error:
        project.discover(".")
    assert (error.value.message, error.value.line) == ("`contracts` names c/a.yaml, which does not exist", 3)


def test_contracts_that_are_left_out_bind_nothing(project):
    project.write_all({".gitignore": "a.step.yaml", "cursus-lint.toml": 'extend-exclude = ["old"]'})
    project.write_all(
        {"a.step.yaml": project.step("A", "x.py"), "old/b.step.yaml": project.step("B", "x.py"), "x.py": ""}
    )
    assert project.bound("x.py") == {"x.py": None}


def test_a_nested_project_sees_only_its_own_contracts(project):
    project.write_all(
        {"x.step.yaml": project.step("X", "x.py"), "y.step.yaml": project.step("Y", "y.py"), "n/cursus-lint.toml": ""}
    )
    project.write_all({"n/y.step.yaml": project.step("Y", "y.py"), "n/x.py": "", "n/y.py": "", "x.py": ""})
    assert project.bound(".") == {"n/x.py": None, "n/y.py": "n/y.step.yaml", "x.py": "x.step.yaml"}


def test_broken_contracts_are_told_where_they_concern_the_run(project):
    project.write_all(
        {"c/a.step.yaml": "step_type: [", "c/b.step.yaml": project.step("B", "b.py"), "s/a.py": "", "s/b.py": ""}
    )

    def told(*paths):
        return {problem.path for problem in project.discover(*paths).problems}

    assert told(".") == told("c") == told("c/a.step.yaml") == {"c/a.step.yaml"}
    assert told("s/b.py") == told("s/a.py") == set()
    project.write_all({"c/a.step.yaml": "contract: {entry_point: a.py\n"})
    assert (told("s/a.py"), told("s/b.py")) == ({"c/a.step.yaml"}, set())


def test_entry_points_that_name_no_file_are_told_with_what_may_be_meant(project):
    project.write_all(
        {
            "c/a.step.yaml": project.step("A", "tranform.py"),
            "c/b.step.yaml": project.step("B", "b.py"),
            "c/n.step.yaml": project.step("N"),
            "c/shell.step.yaml": project.step("S", "run.sh"),
            "s/b.py": "",
            "s/transform.py": "",
            "unrelated/z.py": "",
        }
    )

    def missing(*paths):
        return [(m.found.display, m.files) for m in project.discover(*paths).missing_entry_points]

    assert missing(".") == missing("c") == missing("c/a.step.yaml") == [("c/a.step.yaml", ("b.py", "transform.py"))]
    assert missing("s") == missing("s/b.py") == missing("c/b.step.yaml") == []


def test_an_entry_point_that_is_excluded_is_there_all_the_same(project):
    project.write_all({"cursus-lint.toml": 'extend-exclude = ["legacy", "a.py"]', "legacy/deep/old.py": "", "a.py": ""})
    project.write_all({"o.step.yaml": project.step("O", "old.py"), "a.step.yaml": project.step("A", "a.py")})
    found = project.discover(".")
    assert (found.targets, found.missing_entry_points) == ((), ())


def test_each_contract_file_is_loaded_once_and_no_tree_is_walked_for_a_contract_that_is_given(project):
    project.write_all({f"c/{n}.step.yaml": project.step(n.upper(), f"{n}.py") for n in "abc"})
    project.write_all({f"s/{n}.py": "" for n in "abc"} | {"n/cursus-lint.toml": "", "n/a.py": ""})
    loaded = []

    def load(path):
        loaded.append(path.name)
        return read_contract_file(path)

    project.discover(".", "s", "s/a.py", "c/a.step.yaml", load=load)
    assert sorted(loaded) == ["a.step.yaml", "b.step.yaml", "c.step.yaml"]
    loaded.clear()
    project.discover("s/a.py", contract="c/b.step.yaml", load=load)
    assert loaded == ["b.step.yaml"]


def test_two_links_to_a_script_are_held_against_the_contract_of_each(project):
    project.write_all(
        {"a.step.yaml": project.step("A", "a.py"), "b.step.yaml": project.step("B", "b.py"), "common.py": ""}
    )
    (project.folder / "a.py").symlink_to("common.py")
    (project.folder / "b.py").symlink_to("common.py")
    assert project.bound(".") == {"a.py": "a.step.yaml", "b.py": "b.step.yaml"}


def test_the_contract_comes_with_the_specification_of_its_step(project):
    project.write_all({"x.step.yaml": project.step("X", "x.py"), "x.py": ""})
    (target,) = project.discover("x.py").targets
    models = target.contract.models()
    assert models.specification.script_contract is models.contract
    assert (target.contract.step_type, target.bound.file) == ("X", project.folder / "x.step.yaml")
