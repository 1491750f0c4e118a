"""In which order walks are sent, and which of several cases is the one to report."""

from __future__ import annotations

import json
from threading import Event
from typing import Any

from kraken_conformance.model.case import Case
from kraken_conformance.model.exchange import Exchange, Request
from kraken_conformance.model.violation import Violation
from kraken_conformance.runner.embedded_target import embedded
from kraken_conformance.runner.findings.failure_grouping import Failure, Failures
from kraken_conformance.runner.findings.run_checks import CheckResult
from kraken_conformance.runner.sending.request_pool import RequestPool
from kraken_conformance.safety.budget import Budget, Limits
from kraken_conformance.safety.host_policy import THIS_MACHINE
from kraken_conformance.server import ServerSettings
from kraken_conformance.target.client import TargetClient
from kraken_conformance.target.settings import TargetSettings
from tests.probes.listing import fixed, shipped
from tests.safety.recorder import recording


def steps_of(case: Case) -> list[str | None]:
    return [step.mutation for step in (*case.before, case)]


def sender_for(url: str, auth_url: str, concurrency: int = 8, journal: Any = None) -> RequestPool:
    client = TargetClient(TargetSettings(sites={"API": url, "AUTH": auth_url}, permission=THIS_MACHINE))
    return RequestPool(client, concurrency, Budget(Limits(), shipped()), shipped(), journal)


def sent_for(cases: list[Case]) -> list[str]:
    """Return the operations that a target receives for some cases, in order."""
    with recording() as target:
        sender = sender_for(target.url, target.auth_url)
        for answer in [sender.submit(case) for case in cases]:
            answer.result(timeout=60)
        sender.close()
        return [json.loads(request.body)["operationName"] for request in target.requests]


def test_a_series_ends_with_its_sender() -> None:
    cases = [case for case in fixed("flow", "endContributionAgreement") if "fullest" not in case.label] * 20
    with embedded(ServerSettings(latency=0.2), "oefr") as server:
        sender = sender_for(server.url, server.auth_url)
        answers = [sender.submit(case) for case in cases]
        answers[0].result(timeout=60)
        sender.close()
    assert 1 <= sum(not answer.cancelled() for answer in answers) < len(answers)
    assert all(answer.done() for answer in answers)


def test_walks_that_end_the_same_record_are_sent_one_after_the_other() -> None:
    cases = [case for case in fixed("flow", "endContributionAgreement") if "fullest" not in case.label]
    assert len({case.before[0].key() for case in cases}) == 1
    cases = cases * 5
    sent = sent_for(cases)
    # Without a token the first step is refused, and what takes from it is not sent.
    assert sent == ["CreateContributionAgreement"] * len(cases)


class Gate:
    """Stands where the journal is, and lets no sender go on before it is open. `reached` tells that one waits."""

    def __init__(self) -> None:
        self.open = Event()
        self.reached = Event()

    def note(self, exchange: Exchange) -> None:
        self.reached.set()
        self.open.wait(60)


def test_walks_go_before_all_else_that_waits() -> None:
    ordinary = list(fixed("rejected-input", "createContributionAgreement")[:5])
    walk = fixed("flow", "deleteMfaDevice")[0]
    gate = Gate()
    with recording() as target:
        sender = sender_for(target.url, target.auth_url, concurrency=1, journal=gate)
        answers = [sender.submit(case) for case in ordinary]
        assert gate.reached.wait(60)
        answers.append(sender.submit(walk))
        gate.open.set()
        for answer in answers:
            answer.result(timeout=60)
        sender.close()
        sent = [json.loads(request.body)["operationName"].lower() for request in target.requests]
    others = ["createcontributionagreement"] * 5
    assert sent == [others[0], *(str(step).lower() for step in steps_of(walk)), *others[1:]]


def test_all_cases_are_sent_in_full_and_apart() -> None:
    cases = [case for case in fixed("flow", "deleteMfaDevice") if "fullest" not in case.label] * 4
    sent = [operation.lower() for operation in sent_for(cases)]
    assert sent == [str(step).lower() for case in cases for step in steps_of(case)]
    assert len(sent) >= 16


def failure_of(*cases: Case) -> Failure:
    failures = Failures()
    for case in cases:
        exchange = Exchange(case, Request("POST", "", {}, b""), None)
        judgement = CheckResult(
            "error.code-declared", (Violation(path=("errors", 0), expected="a", actual="b"),)
        )
        failures.add("flow", exchange, judgement, fixed=False)
    (failure,) = failures
    return failure


def test_the_smallest_case_is_tried_first_and_longer_ones_after_it() -> None:
    step = Case("flow", "API", "create", variables={"a": 1})
    short = Case("flow", "API", "end", variables={"a": 1}, before=(step,))
    long = Case("flow", "API", "end", variables={"a": 1}, before=(step, step))
    alone = Case("valid-input", "API", "end", variables={"a": 1, "b": 2})
    for order in ((long, short, alone), (alone, long, short), (short, alone, long)):
        failure = failure_of(*order)
        assert failure.seen == 3
        assert [shown.case for shown in failure.candidates()] in ([alone, short, long], [short, long])
        assert failure.case == failure.candidates()[0].case


def test_an_ordinary_failure_has_one_case() -> None:
    small, large = (
        Case("valid-input", "API", "end", variables=dict.fromkeys("ab"[:size], 1)) for size in (1, 2)
    )
    assert [shown.case for shown in failure_of(large, small).candidates()] == [small]
