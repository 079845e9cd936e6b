"""A clean script and its contract drift apart in one known way: exactly that is said, at that place, and fixed.

Each drift changes a clean pair and names the rule, the subject and a text on the line that the finding has to stand on.
Hypothesis chooses the base, names, values and slips of the pen.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cursus_lint.contracts.loading import load_contracts
from cursus_lint.diagnostics import Violation
from cursus_lint.engine.fix import safe_or_unsafe, settle
from cursus_lint.engine.run import lint
from cursus_lint.engine.target import Target
from cursus_lint.rules import all_rules
from cursus_lint.specs.filed import filed

RULES = Path(__file__).parents[2] / "fixtures" / "rules"
BASES = [
    "CUR004-crashed-rule",
    "ARG302-unparsed-argument",
    "PATH204-unused-output-channel",
    "ARG307-argument-choices-mismatch",
]
BY_DEFAULT = [rule for rule in all_rules() if rule.on_by_default]


@dataclass
class Pair:
    """A script and the `contract` part of its document, changed in place; the rest of the document is kept."""

    script: str
    document: dict[str, Any]

    @property
    def contract(self) -> dict[str, Any]:
        return self.document["contract"]

    def change(self, old: str, new: str, times: int = 1) -> None:
        assert self.script.count(old) >= times, old
        self.script = self.script.replace(old, new)


@dataclass(frozen=True)
class Expected:
    """The one finding: its rule, its subject, a text on its line, and whether a fix is offered."""

    code: str
    subject: str
    on_line: str
    fixed: bool = False


Draw = Callable[[st.SearchStrategy[Any]], Any]
Drift = Callable[[Pair, Draw], Expected]
DRIFTS: dict[str, Drift] = {}

names = st.from_regex(r"[A-Z]{3,8}_[A-Z]{9,12}", fullmatch=True).map("QX_".__add__)
numbers = st.integers(min_value=43, max_value=10_000)
SEED = '"SEED": os.environ.get("SEED", "42"),'
LABEL = 'os.environ["LABEL_FIELD"]'
END = '    rows.to_csv(folder / "rows.csv", index=False)'
PARSE = "    args = parser.parse_args()"


def drift(function: Drift) -> Drift:
    DRIFTS[function.__name__] = function
    return function


def slip(draw: Draw, name: str) -> str:
    """The name with two neighbouring, different letters swapped."""
    places = [i for i in range(len(name) - 1) if name[i] != name[i + 1] and "_" not in name[i : i + 2]]
    i = draw(st.sampled_from(places))
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


@drift
def forget_to_declare_a_variable(pair: Pair, draw: Draw) -> Expected:
    del pair.contract["env_vars"]["optional"]["SEED"]
    return Expected("ENV101", "SEED", SEED)


@drift
def read_another_variable_in_a_helper(pair: Pair, draw: Draw) -> Expected:
    name = draw(names)
    pair.change("def load_rows", 'def is_set(name):\n    return os.environ.get(name, "") == "1"\n\n\ndef load_rows')
    pair.change(END, f'    if is_set("{name}"):\n        (folder / "_DONE").touch()\n{END}')
    return Expected("ENV101", name, f'is_set("{name}")')


@drift
def misspell_a_variable(pair: Pair, draw: Draw) -> Expected:
    wrong = slip(draw, "LABEL_FIELD")
    pair.change(LABEL, f'os.environ["{wrong}"]')
    return Expected("ENV101", wrong, f'os.environ["{wrong}"]', fixed=True)


@drift
def give_a_required_variable_a_fallback(pair: Pair, draw: Draw) -> Expected:
    pair.change(LABEL, f'os.environ.get("LABEL_FIELD", "{draw(names).lower()}")')
    return Expected("ENV102", "LABEL_FIELD", '"LABEL_FIELD": os.environ', fixed=True)


@drift
def require_an_optional_variable(pair: Pair, draw: Draw) -> Expected:
    pair.contract["env_vars"]["required"].append("SEED")
    del pair.contract["env_vars"]["optional"]["SEED"]
    return Expected("ENV102", "SEED", SEED, fixed=True)


@drift
def declare_a_variable_that_nothing_reads(pair: Pair, draw: Draw) -> Expected:
    name = draw(names)
    pair.contract["env_vars"]["optional"][name] = "0"
    return Expected("ENV103", name, "environ_vars = {")


@drift
def read_an_optional_variable_strictly(pair: Pair, draw: Draw) -> Expected:
    pair.change(SEED, '"SEED": os.environ["SEED"],')
    return Expected("ENV104", "SEED", 'os.environ["SEED"]', fixed=True)


@drift
def change_the_default_of_a_variable(pair: Pair, draw: Draw) -> Expected:
    pair.contract["env_vars"]["optional"]["SEED"] = str(draw(numbers))
    return Expected("ENV105", "SEED", SEED, fixed=True)


@drift
def stop_using_a_variable(pair: Pair, draw: Draw) -> Expected:
    pair.change('int(environ_vars["SEED"])', str(draw(numbers)))
    return Expected("ENV106", "SEED", SEED)


@drift
def lose_a_line_of_the_harvest(pair: Pair, draw: Draw) -> Expected:
    pair.change(f"        {SEED}\n", "")
    return Expected("ENV108", "SEED", 'environ_vars["SEED"]', fixed=True)


@drift
def read_a_path_that_no_channel_has(pair: Pair, draw: Draw) -> Expected:
    path = f"/opt/ml/processing/input/{draw(names).lower()}/names.txt"
    pair.change(
        END, f'    names = Path("{path}").read_text().split()\n    rows[names].to_csv(folder / "named.csv")\n{END}'
    )
    return Expected("PATH201", path, path)


@drift
def write_a_path_that_no_channel_has(pair: Pair, draw: Draw) -> Expected:
    pair.contract["outputs"]["processed_data"]["path"] = "/opt/ml/processing/output/data"
    if '"/opt/ml/processing/output"' in pair.script:
        pair.change('"/opt/ml/processing/output"', '"/opt/ml/processing/output/data"')
    path = f"/opt/ml/processing/output/{draw(names).lower()}/rows.csv"
    pair.change(END, f'    rows.to_csv("{path}")\n{END}')
    return Expected("PATH202", path, path)


@drift
def declare_an_input_that_nothing_reads(pair: Pair, draw: Draw) -> Expected:
    name = draw(names)
    pair.contract["inputs"][name] = {"path": f"/opt/ml/processing/input/{name.lower()}", "required": True}
    return Expected("PATH203", name, '"""Drop the rows')


