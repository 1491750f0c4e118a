"""One sender has a target for itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from kraken_conformance.runner.sending.traffic import Traffic


def test_nobody_sends_while_one_is_alone() -> None:
    traffic, sending, worst = Traffic(), [0], [0]
    lock = threading.Lock()

    def step(change: int) -> None:
        with lock:
            sending[0] += change
            worst[0] = max(worst[0], sending[0])

    def among_others(_: int) -> None:
        with traffic.among_others():
            step(1)
            step(-1)

    alone: list[int] = []

    def by_oneself(_: int) -> None:
        with traffic.alone():
            alone.append(sending[0])

    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                lambda number: by_oneself(number) if number % 5 == 0 else among_others(number), range(200)
            )
        )
    assert alone == [0] * 40
    assert worst[0] >= 1


def test_others_go_together() -> None:
    traffic, both = Traffic(), threading.Barrier(2)

    def among_others(_: int) -> bool:
        with traffic.among_others():
            both.wait(10)
            return True

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(among_others, range(2))) == [True, True]


def test_one_that_fails_leaves_the_way_free() -> None:
    traffic = Traffic()
    for enter in (traffic.alone, traffic.among_others):
        try:
            with enter():
                raise ValueError
        except ValueError:
            pass
    with traffic.alone():
        pass
