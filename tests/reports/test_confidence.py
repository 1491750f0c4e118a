from __future__ import annotations

import pytest

from kraken_conformance.reports.run.confidence import certainty, failure_bound, percent
from kraken_conformance.reports.run.latency import added_up


@pytest.mark.parametrize("exchanges", [30, 100, 3_000])
def test_the_bound_is_about_three_over_n(exchanges: int) -> None:
    assert failure_bound(exchanges) == pytest.approx(3 / exchanges, rel=0.06)


@pytest.mark.parametrize("exchanges", [1, 2, 10, 1_000])
def test_at_the_bound_so_many_successes_have_a_chance_of_five_percent(exchanges: int) -> None:
    assert (1 - failure_bound(exchanges)) ** exchanges == pytest.approx(0.05)


def test_nothing_judged_bounds_nothing() -> None:
    assert failure_bound(0) == 1
    assert certainty(0, 0) == "nothing judged, so nothing known"


def test_certainty_in_words() -> None:
    assert certainty(3_000, 0) == "no failure in 3,000: the rate is below 0.1 %"
    assert certainty(50, 3) == "3 of 50 failed (6 %)"
    assert certainty(101, 0, sampled=False) == "101 comparisons, no difference"


def test_percentages_have_two_digits_and_never_round_up_to_all() -> None:
    assert [percent(rate) for rate in (0, 0.000123, 0.5, 0.9999, 1)] == [
        "0 %",
        "0.012 %",
        "50 %",
        "99.99 %",
        "100 %",
    ]


def test_one_latency_keeps_its_quantiles_and_several_read_them_off_the_buckets() -> None:
    one = {"p50": 3.1, "p95": 7.0, "max": 12.4, "sum": 40.0, "buckets": {"5": 9, "20": 1}}
    other = {"p50": 40.0, "p95": 44.0, "max": 45.5, "sum": 400.0, "buckets": {"50": 10, "inf": 0}}
    alone = added_up([one, None, {}])
    both = added_up([one, other])
    assert alone is not None
    assert both is not None
    assert (alone.p50, alone.p95, alone.max, alone.count) == (3.1, 7.0, 12.4, 10)
    assert (both.p50, both.p95, both.max, both.sum, both.count) == (20, 45.5, 45.5, 440.0, 20)
    assert added_up([None, {}]) is None
