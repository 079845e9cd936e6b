"""Which scripts a run is about."""

import os
from pathlib import Path

import pytest

from cursus_lint.config import ConfigError
from cursus_lint.discovery import PathError
from cursus_lint.discovery.display import Display, shown_base


def scripts(found):
    return [target.display for target in found.targets]


@pytest.fixture
def tree(project):
    return project.write_all(
        {
            ".git/HEAD": "",
            ".gitignore": "ignored.py\n",
            "a.py": "",
            "b/c.py": "",
            "b/ignored.py": "",
            "b/notes.md": "",
            "b/.venv/lib.py": "",
            "b/my_contract.py": "",
            "d/e/f.py": "",
        }
    )


def test_a_folder_gives_its_python_files_sorted_and_without_what_is_left_out(tree):
    assert scripts(tree.discover(".")) == ["a.py", "b/c.py", "d/e/f.py"]


def test_nothing_given_means_the_current_folder(tree):
    assert scripts(tree.discover(cwd="b")) == ["b/c.py"]


def test_paths_are_shown_relative_to_the_root_from_wherever_the_run_starts(tree):
    assert scripts(tree.discover("../d", "./c.py", cwd="b")) == ["b/c.py", "d/e/f.py"]


def test_a_named_file_is_linted_whatever_is_configured_or_ignored(tree):
    tree.write_all({"cursus-lint.toml": 'exclude = ["a.py"]\nscripts = ["d"]'})
    assert scripts(tree.discover("a.py", "b/ignored.py", "b/notes.md", "b/.venv/lib.py")) == [
        "a.py",
        "b/.venv/lib.py",
        "b/ignored.py",
        "b/notes.md",
    ]


def test_force_exclude_leaves_out_named_files_and_folders(tree):
    tree.write_all({"cursus-lint.toml": 'extend-exclude = ["d/e"]'})
    found = tree.discover("a.py", "d/e/f.py", "d/e", "b/.venv/lib.py", settings={"force_exclude": True})
    assert scripts(found) == ["a.py"]
    assert found.errors == ()


def test_an_excluded_folder_that_is_named_is_walked(tree):
    assert scripts(tree.discover("b/.venv")) == ["b/.venv/lib.py"]


def test_exclude_replaces_the_default_and_extend_exclude_adds_to_it(tree):
    assert scripts(tree.discover(".", settings={"exclude": ("d",)})) == ["a.py", "b/.venv/lib.py", "b/c.py"]
    assert scripts(tree.discover(".", settings={"extend_exclude": ("d",)})) == ["a.py", "b/c.py"]


def test_each_folder_is_walked_by_its_own_configuration(tree):
    tree.write_all({"d/cursus-lint.toml": 'exclude = ["e"]', "d/.venv/g.py": ""})
    assert scripts(tree.discover(".")) == ["a.py", "b/c.py", "d/.venv/g.py"]


def test_scripts_restrict_a_folder_and_are_what_is_linted_when_nothing_is_given(tree):
    tree.write_all({"cursus-lint.toml": 'scripts = ["b/*.py", "d/**/*.py"]'})
    assert scripts(tree.discover(".")) == ["b/c.py", "d/e/f.py"]
    assert scripts(tree.discover(cwd="b")) == ["b/c.py", "d/e/f.py"]
    assert scripts(tree.discover("b")) == ["b/c.py"]


def test_the_same_file_in_many_spellings_is_one_target(tree):
    (tree.folder / "link.py").symlink_to("a.py")
    (tree.folder / "linked").symlink_to("b")
    found = tree.discover("a.py", "./a.py", "b/../a.py", str(tree.folder / "a.py"), "link.py", ".", "b", "linked/c.py")
    assert scripts(found) == ["a.py", "b/c.py", "d/e/f.py"]


def test_a_file_is_shown_rather_than_a_symlink_to_it(tree):
    (tree.folder / "0.py").symlink_to("a.py")
    (tree.folder / "z.py").symlink_to("a.py")
    assert scripts(tree.discover("0.py", "z.py", "a.py")) == ["a.py"]


def test_a_symlink_alone_is_shown_as_it_is_named(tree):
    (tree.folder / "link.py").symlink_to("a.py")
    assert scripts(tree.discover("link.py")) == ["link.py"]


def test_symlinks_to_folders_are_not_followed_so_loops_end(tree):
    (tree.folder / "b/up").symlink_to("..")
    (tree.folder / "b/self").symlink_to("self")
    (tree.folder / "b/gone.py").symlink_to("nowhere.py")
    found = tree.discover(".")
    assert (scripts(found), found.errors) == (["a.py", "b/c.py", "d/e/f.py"], ())


