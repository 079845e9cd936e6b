"""What assigning to a name, an attribute, an item or several of them does."""

from __future__ import annotations

from cursus_lint.analysis import ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Frame
from cursus_lint.analysis.iteration import unpack
from cursus_lint.analysis.joining import join, literal
from cursus_lint.analysis.library.command_line import look_through
from cursus_lint.analysis.library.environment import write_environ
from cursus_lint.analysis.library.mappings import store
from cursus_lint.analysis.values import (
    Class,
    Environ,
    Instance,
    Mapping,
    Namespace,
    ParserObject,
    Sequence,
    Value,
    options,
)


def assign_place(
    ev: Evaluator, place: ir.Attribute | ir.Item, value: Value, frame: Frame, site: ir.Site | None
) -> None:
    """Assign to an attribute or an item."""
    obj = ev.eval(place.obj, frame)
    if isinstance(place, ir.Attribute):
        if all(isinstance(o, Instance) and _is_plain(o.cls) for o in options(obj)):
            ev.put_by(place.name, value, place.site)
        else:
            ev.hand_over(value)
        for option in options(obj):
            if isinstance(option, (Instance, Namespace)):
                held = option.attributes.get(place.name)
                option.attributes[place.name] = value if held is None else join([held, value])
            elif isinstance(option, Class):
                option.attributes[place.name] = value
                ev.consume(value)
            elif isinstance(option, ParserObject):
                option.record.open = True
            else:
                ev.consume(value)
        return
    if not all(isinstance(o, Mapping) for o in options(obj)):
        ev.hand_over(value)
    index = ev.eval(place.index, frame)
    index_site = place.index.site
    for option in options(obj):
        for key in options(index):
            if isinstance(option, Environ):
                write_environ(ev, option, key, place.site, frame)
                ev.consume(value)
            elif isinstance(option, Mapping):
                store(ev, option, key, value, index_site, place.site if site is None else site, site, frame)
            elif isinstance(option, Sequence):
                option.items.append(value)
            elif isinstance(option, Namespace) and option.as_mapping:
                known, name = literal(key)
                if known and isinstance(name, str):
                    option.attributes[name] = value
                elif option.record is not None:
                    option.record.open = True
            else:
                ev.consume(value)


def _is_plain(cls: Class | None) -> bool:
    """Whether nothing but the project's own code can read the attributes of its objects."""
    return cls is not None and not cls.is_dataclass and not any(c.external_bases for c in cls.lineage())


def assign(ev: Evaluator, target: ir.Target, value: Value, frame: Frame, site: ir.Site | None = None) -> None:
    """Bind a target; `site` is the assignment statement."""
    if isinstance(target, ir.NameTarget):
        frame.assign(target.id, value)
    elif isinstance(target, ir.PlaceTarget):
        assign_place(ev, target.place, value, frame, site)
    else:
        if site is not None:
            look_through(ev, value, site, frame)
        for part, found in zip(target.targets, unpack(value, len(target.targets), target.starred), strict=True):
            assign(ev, part, found, frame, site)
