"""What to lint: the arguments of a run and the configuration, made into sorted targets.

`discover(Request(cwd=..., paths=(...)), Configurations(cwd))` returns a `Discovery`: the scripts, each with the
contract that binds it, and everything about contracts that has to be told.
"""

from cursus_lint.discovery.discover import Request, discover
from cursus_lint.discovery.result import Discovery, FoundContract, MissingEntryPoint, PathError, Target

__all__ = ["Discovery", "FoundContract", "MissingEntryPoint", "PathError", "Request", "Target", "discover"]
