import json
import os
import stat
import subprocess
import sys
import textwrap
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, ScriptExecutionSpec, load_spec
from cursus_lint.runtime.merge_patch import merged, patch_between
from cursus_lint.runtime.spec_document import InvalidExecutionSpec

SPEC = {"script_name": "a", "step_name": "A", "script_path": "a.py", "version": 2}


def write(path, document):
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


@pytest.mark.parametrize(
    ("document", "problems"),
    [
        ("{", ["not JSON: Expecting property name enclosed in double quotes at line 1, column 2"]),
        ("[]", ["expected a JSON object with the fields of an execution spec"]),
        ('{"a": 1, "a": 2}', ["a: the key occurs twice in one object; keep one of them"]),
        ('{"a": NaN}', ["not JSON: NaN is not a number of JSON"]),
        ('{"a": ' * 101 + "1" + "}" * 101, ["nested too deeply to be an execution spec"]),
        ("[" * 200_000, ["nested too deeply to be an execution spec"]),
        ({"script_name": "a", "version": 2}, ["step_name: the field is missing", "script_path: the field is missing"]),
        (
            {**SPEC, "environ_vars": {"BATCH": 5}, "script_name": None},
            [
                "script_name: input should be a valid string, found None",
                "environ_vars.BATCH: input should be a valid string, found 5",
            ],
        ),
        (
            {**SPEC, "version": 99},
            ["version: the file is of version 99, this cursus-lint reads up to 2; install a newer one"],
        ),
        ({**SPEC, "version": "2"}, ['version: expected a whole number from 1 to 2, found "2"']),
        ({**SPEC, "version": True}, ["version: expected a whole number from 1 to 2, found true"]),
        (
            {**SPEC, "created_at": "2025-09-09T22:14:23"},
            ["created_at: input should have timezone info, found '2025-09-09T22:14:23'"],
        ),
        ('{"a": "\\ud800"}', ["not text: it escapes half of a surrogate pair (\\ud800 to \\udfff)"]),
        ({**SPEC, "extends": 5}, ["extends: expected the path of a spec file, relative to this one, found 5"]),
    ],
)
def test_a_broken_file_names_itself_and_the_field(tmp_path, document, problems):
    file = write(tmp_path / "spec.json", document)
    with pytest.raises(InvalidExecutionSpec) as caught:
        ScriptExecutionSpec.load_from_file(file)
    assert str(caught.value).splitlines() == [f"{file}: {problem}" for problem in problems]


def test_bytes_that_are_no_text_are_told(tmp_path):
    (tmp_path / "spec.json").write_bytes(b'{"script_name": "\xff"}')
    with pytest.raises(InvalidExecutionSpec, match=r"not text in UTF-8 \(byte 17\)"):
        ScriptExecutionSpec.load_from_file(tmp_path / "spec.json")


def test_a_file_that_is_not_there_stays_an_oserror(tmp_path):
    with pytest.raises(FileNotFoundError):
        ScriptExecutionSpec.load_from_file(tmp_path / "spec.json")


def test_a_file_of_version_1_gets_a_zone_and_the_current_version(tmp_path):
    old = {**SPEC, "created_at": "2025-09-09T22:14:23.123456", "updated_at": "2025-09-09T22:14:23+02:00"}
    del old["version"]
    spec = ScriptExecutionSpec.load_from_file(write(tmp_path / "spec.json", old))
    assert spec.version == 2
    assert spec.created_at == datetime(2025, 9, 9, 22, 14, 23, 123456).astimezone()
    assert spec.updated_at.isoformat() == "2025-09-09T22:14:23+02:00"


