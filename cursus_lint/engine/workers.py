"""Work spread over processes: chunks go out, results come back, and a process that dies takes one file with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from typing import TypeVar

from cursus_lint.engine.loading import load_everything

Job = TypeVar("Job")
Result = TypeVar("Result")

Executors = Callable[[int], Executor]
"""Gives a new executor with so many workers."""

CHUNKS_A_WORKER = 8
"""So many chunks for each worker: enough that none is left alone with the last one, few enough to cost nothing."""

LARGEST_CHUNK = 100_000
"""So much goes out together at most: what comes back waits in memory until it is taken in."""


class NoProcesses(Exception):
    """The machine gives none that could be used."""


def processes(workers: int) -> Executor:
    """New processes on this machine, which load what examines scripts at once.

    They are forked where that is safe and quick, on Linux. Where they are started anew, Python would look for its own
    modules in the current folder first: PYTHONSAFEPATH, for this process and all that it starts, keeps it from that.

    Raises:
        NoProcesses: there is no shared memory for locks, as in a sandbox, or no process or thread to spare; or this is
            Python 3.10, which does not know PYTHONSAFEPATH, where they are not forked.
    """
    forked = multiprocessing.get_context("fork") if sys.platform == "linux" else None
    if forked is None:
        if sys.version_info < (3, 11):
            raise NoProcesses
        os.environ["PYTHONSAFEPATH"] = "1"
    others = multiprocessing.active_children()
    try:
        executor = ProcessPoolExecutor(workers, forked, _get_ready)
        with suppress(BrokenExecutor):  # whoever submits work next is told
            for _ in range(workers):  # each starts with the first work there is
                executor.submit(_nothing)
    except (OSError, RuntimeError) as error:  # both are raised for want of either
        for started in multiprocessing.active_children():
            if started not in others:
                started.terminate()
        raise NoProcesses from error
    return executor


def _get_ready() -> None:
    """Load what the work takes.

    The terminal sends Ctrl-C to every process. Who started the workers ends them: all that it does here is to end what
    a worker has begun.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load_everything()


def _nothing() -> None:
    """What makes a worker start."""


def spread(
    jobs: Sequence[tuple[Job, int]],
    work: Callable[[Sequence[Job]], Sequence[Result]],
    lost: Callable[[Job], Result],
    workers: int,
    executors: Executors,
    packed: Callable[[Job], Job] = lambda job: job,
) -> Iterator[tuple[int, Result]]:
    """Do `work` on all `jobs`, each given with its size, in balanced chunks.

    Yields each job's index and result as chunks end. `packed` makes a job ready for its way, right before it goes out.
    `lost` is the result of a job during which its worker died; the other jobs of its chunk are done again, or are lost
    too where no more workers can be had: it is not known which of them is the deadly one.

    Raises:
        NoProcesses: before the first result, where there are no workers to begin with.
    """
    pending = _chunks([size for _, size in jobs], workers * CHUNKS_A_WORKER)
    broken: list[list[int]] = []
    with executors(workers) as executor:
        running: dict[Future[Sequence[Result]], list[int]] = {}
        while pending or running:
            while pending and len(running) < workers * 2:
                chunk = pending.pop(0)
                try:
                    running[executor.submit(work, [packed(jobs[n][0]) for n in chunk])] = chunk
                except BrokenExecutor:
                    broken.append(chunk)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                chunk = running.pop(future)
                try:
                    yield from zip(chunk, future.result(), strict=True)
                except BrokenExecutor:
                    broken.append(chunk)
    while broken:
        yield from _alone(broken.pop(), broken, jobs, work, lost, executors, packed)


def _alone(
    chunk: list[int],
    broken: list[list[int]],
    jobs: Sequence[tuple[Job, int]],
    work: Callable[[Sequence[Job]], Sequence[Result]],
    lost: Callable[[Job], Result],
    executors: Executors,
    packed: Callable[[Job], Job],
) -> Iterator[tuple[int, Result]]:
    """Do a chunk in a worker of its own; if that dies, halve the chunk to find the job that kills it."""
    try:
        anew = executors(1)
    except NoProcesses:
        yield from ((n, lost(jobs[n][0])) for n in chunk)
        return
    with anew as executor:
        try:
            yield from zip(chunk, executor.submit(work, [packed(jobs[n][0]) for n in chunk]).result(), strict=True)
        except BrokenExecutor:
            if len(chunk) == 1:
                yield chunk[0], lost(jobs[chunk[0]][0])
            else:
                middle = len(chunk) // 2
                broken += [chunk[:middle], chunk[middle:]]


def _chunks(sizes: Sequence[int], count: int) -> list[list[int]]:
    """The jobs' indices in `count` chunks of about the same size, or in more small ones; the largest jobs first."""
    order = sorted(range(len(sizes)), key=lambda n: -sizes[n])
    limit = max(min(sum(sizes) / max(count, 1), LARGEST_CHUNK), 1)
    chunks: list[list[int]] = []
    room = 0.0
    for n in order:
        if not chunks or sizes[n] > room:
            chunks.append([])
            room = limit
        chunks[-1].append(n)
        room -= sizes[n]
    return chunks
