"""Files and folders: what opens them, asks for them and goes through them."""

from __future__ import annotations

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Direction
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.joining import literal, origins_of
from cursus_lint.analysis.library.registry import function, method
from cursus_lint.analysis.library.sinks import COPIES, READERS, WRITERS, probe, take, use
from cursus_lint.analysis.values import (
    UNKNOWN,
    Const,
    PathObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)


@function(
    "builtins.open",
    "gzip.open",
    "bz2.open",
    "lzma.open",
    "codecs.open",
    "tarfile.open",
    "zipfile.ZipFile",
    "os.open",
    "smart_open.open",
    "fsspec.open",
    "h5py.File",
)
def _open(ev: Evaluator, call: Invocation) -> Value:
    return _open_with_mode(ev, call.get(0, "name") or call.get(0, "file") or UNKNOWN, call.get(1, "mode"), call)


@method(PathObject, "open")
def _open_path(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    return _open_with_mode(ev, path, call.get(0, "mode"), call)


def _open_with_mode(ev: Evaluator, path: Value, mode: Value | None, call: Invocation) -> Value:
    known, text = literal(mode) if mode is not None else (True, "r")
    direction: Direction = "unknown"
    if known and isinstance(text, str):
        direction = "both" if "+" in text else "output" if set(text[:1]) & set("wax") else "input"
    use(ev, path, direction, call, definite=True)
    return Unknown(origins_of(path))


@function("os.path.exists", "os.path.isdir", "os.path.isfile", "os.path.islink", "os.access")
def _probe(ev: Evaluator, call: Invocation) -> Value:
    probe(ev, call.get(0, "path") or UNKNOWN, call)
    return UNKNOWN


@method(PathObject, "exists", "is_dir", "is_file", "is_symlink", "is_absolute")
def _probe_path(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    probe(ev, path, call)
    return UNKNOWN


@function("glob.glob", "glob.iglob")
def _glob(ev: Evaluator, call: Invocation) -> Value:
    pattern = call.get(0, "pathname") or UNKNOWN
    use(ev, pattern, "input", call, True)
    found: list[Value] = []
    for option in options(pattern):
        if isinstance(option, Text):
            parts = tuple(p.partition("*")[0] if isinstance(p, str) else p for p in option.parts)
            cut = next((i for i, p in enumerate(option.parts) if isinstance(p, str) and "*" in p), len(parts) - 1)
            found.append(
                Text((*(p for p in parts[: cut + 1] if p != ""), Unknown()), call.site, option.root, option.channel)
            )
    return Sequence(found or [UNKNOWN], True)


@method(PathObject, "iterdir", "glob", "rglob")
def _iterate(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    use(ev, path, "input", call)
    if isinstance(path.text, Text):
        inside = Text((*path.text.parts, "/", Unknown()), call.site, path.text.root or path.text, path.text.channel)
        return Sequence([PathObject(inside)], True)
    return Sequence([PathObject(UNKNOWN)], True)


@method(PathObject, "*")
def _of_path(ev: Evaluator, path: PathObject, name: str, call: Invocation) -> Value:
    direction: Direction = (
        "input" if name in READERS else "output" if name in WRITERS or name == "unlink" else "unknown"
    )
    if name in COPIES:
        use(ev, path, "input", call)
        for value in call.positional[:1]:
            use(ev, value, "output", call, True)
        return path
    use(ev, path, direction, call)
    for value in call.all():
        take(ev, value, "unknown", call, 2)
    return UNKNOWN


@function("os.scandir", "os.listdir")
def _names(ev: Evaluator, call: Invocation) -> Value:
    use(ev, call.get(0, "path") or Const(None), "input", call, True)
    return Sequence([UNKNOWN], True)


@function("os.walk")
def _walk(ev: Evaluator, call: Invocation) -> Value:
    top = call.get(0, "top") or call.get(0, "path") or Const(None)
    use(ev, top, "input", call, True)
    inside: list[Value] = []
    for option in options(top):
        if isinstance(option, Text):
            inside.append(Text((*option.parts, Unknown()), call.site, option.root or option, option.channel))
    return Sequence([Sequence([*inside[:1], UNKNOWN, UNKNOWN], len(inside) != 1, True)] if inside else [], True)
