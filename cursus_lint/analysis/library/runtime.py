"""The project's own runtime inside a script: channels and variables that are asked of the contract itself."""

from __future__ import annotations

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.library.environment import read_environ
from cursus_lint.analysis.library.mappings import read_key
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.values import UNKNOWN, Environ, External, Mapping, Text, Value, options

_MODULES = ("cursus_lint", "cursus_lint.runtime", "cursus_lint.runtime.channels")
_RUNTIME = "cursus_lint.SpecificationAwareScriptRuntime()"


@function(*(f"{module}.SpecificationAwareScriptRuntime" for module in _MODULES))
def _make(ev: Evaluator, call: Invocation) -> Value:
    for value in call.all():
        ev.consume(value)
    return External(_RUNTIME)


def _channel(name: str, role: str) -> None:
    def ask(ev: Evaluator, call: Invocation) -> Value:
        mapping = next((m for m in ev.record.mappings if m.role == role and m.runtime), None)
        if mapping is None:
            mapping = Mapping(call.site, open=True, role=role, runtime=True)
            ev.record.mappings.append(mapping)
        for option in options(call.get(0, "logical_name") or UNKNOWN):
            site = option.site if isinstance(option, Text) else call.site
            read_key(ev, mapping, option, UNKNOWN, False, call.site, site, call.frame)
        return UNKNOWN

    function(f"{_RUNTIME}.{name}")(ask)


_channel("get_input_path", "input")
_channel("get_output_path", "output")


@function(f"{_RUNTIME}.environment.get", f"{_RUNTIME}.environment.require")
def _read(ev: Evaluator, call: Invocation) -> Value:
    return read_environ(ev, Environ(), call.get(0, "name") or UNKNOWN, "helper", None, call.site, call.frame)


@function(f"{_RUNTIME}.validate_inputs", f"{_RUNTIME}.validate_environment", f"{_RUNTIME}.environment.missing")
def _validate(ev: Evaluator, call: Invocation) -> Value:
    return UNKNOWN
