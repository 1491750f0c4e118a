"""A finding that is sent again: which one is meant, and what evidence of another run or a damaged one leads to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kraken_conformance.exceptions import EvidenceError, TargetUnavailable, UsageError
from kraken_conformance.model.case import Due
from kraken_conformance.model.case_json import case_from_json, case_to_json
from kraken_conformance.runner.replay import MOST_NAMED, MOST_SENT, find, replay
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.safety.known_secrets import HIDDEN
from kraken_conformance.server import PlantedFault
from kraken_conformance.server.http.web import HttpAnswer
from kraken_conformance.spec import load_contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from tests.checks.answering import request
from tests.end_to_end.refusals.gateway import Asked, gateway
from tests.runner.prepared import NOBODY

CONTRACT = load_contract("oefr")
NAME = "createReferral"


def finding(id_: str = "1a2b3c4d", **changes: Any) -> Any:
    case = case_to_json(replace(request(NAME), probe="valid-input"))
    return {"type": "finding", "id": id_, "requirement": "shape.integer", "case": case, **changes}


@pytest.mark.parametrize("digits", ["1a2b3c4d", "1a", "1"])
def test_the_first_digits_of_an_id_are_enough(digits: str) -> None:
    events = [finding(), finding("2b3c4d5e"), {"type": "result"}]
    assert find(events, digits, Path("run"))["id"] == "1a2b3c4d"


def test_digits_of_several_findings_are_too_few() -> None:
    events: Any = [finding(f"1a{number:06}") for number in range(MOST_NAMED + 2)]
    with pytest.raises(UsageError) as refused:
        find(events, "1a", Path("run"))
    assert "1a000009 and 2 more. Give more digits." in str(refused.value)
    assert "1a000010" not in str(refused.value)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "none at all"), (2, "00000000, 00000001."), (12, "and 2 more")]
)
def test_where_there_is_no_such_finding_others_are_named(count: int, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        find([finding(f"{number:08}") for number in range(count)], "f", Path("run"))
    assert words in str(refused.value)
    assert "--from" in str(refused.value)


@pytest.fixture(scope="module")
def asked() -> list[str]:
    return []


@pytest.fixture(scope="module")
def client(asked: list[str]) -> Iterator[TargetClient]:
    """A client of a server that answers an Int as text."""

    def before(one: Asked) -> None:
        if NAME in one.document and "__schema" not in one.document:
            asked.append(str(one.content.get("variables")))

    faults = (PlantedFault("int-as-text", NAME),)
    with gateway(before, faults=faults) as server, at(server.url, token=server.token) as found:
        yield found


@contextmanager
def at(url: str, **more: Any) -> Iterator[TargetClient]:
    settings = TargetSettings(
        sites={"API": url},
        permission=THIS_MACHINE,
        platform=CONTRACT.platform,
        limited=CONTRACT.limited_mutations,
        **more,
    )
    found = TargetClient(settings)
    yield found
    found.close()


def test_a_violation_that_shows_again_is_returned(client: TargetClient) -> None:
    found = replay(CONTRACT, finding(), client)
    assert [violation.path[-1] for violation in found.violations] != []
    assert found.status == 200


def test_a_requirement_that_is_kept_gives_no_violation(client: TargetClient) -> None:
    assert replay(CONTRACT, finding(requirement="shape.boolean"), client).violations == ()


@pytest.mark.parametrize(
    ("kind", "number", "sent"),
    [
        ("used-connection", 1, 2),
        ("new-connection", 1, 1),
        ("at-once", 3, 3),
        ("nth-call", 5, 5),
        ("at-once", 10_000, MOST_SENT),
        ("nth-call", 10_000, MOST_SENT),
        ("at-once", 0, 1),
        ("nth-call", 0, 1),
        ("of a later version", 7, 1),
    ],
)
def test_it_is_sent_under_its_conditions_and_never_too_often(
    client: TargetClient, asked: list[str], kind: str, number: int, sent: int
) -> None:
    asked.clear()
    kept = finding(requirement="shape.boolean", conditions={"kind": kind, "number": number})
    replay(CONTRACT, kept, client)
    assert len(asked) == sent


def test_what_was_hidden_is_replaced_by_plausible_values(client: TargetClient, asked: list[str]) -> None:
    asked.clear()
    hidden = finding()
    hidden["case"]["variables"] = {"input": dict.fromkeys(hidden["case"]["variables"]["input"], HIDDEN)}
    replay(CONTRACT, hidden, client)
    assert asked
    assert HIDDEN not in asked[0]


def test_what_was_hidden_under_one_name_is_the_same_in_every_step(tmp_path: Path) -> None:
    name, other = "deletePushNotificationBinding", "registerPushNotificationBinding"
    seen: list[tuple[str, Any]] = []

    def before(one: Asked) -> None:
        if one.is_mutation:
            seen.extend(
                (part, one.content["variables"]["input"]["token"])
                for part in (name, other)
                if part in one.document
            )

    case = replace(request(name), before=(request(other),), fresh=(HIDDEN,))
    case = replace(case, variables={"input": {"token": HIDDEN}})
    step = replace(case.before[0], variables={"input": {"token": HIDDEN, "bundleId": "a"}})
    event = finding(case=case_to_json(replace(case, before=(step,))))
    with gateway(before) as server, at(server.url, token=server.token) as client:
        replay(CONTRACT, event, client)
        replay(CONTRACT, event, client)
    (_, first), (_, again), (_, second), (_, last) = seen
    assert [part for part, _ in seen] == [other, name] * 2
    assert first == again != second == last  # names that are others each time stay so


def test_a_secret_that_an_answer_gives_is_not_printed(tmp_path: Path) -> None:
    secret = "f31552f19f0389a1b2c3"

    def after(one: Asked, found: HttpAnswer) -> HttpAnswer:
        if NAME not in one.document or not one.is_mutation:
            return found
        answer = {"data": {NAME: {"token": secret, "referredAccountRewardAmount": f"{secret}"}}}
        return HttpAnswer(200, json.dumps(answer).encode(), {"Content-Type": "application/json"})

    with gateway(None, after) as server, at(server.url, token=server.token) as client:
        violations = replay(CONTRACT, finding(), client).violations
    assert violations
    assert secret not in str(violations)
    assert HIDDEN in str(violations)


def of_case(**changes: Any) -> Callable[[Any], object]:
    return lambda event: event["case"].update(changes)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            of_case(mutation="doIt"),
            UsageError,
            "is about doIt, which the contract oefr does not have: give the --contract",
        ),
        (
            of_case(server="CORE"),
            UsageError,
            "is about the server CORE, which the contract oefr does not have",
        ),
        (of_case(server="AUTH"), UsageError, "is about the server AUTH: give its address too"),
        (lambda event: event.update(requirement="acme.trace-id"), UsageError, "there is no such requirement"),
        (of_case(probe="schema", mutation=None), EvidenceError, "cannot be read"),
        (of_case(expectation="nothing"), EvidenceError, "cannot be read"),
        (lambda event: event["case"].pop("server"), EvidenceError, "cannot be read"),
    ],
)
def test_a_case_that_is_not_of_this_contract_is_not_sent(
    client: TargetClient, change: Callable[[Any], object], error: type[Exception], words: str
) -> None:
    event = finding()
    change(event)
    with pytest.raises(error) as refused:
        replay(CONTRACT, event, client)
    assert "finding 1a2b3c4d" in str(refused.value).lower()
    assert words in str(refused.value)


def test_what_was_sent_with_a_token_needs_one_again(client: TargetClient) -> None:
    sent = finding(request={"headers": {"authorization": HIDDEN}})
    assert replay(CONTRACT, sent, client).violations
    with (
        at(client.settings.sites["API"]) as other,
        pytest.raises(UsageError, match="pass --token, --api-key"),
    ):
        replay(CONTRACT, sent, other)


def test_a_day_in_the_future_that_has_passed_is_not_sent_again(client: TargetClient) -> None:
    found = finding()
    due = Due(("KT-FR-4713",), "a reading of next week", stated=True, until="2026-11-27")
    found["case"] = case_to_json(replace(case_from_json(found["case"]), due=due))
    with pytest.raises(UsageError, match=r"a reading of next week, and that day has passed: .* --probe"):
        replay(CONTRACT, found, client)


def test_a_target_that_does_not_answer_shows_nothing() -> None:
    with at(NOBODY, token="JWT a.b.c") as nobody, pytest.raises(TargetUnavailable):
        replay(CONTRACT, finding(), nobody)


@pytest.mark.parametrize(
    "answer",
    [
        HttpAnswer(403, b"<title>Not allowed</title>", {"Content-Type": "text/html"}),
        HttpAnswer(302, b"", {"Location": "/login"}),
        HttpAnswer(204, b""),
    ],
)
def test_what_somebody_else_answers_shows_nothing(answer: HttpAnswer) -> None:
    def before(one: Asked) -> HttpAnswer | None:
        return answer if NAME in one.document else None

    with (
        gateway(before) as server,
        at(server.url, token=server.token) as other,
        pytest.raises(TargetUnavailable, match=r"shows nothing of shape\.integer: it is no GraphQL"),
    ):
        replay(CONTRACT, finding(), other)


@pytest.mark.parametrize("requirement", ["shape.integer", "shape.top-level", "auth.no-echo"])
def test_a_token_that_is_not_accepted_shows_nothing(requirement: str) -> None:
    """Nor does it of a requirement that is about all answers: the refusal is not the answer that broke it."""
    with (
        gateway() as server,
        at(server.url, token="JWT a.b.c") as other,
        pytest.raises(TargetUnavailable, match=r"answered KT-CT-1143 .*: the token was not accepted"),
    ):
        replay(CONTRACT, finding(requirement=requirement), other)


def test_an_answer_that_the_requirement_is_not_about_is_told_apart() -> None:
    with gateway() as server, at(server.url, token=server.token) as other:
        kept = replay(CONTRACT, finding(), other)
        refused = replay(CONTRACT, finding(requirement="error.code-present"), other)
    assert (kept.violations, kept.shown) == ((), True)
    assert (refused.violations, refused.shown) == ((), False)
