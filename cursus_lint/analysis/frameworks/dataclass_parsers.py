"""Parsers that take their arguments from the fields of a class: HfArgumentParser, simple-parsing, tyro, Tap."""

from __future__ import annotations

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.frameworks.declaring import (
    field_default,
    fields_of,
    functions_in,
    give,
    new_record,
    of_parameter,
    record_of,
    type_text,
    whole_texts,
)
from cursus_lint.analysis.iteration import elements
from cursus_lint.analysis.joining import literal
from cursus_lint.analysis.library.environment import fallback_of
from cursus_lint.analysis.library.registry import function, method
from cursus_lint.analysis.recorder import ArgumentDefinition, ParserRecord
from cursus_lint.analysis.values import (
    UNKNOWN,
    Class,
    External,
    Function,
    Mapping,
    Namespace,
    ParserObject,
    Sequence,
    Value,
    options,
)


@function(
    "transformers.HfArgumentParser", "transformers.hf_argparser.HfArgumentParser", "trl.TrlParser",
    "trl.scripts.utils.TrlParser", "trl.commands.cli_utils.TrlParser",
)  # fmt: skip
def _of_classes(ev: Evaluator, call: Invocation) -> Value:
    record = new_record(ev, "dataclass", call.site, call.frame)
    given = call.get(0, "dataclass_types") or UNKNOWN
    classes = elements(given)[0] if isinstance(given, Sequence) else list(options(given))
    for cls in classes:
        define_fields(ev, record, cls, call, dashed=False)
    return ParserObject(record, {str(n): cls for n, cls in enumerate(classes)})


def define_fields(ev: Evaluator, record: ParserRecord, cls: Value, call: Invocation, dashed: bool) -> None:
    """Make each field of a class an argument; a class that is not the project's may have any."""
    if not isinstance(cls, Class) or any(_may_have_fields(b) for c in cls.lineage() for b in c.external_bases):
        record.open = True
    if not isinstance(cls, Class):
        return
    for owner, name, code in fields_of(cls):
        default = field_default(ev, owner, name, code, call)
        where, _ = ev.report_site(code.site, None, call.frame)
        if not ev.owns(where):
            where, _ = ev.report_site(call.site, None, call.frame)
        flags = (f"--{name}", f"--{name.replace('_', '-')}") if dashed or "_" in name else (f"--{name}",)
        fallback = Fallback("dynamic") if isinstance(default, (Sequence, Mapping)) else fallback_of(default)
        record.arguments[name] = ArgumentDefinition(
            tuple(dict.fromkeys(flags)),
            name,
            where,
            required=default is None,
            default=fallback,
            default_value=default,
            type=type_text(code.annotation),
        )


def _may_have_fields(base: str) -> bool:
    return base.rpartition(".")[2] not in ("object", "ABC", "Protocol", "Generic", "Tap")


@method(ParserObject, "parse_args_into_dataclasses", "parse_args_and_config")
@method(ParserObject, "parse_json_file", "parse_yaml_file", "parse_dict")
def _into_classes(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    made = [_filled(parser.record, cls) for cls in parser.groups.values()]
    if literal(call.get(-1, "return_remaining_strings") or UNKNOWN) == (True, True):
        parser.record.known_only = True
        made.append(Sequence([], True))
    return Sequence(made, False, True)


def _filled(record: ParserRecord, cls: Value) -> Value:
    return Namespace(record, cls=cls) if isinstance(cls, Class) else UNKNOWN


@method(ParserObject, "add_arguments")
def _add_arguments(ev: Evaluator, parser: ParserObject, name: str, call: Invocation) -> Value:
    cls = call.get(0, "dataclass") or UNKNOWN
    define_fields(ev, parser.record, cls, call, dashed=False)
    for dest in whole_texts(call.get(1, "dest")):
        parser.groups[dest] = cls
    return UNKNOWN


@function("simple_parsing.parse", "argparse_dataclass.parse_args", "datargs.parse", "pyrallis.parse", "draccus.parse")
def _parse(ev: Evaluator, call: Invocation) -> Value:
    record = new_record(ev, "dataclass", call.site, call.frame)
    cls = call.get(0, "config_class") or UNKNOWN
    define_fields(ev, record, cls, call, dashed=False)
    return _filled(record, cls)


@function("tyro.cli", "jsonargparse.CLI", "jsonargparse.auto_cli", "defopt.run", "pydantic_settings.CliApp.run")
def _cli(ev: Evaluator, call: Invocation) -> Value:
    target = call.get(0, "f") or UNKNOWN
    if isinstance(target, Class):
        record = new_record(ev, "dataclass", call.site, call.frame)
        define_fields(ev, record, target, call, dashed=True)
        return _filled(record, target)
    result: Value = UNKNOWN
    for found in functions_in(target):
        result = run_function(ev, found, "dataclass", call)
    if not any(functions_in(target)):
        new_record(ev, "dataclass", call.site, call.frame).open = True
    return result


def run_function(ev: Evaluator, target: Function, kind: str, call: Invocation) -> Value:
    """Make the parameters of a function arguments, and call it with what they arrive as."""
    record = record_of(ev, target, kind)
    for parameter in target.code.parameters:
        if parameter.kind in ("args", "kwargs"):
            record.open = True
            continue
        default = ev.eval(parameter.default, target.frame) if parameter.default is not None else None
        flags = tuple(dict.fromkeys((f"--{parameter.name}", "--" + parameter.name.replace("_", "-"))))
        definition = of_parameter(ev, parameter, flags, default, target.code.site, target.frame)
        if isinstance(default, (Sequence, Mapping)):
            definition.default = Fallback("dynamic")
        give(ev, target, record, definition, ())
    return ev.call(target, Invocation([], [], call.site, call.frame))


def is_tap(cls: Class) -> bool:
    """Whether a class is a parser by inheriting from Tap."""
    return any(b in ("tap.Tap", "tap.tap.Tap") for c in cls.lineage() for b in c.external_bases)


def tap_parser(ev: Evaluator, cls: Class, call: Invocation) -> Value:
    """The parser that an object of a Tap class is."""
    record = new_record(ev, "dataclass", call.site, call.frame)
    record.open |= cls.find("configure") is not None
    define_fields(ev, record, cls, call, dashed=False)
    return ParserObject(record, filled=cls)


@function("docopt.docopt", "getopt.getopt", "getopt.gnu_getopt", "plac.call", "optparse.OptionParser")
@function("hydra.main", "draccus.wrap", "pyrallis.wrap", "gin.parse_config_files_and_bindings")
def _not_followed(ev: Evaluator, call: Invocation) -> Value:
    where, _ = ev.report_site(call.site, None, call.frame)
    ev.record.note_opaque("argument", "the command line is read in a way that is not followed", where)
    return External("builtins.callable()")
