"""fire: whatever it is given becomes a command."""

from __future__ import annotations

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.frameworks.dataclass_parsers import run_function
from cursus_lint.analysis.frameworks.declaring import functions_in, new_record
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.values import UNKNOWN, Mapping, Value, options


@function("fire.Fire", "fire.core.Fire")
def _fire(ev: Evaluator, call: Invocation) -> Value:
    component = call.get(0, "component") or UNKNOWN
    values: list[Value] = [component]
    for option in options(component):
        if isinstance(option, Mapping) and not option.open:
            values.extend(entry.value for entry in option.entries.values())
    targets = [found for value in values for found in functions_in(value)]
    for target in targets:
        run_function(ev, target, "fire", call)
    if not targets:
        new_record(ev, "fire", call.site, call.frame).open = True
    return UNKNOWN
