"""pydantic settings: the fields of a `BaseSettings` class are variables of the environment."""

from __future__ import annotations

from collections.abc import Iterator

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.frameworks.declaring import field_default, field_keywords, fields_of, whole_texts
from cursus_lint.analysis.joining import join, literal
from cursus_lint.analysis.library.environment import read_environ
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.values import (
    UNKNOWN,
    Bound,
    Class,
    Environ,
    External,
    Instance,
    Mapping,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)

_BASES = frozenset(
    f"{module}.BaseSettings" for module in ("pydantic", "pydantic_settings", "pydantic.v1", "pydantic.env_settings")
)
_ALIASES = ("validation_alias", "alias", "env")
_NOT_FIELDS = ("model_config",)


def is_settings(cls: Class) -> bool:
    """Whether an object of the class is filled from the environment."""
    return any(b in _BASES for c in cls.lineage() for b in c.external_bases)


@function("pydantic_settings.SettingsConfigDict", "pydantic.ConfigDict")
def _configuration(ev: Evaluator, call: Invocation) -> Value:
    return Bound(External("pydantic_settings.SettingsConfigDict()"), (), tuple(call.keywords))


@function("pydantic.AliasChoices")
def _choices(ev: Evaluator, call: Invocation) -> Value:
    return Sequence(list(call.positional))


def read_fields(ev: Evaluator, cls: Class, call: Invocation) -> Value:
    """An object of a settings class: what the call gives by name, the environment otherwise."""
    made = Instance(cls)
    given = dict(call.keywords)
    made.open = "**" in given
    configuration = _settings_of(cls)
    prefix = next(iter(whole_texts(configuration.get("env_prefix"))), "")
    exact = literal(configuration.get("case_sensitive", UNKNOWN)) == (True, True)
    older = _older_names(configuration.get("fields"))
    for owner, name, code in fields_of(cls):
        if name in _NOT_FIELDS:
            continue
        if name in given:
            made.attributes[name] = given[name]
            continue
        aliases = older.get(name) or _aliases(ev, owner, code)
        plain = prefix + name
        names = aliases or (plain if exact else plain.upper(),)
        default = field_default(ev, owner, name, code, call)
        made.attributes[name] = _read(ev, names, default, code, call)
    return made


def _read(ev: Evaluator, names: tuple[str, ...], default: Value | None, code: ir.Assign, call: Invocation) -> Value:
    where = code.site if ev.owns(code.site) else ev.report(call.site)
    found: list[Value] = []
    for name in names:
        label = Text((name,), where)
        value = read_environ(ev, Environ(), label, "settings", default, where, ev.main_frame)
        found.append(value)
        if default is None and len(names) == 1:
            for option in options(value):
                if isinstance(option, Unknown) and option.direct is not None:
                    option.direct.strict = True
    return join(found)


def _settings_of(cls: Class) -> dict[str, Value]:
    """What `model_config`, or an inner class `Config`, says."""
    found: dict[str, Value] = {}
    for one in reversed(list(cls.lineage())):
        config = one.attributes.get("model_config")
        if isinstance(config, Bound):
            found.update(config.keywords)
        elif isinstance(config, Mapping):
            found.update({k: e.value for k, e in config.entries.items() if isinstance(k, str)})
        inner = one.attributes.get("Config")
        if isinstance(inner, Class):
            found.update(inner.attributes)
    return found


def _older_names(fields: Value | None) -> dict[str, tuple[str, ...]]:
    """The variables that `Config.fields = {"x": {"env": "X"}}` names."""
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(fields, Mapping):
        for name, entry in fields.entries.items():
            inner = entry.value.entries.get("env") if isinstance(entry.value, Mapping) else None
            if isinstance(name, str) and inner is not None:
                found[name] = whole_texts(inner.value)
    return found


def _aliases(ev: Evaluator, owner: Class, code: ir.Assign) -> tuple[str, ...]:
    """The variables that `Field(alias=...)` names."""
    declarations = [code.value] if code.value is not None else []
    if isinstance(code.annotation, ir.Item) and isinstance(code.annotation.index, ir.Display):
        declarations.extend(code.annotation.index.items[1:])
    return tuple(name for d in declarations for name in _named(ev, owner, d))


def _named(ev: Evaluator, owner: Class, declaration: ir.Expr) -> Iterator[str]:
    for keyword, value in field_keywords(declaration) or ():
        if keyword in _ALIASES:
            yield from whole_texts(ev.eval(value, owner.frame))
