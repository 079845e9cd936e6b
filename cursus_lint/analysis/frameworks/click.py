"""click: options and arguments as decorators of the function that gets them."""

from __future__ import annotations

from collections.abc import Callable

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Fallback
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.frameworks.declaring import functions_in, give, record_of, whole_texts
from cursus_lint.analysis.joining import literal
from cursus_lint.analysis.library.arguments import choices_of, type_name
from cursus_lint.analysis.library.environment import fallback_of
from cursus_lint.analysis.library.registry import function, method
from cursus_lint.analysis.recorder import ArgumentDefinition
from cursus_lint.analysis.values import UNKNOWN, Bound, Const, External, Function, Mapping, Sequence, Value, options

_MODULES = ("click", "rich_click", "asyncclick", "cloup")
_COMMANDS = ("command", "group")


def _decorator(name: str) -> Callable[[Evaluator, Invocation], Value]:
    """A model of `click.name`: a decorator that remembers its arguments, or decorates at once."""

    def make(ev: Evaluator, call: Invocation) -> Value:
        bound = Bound(External(f"click.{name}()"), tuple(call.positional), tuple(call.keywords))
        if call.positional and any(functions_in(call.positional[-1])):
            return ev.call(External(f"click.{name}()"), call)
        return bound

    return make


for _module in _MODULES:
    for _name in ("option", "argument", *_COMMANDS):
        function(f"{_module}.{_name}")(_decorator(_name))
    function(f"{_module}.Choice")(lambda ev, call: call.get(0, "choices") or UNKNOWN)
    for _name in ("pass_context", "pass_obj", "version_option", "help_option"):
        function(f"{_module}.{_name}")(lambda ev, call: call.get(0) or UNKNOWN)


@function("click.option()", "click.argument()")
def _declare(ev: Evaluator, call: Invocation) -> Value:
    *names, target = call.positional
    keywords = dict(call.keywords)
    for target_function in functions_in(target):
        record = record_of(ev, target_function, "click")
        spelled = [t for n in names for t in whole_texts(n)]
        if len(spelled) != len(names) or not spelled:
            record.open = True
            continue
        definition = _definition(ev, spelled, keywords, call)
        give(ev, target_function, record, definition, whole_texts(keywords.get("envvar")))
    return target


def _definition(ev: Evaluator, names: list[str], keywords: dict[str, Value], call: Invocation) -> ArgumentDefinition:
    spelled = [n for n in names if n.startswith("-")]
    flags = tuple(part.strip() for n in spelled for part in n.split("/"))
    own = next((n for n in names if not n.startswith("-")), None)
    longest = max((n.split("/")[0].strip() for n in spelled), key=lambda n: n.startswith("--"), default="")
    dest = (own or longest.lstrip("-")).replace("-", "_").lower()
    default = keywords.get("default")
    for made in functions_in(default) if default is not None else ():
        default = ev.call(made, Invocation([], [], call.site, call.frame))
    fallback = fallback_of(default)
    switch = any("/" in n for n in spelled) or literal(keywords.get("is_flag", UNKNOWN)) == (True, True)
    if switch and default is None:
        fallback = Fallback("literal", False)
    known, required = literal(keywords.get("required", UNKNOWN))
    if not known:
        many = literal(keywords.get("nargs", UNKNOWN)) == (True, -1)
        required = not spelled and default is None and not many
    where, _ = ev.report_site(call.site, None, call.frame)
    kind = keywords.get("type")
    return ArgumentDefinition(
        flags,
        dest,
        where,
        required=bool(required) and default is None,
        default=fallback,
        default_value=default,
        type=type_name(kind) if isinstance(kind, External) else None,
        choices=choices_of(kind) if isinstance(kind, Sequence) else None,
        action="store_true" if switch else None,
    )


@function("click.command()", "click.group()")
def _command(ev: Evaluator, call: Invocation) -> Value:
    target = call.positional[-1] if call.positional else UNKNOWN
    for found in functions_in(target):
        record_of(ev, found, "click")
        settings = dict(call.keywords).get("context_settings")
        _note_prefix(ev, settings, call)
    return target


def _note_prefix(ev: Evaluator, settings: Value | None, call: Invocation) -> None:
    for option in options(settings) if settings is not None else ():
        entry = option.entries.get("auto_envvar_prefix") if isinstance(option, Mapping) else None
        for prefix in whole_texts(entry.value) if entry is not None else ():
            where, _ = ev.report_site(call.site, None, call.frame)
            ev.record.families.setdefault(prefix.upper() + "_", where)


@method(Function, "command", "group", "result_callback")
def _of_group(ev: Evaluator, group: Function, name: str, call: Invocation) -> Value:
    return Bound(External("click.command()"), tuple(call.positional), tuple(call.keywords))


@method(Function, "add_command", "add_typer", "main")
def _add_command(ev: Evaluator, group: Function, name: str, call: Invocation) -> Value:
    return ev.call(group, Invocation([], [], call.site, call.frame)) if name == "main" else Const(None)