class TestInheritance:
    def test_objects_are_merged_and_null_removes(self, tmp_path):
        base = {**SPEC, "environ_vars": {"A": "1", "B": "2"}, "job_args": {"x": [1]}, "tags": ["t"], "history": []}
        write(tmp_path / "base.json", base)
        heir = {"extends": "base.json", "version": 2, "environ_vars": {"B": None, "C": "3"}, "job_args": {"x": [2]}}
        spec = ScriptExecutionSpec.load_from_file(write(tmp_path / "heir.json", heir))
        assert (spec.environ_vars, spec.job_args, spec.tags) == ({"A": "1", "C": "3"}, {"x": [2]}, ("t",))

    def test_a_chain_through_folders_is_followed(self, tmp_path):
        (tmp_path / "templates").mkdir()
        write(tmp_path / "templates" / "one.json", {"version": 2, "environ_vars": {"A": "1"}, "owner": "me"})
        write(tmp_path / "templates" / "two.json", {"version": 2, "extends": "one.json", "environ_vars": {"B": "2"}})
        heir = write(tmp_path / "heir.json", {**SPEC, "extends": "templates/two.json"})
        spec = ScriptExecutionSpec.load_from_file(heir)
        assert spec.environ_vars == {"A": "1", "B": "2"}
        assert spec.owner == "me"

    def test_saving_keeps_only_what_differs(self, tmp_path):
        base = {**SPEC, "environ_vars": {"A": "1", "B": "2"}, "owner": "me"}
        write(tmp_path / "base.json", base)
        file = write(tmp_path / "heir.json", {"extends": "base.json", "version": 2})
        spec = ScriptExecutionSpec.load_from_file(file)
        spec.environ_vars = {"A": "9"}
        spec.save_to_file(file)
        saved = json.loads(file.read_text())
        assert saved["environ_vars"] == {"A": "9", "B": None}
        assert "owner" not in saved
        assert "script_name" not in saved
        assert ScriptExecutionSpec.load_from_file(file) == spec

    def test_what_the_base_changes_reaches_the_heirs(self, tmp_path):
        write(tmp_path / "base.json", {**SPEC, "environ_vars": {"A": "1"}})
        file = write(tmp_path / "heir.json", {"extends": "base.json", "version": 2})
        ScriptExecutionSpec.load_from_file(file).save_to_file(file)
        write(tmp_path / "base.json", {**SPEC, "environ_vars": {"A": "2"}})
        assert ScriptExecutionSpec.load_from_file(file).environ_vars == {"A": "2"}

    def test_a_circle_is_spelled_out(self, tmp_path):
        for name, base in (("a", "b"), ("b", "c"), ("c", "a")):
            write(tmp_path / f"{name}.json", {**SPEC, "extends": f"{base}.json"})
        with pytest.raises(InvalidExecutionSpec) as caught:
            ScriptExecutionSpec.load_from_file(tmp_path / "a.json")
        circle = "the specs extend each other in a circle: a.json -> b.json -> c.json -> a.json"
        assert str(caught.value) == f"{tmp_path}/a.json: extends: {circle}"

    def test_a_chain_that_is_too_long_is_refused(self, tmp_path):
        for number in range(150):
            write(tmp_path / f"{number}.json", {**SPEC, "extends": f"{number + 1}.json"})
        write(tmp_path / "150.json", SPEC)
        assert ScriptExecutionSpec.load_from_file(tmp_path / "60.json").script_name == "a"
        with pytest.raises(InvalidExecutionSpec, match="more than 100 specs extend one another"):
            ScriptExecutionSpec.load_from_file(tmp_path / "0.json")

    @pytest.mark.parametrize("name", ["fifo", "/dev/zero"])
    def test_what_is_no_file_is_not_waited_for(self, tmp_path, name):
        os.mkfifo(tmp_path / "fifo")
        with pytest.raises(InvalidExecutionSpec, match="not a regular file"):
            ScriptExecutionSpec.load_from_file(write(tmp_path / "heir.json", {**SPEC, "extends": name}))

    def test_a_base_that_is_not_there_is_named(self, tmp_path):
        file = write(tmp_path / "heir.json", {**SPEC, "extends": "gone.json"})
        with pytest.raises(InvalidExecutionSpec) as caught:
            ScriptExecutionSpec.load_from_file(file)
        assert str(caught.value) == f"{file}: extends: cannot read {tmp_path}/gone.json: No such file or directory"

    def test_a_null_that_a_patch_cannot_say_is_refused(self, tmp_path):
        write(tmp_path / "base.json", {**SPEC, "job_args": {"x": 1}})
        file = write(tmp_path / "heir.json", {"extends": "base.json", "version": 2})
        spec = ScriptExecutionSpec.load_from_file(file)
        spec.job_args["x"] = None
        before = file.read_bytes()
        with pytest.raises(InvalidExecutionSpec, match=r"job_args\.x: null cannot be stored"):
            spec.save_to_file(file)
        assert file.read_bytes() == before

    def test_an_heir_of_a_template_has_its_values_and_its_own_identity(self, tmp_path):
        template = tmp_path / "templates" / "fast.json"
        template.parent.mkdir()
        write(template, {**SPEC, "environ_vars": {"ROWS": "10"}})
        own = ScriptExecutionSpec(
            script_name="own", step_name="Own", script_path="own.py", environ_vars={"ROWS": "9", "B": "1"}
        )
        file = tmp_path / ".specs" / "own.json"
        heir = own.inheriting_from(template, file)
        heir.save_to_file(file)
        loaded = ScriptExecutionSpec.load_from_file(file)
        assert (loaded.script_name, loaded.environ_vars) == ("own", {"ROWS": "10", "B": "1"})
        saved = json.loads(file.read_text())
        assert (saved["extends"], saved["environ_vars"]) == ("../templates/fast.json", {"B": "1"})


