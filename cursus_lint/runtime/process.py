"""One child process, run to its end or to its time limit, with what it used and the text it printed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Union

_LAUNCHER = Path(__file__).parent / "child" / "launch.py"
_CHUNK = 65536
_DRAIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class CapturedText:
    """What a process printed on one stream: all of it, or its beginning and end where it was more than the limit.

    `dropped` is the number of bytes left out between them.
    """

    text: str
    dropped: int = 0


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended by itself; `exit_code` is negative for the signal that ended it."""

    exit_code: int
    seconds: float
    peak_memory: int
    stdout: CapturedText
    stderr: CapturedText


@dataclass(frozen=True, slots=True)
class Killed:
    """A process that was killed with everything it had started, at its time limit or because the run was cancelled."""

    cancelled: bool
    seconds: float
    peak_memory: int
    stdout: CapturedText
    stderr: CapturedText


@dataclass(frozen=True, slots=True)
class NotStarted:
    """A process that could not be started, and why."""

    reason: str


ProcessResult = Union[Ended, Killed, NotStarted]


@dataclass(slots=True)
class _BoundedText:
    """Collects a stream, keeping the first and the last bytes within `limit`."""

    limit: int
    head: bytearray = field(default_factory=bytearray)
    tail: bytearray = field(default_factory=bytearray)
    dropped: int = 0

    def add(self, chunk: bytes) -> None:
        room = max(0, self.limit // 2 - len(self.head))
        self.head += chunk[:room]
        self.tail += chunk[room:]
        excess = len(self.tail) - (self.limit - self.limit // 2)
        if excess > 0:
            del self.tail[:excess]
            self.dropped += excess

    def captured(self) -> CapturedText:
        def text(part: bytearray) -> str:
            return part.decode("utf-8", errors="replace")

        if not self.dropped:
            return CapturedText(text(self.head + self.tail))
        return CapturedText(
            f"{text(self.head)}\n... {self.dropped} bytes left out ...\n{text(self.tail)}", self.dropped
        )


class ChildProcess:
    """A command in a process group of its own; POSIX only.

    `run` may be called once; `cancel` may be called from any thread, before, during and after it.
    """

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], cwd: Path, time_limit: float, output_limit: int
    ) -> None:
        self._command = list(command)
        self._environment = dict(environment)
        self._cwd = cwd
        self._time_limit = time_limit
        self._output_limit = output_limit
        self._lock = threading.Lock()
        self._group: int | None = None
        self._over = False
        self._timed_out = False
        self._cancelled = False

    def run(self) -> ProcessResult:
        """Run the command to its end; the time limit, in seconds, kills it with everything in its group."""
        started = time.monotonic()
        report_reader, report_writer = os.pipe()
        with os.fdopen(report_reader, encoding="utf-8") as reports:
            try:
                launcher = subprocess.Popen(
                    [sys.executable, "-I", "-S", str(_LAUNCHER), str(report_writer), *self._command],
                    env=self._environment,
                    cwd=self._cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    pass_fds=(report_writer,),
                    start_new_session=True,
                )
            except OSError as problem:
                return NotStarted(f"{problem.filename or self._command[0]}: {problem.strerror}")
            finally:
                os.close(report_writer)
            assert launcher.stdout is not None
            assert launcher.stderr is not None
            stdout, stderr = _BoundedText(self._output_limit), _BoundedText(self._output_limit)
            readers = [
                threading.Thread(target=_collect, args=(stream, text), daemon=True)
                for stream, text in ((launcher.stdout, stdout), (launcher.stderr, stderr))
            ]
            for reader in readers:
                reader.start()
            try:
                end = self._wait(reports)
            finally:
                self._finish(launcher)
            seconds = time.monotonic() - started
            for reader in readers:
                reader.join(_DRAIN_SECONDS)  # something that left the group may hold the pipe open for ever
        if "cannot_start" in end:
            return NotStarted(f"{self._command[0]}: {end['cannot_start']}")
        peak_memory = int(end.get("peak_memory", 0))
        if self._timed_out or self._cancelled:
            return Killed(not self._timed_out, seconds, peak_memory, stdout.captured(), stderr.captured())
        # without a report somebody has killed the launcher, and so the command
        exit_code = int(end.get("exit_code", -signal.SIGKILL))
        return Ended(exit_code, seconds, peak_memory, stdout.captured(), stderr.captured())

    def cancel(self) -> None:
        """Kill the process and everything in its group, now or as soon as it is started."""
        with self._lock:
            self._cancelled = True
            self._kill_group()

    def _wait(self, reports: IO[str]) -> dict[str, int | float | str]:
        """Wait for the launcher's last report; the timer ends the wait by killing the group."""
        timer = threading.Timer(min(self._time_limit, threading.TIMEOUT_MAX), self._time_out)
        timer.daemon = True
        end: dict[str, int | float | str] = {}
        try:
            timer.start()
            for line in reports:
                end |= json.loads(line)
                if "group" in end:
                    with self._lock:
                        self._group = int(end["group"])
                        if self._cancelled or self._timed_out:
                            self._kill_group()
        finally:
            timer.cancel()
        return end

    def _time_out(self) -> None:
        with self._lock:
            if not self._over:
                self._timed_out = True
                self._kill_group()

    def _kill_group(self) -> None:
        if self._group is not None and not self._over:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._group, signal.SIGKILL)

    def _finish(self, launcher: subprocess.Popen[bytes]) -> None:
        """Kill what the command may have left behind, and reap the launcher."""
        with self._lock:
            self._kill_group()
            self._over = True
        launcher.kill()
        launcher.wait()


def _collect(stream: IO[bytes], text: _BoundedText) -> None:
    with stream, suppress(ValueError):
        while chunk := os.read(stream.fileno(), _CHUNK):
            text.add(chunk)
