"""Who answers one question and leaves too many others alone is given up; who is slow now and then is not."""

from __future__ import annotations

from kraken_conformance.target.transport.timeout_watch import MANY, TIMES_PATIENCE, TimeoutWatch

PATIENCE = 10.0
LONG = TIMES_PATIENCE * PATIENCE


def after(watch: TimeoutWatch, *, timeouts: int, answers_between: int, every: float) -> list[str | None]:
    said = []
    for number in range(timeouts):
        said.append(watch.timed_out(number * every))
        for _ in range(answers_between):
            watch.answered()
    return said


def test_a_server_that_leaves_many_requests_alone_is_given_up() -> None:
    said = after(TimeoutWatch(PATIENCE), timeouts=MANY, answers_between=2, every=LONG / (MANY - 1))
    assert said[:-1] == [None] * (MANY - 1)
    assert said[-1] == (
        "the target answers { __typename }, and in 30 s it left 8 other requests without an answer and answered 14"
    )


def test_many_at_the_same_moment_are_one_pause() -> None:
    assert after(TimeoutWatch(PATIENCE), timeouts=512, answers_between=0, every=0.0) == [None] * 512


def test_a_server_that_answers_nine_of_ten_is_not_given_up() -> None:
    assert after(TimeoutWatch(PATIENCE), timeouts=100, answers_between=10, every=30.0) == [None] * 100


def test_an_outage_explains_what_went_before() -> None:
    watch = TimeoutWatch(PATIENCE)
    after(watch, timeouts=MANY - 1, answers_between=0, every=LONG)
    watch.outage()
    assert watch.timed_out(100 * LONG) is None
