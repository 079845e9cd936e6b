"""Processes that load what reads scripts while the run still finds out which contracts bind them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING

from cursus_lint.engine.loading import load_rules
from cursus_lint.engine.target import Place

if TYPE_CHECKING:  # loaded when there is work for processes
    from concurrent.futures import Executor

    from cursus_lint.engine.workers import Executors

WORTH_PROCESSES = 400_000
"""Bytes of scripts that take about as long to read as it takes to start processes."""


class Standby:
    """The executors of one run, in a `with` block; the first may be at work before it is asked for.

    `jobs` is how many workers a run may have. `expect` starts them where nothing is known of earlier runs (`blank`), so
    that all it is told of will have to be read.
    """

    def __init__(self, jobs: int, *, blank: bool, executors: Executors | None = None) -> None:
        self._jobs = jobs
        self._blank = blank
        self._executors = executors
        self._ready: Executor | None = None

    def expect(self, scripts: Sequence[str]) -> None:
        """Start the workers if these scripts, which the run is about to bind to contracts, are enough work for them."""
        if self._jobs > 1 and self._blank and sum(map(size_of, scripts)) >= WORTH_PROCESSES:
            # What both sides need is loaded before there are two; LibCST, which only workers need, is left to them.
            load_rules()
            from cursus_lint.engine.workers import NoProcesses

            with suppress(NoProcesses):  # whoever asks for them is told
                self._ready = self._new(self._jobs)

    def __call__(self, workers: int) -> Executor:
        """An executor with so many workers: the one that has been started, to the first who asks for as many.

        Raises NoProcesses.
        """
        ready, self._ready = self._ready, None
        if ready is not None and workers == self._jobs:
            return ready
        return self._new(workers)

    def __enter__(self) -> Standby:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._ready is not None:
            self._ready.shutdown(cancel_futures=True)

    def _new(self, workers: int) -> Executor:
        from cursus_lint.engine.workers import processes

        return (self._executors or processes)(workers)


def size_of(file: Place) -> int:
    """How many bytes a file has, as far as can be told."""
    try:
        return os.stat(file).st_size  # noqa: PTH116 - a third of the cost for each of thousands of files
    except (OSError, ValueError):
        return 0
