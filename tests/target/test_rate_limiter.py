from __future__ import annotations

import pytest

from kraken_conformance.target.transport.rate_limiter import FIRST_SLOWING, RateLimiter
from tests.target.clocks import SleepersClock


@pytest.fixture
def clock() -> SleepersClock:
    return SleepersClock()


def turns(pace: RateLimiter, clock: SleepersClock, count: int, *, taking: float = 0.0) -> list[float]:
    """Return when requests were sent, each of which took so many seconds to be answered."""
    found = []
    for _ in range(count):
        with pace.turn():
            found.append(round(clock.time - 100.0, 6))
            clock.time += taking
    return found


def test_requests_are_spaced_evenly_after_a_second_for_what_went_before(clock: SleepersClock) -> None:
    assert turns(RateLimiter(20, clock), clock, 4) == [1.0, 1.05, 1.1, 1.15]


def test_time_that_passed_unused_is_not_made_up_for(clock: SleepersClock) -> None:
    pace = RateLimiter(20, clock)
    turns(pace, clock, 1)
    clock.time += 10
    assert turns(pace, clock, 3) == [11.0, 11.05, 11.1]


def test_a_place_is_free_a_second_after_the_answer(clock: SleepersClock) -> None:
    assert turns(RateLimiter(2, clock), clock, 5, taking=0.25) == [1.0, 1.5, 2.25, 2.75, 3.5]


def test_less_than_one_a_second_is_possible(clock: SleepersClock) -> None:
    assert turns(RateLimiter(0.5, clock), clock, 3) == [2.0, 4.0, 6.0]


def test_a_fraction_above_one_never_makes_one_more_within_a_second(clock: SleepersClock) -> None:
    sent = turns(RateLimiter(2.5, clock), clock, 7)
    assert all(later - earlier >= 1 for earlier, later in zip(sent, sent[2:], strict=False))


def test_a_target_that_asks_to_wait_is_obeyed(clock: SleepersClock) -> None:
    pace = RateLimiter(None, clock)
    assert turns(pace, clock, 2) == [0.0, 0.0]
    pace.obey(3)
    assert turns(pace, clock, 3) == [3.0, 3.0 + FIRST_SLOWING, 3.0 + 2 * FIRST_SLOWING]


def test_what_was_in_flight_together_slows_once(clock: SleepersClock) -> None:
    once, often = RateLimiter(None, clock), RateLimiter(None, clock)
    once.obey(3)
    for _ in range(8):
        often.obey(3)
    begun = clock.time
    expected = turns(once, clock, 3)
    clock.time = begun
    assert turns(often, clock, 3) == expected


def test_each_answer_eases_until_nobody_waits(clock: SleepersClock) -> None:
    pace = RateLimiter(None, clock)
    pace.obey(0)
    for _ in range(100):
        pace.ease()
    now = round(clock.time - 100.0, 6)
    assert turns(pace, clock, 3) == [now, now, now]


def test_nobody_waits_for_a_client_that_was_closed(clock: SleepersClock) -> None:
    pace = RateLimiter(0.1, clock)
    clock.close()
    assert turns(pace, clock, 2) == [0.0, 0.0]


def test_what_a_target_takes_is_known_once_it_answers_again(clock: SleepersClock) -> None:
    """A limit of 100 in 10 seconds that says nothing of it: to ask until it ends slows nothing afterwards."""
    pace = RateLimiter(None, clock)
    for _ in range(100):
        pace.ease()
    for _ in range(10):
        turns(pace, clock, 1)
        pace.obey(1)
    pace.ease()
    begun = clock.time
    turns(pace, clock, 11)
    assert clock.time - begun < 3


def test_what_was_answered_while_others_were_refused_does_not_hide_the_limit(clock: SleepersClock) -> None:
    pace = RateLimiter(None, clock)
    for _ in range(50):
        pace.ease()
        clock.time += 0.01
    pace.obey(0)
    pace.ease()
    pace.obey(5)
    assert turns(pace, clock, 2)[1] > 5
