"""What bad input gets: a diagnostic for that file, the other files as ever, no traceback, nothing written, no crash."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

CONTRACT = """\
step_type: Step
contract:
  entry_point: step.py
  inputs: {}
  outputs: {}
  env_vars: {required: [], optional: {}}
"""
NEIGHBOUR = 'import os\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    print(os.environ["X"])\n'

# Each case: the script's content, the codes that may be said of it, the line, words of the message.
SCRIPTS = {
    "syntax": ("def main(:\n    pass\n", {"CUR001"}, 1, ()),
    "indent": ("x = 1\n    y = 2\n", {"CUR001"}, 2, ("indent",)),
    "string": ("x = 'never closed\n", {"CUR001"}, 1, ()),
    "python2": ("print 'python 2'\n", {"CUR001"}, 1, ()),
    "not_utf8": (b"x = '\xff\xfe'\n", {"CUR001"}, 1, ("text",)),
    "unknown_encoding": (b"# coding: no-such-encoding\nx = 1\n", {"CUR001"}, 1, ("no-such-encoding",)),
    "nul": (b"x = 1\n\0\n", {"CUR001"}, 2, ("NUL",)),
    "binary": (b"\x80\x03]q\x00.", {"CUR001"}, 1, ()),
    "parentheses": ("(" * 100_000 + ")" * 100_000 + "\n", {"CUR001", "CUR005"}, 1, ()),
    "brackets": ("x = " + "[" * 100_000 + "]" * 100_000 + "\n", {"CUR001", "CUR005"}, 1, ()),
    "signs": ("x = " + "-" * 200_000 + "1\n", {"CUR001", "CUR005"}, 1, ()),
    "calls": ("x = " + "f(" * 20_000 + ")" * 20_000 + "\n", {"CUR001", "CUR005"}, 1, ()),
    "attributes": ("x" + ".a" * 100_000 + "\n", {"CUR001", "CUR005", "RUN601"}, 1, ()),
    "megabytes": ("x = '" + "a" * 50_000_000 + "'\n", {"CUR005"}, 1, ("larger",)),
    "blocks": (
        "if x:\n" + "".join("\t" * depth + "if x:\n" for depth in range(1, 2_000)) + "\t" * 2_000 + "pass\n",
        {"CUR001", "CUR005"},
        None,
        (),
    ),
    "sum": ("x = " + " + ".join(["a"] * 30_000) + "\n", {"CUR005", "RUN601"}, 1, ()),
    "comparison": ("x = " + " < ".join(["a"] * 30_000) + "\n", {"CUR005", "RUN601"}, 1, ()),
    "tuple": ("x = " + ", ".join(["a"] * 30_000) + "\n", {"RUN601"}, 1, ()),
    "empty": (b"", {"RUN601"}, 1, ()),
    "blank": (b"\n\n", {"RUN601"}, 1, ()),
    "comment": (b"# only a comment\n", {"RUN601"}, 1, ()),
    "only_a_mark": (b"\xef\xbb\xbf", {"RUN601"}, 1, ()),
    "only_carriage_returns": (b"\r\n\r\n", {"RUN601"}, 1, ()),
    "mark": (b"\xef\xbb\xbf" + NEIGHBOUR.encode(), {"ENV101"}, 5, ("`X`",)),
    "carriage_returns": (NEIGHBOUR.replace("\n", "\r\n"), {"ENV101"}, 5, ("`X`",)),
    "latin": (b"# coding: latin-1\n" + NEIGHBOUR.replace("X", "\xe9").encode("latin-1"), {"ENV101"}, 6, ("`\xe9`",)),
    "neighbour": (NEIGHBOUR, {"ENV101"}, 5, ("`X`",)),
}
_ALIASES = "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in ("ab", "bc", "cd", "de", "ef", "fg"))
CONTRACTS = {
    "empty": ("", ()),
    "comment": ("# nothing\n", ()),
    "scalar": ("just a text\n", ()),
    "duplicate": ("a: 1\na: 2\n", ("a",)),
    "duplicate_within": (CONTRACT + "  entry_point: again.py\n", ("entry_point",)),
    "unclosed": ("a: [1\nb: 2\n", ()),
    "tag": ("a: !!python/object/apply:os.system [ls]\n", ()),
    "wrong_type": (CONTRACT.replace("{required: []", "{required: 5"), ("required",)),
    "aliases": ("a: &a [x, x]\n" + _ALIASES, ()),
    "not_utf8": (b"step_type: \xff\xfe\n", ()),
    "open_brackets": ("[" * 100_000, ()),
    "brackets": ("a: " + "[" * 100_000 + "]" * 100_000 + "\n", ()),
    "braces": ("{" * 50_000, ()),
    "indentation": ("".join(" " * depth + "a:\n" for depth in range(2_000)), ()),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """What one run says of a folder with all the bad scripts and contracts and a sound one, by path."""
    folder = tmp_path_factory.mktemp("bad")
    (folder / ".git").mkdir()
    for name, (content, *_) in SCRIPTS.items():
        contract = CONTRACT.replace("step.py", f"{name}.py").replace("Step", f"Step{name}")
        (folder / f"{name}.step.yaml").write_text(contract)
        (folder / f"{name}.py").write_bytes(content if isinstance(content, bytes) else content.encode())
    for name, (content, _) in CONTRACTS.items():
        (folder / f"bad_{name}.step.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "bad_json.step.json").write_text('{"step_type": "Step",\n "contract": }')
    before = _state(folder)
    done = subprocess.run(
        [sys.executable, "-m", "cursus_lint", "--output-format", "json"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert _state(folder) == before, "nothing is written"
    assert done.stderr == ""
    assert done.returncode == 1
    found = {}
    for each in json.loads(done.stdout)["violations"]:
        found.setdefault(each["path"], []).append(each)
    return found


def _state(folder):
    kept = [path for path in folder.iterdir() if path.name != ".cursus_lint_cache"]
    return {path.name: (path.stat().st_mtime_ns, path.stat().st_size) for path in kept}


@pytest.mark.parametrize("name", SCRIPTS)
def test_bad_script_gets_its_diagnostic_and_the_others_go_on(findings, name):
    _, codes, line, words = SCRIPTS[name]
    (found,) = findings[f"{name}.py"]
    assert found["code"] in codes
    assert line is None or found["line"] == line
    assert all(word in found["message"] for word in words)


@pytest.mark.parametrize("name", CONTRACTS)
def test_bad_contract_gets_its_diagnostic_and_the_others_go_on(findings, name):
    found = findings[f"bad_{name}.step.yaml"]
    assert {each["code"] for each in found} == {"SPEC501"}
    assert all(each["line"] >= 1 for each in found)
    assert all(any(word in each["message"] for each in found) for word in CONTRACTS[name][1])


def test_bad_json_gets_its_diagnostic(findings):
    assert [(each["code"], each["line"]) for each in findings["bad_json.step.json"]] == [("SPEC501", 2)]


@pytest.fixture
def lint(tmp_path, cursus_lint):
    """Lints a folder with the files given; returns code, path, line and message of each finding."""
    (tmp_path / ".git").mkdir()

    def run(files, *arguments):
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        done = cursus_lint("--output-format", "json", *arguments)
        assert done.stderr == ""
        found = json.loads(done.stdout)["violations"]
        return [(each["code"], each["path"], each["line"], each["message"]) for each in found]

    return run


def only(found, code, path, *words):
    """The one finding, which must be this."""
    assert [(each[0], each[1]) for each in found] == [(code, path)]
    for word in words:
        assert word in found[0][3]
    return found[0]


@pytest.mark.parametrize("operator", [" and ", " or "])
def test_long_chain_of_conditions_does_not_crash_the_process(lint, operator):
    found = lint({"step.step.yaml": CONTRACT, "step.py": f"x = {operator.join(['a'] * 30_000)}\n"})
    assert {(each[0], each[1]) for each in found} <= {("CUR005", "step.py"), ("RUN601", "step.py")}


def test_contract_whose_entry_point_is_missing(lint):
    found = lint({"step.step.yaml": CONTRACT.replace("step.py", "ohter.py"), "other.py": "x = 1\n"})
    assert only(found, "SPEC502", "step.step.yaml", "`ohter.py`", "did you mean `other.py`?")[2] == 3


def test_two_contracts_that_claim_one_script(lint):
    found = lint({"a.step.yaml": CONTRACT, "b.step.yaml": CONTRACT, "step.py": "x = 1\n"})
    only(found, "SPEC505", "step.py", "a.step.yaml", "b.step.yaml")


def test_control_characters_in_names_are_spelled_out(lint, tmp_path, cursus_lint):
    name = "A\\x1b[31m\\u202eB"
    script = f'import os\n\n\ndef main(input_paths, output_paths, environ_vars, job_args):\n    os.environ["{name}"]\n'
    found = lint({"step.step.yaml": CONTRACT, "step.py": script})
    only(found, "ENV101", "step.py")
    for form in ("full", "concise"):
        shown = cursus_lint("step.py", "--output-format", form).stdout
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "A\\x1b[31m\\u202eB" in shown


def test_control_characters_in_the_source_are_spelled_out(lint, cursus_lint):
    lint({"step.step.yaml": CONTRACT, "step.py": NEIGHBOUR.replace('"X"', '"X"  # \x1b]0;title\x07 \u202e \x0c')})
    shown = cursus_lint("step.py").stdout
    assert "\\x1b]0;title\\x07 \\u202e \\x0c" in shown
    assert not set(shown) & set("\x1b\x07\u202e\x0c")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_script_that_may_not_be_read(lint, tmp_path):
    (tmp_path / "step.py").write_text("x = 1\n")
    (tmp_path / "step.py").chmod(0)
    only(lint({"step.step.yaml": CONTRACT}), "CUR005", "step.py", "cannot be read")


def test_folder_where_a_script_should_be(lint, tmp_path):
    (tmp_path / "step.py").mkdir()
    only(lint({"step.step.yaml": CONTRACT}), "SPEC502", "step.step.yaml")


def test_link_that_leads_nowhere(lint, tmp_path):
    (tmp_path / "step.py").symlink_to("gone.py")
    found = lint({"step.step.yaml": CONTRACT})
    assert {each[0] for each in found} <= {"SPEC502", "CUR005"}


def test_path_that_does_not_exist(lint, tmp_path, cursus_lint):
    lint({"step.step.yaml": CONTRACT, "step.py": NEIGHBOUR})
    done = cursus_lint("gone.py", "step.py", "--output-format", "concise", "--quiet")
    assert (done.returncode, done.stderr) == (2, "error: gone.py: there is no such file or folder\n")
    assert done.stdout.startswith("step.py:5:")


@pytest.mark.parametrize("name", ["yaml", "click", "libcst", "string"])
def test_script_named_like_a_module_is_not_run(lint, tmp_path, name):
    script = f"open({str(tmp_path / 'has-run')!r}, 'w')\n" + NEIGHBOUR
    found = lint({"step.step.yaml": CONTRACT.replace("step.py", f"{name}.py"), f"{name}.py": script})
    only(found, "ENV101", f"{name}.py")
    assert not (tmp_path / "has-run").exists()
