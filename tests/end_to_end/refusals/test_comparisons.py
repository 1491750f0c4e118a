"""What is compared is compared so often that chance cannot make the difference."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from math import isclose
from pathlib import Path
from random import Random
from threading import Event, Lock
from typing import Any

import pytest

from kraken_conformance.probes._shared.preconditions import request
from kraken_conformance.probes.equivalent import NAME
from kraken_conformance.runner.findings.paired_comparison import (
    COMPARISONS,
    RISK,
    PairedComparison,
    pairs_needed,
)
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.runner.sending.stop_request import StopRequest
from kraken_conformance.safety.budget import Budget, Limits
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import PlantedFault
from kraken_conformance.server.http.web import HttpAnswer, answer
from kraken_conformance.spec import load_contract
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from tests.end_to_end.refusals.gateway import Asked, Before, gateway, run
from tests.probes.listing import view

CONTRACT = load_contract("oefr")
IDEMPOTENT = ("updateUser", "updateAccountConsents", "setLoyaltyPointsUser")
CHOSEN = tuple(word for name in IDEMPOTENT for word in ("--mutation", name))


def refusing(asked: Asked) -> HttpAnswer | None:
    """Return the refusal of the mutation with its first declared code."""
    name = next((name for name in IDEMPOTENT if name in asked.document), None)
    if name is None or "authorization" not in asked.request.headers:
        return None
    key = "renamed" if "renamed:" in asked.document else name
    code = CONTRACT.mutations[name].errors[0]
    extensions = {"errorCode": code, "errorType": "APPLICATION", "errorDescription": "No."}
    error: dict[str, Any] = {
        "message": CONTRACT.errors[code].message,
        "path": [key],
        "locations": [{"line": 2, "column": 3}],
        "extensions": extensions,
    }
    return answer(200, {"errors": [error], "data": {key: None}})


def at_random(share: float, seed: int) -> Before:
    """Return what refuses a share of the executions."""
    random, lock = Random(seed), Lock()

    def before(asked: Asked) -> HttpAnswer | None:
        with lock:
            return refusing(asked) if random.random() < share else None

    return before


def in_turn(period: int) -> Before:
    """Return what refuses every n-th execution: one of several machines behind a balancer."""
    calls, lock = iter(range(1_000_000)), Lock()

    def before(asked: Asked) -> HttpAnswer | None:
        with lock:
            return refusing(asked) if next(calls) % period == 0 else None

    return before


def equal_requests_in_turn() -> Before:
    """Return what refuses every second one of equal requests."""
    calls, lock = Counter[bytes](), Lock()

    def before(asked: Asked) -> HttpAnswer | None:
        with lock:
            calls[asked.request.body] += 1
            return refusing(asked) if calls[asked.request.body] % 2 == 0 else None

    return before


def test_the_number_of_pairs_keeps_the_risk_of_a_run() -> None:
    comparisons = COMPARISONS * len(CONTRACT.mutations)
    pairs = pairs_needed(CONTRACT)
    assert 2 * comparisons / 4**pairs <= RISK < 2 * comparisons / 4 ** (pairs - 1)
    assert isclose(max(share**pairs * (1 - share) ** pairs for share in (0.3, 0.5, 0.7)), 4.0**-pairs)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.3, 0.5])
def test_random_refusals_make_no_difference(share: float, seed: int, tmp_path: Path) -> None:
    with gateway(at_random(share, seed)) as target:
        ran = run(target, tmp_path, *CHOSEN, "--probe", "equivalent")
    assert not ran.found
    assert ran.exit_code == 3


def test_a_server_whose_equal_requests_take_turns_is_called_unsteady(tmp_path: Path) -> None:
    with gateway(equal_requests_in_turn()) as target:
        ran = run(target, tmp_path, *CHOSEN, "--probe", "equivalent")
    assert not ran.found
    assert ran.exit_code == 3
    reasons = {event["mutation"]: event["reason"] for event in ran.events if event["type"] == "result"}
    for name in ("updateUser", "setLoyaltyPointsUser"):  # the third has the same refusal of its own
        assert "unsteady" in reasons[name]
        assert "equal requests were answered" in reasons[name]


@pytest.mark.parametrize("period", [2, 3])
def test_two_machines_that_take_turns_make_no_difference(period: int, tmp_path: Path) -> None:
    with gateway(in_turn(period)) as target:
        ran = run(target, tmp_path, *CHOSEN, "--probe", "equivalent")
    assert not ran.found


def test_a_difference_that_is_there_is_found_and_counted(tmp_path: Path) -> None:
    with gateway(faults=(PlantedFault("alias-refused", "updateUser"),)) as target:
        ran = run(target, tmp_path, *CHOSEN, "--probe", "equivalent")
    [finding] = ran.results["findings"]
    assert (finding["requirement"], finding["flaky"]) == ("equivalent.alias", False)
    assert finding["confirmed"] == "12 of 12 pairs, in turn with the original"


def test_a_server_that_does_a_thing_once_is_not_unsteady(tmp_path: Path) -> None:
    """The second of two equal requests is refused, and so is every further one."""
    known: set[bytes] = set()
    lock = Lock()

    def once(asked: Asked) -> HttpAnswer | None:
        with lock:
            again = asked.request.body in known
            known.add(asked.request.body)
        return refusing(asked) if again else None

    with gateway(once) as target:
        ran = run(target, tmp_path, *CHOSEN, "--probe", "equivalent")
    assert not ran.found
    states = {event["state"] for event in ran.events if event["type"] == "result"}
    assert states == {"done"}


def test_a_server_on_which_another_request_has_an_effect_is_not_unsteady() -> None:
    """Each execution of one mutation makes the server refuse the other one, or take it again."""
    executed, done = Counter[str](), Event()

    def before(asked: Asked) -> HttpAnswer | None:
        executed.update(name for name in IDEMPOTENT[1:] if name in asked.document)
        return refusing(asked) if IDEMPOTENT[0] in asked.document and executed.total() % 2 else None

    with gateway(before) as target:
        settings = TargetSettings(sites={"API": target.url}, permission=THIS_MACHINE, token=target.token)
        pool = RequestPool(TargetClient(settings), 2, Budget(Limits(), CONTRACT), CONTRACT)
        compared, other = (
            request(
                NAME, CONTRACT.mutations[name], view("API"), view("API").complete(CONTRACT.mutations[name])
            )
            for name in IDEMPOTENT[:2]
        )

        def disturb() -> None:
            while not done.is_set():
                pool.send(other)

        with ThreadPoolExecutor(1) as beside:
            disturbing = beside.submit(disturb)
            found = PairedComparison(pool, CONTRACT, StopRequest()).unsteady(compared, view("API"))
            done.set()
            disturbing.result()
        pool.close()
    assert executed.total() > 0
    assert found is None
