"""What answers ask to wait, in all the headers that servers use."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from kraken_conformance.model.exchange import Response
from kraken_conformance.target.transport.requested_wait import limit_ends, retry_after


def refusal(**headers: str) -> Response:
    return Response(429, {name.replace("_", "-"): value for name, value in headers.items()}, b"", 0.0)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), (" 0 ", 0.0), ("", None), ("soon", None), ("-1", None), ("1e9", None), ("٣", None)],
)
def test_seconds_to_wait_are_read(header: str, seconds: float | None) -> None:
    assert retry_after(refusal(retry_after=header)) == seconds


def test_a_date_to_wait_for_is_read() -> None:
    wait = retry_after(
        refusal(retry_after=format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True))
    )
    assert wait is not None
    assert 90 < wait <= 100
    assert retry_after(refusal(retry_after="Wed, 21 Oct 2015 07:28:00 GMT")) == 0.0


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"ratelimit": '"default";r=0;t=37'}, 37.0),
        ({"ratelimit": '"burst";r=5;t=1, "hour";r=0;t=42'}, 42.0),
        ({"ratelimit": '"burst";r=5;t=1'}, None),
        ({"ratelimit": "limit=100, remaining=0, reset=50"}, 50.0),
        ({"ratelimit_reset": "12"}, 12.0),
        ({"x_ratelimit_reset": "12.5"}, 12.5),
        ({"x_rate_limit_reset": "12"}, 12.0),
        ({"ratelimit": '"default";r=0;t=37', "x_ratelimit_reset": "1"}, 37.0),
        ({"x_ratelimit_reset": "1000000001"}, 0.0),
        *(
            ({"x_ratelimit_reset": odd}, None)
            for odd in ("", "soon", "-3", "٣", "9" * 5000, "1e9", "2026-11-28T00:00:00Z", "nan", "0x10")
        ),
        ({"ratelimit": '"' + "r=0;t=" * 20_000}, None),
        ({}, None),
    ],
)
def test_the_end_of_a_limit_is_read(headers: dict[str, str], seconds: float | None) -> None:
    assert limit_ends(refusal(**headers)) == seconds


@pytest.mark.parametrize("per_second", [1, 1000])
def test_the_end_of_a_limit_may_be_a_time(per_second: int) -> None:
    found = limit_ends(refusal(x_ratelimit_reset=str(int((time.time() + 100) * per_second))))
    assert found is not None
    assert 90 < found <= 100
