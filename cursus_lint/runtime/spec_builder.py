"""From the nodes of a pipeline's graph to the execution specs of their scripts."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.naming import script_names, split_job_type
from cursus_lint.contracts.near_miss import nearest
from cursus_lint.runtime.dag import PipelineDag
from cursus_lint.runtime.execution_spec import (
    SIDES,
    EnhancedScriptExecutionSpec,
    PathSpec,
    ScriptExecutionSpec,
    Side,
    load_spec,
)
from cursus_lint.runtime.matching import ExecutionSpec
from cursus_lint.runtime.merge_patch import Json
from cursus_lint.runtime.similarity import common_aliases
from cursus_lint.runtime.spec_names import SPECS_FOLDER
from cursus_lint.runtime.tester import defines_main
from cursus_lint.specs.model import StepSpecification
from cursus_lint.specs.registry import SpecificationRegistry


class ScriptNotFound(LookupError):
    """No script folder has a script for a node; the message says what was looked for, where, and what comes near."""


class PipelineTestingSpecBuilder:
    """Finds the script of each node and makes or loads its execution spec.

    Specs live in `<test_data_dir>/.specs`. Scripts are looked for in `script_dirs` in this order, by default in
    `<test_data_dir>/scripts`, and last beside the contract that names them. Contracts come from `registry`, by default
    the one behind the class `SpecificationRegistry`.
    """

    def __init__(
        self,
        test_data_dir: Path | str,
        script_dirs: Iterable[Path | str] | None = None,
        registry: SpecificationRegistry | None = None,
    ) -> None:
        self.test_data_dir = Path(test_data_dir)
        self.specs_dir = self.test_data_dir / SPECS_FOLDER
        given = [self.test_data_dir / "scripts"] if script_dirs is None else script_dirs
        self.script_dirs = tuple(Path(folder) for folder in given)
        self._registry = SpecificationRegistry.default() if registry is None else registry

    def resolve_script_execution_spec_from_node(self, node_name: str) -> ScriptExecutionSpec:
        """A new spec for a node, from its contract where the registry has one.

        Inputs and outputs lie below `test_data_dir`, variables and arguments have the contract's defaults, the job
        type is the node's. Raises ScriptNotFound.
        """
        specification = self._specification(node_name)
        contract = specification.script_contract if specification else None
        script = self.find_script(node_name)
        spec = ScriptExecutionSpec(script_name=script.stem, step_name=node_name, script_path=str(script))
        if contract is not None:
            needed = [name for name in contract.expected_input_paths if name not in contract.optional_inputs]
            spec.input_paths = {name: self._test_path("input", node_name, name) for name in needed}
            outputs = contract.expected_output_paths
            spec.output_paths = {name: self._test_path("output", node_name, name) for name in outputs}
            spec.environ_vars = {name: text for name, text in contract.optional_env_vars.items() if text is not None}
            spec.job_args = _arguments(contract, split_job_type(node_name)[1])
        return spec

    def load_or_create_script_spec(self, node_name: str) -> ExecutionSpec:
        """The saved spec of the node's script, turned to this node, or a new one that is not saved yet.

        One script has one file: where it was saved for another node, the step name is replaced, with the job type and
        the folders of the test data that came from it, so that two nodes of one script do not share their outputs.
        """
        created = self.resolve_script_execution_spec_from_node(node_name)
        file = self.specs_dir / created.get_spec_file_name()
        if not file.exists():
            return created
        spec = load_spec(file)
        if spec.step_name != node_name:
            self._turn(spec, node_name)
        return spec

    def _turn(self, spec: ExecutionSpec, node_name: str) -> None:
        """Make a spec that was saved for another node one of this node."""
        old, new = split_job_type(spec.step_name)[1], split_job_type(node_name)[1]
        for name in ("job_type", "job-type"):
            if new is not None and spec.job_args.get(name) == old is not None:
                spec.job_args[name] = new
        for side in SIDES:
            for name, path in list(spec.paths(side).items()):
                if path == self._test_path(side, spec.step_name, name):
                    spec.add_path(side, name, self._test_path(side, node_name, name))
        spec.step_name = node_name

    def build_from_dag(self, dag: PipelineDag) -> dict[str, EnhancedScriptExecutionSpec]:
        """The specs of all nodes with their aliases, in topological order.

        Raises ScriptNotFound, which names every node without a script, and InvalidExecutionSpec for a broken file.
        """
        specs: dict[str, EnhancedScriptExecutionSpec] = {}
        missing: list[str] = []
        for node in dag.order():
            try:
                specs[node] = self.enhance(self.load_or_create_script_spec(node))
            except ScriptNotFound as problem:
                missing.append(str(problem))
        if missing:
            raise ScriptNotFound("\n".join(missing))
        return specs

    def enhance(self, spec: ExecutionSpec) -> EnhancedScriptExecutionSpec:
        """The spec with the aliases that the specification declares and those that its logical names commonly have.

        Optional inputs of the contract are added, so that another step may feed them.
        """
        if isinstance(spec, EnhancedScriptExecutionSpec):
            return spec
        specification = self._specification(spec.step_name)

        def aliases_of(side: Side, name: str) -> list[str]:
            output = specification.output(name) if specification and side == "output" else None
            declared = output.aliases if output else ()
            return list(dict.fromkeys((*declared, *common_aliases(name))))

        enhanced = EnhancedScriptExecutionSpec.from_basic(spec, aliases_of)
        contract = specification.script_contract if specification else None
        for name in sorted(contract.optional_inputs - set(spec.input_paths)) if contract else ():
            path = self._test_path("input", spec.step_name, name)
            aliases = aliases_of("input", name)
            enhanced.input_path_specs[name] = PathSpec(logical_name=name, path=path, aliases=aliases, optional=True)
        return enhanced

    def get_script_main_params(self, spec: ExecutionSpec) -> dict[str, object] | None:
        """What the `main()` of the spec's script is called with; None where it has none and is to be run itself.

        Paths are absolute; names of job arguments are spelled as attributes (`job-type` is `job_type`).
        """
        try:
            if not defines_main(Path(spec.script_path)):
                return None
        except (OSError, ValueError):
            pass  # the tester says what is wrong with the script
        arguments = {name.lstrip("-").replace("-", "_"): value for name, value in spec.job_args.items()}
        return {
            "input_paths": {name: str(Path(path).absolute()) for name, path in spec.input_paths.items()},
            "output_paths": {name: str(Path(path).absolute()) for name, path in spec.output_paths.items()},
            "environ_vars": dict(spec.environ_vars),
            "job_args": argparse.Namespace(**arguments),
        }

    def save_script_spec(self, spec: ExecutionSpec) -> Path:
        """Save a spec where `load_or_create_script_spec` finds it again; returns the file."""
        file = self.specs_dir / spec.get_spec_file_name()
        spec.save_to_file(file)
        return file

    def unset_variables(self, spec: ExecutionSpec) -> tuple[str, ...]:
        """The variables that the contract requires and the spec does not set."""
        specification = self._specification(spec.step_name)
        if specification is None or specification.script_contract is None:
            return ()
        required = specification.script_contract.required_env_vars
        return tuple(name for name in required if name not in spec.environ_vars)

    def find_script(self, node_name: str) -> Path:
        """The script of a node: what its contract names, else what the naming convention gives.

        The first folder that has one of the names decides. A file with a name that only comes near is not taken;
        ScriptNotFound mentions it.
        """
        specification = self._specification(node_name)
        contract = specification.script_contract if specification else None
        declared = [contract.entry_point] if contract and contract.entry_point else []
        names: list[str] = list(dict.fromkeys([*declared, *script_names(node_name)]))
        beside = [Path(contract.source).parent] if contract and contract.source else []
        folders = list(dict.fromkeys([*self.script_dirs, *beside]))
        for folder in folders:
            for name in names:
                if (folder / name).is_file():
                    return folder / name
        raise ScriptNotFound(_not_found(node_name, names, folders))

    def _test_path(self, side: Side, node_name: str, logical_name: str) -> str:
        return str(self.test_data_dir / side / node_name / logical_name)

    def _specification(self, node_name: str) -> StepSpecification | None:
        return self._registry.get_specification(node_name)


def _arguments(contract: ScriptContract, job_type: str | None) -> dict[str, Json]:
    """The arguments that a contract's script is started with, by the spelling of their flags."""
    values: dict[str, Json] = {
        name: default for name, default in contract.expected_arguments.items() if default is not None
    }
    for argument in contract.job_arguments:
        name = argument.flag.lstrip("-")
        if argument.default is not None:
            values[name] = argument.default
        if job_type is not None and name.replace("-", "_") == "job_type":
            values[name] = job_type
    return values


def _not_found(node_name: str, names: Sequence[str], folders: Sequence[Path]) -> str:
    there = sorted(path.name for folder in folders if folder.is_dir() for path in folder.glob("*.py"))
    near = next((found for found in (nearest(name, there) for name in names) if found), None)
    looked = f"no script for the node {node_name}: looked for {' or '.join(names)} in {', '.join(map(str, folders))}"
    return f"{looked}; {near} is there, but its name is not the node's" if near else looked
