"""Start a command in a process group of its own, wait for it, and report how it ended through a file descriptor.

Run as `python -I -S launch.py REPORT_FD COMMAND...`. The tester puts this small process between itself and a script
because the kernel counts the memory of whoever starts a program into that program's peak; this one has next to none.

It writes JSON lines: `{"group": <id>}` or `{"cannot_start": "<why>"}` at once, and at the end
`{"exit_code": <code, negative for a signal>, "peak_memory": <bytes>, "cpu_seconds": <user and system>}`.
"""

import json
import os
import signal
import sys


def report(descriptor: int, **values: object) -> None:
    """Write one line of JSON."""
    os.write(descriptor, (json.dumps(values) + "\n").encode())


def run(descriptor: int, command: list[str]) -> None:
    """Start `command`, report its group, wait for it, and report its end."""
    why_reader, why_writer = os.pipe()  # closed by a successful exec, otherwise it says what went wrong
    child = os.fork()
    if child == 0:
        try:
            os.close(descriptor)
            os.setsid()
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.execvpe(command[0], command, os.environ)
        except OSError as problem:
            os.write(why_writer, (problem.strerror or str(problem)).encode())
        os._exit(127)
    os.close(why_writer)
    for stream in (0, 1, 2):  # the script's output ends when the script ends, not when this process does
        os.close(stream)
    why = os.read(why_reader, 4096).decode(errors="replace")
    if why:
        report(descriptor, cannot_start=why)
        return
    report(descriptor, group=child)
    _, status, usage = os.wait4(child, 0)
    unit = 1 if sys.platform == "darwin" else 1024
    report(
        descriptor,
        exit_code=os.waitstatus_to_exitcode(status),
        peak_memory=usage.ru_maxrss * unit,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
    )


if __name__ == "__main__":
    run(int(sys.argv[1]), sys.argv[2:])
