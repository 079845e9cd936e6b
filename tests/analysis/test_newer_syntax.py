"""A script in syntax newer than the Python that runs the linter is read all the same, as long as LibCST knows it."""

import pytest

from cursus_lint.analysis.extract import Unparsable, extract_facts

NEWER = {
    "type alias": "type Path = str\n",
    "generic function": "def first[T](items: list[T]) -> T:\n    return items[0]\n",
    "generic class": "class Box[T]:\n    item: T\n",
    "quotes in an f-string": 'x = {"a": 1}\nlabel = f"{x["a"]} and {"b"}"\n',
    "lines in an f-string": 'x = 1\nlabel = f"{\n    x\n}"\n',
    "groups of exceptions": "try:\n    pass\nexcept* ValueError:\n    pass\n",
}


@pytest.mark.parametrize("text", NEWER.values(), ids=NEWER)
def test_it_is_read(text: str) -> None:
    facts = extract_facts("script.py", f"import os\n{text}os.environ['LABEL']\n".encode())
    assert [read.name for read in facts.env_reads] == ["LABEL"]


@pytest.mark.parametrize("text", ["x = (\n", "def f(:\n", 'x = f"{"\n', "type\n = 1\n", "def f[T(x): pass\n", "'''\n"])
def test_what_no_python_reads_is_refused(text: str) -> None:
    with pytest.raises(Unparsable):
        extract_facts("script.py", f"import os\n{text}os.environ['LABEL']\n".encode())
