"""Taking values apart: what a loop goes through, and what several targets get."""

from __future__ import annotations

from cursus_lint.analysis import bounds
from cursus_lint.analysis.joining import blend, join, origins_of
from cursus_lint.analysis.values import Const, Environ, Mapping, Sequence, Text, Unknown, Value, options


def unpack(value: Value, count: int, starred: int | None) -> list[Value]:
    """The values that `count` targets get when `value` is taken apart."""
    sequences = [o for o in options(value) if isinstance(o, Sequence)]
    if starred is None and sequences and all(len(s.items) == count and not s.open for s in sequences):
        rest = [o for o in options(value) if not isinstance(o, Sequence)]
        extra = [blend(rest)] if rest else []
        return [join([*(s.items[i] for s in sequences), *extra]) for i in range(count)]
    mixed = blend([value])
    direct = next((o.direct for o in options(value) if isinstance(o, Unknown) and o.direct is not None), None)
    if direct is not None:
        mixed = Unknown(mixed.origins, direct, mixed.names_variables)
    return [mixed] * count


def elements(value: Value) -> tuple[list[Value], bool]:
    """The elements of something iterated over, and whether there may be more."""
    found: list[Value] = []
    more = False
    for option in options(value):
        if isinstance(option, Sequence):
            found.extend(option.items)
            more |= option.open
        elif isinstance(option, Mapping):
            site = option.site
            found.extend(
                e_key if isinstance(e_key, (Text, Const)) else Text((e_key,), e.key_site)
                for k, e in option.entries.items()
                for e_key in [k if isinstance(k, str) else Const(k, site)]
            )
            more |= option.open
        elif isinstance(option, Environ):
            more = True
            found.append(Unknown(names_variables=True))
        else:
            more = True
            rest = option.names_variables if isinstance(option, Unknown) else False
            found.append(Unknown(origins_of(option), None, rest))
    return found[: bounds.ENTRIES], more
