"""Paths: how `os.path` and `pathlib` put them together."""

from __future__ import annotations

import posixpath

from cursus_lint.analysis import bounds, ir
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.joining import blend, is_none, join, literal, merged, origins_of, text_of
from cursus_lint.analysis.library.registry import function, method
from cursus_lint.analysis.values import UNKNOWN, Const, PathObject, Sequence, Text, Unknown, Value, options


def join_paths(ev: Evaluator, values: list[Value], site: ir.Site, as_object: bool = False) -> Value:
    """The paths that joining one possibility of each value can give, within the bound on choices."""
    combined: list[tuple[tuple[str | Unknown, ...], Text | None, Text | None]] = [((), None, None)]
    for value in values:
        choices = tuple(o for o in options(value) if not is_none(o)) or (UNKNOWN,)
        if len(combined) * len(choices) > bounds.CHOICES:
            choices = (blend(choices),)
        combined = [_append(c, option, site) for c in combined for option in choices]
    found: list[Value] = []
    for parts, root, only in combined:
        made: Value
        if only is not None:
            made = only
        elif len(parts) == 1 and isinstance(parts[0], Unknown):
            made = parts[0]
        else:
            made = Text(parts, site, root)
        found.append(PathObject(made) if as_object and isinstance(made, (Text, Unknown)) else made)
    return join(found)


def _append(
    combined: tuple[tuple[str | Unknown, ...], Text | None, Text | None], value: Value, site: ir.Site
) -> tuple[tuple[str | Unknown, ...], Text | None, Text | None]:
    parts, root, _ = combined
    text = value.text if isinstance(value, PathObject) else value
    pieces = text_of(text, site)
    first = isinstance(pieces[0], str) if pieces else False
    if pieces and first and str(pieces[0]).startswith("/"):
        return merged(pieces), text.root if isinstance(text, Text) else None, text if isinstance(text, Text) else None
    if not parts:
        own = text.root if isinstance(text, Text) else None
        return merged(pieces), own, text if isinstance(text, Text) else None
    if not pieces:
        return parts, root, None
    slash = () if isinstance(parts[-1], str) and parts[-1].endswith("/") else ("/",)
    head = pieces[0]
    if isinstance(head, str):
        while head.startswith("./"):
            head = head[2:]
        pieces = (head, *pieces[1:]) if head not in ("", ".") else pieces[1:]
        if not pieces:
            return parts, root, None
    return merged((*parts, *slash, *pieces)), root, None


@function("os.path.join", "posixpath.join")
def _join(ev: Evaluator, call: Invocation) -> Value:
    extra = [UNKNOWN] if any(n == "**" for n, _ in call.keywords) else []
    return join_paths(ev, [*call.positional, *extra], call.site)


@function("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath")
def _path(ev: Evaluator, call: Invocation) -> Value:
    if not call.positional:
        return PathObject(UNKNOWN)
    return join_paths(ev, call.positional, call.site, as_object=True)


@method(PathObject, "joinpath")
def _joinpath(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    return join_paths(ev, [path, *call.positional], call.site, as_object=True)


@method(PathObject, "as_posix", "__str__")
def _as_posix(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    return path.text


@method(PathObject, "resolve", "absolute", "expanduser")
def _resolve(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    return path


@method(PathObject, "with_suffix", "with_name", "with_stem", "relative_to")
def _with(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    text = path.text
    known, change = literal(call.get(0) or UNKNOWN)
    if isinstance(text, Text) and text.whole and known and isinstance(change, str) and name != "relative_to":
        folder, base = posixpath.split(text.whole)
        stem = posixpath.splitext(base)[0]
        changed = {
            "with_suffix": stem + change,
            "with_name": change,
            "with_stem": change + posixpath.splitext(base)[1],
        }[name]
        return PathObject(Text((posixpath.join(folder, changed),), call.site, text.root, text.channel))
    return PathObject(Unknown(origins_of(path)))


def _model(name: str) -> None:
    def part(ev: Evaluator, call: Invocation) -> Value:
        found: list[Value] = []
        for option in options(call.get(0) or UNKNOWN):
            text = option.text if isinstance(option, PathObject) else option
            if not isinstance(text, Text):
                found.append(blend([text]))
            elif name in ("dirname", "basename"):
                found.append(_cut(text, name, call.site))
            elif text.whole is not None and name == "normpath":
                found.append(Text((posixpath.normpath(text.whole),), call.site, text.root, text.channel))
            else:
                found.append(text)
        return join(found)

    function(f"os.path.{name}")(part)


def _cut(text: Text, name: str, site: ir.Site) -> Value:
    last = text.parts[-1] if text.parts else ""
    if name == "basename":
        whole = text.whole
        return Text(merged((posixpath.basename(whole),)), site) if whole is not None else blend([text])
    if isinstance(last, str) and "/" in last:
        head = last.rpartition("/")[0]
        return Text(merged((*text.parts[:-1], head)), site, text.root, text.channel)
    if len(text.parts) == 2 and isinstance(last, Unknown) and text.start.endswith("/"):
        return Text((text.start.rstrip("/") or "/",), site, text.root, text.channel)
    return blend([text])


for _name in ("dirname", "basename", "abspath", "realpath", "normpath", "expanduser", "expandvars"):
    _model(_name)


@function("os.path.splitext", "os.path.split")
def _split(ev: Evaluator, call: Invocation) -> Value:
    value = blend(call.positional)
    return Sequence([value, value], False, True)


@function("os.getcwd", "pathlib.Path.cwd", "pathlib.Path.home")
def _cwd(ev: Evaluator, call: Invocation) -> Value:
    return UNKNOWN


@function("builtins.print", "builtins.input")
def _print(ev: Evaluator, call: Invocation) -> Value:
    for value in call.all():
        ev.log(value)
    return Const(None)
