"""Who answered the requests of a probe, and how what they answered is counted."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_lowercase
from typing import Any

import pytest

from kraken_conformance.judging.answer_log import MOST_KINDS, OTHERS, AnswerLog, credentials_of
from kraken_conformance.judging.observation import Observation
from kraken_conformance.model.case import Credentials, Expectation, RawRequest
from tests.checks.answering import answered, refusal, request, shipped, unanswered

NAME = "updateUser"
SUCCESS = {"data": {NAME: {"viewer": {"givenName": "A"}}}}
NULLS = {"data": {NAME: {"viewer": None}}}
PAGE = "<html>Not allowed</html>"


def numbered(number: int, body: Any = SUCCESS, status: int = 200, **case: Any) -> Observation:
    """What is seen of the request with a number, of a case that is to be accepted unless it says otherwise."""
    sent = request(NAME, **{"expectation": Expectation.ACCEPTED, **case})
    observation = answered(sent, body, status)
    return replace(observation, exchange=replace(observation.exchange, number=number))


def log(*observations: Observation) -> AnswerLog:
    made = AnswerLog()
    for observation in observations:
        made.add(observation)
    return made


DRY = next(iter(shipped().platform.headers.all_dry_run))


@pytest.mark.parametrize(
    ("case", "credentials"),
    [
        ({}, "own"),
        ({"expectation": Expectation.ANY}, "own"),
        ({"expectation": Expectation.REFUSED}, "own"),
        ({"expectation": Expectation.REJECTED}, "other"),
        ({"headers": ((DRY, "true"),)}, "other"),
        ({"credentials": Credentials.NONE}, "none"),
        ({"credentials": Credentials.MALFORMED}, "bad"),
        ({"operation": None}, None),
        ({"raw": RawRequest(body=b"{"), "expectation": Expectation.REJECTED}, None),
        ({"raw": RawRequest(body=b"{}")}, "own"),
    ],
)
def test_with_which_credentials_a_mutation_was_to_be_executed(
    case: dict[str, Any], credentials: str | None
) -> None:
    assert credentials_of(numbered(1, **case)) == credentials


def test_a_request_to_a_server_as_a_whole_executes_no_mutation() -> None:
    observation = answered(replace(request(NAME), mutation=None), SUCCESS)
    assert credentials_of(observation) is None
    assert log(observation).kinds == {}


def test_valid_requests_are_counted_and_those_that_succeeded() -> None:
    made = log(
        numbered(1),
        numbered(2, refusal(NAME, "KT-CT-1111")),
        numbered(3, expectation=Expectation.ANY),
        numbered(4, credentials=Credentials.NONE),
    )
    assert (made.valid, made.valid_succeeded) == (2, 1)


def test_a_payload_of_nulls_is_no_success_and_one_without_fields_is_a_bare_one() -> None:
    bare = {"data": {NAME: {"__typename": "UpdateUserMutation"}}}
    made = log(numbered(1, NULLS), numbered(2, bare), numbered(3, NULLS))
    assert (made.valid, made.valid_succeeded) == (3, 1)
    nulls, nothing = made.events()
    assert (nulls["origin"], nulls["shown"]) == ("mutation", "null in every field, and no error")
    assert (nulls["digest"], nothing["origin"], nothing["digest"]) == ("nulls", "success", "bare")
    nothing_to_tell = {"data": {NAME: {"__typename": "UpdateUserMutation", "viewer": None}}}
    assert log(numbered(1, nothing_to_tell)).valid_succeeded == 0
    assert log(numbered(1, {"data": {NAME: {"viewer": None, "possibleErrors": []}}})).valid_succeeded == 0


def test_a_lone_scalar_may_be_null_by_chance() -> None:
    sent = request("cancelLeaveSupplier", expectation=Expectation.ACCEPTED)
    made = log(answered(sent, {"data": {"cancelLeaveSupplier": {"message": None, "possibleErrors": None}}}))
    assert made.valid_succeeded == 1
    sent = request("masqueradeAuthentication", expectation=Expectation.ACCEPTED)
    nothing = {"data": {"masqueradeAuthentication": {"token": None, "errors": None}}}
    assert log(answered(sent, nothing)).valid_succeeded == 1


def test_a_payload_with_no_field_of_its_own_is_a_success_whatever_it_says() -> None:
    (name,) = [one.name for one in shipped().mutations.values() if one.name == "unlinkUserFromLine"]
    sent = request(name, expectation=Expectation.ACCEPTED)
    assert log(answered(sent, {"data": {name: {"lineUserId": "U1"}}})).valid_succeeded == 1


def test_a_request_without_an_answer_counts_as_nothing() -> None:
    made = log(unanswered(request(NAME, expectation=Expectation.ACCEPTED)))
    assert (made.valid, made.heard, made.foreign, made.events()) == (0, 0, {}, [])


def test_the_last_that_graphql_answered_and_the_first_of_each_other_answer_are_noted() -> None:
    made = log(
        numbered(9),
        numbered(4),
        numbered(7, PAGE, 403),
        numbered(5, PAGE, 403),
        numbered(8, PAGE, 403),
        numbered(6, "Bad gateway", 502),
    )
    assert made.heard == 9
    assert sorted(made.foreign.values()) == [5, 6]


def test_answers_that_say_the_same_are_one_kind_with_their_first_and_last_number() -> None:
    first, second = log(numbered(8), numbered(3), numbered(5, refusal(NAME, "KT-CT-1111"))).events()
    assert (first["origin"], first["count"], first["first"], first["last"]) == ("success", 2, 3, 8)
    assert (second["origin"], second["count"], second["first"], second["last"]) == ("mutation", 1, 5, 5)


def test_secrets_are_taken_out_of_what_is_shown() -> None:
    made = AnswerLog(clean=lambda text: text.replace("hunter2", "***"))
    made.add(numbered(1, "no hunter2 here", 403))
    (event,) = made.events()
    assert "hunter2" not in event["shown"]
    assert "no *** here" in event["shown"]


def test_rare_answers_are_added_up_by_their_origin() -> None:
    often, rarely = ascii_lowercase[:MOST_KINDS], ascii_lowercase[MOST_KINDS : MOST_KINDS + 4]
    frequent = [numbered(n, f"page {letter}", 403) for n, letter in enumerate(3 * often, 1)]
    rare = [numbered(n, f"page {letter}", 403) for n, letter in enumerate(rarely + rarely[-1], 100)]
    *shown, others = log(*frequent, *rare).events()
    assert [event["count"] for event in shown] == [3] * MOST_KINDS
    assert (others["shown"], others["digest"], others["origin"]) == (OTHERS, "", "elsewhere")
    assert (others["count"], others["first"], others["last"]) == (5, 100, 104)


@pytest.mark.parametrize(
    ("step", "counted"),
    [
        ({}, 1),
        ({"credentials": Credentials.NONE}, 0),
        ({"headers": ((DRY, "true"),)}, 0),
        ({"expectation": Expectation.REJECTED}, 0),
    ],
)
def test_a_success_in_a_step_before_is_one_of_the_mutation(step: dict[str, Any], counted: int) -> None:
    """What there is once is used up by the first request: the cases are refused for it, as they are to be."""
    first = numbered(1, **step).exchange
    refused = numbered(3, refusal(NAME, "KT-CT-5413"), expectation=Expectation.ANY)
    observation = replace(refused, exchange=replace(refused.exchange, before=(first, first)))
    made = log(observation)
    made.add_beside(NAME, observation)
    assert sum(one["count"] for one in made.events() if one["origin"] == "success") == counted
    assert made.valid == 0


def test_a_success_of_another_mutation_or_of_the_case_itself_counts_no_second_time() -> None:
    first = numbered(1).exchange
    for observation, mutation in ((numbered(2), NAME), (numbered(2, refusal(NAME, "KT-X")), "acceptQuote")):
        with_step = replace(observation, exchange=replace(observation.exchange, before=(first,)))
        made = AnswerLog()
        made.add_beside(mutation, with_step)
        assert made.events() == []
