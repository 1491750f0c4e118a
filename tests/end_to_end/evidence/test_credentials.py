"""A token that is not accepted is said to be that, after a few requests, whatever the server answers."""

from __future__ import annotations

import pytest

from tests.end_to_end.evidence.conftest import RunBehind
from tests.end_to_end.evidence.fronts import Instead, Sent, contract, data, front, refusal

FEW = ("--probe", "valid-input", "--probe", "no-token", "--max-examples", "1")
"""Requests with the token and without it, after those that are sent before the run."""

WRONG = "JWT eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"


def rejecting(code: str, token: str, *, anonymous: str = "KT-CT-1112", everywhere: bool = False) -> Instead:
    """Return a front that takes one token alone, and answers all others with a code."""

    def decide(sent: Sent) -> bytes | None:
        if sent.token == token or not (sent.mutation or everywhere):
            return None
        if sent.token is None:
            needs = sent.mutation is not None and contract().mutations[sent.mutation].needs_token
            return refusal(sent, anonymous) if needs else None
        if sent.mutation is None:
            error = {"message": "Invalid.", "extensions": {"errorCode": code, "errorType": "AUTHORIZATION"}}
            return data({"errors": [error], "data": None})
        return refusal(sent, code)

    return front(decide)


@pytest.mark.parametrize("everywhere", [False, True])
@pytest.mark.parametrize("code", ["KT-CT-1111", "KT-CT-1112", "KT-CT-1124", "KT-CT-1139", "KT-CT-1143"])
def test_a_rejected_token_is_said_to_be_one(
    code: str, everywhere: bool, run_behind: RunBehind, token: str
) -> None:
    done = run_behind(rejecting(code, token, everywhere=everywhere), "--max-examples", "1", token=WRONG)
    assert done.code == 3, done.said
    assert "the token was not accepted" in done.reasons
    assert code in done.reasons


@pytest.mark.parametrize("probe", ["valid-input", "rejected-input", "fuzz", "provocation", "document-forms"])
@pytest.mark.parametrize("code", ["KT-CT-1111", "KT-CT-1112"])
def test_so_it_is_by_each_probe_alone(code: str, probe: str, run_behind: RunBehind, token: str) -> None:
    """No other probe shows then what a made-up token gets: it was seen before the run."""
    done = run_behind(rejecting(code, token), "--probe", probe, "--max-examples", "1", token=WRONG)
    assert done.code == 3, done.said
    assert not [event for event in done.events if event["type"] == "finding"]


@pytest.mark.parametrize("code", ["KT-CT-1111", "KT-CT-1143"])
def test_a_server_that_asks_everybody_for_a_token_is_not_blamed_for_its_code(
    code: str, run_behind: RunBehind, token: str
) -> None:
    done = run_behind(
        front(lambda sent: refusal(sent, code) if sent.mutation and sent.token != token else None),
        *FEW,
        token=WRONG,
    )
    assert done.code == 3, done.said
    assert "the token was not accepted" in done.reasons


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_plain_401_is_a_rejected_token(everywhere: bool, run_behind: RunBehind, token: str) -> None:
    def decide(sent: Sent) -> bytes | None:
        known = sent.token == token or not (sent.mutation or everywhere)
        return None if known else data({"detail": "Unauthorized"}, 401)

    done = run_behind(front(decide), *FEW, token=WRONG)
    assert done.code == 3
    assert "the token was not accepted" in done.reasons
    assert "401 application/json" in done.reasons


def test_a_rejected_token_costs_a_few_requests(run_behind: RunBehind, token: str) -> None:
    numbers: list[int] = []

    def decide(sent: Sent) -> bytes | None:
        numbers.append(sent.number)
        return None if sent.token == token or not sent.mutation else refusal(sent, "KT-CT-1143")

    done = run_behind(front(decide), token=WRONG, mutations=("*",))
    assert done.code == 3
    assert "the token was not accepted" in done.reasons
    assert len(numbers) < 30
    assert set(done.evidence().values()) == {"not reached"}


def test_a_token_that_is_rejected_during_the_run_ends_it(run_behind: RunBehind, token: str) -> None:
    named: list[str] = []

    def decide(sent: Sent) -> bytes | None:
        named.append(str(sent.mutation))
        late = sent.executed and sent.token == token and len(named) > 60
        return refusal(sent, "KT-CT-1143") if late else None

    done = run_behind(front(decide), *FEW, "--concurrency", "2", "--server", "API", mutations=("a*", "c*"))
    assert done.code == 3, done.said
    assert "the token was not accepted by API for 3 mutations in a row" in done.reasons
    reached = {name for name, kind in done.evidence().items() if kind == "succeeded"}
    assert reached
    assert len(set(named)) < len(done.evidence())


def test_a_token_that_expires_during_the_run_is_noticed(run_behind: RunBehind) -> None:
    def decide(sent: Sent) -> bytes | None:
        return refusal(sent, "KT-CT-1124") if sent.mutation and sent.token and sent.number > 20 else None

    done = run_behind(front(decide), *FEW)
    assert done.code == 3
    assert "KT-CT-1124" in done.reasons


def test_a_refusal_without_a_token_is_not_credited_where_the_own_token_is_refused(
    run_behind: RunBehind,
) -> None:
    """Of a mutation that is not among those that are asked before the run."""

    def decide(sent: Sent) -> bytes | None:
        return refusal(sent, "KT-CT-1143") if sent.mutation == "createReferral" and sent.token else None

    done = run_behind(front(decide), "--probe", "valid-input", "--probe", "no-token")
    judged = {
        event["mutation"]: {id_ for id_ in event["requirements"] if id_.startswith("auth.")}
        for event in done.events
        if event["type"] == "outcome"
    }
    assert done.evidence()["createReferral"] == "not reached"
    assert judged["createReferral"] == set()
    assert done.evidence()["updateUser"] == "succeeded"
    assert "auth.no-token-refused" in judged["updateUser"]


def test_a_token_without_permission_for_one_mutation_is_accepted_for_the_others(
    run_behind: RunBehind,
) -> None:
    done = run_behind(
        front(lambda sent: refusal(sent, "KT-CT-1111") if sent.mutation == "updateUser" else None),
        *FEW,
        mutations=("updateUser", "createReferral"),
    )
    assert done.code == 3
    assert done.evidence()["createReferral"] == "succeeded"


def test_an_api_key_that_is_refused_sends_nothing_else(run_behind: RunBehind) -> None:
    done = run_behind(front(lambda sent: None), "--api-key", "sk_live_unknown", token=None)
    assert done.code == 3
    assert "--api-key" in done.said


def test_a_login_that_refuses_a_key_does_not_end_the_run(run_behind: RunBehind) -> None:
    numbers: list[int] = []

    def decide(sent: Sent) -> bytes | None:
        numbers.append(sent.number)
        return refusal(sent, "KT-CT-1139") if sent.mutation == "obtainKrakenToken" else None

    run_behind(front(decide), mutations=("obtainKrakenToken",))
    assert len(numbers) > 50