@drift
def declare_an_output_that_nothing_writes(pair: Pair, draw: Draw) -> Expected:
    name = draw(names)
    pair.contract["outputs"][name] = {"path": f"/opt/ml/processing/{name.lower()}"}
    return Expected("PATH204", name, '"""Drop the rows')


@drift
def move_a_channel_in_the_contract(pair: Pair, draw: Draw) -> Expected:
    pair.contract["inputs"]["DATA"]["path"] = f"/opt/ml/processing/input/{draw(names).lower()}"
    return Expected("PATH205", "DATA", '{"DATA": "/opt/ml/processing/input/data"}', fixed=True)


@drift
def rename_a_channel_in_the_script(pair: Pair, draw: Draw) -> Expected:
    name = draw(names)
    pair.change('"DATA"', f'"{name}"', times=2)
    return Expected("PATH206", name, f'input_paths["{name}"]', fixed=True)


@drift
def rename_a_channel_in_main_only(pair: Pair, draw: Draw) -> Expected:
    wrong = slip(draw, "processed_data")
    pair.change('output_paths["processed_data"]', f'output_paths["{wrong}"]')
    return Expected("PATH207", wrong, f'output_paths["{wrong}"]', fixed=True)


@drift
def rename_a_channel_in_the_entry_block_only(pair: Pair, draw: Draw) -> Expected:
    pair.change('{"DATA":', f'{{"{draw(names)}":')
    return Expected("PATH207", "DATA", 'input_paths["DATA"]', fixed=True)


@drift
def parse_another_argument(pair: Pair, draw: Draw) -> Expected:
    flag = "--" + draw(names).lower().replace("_", "-")
    pair.change(PARSE, f'    parser.add_argument("{flag}", dest="extra", default="1")\n{PARSE}')
    pair.change(END, f"    (folder / job_args.extra).touch()\n{END}")
    return Expected("ARG301", flag, flag)


@drift
def pass_another_argument(pair: Pair, draw: Draw) -> Expected:
    flag = "--" + draw(names).lower().replace("_", "-")
    pair.contract["job_arguments"].append({"flag": flag})
    return Expected("ARG302", flag, "argparse.ArgumentParser()")


@drift
def spell_a_flag_with_hyphens(pair: Pair, draw: Draw) -> Expected:
    pair.change('"--job_type"', '"--job-type"')
    return Expected("ARG302", "--job_type", '"--job-type"', fixed=True)


@drift
def make_an_argument_optional_in_the_contract(pair: Pair, draw: Draw) -> Expected:
    pair.contract["job_arguments"][0]["required"] = False
    return Expected("ARG303", "--job_type", '"--job_type"')


