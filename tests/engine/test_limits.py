from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from cursus_lint.engine.limits import TooLong, interruptible, time_limit


def here(work: Callable[[], None]) -> None:
    work()


def in_a_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()


@pytest.mark.parametrize("somewhere", [here, in_a_thread])
def test_what_does_not_end_is_ended(somewhere: Callable[[Callable[[], None]], None]) -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            with time_limit(0.05):
                while True:
                    pass
        except TooLong:
            ended.append("too long")

    somewhere(work)
    assert ended == ["too long"]


@pytest.mark.parametrize("somewhere", [here, in_a_thread])
def test_what_ends_in_time_is_left_alone(somewhere: Callable[[Callable[[], None]], None]) -> None:
    ended: list[int] = []

    def work() -> None:
        for number in range(100):
            with time_limit(0.5):
                pass
            ended.append(number)
        # Longer than the limits above: none of them is still running.
        end = threading.Event()
        threading.Timer(0.6, end.set).start()
        while not end.is_set():
            pass

    somewhere(work)
    assert ended == list(range(100))


def test_ctrl_c_ends_a_block_that_says_so_in_a_process_that_ignores_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt), interruptible():
            os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_thread_leaves_ctrl_c_to_others() -> None:
    with ThreadPoolExecutor(1) as executor:
        assert executor.submit(_what_happens_on_ctrl_c).result() is signal.getsignal(signal.SIGINT)


def _what_happens_on_ctrl_c() -> object:
    with interruptible():
        return signal.getsignal(signal.SIGINT)
