import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cursus_lint.runtime.execution_spec import EnhancedScriptExecutionSpec, PathSpec, ScriptExecutionSpec
from cursus_lint.runtime.matching import MatchKind, PathMatch, choose_supplies, find_path_matches
from cursus_lint.runtime.similarity import common_aliases, similarity

IDENTITY = {"script_name": "a", "step_name": "A", "script_path": "a.py"}


def producer(**outputs):
    """A spec with outputs: logical name -> aliases."""
    specs = {name: PathSpec(logical_name=name, path=f"/{name}", aliases=aliases) for name, aliases in outputs.items()}
    return EnhancedScriptExecutionSpec(**IDENTITY, output_path_specs=specs)


def consumer(**inputs):
    specs = {name: PathSpec(logical_name=name, path=f"/{name}", aliases=aliases) for name, aliases in inputs.items()}
    return EnhancedScriptExecutionSpec(**IDENTITY, input_path_specs=specs)


@pytest.mark.parametrize(
    ("output", "wanted", "kind", "confidence", "by"),
    [
        (("DATA", []), ("DATA", []), MatchKind.EXACT_NAME, 1.0, ("DATA", "DATA")),
        (("x", ["DATA"]), ("DATA", []), MatchKind.NAME_TO_ALIAS, 0.9, ("DATA", "DATA")),
        (("x", []), ("DATA", ["x"]), MatchKind.NAME_TO_ALIAS, 0.9, ("x", "x")),
        (("x", ["m", "k"]), ("y", ["k", "m"]), MatchKind.ALIAS_TO_ALIAS, 0.8, ("k", "k")),
        (("model_output", []), ("model_input", []), MatchKind.SEMANTIC, 0.7, ("model_output", "model_input")),
        (
            ("processed_data", []),
            ("data", []),
            MatchKind.SEMANTIC,
            0.467,
            ("processed_data", "data"),
        ),
        (("x", ["metrics"]), ("eval_statistics", []), MatchKind.SEMANTIC, 0.467, ("metrics", "eval_statistics")),
    ],
)
def test_each_kind_of_match(output, wanted, kind, confidence, by):
    source = producer(**{output[0]: output[1]})
    target = consumer(**{wanted[0]: wanted[1]})
    assert find_path_matches(source, target) == [PathMatch(output[0], wanted[0], kind, confidence, by)]


@pytest.mark.parametrize(("output", "wanted"), [("model", "metrics"), ("processed_data", "training_data")])
def test_names_with_little_in_common_do_not_match(output, wanted):
    assert find_path_matches(producer(**{output: []}), consumer(**{wanted: []})) == []


def test_the_surest_way_of_a_pair_counts_and_the_surest_pair_comes_first():
    source = producer(processed=["DATA"], DATA=["processed"], model_output=[])
    target = consumer(DATA=["processed"], model_input=[])
    found = [(match.source, match.target, match.kind) for match in find_path_matches(source, target)]
    assert found == [
        ("DATA", "DATA", MatchKind.EXACT_NAME),
        ("processed", "DATA", MatchKind.NAME_TO_ALIAS),
        ("model_output", "model_input", MatchKind.SEMANTIC),
    ]


def test_the_order_of_declaration_does_not_matter():
    outputs = {"raw_data": ["dataset"], "model": ["artifact"], "metrics": []}
    inputs = {"data": [], "trained_model": ["artifact"], "stats": []}
    seen = {
        tuple(find_path_matches(producer(**dict(one)), consumer(**dict(other))))
        for one in itertools.permutations(outputs.items())
        for other in itertools.permutations(inputs.items())
    }
    assert len(seen) == 1


def test_basic_specs_match_by_their_names():
    source = ScriptExecutionSpec(**IDENTITY, output_paths={"DATA": "/x"})
    target = ScriptExecutionSpec(**IDENTITY, input_paths={"DATA": "/y"})
    assert [match.kind for match in find_path_matches(source, target)] == [MatchKind.EXACT_NAME]


def test_the_key_of_a_path_spec_is_its_name_and_what_it_calls_itself_an_alias():
    path = PathSpec(logical_name="other", path="/x")
    source = EnhancedScriptExecutionSpec(**IDENTITY, output_path_specs={"key": path})
    assert [match.kind for match in find_path_matches(source, consumer(key=[]))] == [MatchKind.EXACT_NAME]
    assert [match.kind for match in find_path_matches(source, consumer(other=[]))] == [MatchKind.NAME_TO_ALIAS]


def test_the_surest_supplier_of_each_input_is_chosen():
    sources = [("Load", producer(raw=["DATA"])), ("Clean", producer(DATA=[], model=[]))]
    chosen = choose_supplies(sources, consumer(DATA=[], model=[])).chosen
    assert {name: (supply.step, supply.match.source) for name, supply in chosen.items()} == {
        "DATA": ("Clean", "DATA"),
        "model": ("Clean", "model"),
    }


def test_a_likeness_does_not_take_an_output_whose_name_feeds_another_input():
    chosen = choose_supplies([("Load", producer(DATA=[]))], consumer(DATA=[], DATA_SECONDARY=[])).chosen
    assert list(chosen) == ["DATA"]


def test_a_likeness_does_not_feed_an_optional_input():
    def needy(optional):
        path = PathSpec(logical_name="records", path="/x", optional=optional)
        return EnhancedScriptExecutionSpec(**IDENTITY, input_path_specs={"records": path})

    sources = [("Load", producer(DATA=[]))]
    assert list(choose_supplies(sources, needy(False)).chosen) == ["records"]
    assert list(choose_supplies(sources, needy(True)).chosen) == []


def test_two_equally_sure_suppliers_are_no_choice():
    supplies = choose_supplies([("B", producer(DATA=[])), ("A", producer(DATA=[]))], consumer(DATA=[]))
    assert supplies.chosen == {}
    assert [supply.step for supply in supplies.ambiguous["DATA"]] == ["A", "B"]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)  # the first example loads Hypothesis
@given(st.text(max_size=12), st.text(max_size=12))
def test_similarity_is_symmetric_and_bounded(one, other):
    assert similarity(one, other) == similarity(other, one)
    assert 0.0 <= similarity(one, other) <= 1.0


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("processed_data", "cleanedDataset", 1.0),
        ("hyperparameters", "config", 1.0),
        ("signature", "schema", 1.0),
        ("evaluation_metrics", "eval_stats", 1.0),
        ("training_data", "model", 0.0),
        ("input", "output", 0.0),
        ("embedings", "embeddings", 0.947),
    ],
)
def test_similarity_knows_synonyms_and_slips(one, other, expected):
    assert similarity(one, other) == expected


def test_a_name_of_several_ideas_has_no_common_aliases():
    assert common_aliases("processed_data") == ()
    assert "model" in common_aliases("model_output")
