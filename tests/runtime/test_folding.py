"""A folded model is the same model in every way that pydantic and Python offer to look at one."""

import copy
import gc
import pickle
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Optional

import pytest
from pydantic import AwareDatetime, ConfigDict, Field, JsonValue, TypeAdapter, ValidationError

from cursus_lint.runtime.execution_spec import ExecutionRecord, PathSpec, ScriptExecutionSpec, load_spec
from cursus_lint.runtime.folding import FoldableModel


class Model(FoldableModel):
    model_config = ConfigDict(extra="allow", validate_assignment=True)

    name: str
    values: dict[str, JsonValue] = Field(default_factory=dict)
    paths: dict[str, PathSpec] = Field(default_factory=dict)
    history: tuple[ExecutionRecord, ...] = ()
    at: Optional[AwareDatetime] = None


def model():
    return Model.model_validate(
        {
            "name": "ü\ud7ff\n",
            "values": {"i": 123456789012345678901234567890, "f": 0.1, "inf": float("inf"), "n": None, "l": [True, {}]},
            "paths": {"a": {"logical_name": "a", "path": "/x", "aliases": ["b"], "owner": "me"}},
            "history": [{"outcome": "passed", "started_at": "2025-01-01T00:00:00.123456+02:00", "seconds": 1}],
            "at": "2025-01-01T00:00:00.000001Z",
            "unknown": {"kept": [1]},
        }
    )


def is_folded(given):
    return not any(isinstance(each, dict) for each in gc.get_referents(given))


@pytest.fixture
def folded():
    made = model()
    made.fold()
    assert is_folded(made)
    return made


@pytest.mark.parametrize(
    "look",
    [
        lambda it: it.name,
        lambda it: it.at,
        lambda it: it.unknown,
        lambda it: (it.model_extra, it.model_fields_set),
        lambda it: it,
        lambda it: it.model_copy(),
        lambda it: it.model_copy(update={"name": "other"}),
        lambda it: it.model_copy(deep=True),
        lambda it: copy.copy(it),
        lambda it: copy.deepcopy(it),
        lambda it: pickle.loads(pickle.dumps(it)),
        lambda it: it.model_dump(),
        lambda it: it.model_dump(mode="json", exclude={"name"}),
        lambda it: it.model_dump_json(),
        lambda it: TypeAdapter(list[Model]).dump_python([it]),
        lambda it: vars(it),
        lambda it: dict(it),
        repr,
        lambda it: hasattr(it, "nothing"),
    ],
)
def test_every_look_shows_what_the_unfolded_model_shows(folded, look):
    assert look(folded) == look(model())
    assert folded == model()


def test_two_folded_models_are_compared_by_what_they_hold(folded):
    other = model()
    other.name = "other"
    other.fold()
    assert folded != other


def test_changes_are_checked_and_kept(folded):
    with pytest.raises(ValidationError):
        folded.name = 5
    folded.fold()
    folded.name = "new"
    folded.fold()
    folded.further = 1
    folded.values["i"] = 2
    folded.fold()
    assert (folded.name, folded.further, folded.values["i"], folded.unknown) == ("new", 1, 2, {"kept": [1]})


def test_several_threads_may_take_the_first_look():
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            for _ in range(100):
                made = model()
                made.fold()
                assert set(pool.map(lambda it: (it.name, len(it.values)), [made] * 8)) == {(model().name, 5)}
    finally:
        sys.setswitchinterval(switch)


def test_a_name_that_is_not_there_is_an_error_as_ever(folded):
    with pytest.raises(AttributeError, match="'Model' object has no attribute 'nothing'"):
        folded.nothing  # noqa: B018


def test_a_spec_that_was_loaded_is_folded_until_it_is_used(tmp_path):
    file = tmp_path / "spec.json"
    made = ScriptExecutionSpec(script_name="a", step_name="A", script_path="a.py", environ_vars={"X": "1"})
    made.save_to_file(file)
    loaded = load_spec(file)
    assert is_folded(loaded)
    assert sys.getsizeof(loaded._folded) < file.stat().st_size
    assert loaded.environ_vars == {"X": "1"}
    assert not is_folded(loaded)
    assert loaded == made
