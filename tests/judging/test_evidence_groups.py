"""What is said once of mutations that lack evidence for the same reason."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.judging.evidence_groups import grouped, named
from tests.judging.test_verdict import answer, header, result

PAGE = "403 text/html, 'Not allowed'"


def outcome(mutation: str, kind: str = "refused only", **evidence: Any) -> Any:
    """An outcome event, with what evidence of it there is."""
    given = {"cause": "", "answers": "", "advice": "", "count": 0, "requests": 0, **evidence}
    return {"mutation": mutation, "server": "API", "evidence": {"kind": kind, **given}}


def lines(*outcomes: Any, events: tuple[Any, ...] = ()) -> list[str]:
    return grouped(outcomes, [header(), *events])


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, ""), (1, "m0"), (3, "m0, m1, m2"), (4, "m0, m1, m2 and 1 more"), (9, "m0, m1, m2 and 6 more")],
)
def test_names_are_listed_as_far_as_the_list_is_short(count: int, words: str) -> None:
    assert named([f"m{number}" for number in range(count)]) == words


def test_mutations_with_one_reason_are_one_line_that_adds_up_their_requests() -> None:
    refused = {"answers": "KT-X 'No.'", "advice": "give a pool"}
    said = lines(
        outcome("one", count=3, requests=4, **refused), outcome("two", count=1_000, requests=1_200, **refused)
    )
    assert said == [
        "never succeeded: 1,003 of 1,204 requests: KT-X 'No.' (one, two). To do: give a pool",
    ]


@pytest.mark.parametrize("other", [{"kind": "not reached"}, {"cause": "no token"}, {"answers": "KT-Y"}])
def test_what_differs_in_kind_cause_or_answer_is_told_apart(other: dict[str, str]) -> None:
    assert len(lines(outcome("one"), outcome("two", **other))) == 2


def test_the_reason_of_the_most_mutations_comes_first_within_its_kind() -> None:
    said = lines(
        outcome("rare", answers="A"),
        outcome("one", answers="B"),
        outcome("two", answers="B"),
        outcome("left", "excluded", cause="DESTROYS"),
    )
    assert [line.partition(":")[0] for line in said] == ["left out", "never succeeded", "never succeeded"]
    assert "(one, two)" in said[1]


def test_without_requests_there_is_no_share_and_a_cause_stands_before_the_answer() -> None:
    assert lines(outcome("one", "not reached", cause="no token")) == ["not reached: no token (one)"]
    said = lines(outcome("one", cause="the gateway", answers="403", count=1, requests=2))
    assert said == ["never succeeded: the gateway: 1 of 2 requests: 403 (one)"]


def answered_elsewhere(first: int, heard: int, *, server: str = "API", **configuration: Any) -> list[str]:
    """What is said of two mutations, of which one got a page from a request on."""
    page = answer("elsewhere", PAGE, first=first)
    results = (
        {**result("one", page), "foreign": {PAGE: first}, "heard": 0, "server": server},
        {**result("two"), "heard": heard, "server": server},
    )
    event = outcome("one", "not reached", answers=PAGE, count=1, requests=1)
    return grouped([event], [header(**configuration), *results])


BEGAN = f"not reached: 1 of 1 requests: {PAGE}, from request 1,300 of the run on (one)"
ALWAYS = f"not reached: 1 of 1 requests: {PAGE} (one)"


@pytest.mark.parametrize(
    ("first", "heard", "said"),
    [
        (1_300, 1_299, BEGAN),
        (1_300, 1_315, BEGAN),  # with 8 requests in flight, some overtook it
        (1_300, 1_316, ALWAYS),  # the server was heard long after
        (1_300, 0, ALWAYS),  # the server was never heard
    ],
)
def test_it_is_said_from_which_request_on_somebody_else_answered(first: int, heard: int, said: str) -> None:
    assert answered_elsewhere(first, heard, concurrency=8) == [said]


@pytest.mark.parametrize("configuration", [{"processes": 2}, {"tx": ["popen"]}, {"merged": ["a", "b"]}])
def test_numbers_of_several_processes_say_nothing(configuration: dict[str, Any]) -> None:
    assert answered_elsewhere(1_300, 1_299, **configuration) == [ALWAYS]


def test_what_another_server_answered_says_nothing() -> None:
    assert answered_elsewhere(1_300, 1_299, server="AUTH", concurrency=8) == [ALWAYS]
