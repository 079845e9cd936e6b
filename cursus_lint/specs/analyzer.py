"""`ScriptAnalyzer`: the paths, variables and arguments of a script as sets of names."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cursus_lint.analysis.facts import ScriptFacts, Side


class ScriptAnalyzer:
    """What a script does, as sets of names; a view of the facts that the rules see.

    The script is read when the first question is asked, and never run. The questions raise OSError when there is no
    such file, and SyntaxError when it is not Python.
    """

    def __init__(self, script_path: str | os.PathLike[str]) -> None:
        self.script_path = Path(script_path)

    @cached_property
    def facts(self) -> ScriptFacts:
        """Everything that is known of the script, with its places."""
        from cursus_lint.analysis.extract import extract_file

        return extract_file(self.script_path)

    def get_input_paths(self) -> set[str]:
        """The container paths that the script reads."""
        return self._paths("input")

    def get_output_paths(self) -> set[str]:
        """The container paths that the script writes."""
        return self._paths("output")

    def get_env_var_usage(self) -> set[str]:
        """The environment variables that the script asks for."""
        return {read.name for read in self.facts.env_reads}

    def get_argument_usage(self) -> set[str]:
        """The command-line arguments that the script defines, by the name that their value goes by (`job_type`)."""
        return {argument.dest for argument in self.facts.arguments}

    def _paths(self, side: Side) -> set[str]:
        return {
            use.path for use in self.facts.paths if use.used and (use.direction in (side, "both") or use.side == side)
        }