JSON_VALUES = st.recursive(
    st.booleans()
    | st.integers()
    | st.sampled_from(["", "x", "null"])
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON_VALUES, max_size=3)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the first example loads Hypothesis
@given(OBJECTS, OBJECTS)
def test_a_patch_makes_the_target_of_the_base(base, target):
    assert json.dumps(merged(base, patch_between(base, target)), sort_keys=True) == json.dumps(target, sort_keys=True)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "x", "2025-01-01T00:00:00+00:00", "a_b", "Step_training", "ü"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "logical_name", "path"]), inner),
    max_leaves=6,
)
FIELDS = [
    *ScriptExecutionSpec.model_fields,
    *EnhancedScriptExecutionSpec.model_fields,
    "unknown",
]


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6))
def test_any_object_loads_and_survives_or_is_refused(tmp_path, document):
    file = write(tmp_path / "spec.json", {**SPEC, **{k: v for k, v in document.items() if k != "extends"}})
    try:
        spec = load_spec(file)
    except InvalidExecutionSpec:
        return
    spec.validate_spec()
    spec.save_to_file(file)
    assert load_spec(file) == spec


class TestWriting:
    def spec(self, **fields):
        return ScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py", **fields)

    def test_missing_folders_are_made_and_nothing_is_left_beside(self, tmp_path):
        self.spec().save_to_file(tmp_path / "x" / ".specs" / "a.json")
        assert [path.name for path in (tmp_path / "x" / ".specs").iterdir()] == ["a.json"]

    def test_the_mode_of_the_file_stays(self, tmp_path):
        file = tmp_path / "a.json"
        self.spec().save_to_file(file)
        file.chmod(0o640)
        self.spec().save_to_file(file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o640

    def test_a_new_file_obeys_the_umask(self, tmp_path):
        before = os.umask(0o027)
        try:
            self.spec().save_to_file(tmp_path / "a.json")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o640

    def test_a_link_is_followed(self, tmp_path):
        (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
        self.spec().save_to_file(tmp_path / "link.json")
        assert (tmp_path / "link.json").is_symlink()
        assert ScriptExecutionSpec.load_from_file(tmp_path / "real.json").script_name == "a"

    def test_a_link_that_leads_back_to_itself_is_replaced(self, tmp_path):
        (tmp_path / "loop.json").symlink_to(tmp_path / "loop.json")
        self.spec().save_to_file(tmp_path / "loop.json")
        assert ScriptExecutionSpec.load_from_file(tmp_path / "loop.json").script_name == "a"

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
    def test_what_is_not_json_is_refused_and_the_old_file_stays(self, tmp_path, value):
        file = tmp_path / "a.json"
        spec = self.spec()
        spec.save_to_file(file)
        before = file.read_bytes()
        spec.job_args["x"] = value
        with pytest.raises(InvalidExecutionSpec, match="cannot be stored as JSON"):
            spec.save_to_file(file)
        assert file.read_bytes() == before
        assert [path.name for path in tmp_path.iterdir()] == ["a.json"]

    def test_a_failure_to_write_leaves_nothing_beside(self, tmp_path):
        (tmp_path / "a.json").mkdir()
        with pytest.raises(IsADirectoryError) as caught:
            self.spec().save_to_file(tmp_path / "a.json")
        assert str(caught.value) == f"[Errno 21] Is a directory: '{tmp_path}/a.json'"
        assert [path.name for path in tmp_path.iterdir()] == ["a.json"]

    def test_an_interruption_while_writing_leaves_the_old_file_whole(self, tmp_path):
        file = tmp_path / "a.json"
        self.spec(description="old").save_to_file(file)
        child = textwrap.dedent(
            f"""
            import os, signal
            from pathlib import Path
            from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, ScriptExecutionSpec, load_spec
            spec = ScriptExecutionSpec.load_from_file({str(file)!r})
            spec.description = "new" * 100_000
            Path.replace = lambda self, target: os.kill(os.getpid(), signal.SIGKILL)
            spec.save_to_file({str(file)!r})
            """
        )
        ended = subprocess.run([sys.executable, "-c", child], check=False)
        assert ended.returncode == -9
        assert ScriptExecutionSpec.load_from_file(file).description == "old"
