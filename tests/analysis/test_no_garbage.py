"""A script leaves nothing behind that only a search of all memory would find."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

from cursus_lint.analysis.extract import Unparsable, extract_facts
from cursus_lint.analysis.unvalidated import unvalidated

SCRIPTS = sorted((Path(__file__).parents[2] / "fixtures" / "facts").glob("*/script.py"))
OURS = ("cursus_lint.", "libcst.")


@pytest.fixture
def _uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.mark.usefixtures("_uncollected")
def test_trees_and_values_are_gone_once_the_facts_are_known() -> None:
    for script in SCRIPTS:
        extract_facts(str(script), script.read_bytes(), script=script, project_root=script.parent)
    gc.collect()
    left = Counter(type(each).__qualname__ for each in gc.garbage if type(each).__module__.startswith(OURS))
    assert left == {}


def test_nodes_made_by_hand_are_looked_over_again_afterwards() -> None:
    with unvalidated():
        with unvalidated():
            cst.Name("not a name")
        cst.Name("")
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")


def test_a_script_that_is_refused_leaves_the_check_in_place() -> None:
    with pytest.raises(Unparsable):
        extract_facts("script.py", b"def f(:\n")
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")
