"""Loading contract files of every format."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cursus_lint.contracts.document.source_text import read_bytes, read_head
from cursus_lint.contracts.formats import python_module, step_json, step_yaml
from cursus_lint.contracts.loaded import LoadedContracts
from cursus_lint.contracts.problems import ProblemLog

_HEAD = 2048


class ContractFormat(Protocol):
    """What each module of `contracts.formats` offers."""

    def sniff(self, path: Path, head: bytes) -> bool:
        """Whether this is the format for a file, by its name and the beginning of its content."""

    def load(self, path: Path, content: bytes | None = None) -> LoadedContracts:
        """The contracts in a file, or in `content` instead of it; problems are returned, never raised."""


_FORMATS: tuple[ContractFormat, ...] = (step_yaml, step_json, python_module)


def load_contracts(path: Path, content: bytes | None = None) -> LoadedContracts:
    """The contracts that a file declares, with everything that is wrong in it.

    `content` is taken instead of what is on disk, where an editor holds another text of the file.
    Never raises for what the file is or holds: an unreadable, missing, empty, ill-encoded, oversized or misshapen file
    comes back as problems with their places. The file is never run or imported.
    """
    head = read_head(path, _HEAD) if content is None else content[:_HEAD]
    for module in _FORMATS:
        if module.sniff(path, head):
            return module.load(path, content)
    log = ProblemLog(str(path))
    if read_bytes(path, log, content) is not None:
        expected = "*.step.yaml, *.step.yml, *.step.json or a Python module"
        log.add(1, 1, "", "the file's name is not that of a contract", expected)
    return LoadedContracts(problems=log.in_order())