def test_a_path_that_leads_nowhere_is_an_error_and_the_others_go_on(tree):
    (tree.folder / "gone.py").symlink_to("nowhere.py")
    os.mkfifo(tree.folder / "pipe.py")
    found = tree.discover("a.py", "nope.py", "nope/", "gone.py", "pipe.py", "x\0y")
    assert scripts(found) == ["a.py"]
    assert [str(error) for error in found.errors] == [
        "nope.py: there is no such file or folder",
        "nope/: there is no such file or folder",
        "gone.py: is a symlink to nowhere.py, which does not exist",
        "pipe.py: is neither a file nor a folder",
        "x\0y: there is no such file or folder",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_folder_that_cannot_be_read_is_an_error_and_the_others_go_on(tree):
    (tree.folder / "b").chmod(0)
    try:
        found = tree.discover(".")
    finally:
        (tree.folder / "b").chmod(0o755)
    assert scripts(found) == ["a.py", "d/e/f.py"]
    assert found.errors == (PathError("b", "cannot be read: Permission denied"),)


def test_data_files_that_are_no_contracts_are_skipped_and_named(tree):
    tree.write_all({"values.yaml": "a: 1", "data.json": "{}"})
    found = tree.discover("values.yaml", "data.json", "a.py")
    assert (scripts(found), found.skipped) == (["a.py"], ("data.json", "values.yaml"))
    assert tree.discover("values.yaml").targets == ()


def test_standard_input_stands_for_a_path_that_need_not_exist(tree):
    tree.write_all({"steps/new.step.yaml": tree.step("New", "new.py")})
    (target,) = tree.discover("-", stdin_name="steps/new.py", stdin=b"import os\n").targets
    assert (target.display, target.contract_display, target.from_stdin) == ("steps/new.py", "steps/new.step.yaml", True)


def test_standard_input_without_a_name_has_a_contract_only_if_it_says_so(tree):
    tree.write_all({"steps/new.step.yaml": tree.step("New", "new.py")})
    found = {
        content: (target.display, target.contract_display)
        for content in (b"import os\n", b"# cursus-lint: contract=New\n")
        for target in tree.discover("-", stdin=content).targets
    }
    assert found == {
        b"import os\n": ("<stdin>", ""),
        b"# cursus-lint: contract=New\n": ("<stdin>", "steps/new.step.yaml"),
    }


def test_standard_input_is_left_out_by_force_exclude(tree):
    tree.write_all({"cursus-lint.toml": 'force-exclude = true\nextend-exclude = ["b"]'})
    assert tree.discover("-", stdin_name="b/c.py").targets == ()


def test_several_projects_are_shown_relative_to_the_folder_that_holds_them(project):
    project.write_all({"p/cursus-lint.toml": "", "p/a.py": "", "q/cursus-lint.toml": "", "q/a.py": ""})
    assert scripts(project.discover("p", "q/a.py")) == ["p/a.py", "q/a.py"]
    assert scripts(project.discover("p")) == ["a.py"]
    assert scripts(project.discover(".", cwd="q")) == ["a.py"]


def test_projects_without_a_common_folder_are_shown_from_the_current_one():
    roots = [Path("/one/p"), Path("/other/q")]
    assert shown_base(roots, Path("/one")) == Path("/one")
    display = Display(Path("/one"), frozenset({Path("/other/q/a.py")}))
    assert [display(path) for path in ("/one/p/a.py", "/other/q/a.py", "/other/b.py")] == [
        "p/a.py",
        "/other/q/a.py",
        "../other/b.py",
    ]
    assert shown_base([Path("/")], Path("/one")) == Path("/")


def test_without_a_mark_the_root_is_the_folder_that_holds_everything_given(project):
    project.write_all({"s/a.py": "", "c/a.step.yaml": project.step("A", "a.py"), "other/x.py": ""})
    assert project.bound("s", "c") == {"s/a.py": "c/a.step.yaml"}
    assert project.bound("s") == {"a.py": None}
    assert project.bound(".") == {"s/a.py": "c/a.step.yaml", "other/x.py": None}


def test_a_broken_configuration_below_a_folder_stops_the_run(tree):
    tree.write_all({"d/cursus-lint.toml": "selct = []"})
    with pytest.raises(ConfigError, match="unknown key `selct`"):
        tree.discover(".")
    assert scripts(tree.discover(".", isolated=True)) == ["a.py", "b/c.py", "d/e/f.py"]


def test_hostile_names_are_found_as_they_are(project):
    names = ["a b.py", "line\nbreak.py", "ünï.py", "[x].py", "-dash.py", "*.py"]
    project.write_all(dict.fromkeys(names, "") | {"cursus-lint.toml": 'extend-exclude = ["\\\\[x\\\\].py"]'})
    os.close(os.open(os.fsencode(project.folder) + b"/not\xffutf8.py", os.O_CREAT))
    assert scripts(project.discover(".")) == sorted([*names[:3], *names[4:], os.fsdecode(b"not\xffutf8.py")])
