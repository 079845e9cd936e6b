from __future__ import annotations

import asyncio
import threading

import pytest

from cursus_lint.server.work import Abandoned, Work


def test_things_are_done_in_the_order_in_which_they_are_asked() -> None:
    done: list[int] = []

    async def ask() -> None:
        work = Work()
        await asyncio.gather(*(work.do(lambda number=number: done.append(number)) for number in range(50)))
        work.end()

    asyncio.run(ask())
    assert done == list(range(50))


def test_what_nobody_waits_for_is_not_begun() -> None:
    begun: list[str] = []

    async def ask() -> None:
        work, free = Work(), threading.Event()
        first = asyncio.ensure_future(work.do(free.wait))
        second = asyncio.ensure_future(work.do(lambda: begun.append("second")))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        free.set()
        assert await first is True
        await work.do(lambda: begun.append("third"))
        work.end()

    asyncio.run(ask())
    assert begun == ["third"]


def test_what_is_under_way_ends_when_nobody_waits_any_more() -> None:
    ended: list[str] = []

    async def ask() -> None:
        work, begun = Work(), asyncio.Event()

        def take_long() -> None:
            work.outside(begun.set)
            try:
                while True:
                    work.go_on()
            except Abandoned:
                ended.append("abandoned")
                raise

        long = asyncio.ensure_future(work.do(take_long))
        await begun.wait()
        long.cancel()
        # Answered although the thread was busy; and the same thread goes on with what comes next.
        assert await work.do(lambda: "next") == "next"
        work.end()

    asyncio.run(asyncio.wait_for(ask(), 60))
    assert ended == ["abandoned"]


def test_what_fails_fails_for_who_asked() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    async def ask() -> None:
        work = Work()
        with pytest.raises(ZeroDivisionError):
            await work.do(fail)
        assert await work.do(lambda: "alive") == "alive"
        work.end()

    asyncio.run(ask())
