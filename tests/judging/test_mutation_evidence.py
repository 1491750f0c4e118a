"""Whose an answer is that is no GraphQL: the failure of the server itself, or somebody's in front of it."""

from __future__ import annotations

from typing import Any

import pytest

from kraken_conformance.judging.answer_origin import answer_of
from kraken_conformance.judging.mutation_evidence import evidence_of, lost_requests, uninformative
from kraken_conformance.judging.run_facts import RunFacts
from tests.checks.answering import answered, request
from tests.judging.test_verdict import answer, header, result

MUTATION = "updateUser"


def probe(*answers: dict[str, Any], heard: int) -> Any:
    return {**result("one", *answers), "heard": heard}


def failures(first: int, count: int, *, crash: bool = True) -> dict[str, Any]:
    return answer("elsewhere", "500 text/plain, 'Oops'", count=count, first=first, crash=crash)


@pytest.mark.parametrize(("count", "heard"), [(1, 12), (5, 6), (5, 30)])
def test_a_server_that_speaks_again_after_a_failure_failed_itself(count: int, heard: int) -> None:
    results = [probe(answer("success", first=1), failures(2, count), heard=heard)]
    assert (uninformative(results), lost_requests(results)) == (frozenset(), [])


def test_that_it_speaks_again_may_show_in_another_probe() -> None:
    results = [probe(failures(2, 5), heard=0), probe(answer("success", first=20), heard=20)]
    assert (uninformative(results), lost_requests(results)) == (frozenset(), [])


def test_a_server_that_never_speaks_again_shows_nothing() -> None:
    results = [probe(answer("success", first=1), failures(2, 5), heard=1)]
    assert uninformative(results) == {"500 text/plain, 'Oops'"}
    assert len(lost_requests(results)) == 1


def test_what_a_gateway_answers_is_not_the_servers_though_it_speaks_again() -> None:
    results = [probe(answer("success", first=1), failures(2, 5, crash=False), heard=30)]
    assert uninformative(results) == {"500 text/plain, 'Oops'"}


CLOSED = "401 application/json, 'bad signature'"


def closed(credentials: str, count: int, first: int = 1) -> dict[str, Any]:
    return answer("before", CLOSED, credentials=credentials, count=count, first=first, about=True)


def test_a_door_that_is_closed_now_and_then_is_not_the_mutations() -> None:
    others = result("bad-token", closed("bad", 2))
    half = result("valid-input", answer("success", count=5), closed("own", 5))
    assert uninformative([others, half]) == {CLOSED}
    assert lost_requests([others, half]) == [
        f"valid-input: the requests were answered by somebody else: {CLOSED}"
    ]
    tail = result("valid-input", answer("success", count=9), closed("own", 3, first=10))
    assert len(lost_requests([others, tail])) == 1
    few = result("valid-input", answer("success", count=9, first=4), closed("own", 3))
    assert lost_requests([others, few]) == []


def test_a_refusal_that_nobody_else_gets_or_that_has_a_code_is_the_servers_own() -> None:
    half = result("valid-input", answer("success", count=5), closed("own", 5))
    assert lost_requests([half]) == []
    coded = [
        answer("before", "KT-CT-1143 'no'", credentials=whose, count=5, about=True)
        for whose in ("own", "bad")
    ]
    assert lost_requests([result("valid-input", answer("success", count=5), *coded)]) == []


def test_a_token_that_is_never_let_in_has_words_of_its_own() -> None:
    assert (
        lost_requests([result("valid-input", closed("own", 5)), result("bad-token", closed("bad", 2))]) == []
    )


@pytest.mark.parametrize(
    ("status", "body", "crash"),
    [
        (500, "Internal Server Error", True),
        (500, "", True),
        (500, "Traceback (most recent call last): …", True),
        (500, {"detail": "Internal Server Error"}, True),
        (500, "<html><title>Server Error (500)</title></html>", True),
        (500, "<html><title>500</title><center>nginx/1.25.3</center></html>", False),
        (500, "upstream connect error or disconnect/reset before headers", False),
        (500, {"message": "Internal error of the API gateway"}, False),
        (502, "Bad thing", False),
        (503, "", False),
        (403, "Forbidden", False),
    ],
)
def test_a_crash_is_a_plain_500_that_names_nobody_in_front(status: int, body: Any, crash: bool) -> None:
    assert answer_of(answered(request(MUTATION), body, status)).crash is crash


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ([("success", "", 1), ("mutation", "nulls", 80)], "succeeded"),
        ([("success", "bare", 80), ("mutation", "nulls", 1)], "succeeded"),
        ([("success", "bare", 3), ("mutation", "nulls", 80)], "refused only"),
        ([("mutation", "nulls", 80)], "refused only"),
    ],
    ids=["a value", "limits", "nothing done", "nulls alone"],
)
def test_payloads_of_nulls_are_no_success(answers: list[tuple[str, str, int]], kind: str) -> None:
    came = [{**answer(origin, "so", count=count), "digest": digest} for origin, digest, count in answers]
    facts = RunFacts(header())  # type: ignore[arg-type]
    assert evidence_of("API", "one", [result("one", *came)], facts).kind == kind  # type: ignore[list-item]
