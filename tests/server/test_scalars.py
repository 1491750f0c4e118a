from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kraken_conformance.spec import Contract
from tests.server.conftest import Local

DATES = ["2023-02-29", "20240229", "2024-W01-1", "2024-02-29T00:00:00", 5]
MOMENTS = ["2024-02-29T23:59:59Z", "2024-02-29t10:00:00.123+05:30", "2024-02-29T10:00"]


def device(time: Any = "12:00", maximum: Any = 1) -> dict[str, Any]:
    slot = {"dayOfWeek": "MONDAY", "max": maximum, "time": time}
    return {"deviceId": "1", "mode": "CHARGE", "schedules": [slot], "unit": "CELSIUS"}


@pytest.mark.parametrize(
    ("name", "make", "good", "bad"),
    [
        ("updateUser", lambda value: {"dateOfBirth": value}, ["2024-02-29"], DATES),
        (
            "endContributionAgreement",
            lambda value: {"contributionAgreementId": "1", "endAt": value},
            MOMENTS,
            ["2024-02-29", "x", 1],
        ),
        (
            "setDevicePreferences",
            lambda value: device(maximum=value),
            ["1.50", 3, 1.5, "-1e3"],
            ["NaN", "Infinity", "1,5", True],
        ),
        ("setDevicePreferences", lambda value: device(time=value), ["23:59", "07:00:00"], ["24:00", "7", ""]),
        (
            "requestQuote",
            lambda value: {"supplyPoints": [], "affiliateSessionId": value},
            ["6F2A3B9C-0d5e-4e57-9b1a-1c2d3e4f5a6b"],
            ["6f2a3b9c0d5e4e579b1a1c2d3e4f5a6b", "x"],
        ),
        (
            "createFormSubmission",
            lambda value: {"accountNumber": "A-1", "content": value},
            ["{}", "null"],
            ["{", {}, 1],
        ),
        ("cancelLeaveSupplier", lambda value: {"number": value}, ["a", 7], ["", "  ", 1.5]),
        (
            "updateAccountBillingAddress",
            lambda value: {"billingAddress": {"structuredStreetAddress": value}},
            [{"a": [1]}, None, "x", 1.5],
            [],
        ),
    ],
    ids=["Date", "DateTime", "Decimal", "Time", "UUID", "JSONString", "NonEmptyID", "GenericScalar"],
)
def test_scalars_are_strict(
    local: Local, contract: Contract, name: str, make: Callable[[Any], Any], good: list[Any], bad: list[Any]
) -> None:
    input_type = contract.mutations[name].arguments[0].type
    query = f"mutation ($input: {input_type}) {{ {name}(input: $input) {{ __typename }} }}"
    for value in good:
        assert "data" in local.post(query, {"input": make(value)}), value
    for value in bad:
        assert "data" not in local.post(query, {"input": make(value)}), value
