import json

import pytest

from cursus_lint.runtime.dag import Edge, InvalidDag, dag_of, load_dag


def test_a_graph_is_read_and_ordered(tmp_path):
    file = tmp_path / "pipeline.json"
    document = {
        "nodes": ["D", {"name": "C", "colour": "red"}, "B", "A"],
        "edges": [["A", "B"], {"from": "B", "to": "D", "paths": {"DATA": "processed"}}, ["A", "C"], ["C", "D"]],
    }
    file.write_text(json.dumps(document))
    dag = load_dag(file)
    assert dag.order() == ("A", "C", "B", "D")
    assert dag.parents("D") == ("B", "C")
    assert dag.into("D")[0] == Edge("B", "D", {"DATA": "processed"})


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        ("[]", "expected a JSON object with the fields of a pipeline graph"),
        ("{}", "nodes: expected at least one node"),
        ('{"nodes": "A"}', 'nodes: expected a list, found "A"'),
        ('{"nodes": ["A", 5]}', "nodes[1]: expected the name of a step, or an object with `name`"),
        ('{"nodes": ["A", "A"]}', "the node 'A' occurs twice; give each node a name of its own"),
        (
            '{"nodes": ["A"], "edges": [["A"]]}',
            "edges[0]: expected two node names, or an object with `from` and `to`",
        ),
        (
            '{"nodes": ["A", "B"], "edges": [{"from": "A", "to": "B", "paths": {"x": 1}}]}',
            "edges[0]: paths: expected an object, input name -> output name",
        ),
        (
            '{"nodes": ["Loading", "Training"], "edges": [["Loading", "Trainin"]]}',
            "the edge Loading -> Trainin names the unknown node 'Trainin'; did you mean 'Training'?",
        ),
        (
            '{"nodes": ["A", "B"], "edges": [["A", "Elsewhere"]]}',
            "the edge A -> Elsewhere names the unknown node 'Elsewhere'; the nodes are A, B",
        ),
        (
            '{"nodes": ["A", "B", "C"], "edges": [["A", "B"], ["B", "C"], ["C", "B"]]}',
            "the nodes feed each other in a circle: B -> C -> B",
        ),
        ('{"nodes": ["A"], "edges": [["A", "A"]]}', "the nodes feed each other in a circle: A -> A"),
    ],
)
def test_a_graph_that_cannot_be_used_says_why(tmp_path, document, problem):
    file = tmp_path / "pipeline.json"
    file.write_text(document)
    with pytest.raises(InvalidDag) as caught:
        load_dag(file)
    assert str(caught.value) == f"{file}: {problem}"


def test_a_circle_follows_the_edges():
    with pytest.raises(InvalidDag, match="circle: A -> B -> C -> A"):
        dag_of("ABC", [Edge("A", "B"), Edge("B", "C"), Edge("C", "A")])
