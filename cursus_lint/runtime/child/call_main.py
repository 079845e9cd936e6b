"""Load a script as a module and call its `main(...)` with parameters from a file.

Run as `python call_main.py PARAMETERS SCRIPT`. PARAMETERS is a JSON object, name -> value; an object of the form
`{"__namespace__": {...}}` stands for an `argparse.Namespace`. The process ends as the script itself would: 0 when
`main` returns, what it passes to `sys.exit`, or 1 with a traceback that begins in the script.
"""

from __future__ import annotations

import argparse
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path
from types import TracebackType

_NOT_THE_SCRIPTS = frozenset({__file__, "<frozen importlib._bootstrap>", "<frozen importlib._bootstrap_external>"})


def namespace_or_dict(value: dict[str, object]) -> object:
    """A JSON object as the value it stands for."""
    attributes = value.get("__namespace__")
    if isinstance(attributes, dict) and len(value) == 1:
        return argparse.Namespace(**attributes)
    return value


def call_main(parameters_file: Path, script: Path) -> None:
    """Import `script` and call its `main` with the parameters in `parameters_file`."""
    parameters = json.loads(parameters_file.read_text(encoding="utf-8"), object_hook=namespace_or_dict)
    sys.argv = [str(script)]
    sys.path[0] = str(script.resolve().parent)
    loader = importlib.machinery.SourceFileLoader(script.stem, str(script))
    spec = importlib.machinery.ModuleSpec(script.stem, loader, origin=str(script))
    spec.has_location = True
    module = importlib.util.module_from_spec(spec)
    sys.modules[script.stem] = module  # as for any import, so that what the script defines can be pickled
    loader.exec_module(module)
    module.main(**parameters)


def show_from_the_script_on(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print an uncaught exception without the frames of what called the script."""
    while trace is not None and trace.tb_frame.f_code.co_filename in _NOT_THE_SCRIPTS:
        trace = trace.tb_next
    sys.__excepthook__(kind, error.with_traceback(trace), trace)


if __name__ == "__main__":
    sys.excepthook = show_from_the_script_on
    call_main(Path(sys.argv[1]), Path(sys.argv[2]))
