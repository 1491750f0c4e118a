"""Which entries of expected refusals are read, and which of them are good on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from kraken_conformance.exceptions import UsageError
from kraken_conformance.waivers.expected_refusals import ExpectedRefusal, check_expected, read_expected

WHERE = "kraken-conformance.toml:12"
DAY = date(2026, 12, 31)


def test_an_entry_is_read() -> None:
    read = read_expected("acceptQuote", {"reason": " no quotes here ", "expires": DAY}, WHERE)
    assert read == ExpectedRefusal("no quotes here", DAY, WHERE)
    assert read.to_json() == {"reason": "no quotes here", "expires": "2026-12-31"}
    assert read_expected("acceptQuote", {"reason": "x"}, WHERE).to_json()["expires"] is None


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("no quotes", "has a reason and may have a last day"),
        ({"reason": "x", "until": DAY}, "has a reason and may have a last day"),
        ({"expires": DAY}, "has no reason"),
        ({"reason": "  "}, "has no reason"),
        ({"reason": 3}, "has no reason"),
        ({"reason": "x", "expires": "2026-12-31"}, "expires of acceptQuote is a day"),
        ({"reason": "x", "expires": datetime(2026, 12, 31, tzinfo=UTC)}, "expires of acceptQuote is a day"),
    ],
)
def test_an_entry_that_cannot_be_read_is_named(value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_expected("acceptQuote", value, WHERE)


def test_an_entry_is_good_to_its_last_day() -> None:
    entries = {
        "acceptQuote": ExpectedRefusal("x", DAY, WHERE),
        "selfReading": ExpectedRefusal("y", None, WHERE),
    }
    assert check_expected(entries, {"acceptQuote", "selfReading"}, DAY) is entries
    with pytest.raises(UsageError, match=r"toml:12: .*acceptQuote expired on 2026-12-31 \(x\)"):
        check_expected(entries, {"acceptQuote", "selfReading"}, date(2027, 1, 1))


def test_all_mistakes_are_named_at_once() -> None:
    entries = {name: ExpectedRefusal("x", None, WHERE) for name in ("acceptQote", "nothingLikeIt")}
    with pytest.raises(UsageError) as raised:
        check_expected(entries, {"acceptQuote"}, DAY)
    assert "no mutation acceptQote. Did you mean acceptQuote?" in str(raised.value)
    assert str(raised.value).endswith("no mutation nothingLikeIt.")
