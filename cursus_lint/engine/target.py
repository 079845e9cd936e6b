"""What the engine is given to lint: a script with the contract that binds it, or a contract alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cursus_lint.contracts.model import ScriptContract
from cursus_lint.engine.reading import read_bytes
from cursus_lint.engine.suppress import EVER, Terms
from cursus_lint.rule import Incident
from cursus_lint.specs.model import StepSpecification

if TYPE_CHECKING:
    from cursus_lint.runtime.saved_spec import SavedSpec


@dataclass(frozen=True, slots=True)
class Target:
    """A script and its contract.

    `path` is the script as it is to be reported, `file` where it is read, `data` its content where that is not on disk
    (standard input). `contract_path` and `contract_file` are the same for the contract. A target without `file` and
    `data` is looked at without its script's content. `project_root` bounds where sibling modules are looked for.
    `incidents` are what went wrong before the engine was asked, `execution_specs` the saved specs that run the script.
    `terms` are what suppression comments are held to.
    """

    path: str
    file: Path | None = None
    data: bytes | None = None
    contract: ScriptContract | None = None
    contract_path: str = ""
    contract_file: Path | None = None
    specification: StepSpecification | None = None
    project_root: Path | None = None
    platform_env_vars: tuple[str, ...] = ()
    files_beside: tuple[str, ...] = ()
    incidents: tuple[Incident, ...] = ()
    execution_specs: tuple[SavedSpec, ...] = ()
    terms: Terms = EVER

    def content(self) -> bytes | Incident | None:
        """The script's content, why there is none (CUR005), or None where the target has no script to read."""
        if self.data is not None or self.file is None:
            return self.data
        return read_bytes(self.path, self.file)
