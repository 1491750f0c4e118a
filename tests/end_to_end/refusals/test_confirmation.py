"""A fault is confirmed under the conditions under which it shows, and they are named."""

from __future__ import annotations

import json
import time
from collections import Counter
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from click.testing import CliRunner, Result

from kraken_conformance.cli.main import main
from kraken_conformance.runner.findings.confirmation import freshened, ordinal
from kraken_conformance.server import PlantedFault
from kraken_conformance.server.http.web import HttpAnswer, answer
from kraken_conformance.spec import load_contract
from tests.end_to_end.refusals.gateway import After, Asked, Gateway, Ran, body, changed, gateway, run

CONTRACT = load_contract("oefr")
NAME = "updateUser"
CHOSEN = ("--mutation", NAME, "--probe", "valid-input", "--max-examples", "12")


def spoilt(found: HttpAnswer) -> HttpAnswer:
    """Return an answer with a key beside `data` that GraphQL does not know."""
    content: dict[str, Any] = body(found)
    return changed(found, {**content, "surplus": 1})


def about(asked: Asked) -> bool:
    return NAME in asked.document and asked.is_mutation and "@skip" not in asked.document


def finding_of(ran: Ran) -> dict[str, Any]:
    [found] = [
        one for one in ran.events if one["type"] == "finding" and one["requirement"] == "shape.top-level"
    ]
    return found


def run_with(after: After, output: Path, before: Any = None) -> dict[str, Any]:
    with gateway(before, after) as target:
        return finding_of(run(target, output, *CHOSEN))


def sent_again(target: Gateway, output: Path, id_: str) -> Result:
    words = ["--url", target.url, "--auth-url", target.auth_url, "--token", target.token]
    return CliRunner().invoke(main, ["replay", id_, "--from", str(output), *words])


def replayed(target: Gateway, output: Path, id_: str) -> int:
    return sent_again(target, output, id_).exit_code


def test_a_server_with_memory_refuses_to_do_it_again(tmp_path: Path) -> None:
    known: set[str] = set()
    lock = Lock()
    code = CONTRACT.mutations[NAME].errors[0]

    def once(asked: Asked) -> HttpAnswer | None:
        if not about(asked) or asked.content.get("variables") is None:
            return None
        with lock:
            text = json.dumps(asked.content["variables"], sort_keys=True)
            again, _ = text in known, known.add(text)
        if not again:
            return None
        message = CONTRACT.errors[code].message
        extensions = {"errorCode": code, "errorType": "APPLICATION", "errorDescription": "Done before."}
        return answer(
            200,
            {
                "errors": [{"message": message, "path": [NAME], "extensions": extensions}],
                "data": {NAME: None},
            },
        )

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        return spoilt(found) if about(asked) and "errors" not in body(found) else found

    found = run_with(after, tmp_path, once)
    assert not found["flaky"]
    assert f"not repeatable: the second answer was {code}" in found["confirmed"]
    assert found["confirmed"].startswith("3 of 3, with fresh values")


def test_what_every_repetition_shows_and_the_first_request_does_not(tmp_path: Path) -> None:
    def repetition() -> After:
        times: Counter[bytes] = Counter()
        lock = Lock()

        def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
            with lock:
                times[asked.request.body] += 1
            return spoilt(found) if about(asked) and times[asked.request.body] >= 2 else found

        return after

    with gateway(after=repetition()) as target:
        ran = run(target, tmp_path, "--mutation", NAME, "--probe", "valid-input", "--probe", "equivalent")
    found = finding_of(ran)
    assert found["conditions"] == {"kind": "repeated", "number": 2}
    assert "the first answer to the request did not show it, the 2nd did" in found["confirmed"]
    assert len(found["before"]) == 1
    with gateway(after=repetition()) as fresh:
        assert replayed(fresh, tmp_path, found["id"]) == 1


def test_what_needs_a_connection_that_was_used(tmp_path: Path) -> None:
    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        return spoilt(found) if about(asked) and asked.earlier else found

    with gateway(after=after) as target:
        found = finding_of(run(target, tmp_path, *CHOSEN))
        assert (
            found["conditions"] == {"kind": "used-connection", "number": 1} or found["confirmed"] == "3 of 3"
        )
        assert not found["flaky"]
        assert replayed(target, tmp_path, found["id"]) == 1


def test_what_needs_other_requests_at_the_same_time(tmp_path: Path) -> None:
    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        if not about(asked):
            return found
        time.sleep(0.02)
        return spoilt(found) if asked.beside else found

    with gateway(after=after) as target:
        found = finding_of(run(target, tmp_path, *CHOSEN))
        assert found["conditions"] == {"kind": "at-once", "number": 8}
        assert "alone it does not show" in found["confirmed"]
        assert not found["flaky"]
        assert replayed(target, tmp_path, found["id"]) == 1


@pytest.mark.parametrize("period", [2, 3, 5])
def test_what_every_so_many_calls_show(period: int, tmp_path: Path) -> None:
    calls: Counter[str] = Counter()
    lock = Lock()

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        if not about(asked):
            return found
        with lock:
            calls[NAME] += 1
            due = calls[NAME] % period == 0
        return spoilt(found) if due else found

    with gateway(after=after) as target:
        found = finding_of(run(target, tmp_path, *CHOSEN))
        assert found["conditions"] == {"kind": "nth-call", "number": period}
        assert f"every {ordinal(period)} call shows it" in found["confirmed"]
        assert not found["flaky"]
        assert replayed(target, tmp_path, found["id"]) == 1


def test_what_is_wrong_by_its_values_is_sent_again_with_them(tmp_path: Path) -> None:
    name = "redeemLoyaltyPointsForAccountCredit"
    # Another probe sends the same request, and means nothing by it: its answer is no first one that was right.
    with gateway(faults=(PlantedFault("negative-points-accepted", name),)) as faulty:
        ran = run(faulty, tmp_path, "--mutation", name, "--probe", "provocation", "--probe", "valid-input")
        [found] = [one for one in ran.events if one["type"] == "finding"]
        assert found["requirement"] == "error.raised-when-due"
        assert found["case"]["variables"]["input"]["points"] < 0
        assert json.loads(found["request"]["body"])["variables"]["input"]["points"] < 0
        assert replayed(faulty, tmp_path, found["id"]) == 1
    with gateway() as healthy:
        assert replayed(healthy, tmp_path, found["id"]) == 0


def test_where_the_evidence_hides_values_it_is_said_that_others_were_sent(tmp_path: Path) -> None:
    name = "registerPushNotificationBinding"

    def after(asked: Asked, found: HttpAnswer) -> HttpAnswer:
        return spoilt(found) if name in asked.document and asked.is_mutation else found

    with gateway(after=after) as target:
        found = finding_of(run(target, tmp_path, "--mutation", name, "--probe", "valid-input"))
        assert "plausible ones" not in sent_again(target, tmp_path, found["id"]).stdout
    with gateway() as healthy:
        again = sent_again(healthy, tmp_path, found["id"])
    assert again.exit_code == 0
    assert (
        "The evidence hides some of the values that were sent: plausible ones took their place"
        in again.stdout
    )


def test_fresh_values_keep_the_form() -> None:
    value = {"a": "x", "b": None, "c": [1, 2], "d": True, "e": "", "f": {"g": "y"}}
    drawn = {"a": "new", "b": "new", "c": [7], "d": False, "e": "new", "f": None, "h": 1}
    assert freshened(value, drawn) == {
        "a": "new",
        "b": None,
        "c": [7, 2],
        "d": True,
        "e": "",
        "f": {"g": "y"},
    }
