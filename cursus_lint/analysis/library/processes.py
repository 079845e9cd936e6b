"""Other programs: work that is handed over, and packages that a script installs by itself."""

from __future__ import annotations

import re
import shlex

from cursus_lint.analysis.evaluator import Evaluator
from cursus_lint.analysis.frames import Invocation
from cursus_lint.analysis.library.registry import function
from cursus_lint.analysis.library.sinks import sink
from cursus_lint.analysis.values import NEVER, UNKNOWN, External, Sequence, Text, Unknown, Value, options

_TOOLS = frozenset(
    [
        "aws",
        "nvidia-smi",
        "tar",
        "gzip",
        "gunzip",
        "unzip",
        "zip",
        "cp",
        "mv",
        "rm",
        "ls",
        "df",
        "du",
        "free",
        "cat",
        "head",
        "tail",
        "wc",
        "grep",
        "find",
        "chmod",
        "chown",
        "mkdir",
        "ln",
        "which",
        "uname",
        "hostname",
        "id",
        "env",
        "printenv",
        "apt",
        "apt-get",
        "yum",
        "dnf",
        "apk",
        "git",
        "curl",
        "wget",
        "ps",
        "kill",
        "nproc",
        "lscpu",
        "date",
        "echo",
        "pip",
        "pip3",
        "uv",
        "conda",
        "mamba",
        "openssl",
        "md5sum",
        "sha256sum",
        "docker",
        "rsync",
        "s5cmd",
        "gsutil",
        "ldconfig",
        "locale",
        "sync",
        "true",
        "sleep",
    ]
)
"""Programs that serve a script; running one hands no work over."""

_REQUIREMENT = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*(\[[^\]]*\])?\s*([=<>!~]=?.*)?$")
_TAKES_VALUE = frozenset(
    {
        "-i",
        "--index-url",
        "--extra-index-url",
        "-f",
        "--find-links",
        "-t",
        "--target",
        "-c",
        "--constraint",
        "--trusted-host",
        "--timeout",
        "--prefix",
        "--root",
        "-r",
        "--requirement",
    }
)


@function(
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.Popen",
    "os.system", "os.popen", "asyncio.create_subprocess_exec", "asyncio.create_subprocess_shell",
)  # fmt: skip
def _run(ev: Evaluator, call: Invocation) -> Value:
    command = call.get(0, "args") or UNKNOWN
    for option in options(command):
        words = _words(option)
        if not _install(ev, words, call) and _is_work(words):
            delegate(ev, call)
    sink(ev, "subprocess.run", None, call)
    return Unknown()


@function("os.execv", "os.execve", "os.execvp", "os.execvpe", "os.execl", "os.execle", "os.execlp", "os.execlpe")
def _exec(ev: Evaluator, call: Invocation) -> Value:
    sink(ev, "os.exec", None, call)
    delegate(ev, call)
    return NEVER


@function(
    "runpy.run_path",
    "runpy.run_module",
    "os.spawnv",
    "os.spawnl",
    "os.spawnvp",
    "os.posix_spawn",
    "builtins.exec",
    "torch.distributed.run.main",
    "torch.distributed.launch",
)
def _hand_over(ev: Evaluator, call: Invocation) -> Value:
    sink(ev, "runpy", None, call)
    delegate(ev, call)
    return UNKNOWN


def delegate(ev: Evaluator, call: Invocation) -> None:
    """Note that the work is handed to another program here."""
    where, _ = ev.report_site(call.site, None, call.frame)
    if ev.record.delegated is None:
        ev.record.delegated = where


def _words(command: Value) -> list[Value | str]:
    """The words of a command, whether it is a list or one text."""
    if isinstance(command, Sequence):
        found: list[Value | str] = []
        for item in command.items:
            first = options(item)[0] if len(options(item)) == 1 else item
            if isinstance(first, Text) and first.whole is not None:
                found.append(first.whole)
            elif isinstance(first, Text) and first.start:
                found.append(first.pattern)
            elif isinstance(first, Sequence):
                found.extend(_words(first))
            else:
                found.append(item)
        return found
    if isinstance(command, Text):
        try:
            return list(shlex.split(command.pattern))
        except ValueError:
            return list(command.pattern.split())
    return [command]


def _is_work(words: list[Value | str]) -> bool:
    if not words:
        return False
    first = words[0]
    if isinstance(first, str):
        program = first.rpartition("/")[2]
        if program in ("sudo", "env", "bash", "sh", "nohup", "time", "exec") and len(words) > 1:
            return _is_work([w for w in words[1:] if not (isinstance(w, str) and w.startswith("-"))])
        return program not in _TOOLS and first != "*"
    return isinstance(first, External) and first.name == "sys.executable"


def _install(ev: Evaluator, words: list[Value | str], call: Invocation) -> bool:
    """Note what a `pip install` installs; whether it is one."""
    texts = [w if isinstance(w, str) else "" for w in words]
    programs = [t.rpartition("/")[2] for t in texts[:5]]
    if "install" not in texts or not ({"pip", "pip3", "uv", "conda", "mamba", "easy_install"} & set(programs)):
        return any(p in ("pip", "pip3", "uv") for p in programs)
    where, _ = ev.report_site(call.site, None, call.frame)
    skip = False
    for text in texts[texts.index("install") + 1 :]:
        if skip:
            skip = False
        elif text in _TAKES_VALUE:
            skip = True
        elif text and not text.startswith("-") and _REQUIREMENT.match(text):
            ev.record.installs.setdefault(text, where)
    return True