@drift
def change_the_default_of_an_argument(pair: Pair, draw: Draw) -> Expected:
    pair.contract["job_arguments"].append({"flag": "--limit", "default": str(draw(numbers))})
    pair.change(PARSE, f'    parser.add_argument("--limit", type=int, default=42)\n{PARSE}')
    pair.change(END, f"    rows.head(job_args.limit).to_csv(folder / 'head.csv')\n{END}")
    return Expected("ARG304", "--limit", '"--limit"', fixed=True)


@drift
def misspell_an_argument_where_it_is_read(pair: Pair, draw: Draw) -> Expected:
    wrong = slip(draw, "job_type")
    pair.change("job_args.job_type", f"job_args.{wrong}")
    return Expected("ARG305", wrong, f"job_args.{wrong}", fixed=True)


@drift
def stop_using_an_argument(pair: Pair, draw: Draw) -> Expected:
    pair.change('if job_args.job_type == "training":', f"if len(rows) > {draw(numbers)}:")
    return Expected("ARG306", "--job_type", '"--job_type"')


@drift
def add_a_variant_of_the_step(pair: Pair, draw: Draw) -> Expected:
    variant = draw(names).lower()
    pair.document.setdefault("variants", {})[variant] = {}
    return Expected("ARG307", "--job_type", "choices=", fixed=True)


@drift
def import_something_that_is_not_required(pair: Pair, draw: Draw) -> Expected:
    module = draw(st.sampled_from(["scipy.stats", "sklearn.utils", "yaml", "lightgbm"]))
    pair.change("import pandas as pd\n", f"import pandas as pd\nimport {module}\n")
    subjects = {"scipy.stats": "scipy", "sklearn.utils": "scikit-learn", "yaml": "pyyaml", "lightgbm": "lightgbm"}
    return Expected("REQ401", subjects[module], f"import {module}")


@drift
def swap_the_parameters_of_main(pair: Pair, draw: Draw) -> Expected:
    order = draw(st.permutations(["input_paths", "output_paths", "environ_vars", "job_args"]))
    if order == ["input_paths", "output_paths", "environ_vars", "job_args"]:
        order = order[::-1]
    given_as = {"job_args": "args"}
    pair.change("main(input_paths, output_paths, environ_vars, job_args)", f"main({', '.join(order)})")
    call = ", ".join(given_as.get(name, name) for name in order)
    pair.change("main(input_paths, output_paths, environ_vars, args)", f"main({call})")
    return Expected("RUN602", "main", "def main(")


@drift
def forget_to_pass_the_logger(pair: Pair, draw: Draw) -> Expected:
    pair.change("environ_vars, job_args):", "environ_vars, job_args, logger=None):")
    pair.change(END, f'    logger.info("%d rows", len(rows))\n{END}')
    return Expected("RUN604", "logger", "logger.info(")


def clean_pair(base: str) -> Pair:
    folder = RULES / base
    document = yaml.safe_load((folder / "contract.step.yaml").read_text(encoding="utf-8"))
    return Pair((folder / "good.py").read_text(encoding="utf-8"), document)


def target_of(pair: Pair, folder: Path) -> Target:
    file = folder / "contract.step.yaml"
    file.write_text(yaml.safe_dump(pair.document), encoding="utf-8")
    loaded = load_contracts(file)
    assert not loaded.problems, loaded.problems
    return Target("script.py", data=pair.script.encode(), bound=filed(loaded.contracts[0]), contract_path=file.name)


def findings(target: Target) -> Sequence[Violation]:
    return lint([target], BY_DEFAULT).reported


@pytest.mark.parametrize("base", BASES)
def test_the_bases_are_clean(base: str, tmp_path: Path) -> None:
    assert not findings(target_of(clean_pair(base), tmp_path))


@pytest.mark.parametrize("kind", sorted(DRIFTS))
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_drift_is_one_finding(kind: str, tmp_path: Path, data: st.DataObject) -> None:
    pair = copy.deepcopy(clean_pair(data.draw(st.sampled_from(BASES))))
    expected = DRIFTS[kind](pair, data.draw)
    target = target_of(pair, tmp_path)
    found = findings(target)
    assert [(each.code, each.subject) for each in found] == [(expected.code, expected.subject)]
    assert expected.on_line in pair.script.splitlines()[found[0].span.line - 1]
    assert (found[0].fix is not None) == expected.fixed

    def check(content: bytes) -> Sequence[Violation]:
        return findings(replace(target, data=content))

    if expected.fixed:
        outcome = settle(target.path, pair.script.encode(), found, check, safe_or_unsafe)
        assert outcome.dropped == ()
        assert outcome.remaining == ()
        again = settle(target.path, outcome.content, check(outcome.content), check, safe_or_unsafe)
        assert again.content == outcome.content
