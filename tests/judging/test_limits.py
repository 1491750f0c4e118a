"""What counts as the refusal of a limit, by its status, its codes and its words."""

from __future__ import annotations

import pytest

from kraken_conformance.judging.limits import refused_by_limit
from tests.checks.answering import answered, refusal, request

CASE = request("updateUser")


@pytest.mark.parametrize(
    "message",
    [
        "Too many requests",
        "Rate limit exceeded, try again later.",
        "rate-limited",
        "Request throttled.",
        "Request timed out.",
        "Payload too large.",
        "Request Header Fields Too Large",
        "URI too long",
        "The system is in read-only mode. Please try again later.",
        "Down for maintenance",
        "Service temporarily unavailable",
        "Overloaded",
        "The server is over capacity, try again in 30 seconds",
    ],
)
@pytest.mark.parametrize("status", [200, 400])
def test_words_of_a_limit(message: str, status: int) -> None:
    assert refused_by_limit(answered(CASE, {"errors": [{"message": message}]}, status))


@pytest.mark.parametrize(
    "message",
    [
        'Variable "$input" got invalid value 3 at "input.rateLimit"; Expected type "Int".',
        "Variable '$throttled' of type 'Boolean' was not provided.",
        'Field "throttling" is not defined by type "UpdateUserInput".',
        "Argument 'input' has an invalid value: the rate limit has to be positive.",
        "The field givenName: content too long",
        "Value 'request timed out' does not exist in the enum.",
        "input.body too long for this user",
        "rateLimit has to be a number",
        "Input is read-only: try again later",
        "The field createdAt is read only",
    ],
)
def test_a_refusal_of_a_part_of_the_request_is_no_limit(message: str) -> None:
    assert not refused_by_limit(answered(CASE, {"errors": [{"message": message}]}, 400))


@pytest.mark.parametrize("status", [408, 413, 414, 429, 431])
@pytest.mark.parametrize("body", ["", "<h1>No</h1>", {"message": "No."}, {"errors": [{"message": "No."}]}])
def test_a_status_of_a_limit_is_enough(status: int, body: object) -> None:
    assert refused_by_limit(answered(CASE, body, status))


def test_a_code_of_a_limit_is_enough_and_one_of_the_mutation_is_none() -> None:
    assert refused_by_limit(answered(CASE, refusal("updateUser", "KT-CT-1188")))
    assert not refused_by_limit(answered(CASE, refusal("updateUser", "KT-CT-4122")))
