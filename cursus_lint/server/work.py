"""What a server has to do, done one thing after the other, while messages go on being read."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

T = TypeVar("T")

_STACK = 64 * 1024 * 1024
"""Bytes: what is refused as too deep is measured by the stack of a main thread, and other threads may get far less."""


class Abandoned(Exception):
    """Nobody waits for this any more."""


@dataclass(eq=False)
class _Order:
    is_wanted: bool = True


class Work:
    """Does what it is asked in the order in which it is asked, in one thread of its own.

    Everything that reads or changes the server's state is done here, so that none of it needs a lock. What nobody waits
    for any more is not begun; what is under way ends at its next `go_on`.
    """

    def __init__(self) -> None:
        self._present = _Order()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = ThreadPoolExecutor(1, "cursus-lint")
        before = threading.stack_size(_STACK)
        self._thread.submit(threading.get_ident).result()
        threading.stack_size(before)

    async def do(self, function: Callable[[], T]) -> T:
        """What `function` returns or raises, once all that was asked before is done."""
        self._loop = asyncio.get_running_loop()
        order = _Order()
        try:
            return await self._loop.run_in_executor(self._thread, partial(self._carry_out, order, function))
        except asyncio.CancelledError:
            order.is_wanted = False
            raise

    def go_on(self) -> None:
        """To be called now and then by what takes long; raises `Abandoned` if nobody waits for it any more."""
        if not self._present.is_wanted:
            raise Abandoned

    def outside(self, function: Callable[[], object]) -> None:
        """Have `function` called where messages are read and written; for what is being done here."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(function)

    def end(self) -> None:
        """Begin nothing more; what is under way ends at its next `go_on`."""
        self._present.is_wanted = False
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _carry_out(self, order: _Order, function: Callable[[], T]) -> T:
        self._present = order
        return function()
