"""Whatever a contract file is or holds, it comes back as problems with their places; nothing is raised."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cursus_lint.contracts.loading import load_contracts

GOOD = "step_type: A\ncontract:\n  entry_point: a.py\n"
ROOT = "a mapping with `step_type` and `contract`"


def problems(path: Path) -> list[str]:
    loaded = load_contracts(path)
    assert loaded.contracts == ()
    return [str(problem).removeprefix(f"{path}:") for problem in loaded.problems]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        f"---\n{GOOD}...\n".encode(),
        f"%YAML 1.1\n---\n{GOOD}".encode(),
        GOOD.encode() + "# \N{SNOWMAN} \N{PILE OF POO}\n".encode(),
    ],
    ids=["plain", "bom", "crlf", "cr", "markers", "directive", "non-ascii"],
)
def test_unusual_but_good(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.step.yaml"
    path.write_bytes(content)
    loaded = load_contracts(path)
    assert loaded.problems == ()
    assert [contract.entry_point for contract in loaded.contracts] == ["a.py"]


FILES = {
    "empty.step.yaml": ("", [f"1:1: the file is empty; expected {ROOT}"]),
    "comment.step.yaml": ("# nothing\n", [f"1:1: the file is empty; expected {ROOT}"]),
    "null.step.yaml": ("~\n", [f"1:1: nothing; expected {ROOT}"]),
    "list.step.yaml": ("- a\n", [f"1:1: a list; expected {ROOT}"]),
    "text.step.yaml": ("hello\n", [f"1:1: the text 'hello'; expected {ROOT}"]),
    "utf16.step.yaml": (GOOD.encode("utf-16"), ["1:1: the file is encoded in UTF-16; expected UTF-8"]),
    "latin1.step.yaml": (b"step_type: A\nx: caf\xe9\n", ["2:7: the byte 0xe9 is not UTF-8; expected UTF-8"]),
    "nul.step.yaml": (
        GOOD + "\x00",
        ["4:1: the character U+0000 is not allowed in YAML; expected printable text"],
    ),
    "control.step.yaml": (
        "step_type: a\x07b\n",
        ["1:13: the character U+0007 is not allowed in YAML; expected printable text"],
    ),
    "tab.step.yaml": (
        "contract:\n\tentry_point: a\n",
        ["2:1: contract: this is not YAML: found character that cannot start any token; expected valid YAML"],
    ),
    "two.step.yaml": (GOOD + "---\n" + GOOD, ["4:1: a second document begins; expected one document a file"]),
    "duplicates.step.yaml": (
        GOOD + "  entry_point: b.py\nstep_type: B\n",
        [
            "4:3: contract.entry_point: the key 'entry_point' is here a second time; the first is on line 3; "
            "expected each key once",
            "5:1: step_type: the key 'step_type' is here a second time; the first is on line 1; expected each key once",
        ],
    ),
    "tags.step.yaml": (
        "step_type: !!python/name:os.system A\ncontract: !mine\n  entry_point: !!str a.py\n",
        [
            "1:12: step_type: the tag !!python/name:os.system is not supported; expected no tag",
            "2:11: contract: the tag !mine is not supported; expected no tag",
            "3:16: contract.entry_point: the tag !!str is not supported; expected no tag",
        ],
    ),
    "keys.step.yaml": (
        GOOD + "  inputs: {[a]: {path: /x}, '': {path: /y}}\n",
        [
            "4:12: contract.inputs: a key is a list or a mapping; expected a name",
            "4:29: contract.inputs: a name is empty; expected a mapping of logical names to inputs",
        ],
    ),
    "self.step.yaml": ("a: &a [*a]\n", ["1:8: a[0]: *a stands inside its own anchor"]),
    "anchorless.step.yaml": ("a: *b\n", ["1:4: a: there is no anchor &b"]),
    "bomb.step.yaml": (
        "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        + "".join(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9)),
        ["5:38: a4[7]: the document has more than 100,000 values, each alias written out"],
    ),
    "tower.step.yaml": (
        "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 200)),
        ["59:12: a58[0]: *a57 makes the nesting deeper than 60 levels"],
    ),
    "brackets.step.yaml": ("[" * 100_000, [f"1:61: {'[0]' * 10}...: the nesting is deeper than 60 levels"]),
    "braces.step.yaml": ("{a: " * 100_000, [f"1:241: a{'.a' * 9}...: the nesting is deeper than 60 levels"]),
    "dashes.step.yaml": ("- " * 100_000, [f"1:121: {'[0]' * 10}...: the nesting is deeper than 60 levels"]),
    "question-marks.step.yaml": ("? " * 100_000, ["1:121: the nesting is deeper than 60 levels"]),
    "indentation.step.yaml": (
        "".join(" " * depth + "a:\n" for depth in range(1500)),
        [f"61:61: a{'.a' * 9}...: the nesting is deeper than 60 levels"],
    ),
    "wide.step.yaml": (
        GOOD + "x: [" + "1," * 150_000 + "]\n",
        ["4:199987: x[99991]: the document has more than 100,000 values, each alias written out"],
    ),
    "large.step.yaml": (b" " * (50 * 1024 * 1024), ["1:1: the file has 52,428,800 bytes; expected at most 4,194,304"]),
    "empty.step.json": ("", ["1:1: the file is empty; expected an object with `step_type` and `contract`"]),
    "truncated.step.json": (
        '{"a": [1, 2',
        ["1:12: a[2]: this is not JSON: the file ends too early; expected `,` or `]`"],
    ),
    "trailing.step.json": (
        '{"a": 1} x',
        ["1:10: this is not JSON: more text follows the document; expected the end of the file"],
    ),
    "comma.step.json": ('{"a": 1,}', ["1:9: this is not JSON: } stands here; expected a name in double quotes"]),
    "colon.step.json": ('{"a" 1}', ["1:6: a: this is not JSON: 1 stands here; expected `:`"]),
    "zero.step.json": ('{"a": 01}', ["1:8: a: this is not JSON: 1 stands here; expected `,` or `}`"]),
    "nan.step.json": ("[NaN]", ["1:2: [0]: this is not JSON: 'NaN]' stands here; expected a value"]),
    "tab.step.json": ('{"a": "x\ty"}', ["""1:7: a: this is not JSON: '"x\\ty"}' stands here; expected a value"""]),
    "surrogate.step.json": ('{"a": "\\ud83d"}', ["1:7: a: half a surrogate pair is not a character"]),
    "duplicates.step.json": (
        '{"step_type": "A", "contract": {\n "entry_point": "a",\n "entry_point": "b"}}',
        [
            "3:2: contract.entry_point: the key 'entry_point' is here a second time; the first is on line 2; "
            "expected each key once"
        ],
    ),
    "brackets.step.json": ("[" * 100_000, [f"1:61: {'[0]' * 10}...: the nesting is deeper than 60 levels"]),
    "wide.step.json": (
        "[" + "1," * 150_000 + "1]",
        ["1:200000: [99999]: the document has more than 100,000 values"],
    ),
    "wrong-name.txt": (
        GOOD,
        [
            "1:1: the file's name is not that of a contract; "
            "expected *.step.yaml, *.step.yml, *.step.json or a Python module"
        ],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_bad_content_is_named_with_its_place(tmp_path: Path, name: str) -> None:
    content, expected = FILES[name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert problems(path) == expected


def test_what_is_not_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder.step.yaml").mkdir()
    (tmp_path / "loop.step.yaml").symlink_to("loop.step.yaml")
    (tmp_path / "dangling.step.yaml").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe.step.yaml")
    (tmp_path / "file").write_text("")
    assert {
        name: problems(tmp_path / name)
        for name in (
            "missing.step.yaml", "dangling.step.yaml", "folder.step.yaml", "loop.step.yaml", "pipe.step.yaml",
            "file/a.step.yaml", "nul\0.step.yaml", "x" * 300 + ".step.yaml",
        )
    } == {
        "missing.step.yaml": ["1:1: there is no such file; expected a readable contract file"],
        "dangling.step.yaml": ["1:1: there is no such file; expected a readable contract file"],
        "folder.step.yaml": ["1:1: this is a folder; expected a readable contract file"],
        "loop.step.yaml": ["1:1: the symbolic links go round in a circle; expected a readable contract file"],
        "pipe.step.yaml": ["1:1: this is not a regular file; expected a contract file"],
        "file/a.step.yaml": ["1:1: a part of the path is not a folder; expected a readable contract file"],
        "nul\0.step.yaml": ["1:1: the path is not valid; expected a readable contract file"],
        "x" * 300 + ".step.yaml": ["1:1: the path is too long; expected a readable contract file"],
    }  # fmt: skip


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    path = tmp_path / "a.step.yaml"
    path.write_text(GOOD)
    path.chmod(0)
    assert problems(path) == ["1:1: the file may not be read; expected a readable contract file"]


DEEP_MODULES = {
    "parentheses": "(" * 100_000,
    "signs": "-" * 100_000 + "1",
    "attributes": "x" + ".a" * 100_000,
    "sum": "x = " + "1+" * 30_000 + "1",
    "lambdas": "lambda:" * 50_000 + "1",
    "targets": "x = " * 50_000 + "1",
    "conditions": "x = " + "1 if 1 else " * 50_000 + "1",
    "subscripts": "x" + "[0]" * 100_000,
    "doubled text": "a = 'x'\n" + "a = a + a\n" * 60,
    "doubled list": "a = [1]\n" + "a = a + a\n" * 60,
    "repeated text": "a = 'x'\n" + "a = f'{a}{a}{a}{a}{a}{a}{a}{a}{a}{a}'\n" * 20,
    "nested list": "a = []\n" + "a = [a]\n" * 3_000,
    "wide and nested": "a = [1]\n" + f"a = [{'a,' * 10}]\n" * 40,
}


@pytest.mark.parametrize("source", DEEP_MODULES.values(), ids=DEEP_MODULES)
def test_a_module_made_to_exhaust_the_reader_does_not(tmp_path: Path, source: str) -> None:
    """In a process of its own: what is feared is a crash, or an appetite for memory."""
    path = tmp_path / "a_contract.py"
    path.write_text(f"from lib import ScriptContract\n{source}\nX = ScriptContract(entry_point=a)\n")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "from pathlib import Path; from cursus_lint.contracts.loading import load_contracts\n"
        "loaded = load_contracts(Path(sys.argv[1])); print(len(loaded.contracts), len(loaded.problems))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "0 1\n"), done.stderr[-500:]
