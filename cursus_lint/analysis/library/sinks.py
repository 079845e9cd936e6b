"""Where values end: files that are opened, messages that are logged, and code that nothing is known of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cursus_lint.analysis import bounds
from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.facts import Direction, Side
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.joining import blend, origins_of
from cursus_lint.analysis.library.callbacks import run_callbacks
from cursus_lint.analysis.library.command_line import look_through
from cursus_lint.analysis.recorder import ArgumentRecord
from cursus_lint.analysis.values import (
    Const,
    Environ,
    External,
    Instance,
    Mapping,
    Namespace,
    PathObject,
    Sequence,
    Text,
    Unknown,
    Value,
    options,
)

READERS = frozenset(
    [
        "listdir",
        "scandir",
        "walk",
        "glob",
        "iglob",
        "rglob",
        "iterdir",
        "read_csv",
        "read_parquet",
        "read_json",
        "read_excel",
        "read_table",
        "read_pickle",
        "read_feather",
        "read_hdf",
        "read_orc",
        "read_sas",
        "read_stata",
        "read_fwf",
        "read_xml",
        "read_html",
        "read_text",
        "read_bytes",
        "read_table",
        "read_schema",
        "load",
        "loadtxt",
        "genfromtxt",
        "fromfile",
        "safe_load",
        "load_model",
        "load_weights",
        "load_state_dict",
        "from_pretrained",
        "load_dataset",
        "load_from_disk",
        "load_npz",
        "load_file",
        "imread",
        "read_image",
        "read_file",
        "getsize",
        "getmtime",
        "stat",
        "isfile_read",
        "fromfile",
        "memmap_read",
        "load_checkpoint",
        "load_booster",
        "chdir",
        "dataset",
        "ParquetFile",
        "ImageFolder",
        "scan_csv",
        "scan_parquet",
        "unpack_archive",
    ]
)
"""Last names of functions and methods whose first path is read."""

WRITERS = frozenset(
    [
        "makedirs",
        "mkdir",
        "to_csv",
        "to_parquet",
        "to_json",
        "to_excel",
        "to_pickle",
        "to_feather",
        "to_hdf",
        "to_orc",
        "to_html",
        "to_latex",
        "to_markdown",
        "to_stata",
        "write_text",
        "write_bytes",
        "write_table",
        "write_csv",
        "write_parquet",
        "save",
        "savez",
        "savez_compressed",
        "savetxt",
        "save_model",
        "save_pretrained",
        "save_weights",
        "save_checkpoint",
        "save_to_disk",
        "savefig",
        "imwrite",
        "dump_model",
        "save_npz",
        "save_file",
        "export",
        "write_image",
        "write_html",
        "touch",
        "tofile",
        "extractall",
        "extract",
        "FileHandler",
        "RotatingFileHandler",
        "SummaryWriter",
        "ParquetWriter",
        "sink_csv",
        "sink_parquet",
        "save_word2vec_format",
        "write_json",
        "write_file",
        "mkfifo",
        "rmtree",
        "export_model",
        "make_archive",
    ]
)
"""Last names of functions and methods whose first path is written."""

COPIES = frozenset(
    ["copy", "copy2", "copyfile", "copytree", "move", "rename", "replace", "symlink", "link", "copyfileobj"]
)
"""Source first, destination second."""

NAMED = frozenset(["from_pretrained", "load_dataset", "dataset"])
"""Readers that take the name of something published as well as a path."""

_ASKS_FOR_PATH = re.compile(r"(input|output)_?(?:path|dir|channel|folder|location)s?$", re.IGNORECASE)
"""The end of the name of a method that gives the path of a channel."""

QUIET = frozenset(
    [
        "debug",
        "info",
        "warning",
        "warn",
        "error",
        "critical",
        "exception",
        "log",
        "print",
        "write_stdout",
        "format_exc",
        "print_exc",
        "pprint",
        "echo",
        "secho",
        "fatal",
        "basicConfig",
        "getLogger",
        "set_description",
    ]
)
"""Last names of functions whose arguments are only shown to people."""


def use(ev: Evaluator, value: Value, direction: Direction, call: Invocation, definite: bool = False) -> None:
    """Note that whatever paths `value` may be reach a sink; `definite` if it can be nothing but a path."""
    for unknown in _use_known(ev, value, direction, call, definite):
        _opaque_path(ev, unknown, direction, call)
    ev.consume(value)


def probe(ev: Evaluator, value: Value, call: Invocation) -> None:
    """Note that the script looks whether paths are there; an unknown one hides no reading or writing."""
    for _ in _use_known(ev, value, "unknown", call, definite=True):
        pass
    ev.consume(value)


def _use_known(
    ev: Evaluator, value: Value, direction: Direction, call: Invocation, definite: bool
) -> Iterator[Text | Unknown]:
    """Note the paths that are known, and yield what else may be one."""
    for option in options(value):
        text = option.text if isinstance(option, PathObject) else option
        if isinstance(text, Text):
            if is_path(text, definite or isinstance(option, PathObject)):
                where, _ = ev.report_site(text.site, text, call.frame)
                if not ev.owns(where):
                    where, _ = ev.report_site(call.site, None, call.frame)
                ev.record.use_path(text, where, direction)
            elif definite and not text.start:
                yield text
        elif isinstance(text, Unknown) and (definite or isinstance(option, PathObject)):
            yield text


def _opaque_path(ev: Evaluator, value: Value, direction: Direction, call: Invocation) -> None:
    outside = sorted({o.name for o in origins_of(value) if isinstance(o, ArgumentRecord) or hasattr(o, "form")})
    if outside:
        where, _ = ev.report_site(call.site, None, call.frame)
        side = direction if direction in ("input", "output") else None
        ev.record.note_opaque("path", f"the path depends on `{outside[0]}`, which is not known", where, side)


def is_path(text: Text, definite: bool) -> bool:
    """Whether a text is a path: absolute and without blanks, or relative where nothing but a path can stand."""
    start, pattern = text.start, text.pattern
    if "://" in start or len(pattern) > 1024 or any(mark in pattern for mark in '\n"<>|'):
        return False
    if start.startswith("/"):
        return len(start) > 1 and " " not in pattern
    return definite and bool(start) and " " not in start


def sink(ev: Evaluator, name: str, receiver: Value | None, call: Invocation) -> Value:
    """Code that nobody models takes its arguments: paths are used, reads are consumed, dicts escape."""
    last = name.rpartition(".")[2]
    values = call.all()
    if last in QUIET or _raises(last) or name.startswith(("logging.", "warnings.")):
        for value in values:
            ev.log(value)
        return blend(values)
    if last in COPIES and len(call.positional) >= 2 and not isinstance(receiver, Text):
        use(ev, call.positional[0], "input", call, receiver is None)
        use(ev, call.positional[1], "output", call, receiver is None)
        return Unknown()
    direction: Direction = "input" if last in READERS else "output" if last in WRITERS else "unknown"
    definite = direction != "unknown" and last not in NAMED
    if last == "dump" and len(call.positional) > 1:
        direction, definite = "output", True
    if last in ("save", "savez") and len(call.positional) > 1:
        for value in call.positional:
            take(ev, value, "output", call, 2)
    else:
        for value in call.positional[:1]:
            if definite:
                use(ev, value, direction, call, isinstance(receiver, (Unknown, type(None))) or definite)
    for value in values:
        take(ev, value, direction, call, 3)
    _note_asked_elsewhere(ev, last, call)
    for value in values:
        look_through(ev, value, call.site, call.frame)
    if any(type(value) not in _PLAIN for value in values):
        for value in _wholes(values):
            _escape(ev, value, last or "a call", call)
        mapped = run_callbacks(ev, last, call)
        if mapped is not None:
            return mapped
    if receiver is not None:
        ev.consume(receiver)
        return Unknown(origins_of(receiver))
    return Unknown(frozenset().union(*(origins_of(v) for v in values))) if values else Unknown()


def _note_asked_elsewhere(ev: Evaluator, last: str, call: Invocation) -> None:
    """Another object is asked for the path of a channel: which one it gives is not known."""
    asked = _ASKS_FOR_PATH.search(last)
    if asked is not None and any(isinstance(v, Text) and v.whole for v in call.all()):
        side: Side = "input" if asked.group(1).lower() == "input" else "output"
        where, _ = ev.report_site(call.site, None, call.frame)
        ev.record.note_opaque("channel", f"`{last}` is asked for a path, and what it gives is not known", where, side)


def _raises(last: str) -> bool:
    return last.endswith(("Error", "Exception", "Warning")) or last in (
        "SystemExit",
        "KeyboardInterrupt",
        "StopIteration",
    )


def take(ev: Evaluator, value: Value, direction: Direction, call: Invocation, depth: int) -> None:
    """Note what a value that is handed over does: the paths in it are used, to a small depth, the rest is consumed."""
    for option in options(value):
        if isinstance(option, (Text, PathObject)):
            use(ev, option, direction, call)
        elif isinstance(option, Sequence) and depth:
            if ev.spend(len(option.items) // bounds.ITEMS_A_STEP):
                for item in option.items:
                    take(ev, item, direction, call, depth - 1)
        elif isinstance(option, Mapping) and depth and option.role is None:
            if ev.spend(len(option.entries) // bounds.ITEMS_A_STEP):
                for entry in option.entries.values():
                    take(ev, entry.value, direction, call, depth - 1)
        else:
            ev.consume(option)


_PLAIN = frozenset([Unknown, Const, Text, PathObject, External])
"""The kinds of values that hold nothing and cannot be called back."""


def _wholes(values: list[Value]) -> Iterator[Value]:
    for value in values:
        for option in options(value):
            if isinstance(option, (Mapping, Namespace, Environ, Instance)):
                yield option


def _escape(ev: Evaluator, value: Value, name: str, call: Invocation) -> None:
    where, _ = ev.report_site(call.site, None, call.frame)
    if isinstance(value, Mapping):
        value.escapes.append((where, f"the whole dict is handed to `{name}`"))
    elif isinstance(value, Namespace) and value.record is not None:
        value.record.escapes = True
