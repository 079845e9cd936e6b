"""What the YAML and the JSON form of a step document have in common: the shape, and the contract read from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cursus_lint.contracts.document.nodes import Mapping, Node
from cursus_lint.contracts.document.shape import check_shape
from cursus_lint.contracts.document.source_text import decode, read_bytes
from cursus_lint.contracts.loaded import LoadedContracts, StepDocument, variants_of
from cursus_lint.contracts.problems import ProblemLog
from cursus_lint.contracts.step_contract import contract_of
from cursus_lint.contracts.step_shape import STEP


def load_step_document(
    path: Path, read: Callable[[str, ProblemLog], Node | None], content: bytes | None = None
) -> LoadedContracts:
    """The step document in `path`, or in `content` instead of it, whose syntax `read` understands.

    Problems are returned, never raised.
    """
    log = ProblemLog(str(path))
    content = read_bytes(path, log, content)
    source = None if content is None else decode(content, log)
    root = None if source is None else read(source, log)
    if root is not None:
        check_shape(root, STEP, log)
    if not log.found and isinstance(root, Mapping):
        for job_type, variant in variants_of(root):
            check_shape(variant, STEP, log, f"variants.{job_type}")
    if log.found or not isinstance(root, Mapping):
        return LoadedContracts(problems=log.in_order())
    contract = contract_of(root, str(path))
    return LoadedContracts(contracts=(contract,), documents=(StepDocument(str(path), root, contract),))
