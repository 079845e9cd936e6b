"""What the engine is given to lint: a script with the contract that binds it, or a contract alone."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Union

from cursus_lint.engine.reading import read_bytes
from cursus_lint.engine.terms import EVER, Terms
from cursus_lint.rule import Incident

if TYPE_CHECKING:
    from cursus_lint.contracts.model import ScriptContract
    from cursus_lint.runtime.saved_spec import SavedSpec
    from cursus_lint.specs.filed import FiledContract
    from cursus_lint.specs.model import StepSpecification


Place = Union[str, "os.PathLike[str]"]
"""Where a file is. Thousands of texts take a quarter of the memory that as many paths do."""


@dataclass(frozen=True, slots=True)
class Target:
    """A script and its contract.

    `path` is the script as it is to be reported, `file` where it is read, `data` its content where that is not on disk
    (standard input). `bound` is the contract, read when it is asked for; `contract_path` and `contract_file` are
    its path and file. A target without `file` and
    `data` is looked at without its script's content. `project_root` bounds where sibling modules are looked for.
    `incidents` are what went wrong before the engine was asked, `execution_specs` the saved specs that run the script.
    `terms` are what suppression comments are held to.
    """

    path: str
    file: Place | None = None
    data: bytes | None = None
    bound: FiledContract | None = None
    contract_path: str = ""
    contract_file: Place | None = None
    project_root: Path | None = None
    platform_env_vars: tuple[str, ...] = ()
    files_beside: tuple[str, ...] = ()
    incidents: tuple[Incident, ...] = ()
    execution_specs: tuple[SavedSpec, ...] = ()
    terms: Terms = EVER

    @property
    def contract(self) -> ScriptContract | None:
        """What the script is compared with. Raises ContractChanged."""
        return self.bound.models().contract if self.bound is not None else None

    @property
    def specification(self) -> StepSpecification | None:
        """The specification of the contract's step. Raises ContractChanged."""
        return self.bound.models().specification if self.bound is not None else None

    def loaded(self) -> Target:
        """The same with its contract at hand, to be asked again and again or sent elsewhere. Raises ContractChanged."""
        return self if self.bound is None else replace(self, bound=self.bound.loaded())

    @property
    def has_script(self) -> bool:
        """Whether there is a script to read."""
        return self.data is not None or self.file is not None

    def content(self) -> bytes | Incident | None:
        """The script's content, why there is none (CUR005), or None where the target has no script to read."""
        if self.data is not None or self.file is None:
            return self.data
        return read_bytes(self.path, self.file)
