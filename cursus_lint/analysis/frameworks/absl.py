"""absl flags, and TensorFlow's copies of them: `DEFINE_*`, read off `FLAGS` or the holder that a definition returns."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Frame, Invocation
from cursus_lint.analysis.frameworks.declaring import functions_in, new_record, whole_texts
from cursus_lint.analysis.joining import literal
from cursus_lint.analysis.library.arguments import choices_of, read_attribute
from cursus_lint.analysis.library.environment import fallback_of
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.recorder import ArgumentDefinition, ParserRecord
from cursus_lint.analysis.values import UNKNOWN, Const, Instance, Namespace, Sequence, Value

_MODULES = (
    "absl.flags", "tensorflow.flags", "tensorflow.app.flags", "tensorflow.compat.v1.flags",
    "tensorflow.compat.v1.app.flags", "tensorflow.python.platform.flags", "gflags",
)  # fmt: skip
_TYPES = {
    "string": "str", "integer": "int", "float": "float", "bool": "bool", "boolean": "bool", "enum": "str",
    "list": "list", "multi_string": "str", "multi_integer": "int", "multi_float": "float", "multi_enum": "str",
    "spaceseplist": "list", "enum_class": None, "multi_enum_class": None, "alias": None, "date": None, "datetime": None,
}  # fmt: skip

FLAGS = frozenset(f"{module}.FLAGS" for module in _MODULES)
"""The dotted names of the object that holds all flags."""


def flags_record(ev: Evaluator, site: ir.Site, frame: Frame) -> ParserRecord:
    """The one parser that all flags of a program belong to."""
    known = next((p for p in ev.record.parsers if p.kind == "absl"), None)
    return known if known is not None else new_record(ev, "absl", site, frame)


def read_flag(ev: Evaluator, name: str, site: ir.Site, frame: Frame) -> Value:
    """`FLAGS.name`."""
    return read_attribute(ev, Namespace(flags_record(ev, site, frame)), name, site, guarded=False)


def _model(kind: str, type_name: str | None) -> None:
    def define(ev: Evaluator, call: Invocation) -> Value:
        record = flags_record(ev, call.site, call.frame)
        names = whole_texts(call.get(0, "name"))
        if len(names) != 1:
            record.open = True
            return UNKNOWN
        name = names[0]
        default = call.get(1, "default")
        values = call.get(2, "enum_values") if kind.endswith("enum") else None
        where, _ = ev.report_site(call.site, call.get(0, "name"), call.frame)
        record.arguments[name] = ArgumentDefinition(
            (f"--{name}",),
            name,
            where,
            required=literal(call.get(-1, "required") or UNKNOWN) == (True, True),
            default=Fallback("dynamic") if isinstance(default, Sequence) else fallback_of(default),
            default_value=default,
            type=type_name,
            choices=choices_of(values),
            action="store_true" if type_name == "bool" else None,
        )
        holder = Instance(None, open=True)
        holder.attributes["value"] = read_attribute(ev, Namespace(record), name, call.site, guarded=False)
        holder.attributes["default"] = default if default is not None else Const(None)
        return holder

    function(*(f"{module}.DEFINE_{kind}" for module in _MODULES))(define)


for _kind, _type in _TYPES.items():
    _model(_kind, _type)


@function(*(f"{module}.{name}" for module in _MODULES for name in ("mark_flag_as_required", "mark_flags_as_required")))
def _require(ev: Evaluator, call: Invocation) -> Value:
    record = flags_record(ev, call.site, call.frame)
    for name in whole_texts(call.get(0)):
        if name in record.arguments:
            record.arguments[name].required = True
    return Const(None)


@function("absl.app.run", "tensorflow.app.run", "tensorflow.compat.v1.app.run")
def _run(ev: Evaluator, call: Invocation) -> Value:
    for main in functions_in(call.get(0, "main") or UNKNOWN):
        arguments: list[Value] = [Sequence([UNKNOWN], True)] if main.code.parameters else []
        ev.call(main, Invocation(arguments, [], call.site, call.frame))
    return Const(None)
