"""Contract files -> step specifications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cursus_lint.contracts.document.nodes import Mapping, Plain, plain
from cursus_lint.contracts.document.shape import truth_of
from cursus_lint.contracts.loaded import LoadedContracts, StepDocument
from cursus_lint.contracts.loading import load_contracts
from cursus_lint.contracts.model import ScriptContract
from cursus_lint.contracts.problems import InvalidContract
from cursus_lint.contracts.step_contract import contract_of, table, text, texts
from cursus_lint.specs.model import DependencySpec, OutputSpec, StepSpecification

_PORT_KEYS = ("type", "semantic_keywords", "data_type", "description")
_DEPENDENCY_KEYS = (*_PORT_KEYS, "required", "compatible_sources")
_OUTPUT_KEYS = (*_PORT_KEYS, "property_path", "aliases")


@dataclass(frozen=True, slots=True)
class LoadedSpecifications:
    """The specifications of one file, and what is wrong in it."""

    specifications: tuple[StepSpecification, ...] = ()
    problems: tuple[InvalidContract, ...] = ()


def load_specifications(path: Path) -> LoadedSpecifications:
    """The specifications that a contract file declares. Problems are returned, never raised."""
    loaded = load_contracts(path)
    return LoadedSpecifications(specifications_of(loaded), loaded.problems)


def specifications_of(loaded: LoadedContracts) -> tuple[StepSpecification, ...]:
    """One specification for each contract of a file, in their order.

    Where a file says nothing of dependencies and outputs (a Python module, a document without `spec`), the contract's
    channels are the ports.
    """
    if loaded.documents:
        return tuple(_of_document(document) for document in loaded.documents)
    return tuple(StepSpecification.of_contract(contract) for contract in loaded.contracts)


def _of_document(document: StepDocument) -> StepSpecification:
    base = _of_root(document.root, document.contract)
    variants = {
        job_type: _of_root(
            root, contract_of(root, document.path), job_type, _step_type_of_variant(document.root, root, job_type)
        )
        for job_type, root in document.variants()
    }
    return base.model_copy(update={"variants": variants})


def _step_type_of_variant(base: Mapping, variant: Mapping, job_type: str) -> str:
    own = text(variant, "step_type") or ""
    return own if own != text(base, "step_type") else f"{own}_{job_type}"


def _of_root(
    root: Mapping, contract: ScriptContract, job_type: str | None = None, step_type: str | None = None
) -> StepSpecification:
    if root.get("spec") is None:
        ports = StepSpecification.of_contract(contract)
        dependencies, outputs = ports.dependencies, ports.outputs
    else:
        spec = table(root, "spec")
        dependencies = tuple(_dependency(name, spec) for name in table(spec, "dependencies").entries)
        outputs = tuple(_output(name, spec) for name in table(spec, "outputs").entries)
    return StepSpecification(
        step_type=step_type or contract.step_type,
        node_type=text(root, "node_type") or "internal",
        dependencies=dependencies,
        outputs=outputs,
        script_contract=contract,
        job_type=job_type,
    )


def _dependency(name: str, spec: Mapping) -> DependencySpec:
    ports = table(spec, "dependencies")
    port = table(ports, name)
    required = truth_of(port.get("required"))
    return DependencySpec(
        logical_name=name,
        type=text(port, "type") or "processing_output",
        required=True if required is None else required,
        compatible_sources=texts(port, "compatible_sources"),
        semantic_keywords=texts(port, "semantic_keywords"),
        data_type=text(port, "data_type"),
        description=text(port, "description"),
        line=ports.line_of(name),
        **_further(port, _DEPENDENCY_KEYS),
    )


def _output(name: str, spec: Mapping) -> OutputSpec:
    ports = table(spec, "outputs")
    port = table(ports, name)
    return OutputSpec(
        logical_name=name,
        type=text(port, "type") or "processing_output",
        property_path=text(port, "property_path") or "",
        aliases=texts(port, "aliases"),
        semantic_keywords=texts(port, "semantic_keywords"),
        data_type=text(port, "data_type"),
        description=text(port, "description"),
        line=ports.line_of(name),
        **_further(port, _OUTPUT_KEYS),
    )


def _further(port: Mapping, known: tuple[str, ...]) -> dict[str, Plain]:
    return {name: plain(entry.value) for name, entry in port if name not in (*known, "line", "logical_name")}
