from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest

from kraken_conformance.model.case import Case, Credentials, Expectation, Operation
from kraken_conformance.model.exchange import Exchange, Request, Response
from kraken_conformance.safety.budget import JUDGING, Budget, Limits, Withheld
from kraken_conformance.spec import load_contract

CREATING = "createAccountReference"
CONTRACT = load_contract("oefr")


def case(mutation: str = CREATING, *before: Case, **more: object) -> Case:
    server = CONTRACT.mutations[mutation].server
    operation = Operation("Q", f"mutation Q {{ {mutation} }}", mutation)
    return Case(
        probe="p",
        server=server,
        mutation=mutation,
        operation=operation,
        before=before,
        **more,  # type: ignore[arg-type]
    )


def answered(sent: Case, body: bytes) -> Exchange:
    return Exchange(sent, Request("POST", "http://x", {}, b""), Response(200, {}, body, 0.1))


def created(sent: Case) -> Exchange:
    return answered(sent, b'{"data": {"createAccountReference": {"id": 1}}}')


def refused(sent: Case) -> Exchange:
    return answered(sent, b'{"data": {"createAccountReference": null}, "errors": [{"message": "no"}]}')


def test_requests_are_counted_with_those_before_them() -> None:
    budget = Budget(Limits(requests=3), CONTRACT)
    budget.admit(case("selfReading", case("selfReading"), case("selfReading")))
    with pytest.raises(Withheld, match="--max-requests"):
        budget.admit(case("selfReading"))
    assert "--max-requests" in str(budget.used_up())


def test_a_case_that_takes_more_than_is_left_is_not_begun() -> None:
    budget = Budget(Limits(requests=2), CONTRACT)
    budget.admit(case("selfReading"))
    with pytest.raises(Withheld, match="--max-requests"):
        budget.admit(case("selfReading", case("selfReading")))
    budget.admit(case("selfReading"))
    assert budget.used_up() is not None


def test_nothing_is_sent_after_the_deadline() -> None:
    assert Budget(Limits(deadline=time.time() + 60), CONTRACT).used_up() is None
    with pytest.raises(Withheld, match="--max-minutes"):
        Budget(Limits(deadline=time.time() - 1), CONTRACT).admit(case("selfReading"))


def test_what_came_is_judged_for_a_while_after_the_deadline() -> None:
    assert not Budget(Limits(), CONTRACT).is_overdue()
    assert not Budget(Limits(deadline=time.time() - 1), CONTRACT).is_overdue()
    assert Budget(Limits(deadline=time.time() - JUDGING - 1), CONTRACT).is_overdue()


def test_creations_are_counted_for_each_mutation_alone() -> None:
    budget = Budget(Limits(creations=dict.fromkeys(CONTRACT.mutations, 1)), CONTRACT)
    sent = case()
    budget.admit(sent)
    budget.settle(sent, created(sent))
    with pytest.raises(Withheld, match="--max-creations"):
        budget.admit(sent)
    budget.admit(case("createContributionAgreement"))
    assert budget.used_up() is None


def test_what_was_refused_created_nothing() -> None:
    budget = Budget(Limits(creations=dict.fromkeys(CONTRACT.mutations, 1)), CONTRACT)
    for _ in range(3):
        sent = case()
        budget.admit(sent)
        budget.settle(sent, refused(sent))
    budget.admit(case())


def test_what_got_no_answer_may_have_created_something() -> None:
    budget = Budget(Limits(creations=dict.fromkeys(CONTRACT.mutations, 1)), CONTRACT)
    budget.admit(case())
    budget.settle(case(), None)
    with pytest.raises(Withheld):
        budget.admit(case())


def test_what_executes_nothing_creates_nothing() -> None:
    budget = Budget(Limits(creations=dict.fromkeys(CONTRACT.mutations, 0)), CONTRACT)
    budget.admit(case(expectation=Expectation.REJECTED))
    budget.admit(case(credentials=Credentials.NONE))
    with pytest.raises(Withheld):
        budget.admit(case())


def test_a_case_waits_for_those_in_flight_that_may_use_up_the_budget() -> None:
    budget = Budget(Limits(creations=dict.fromkeys(CONTRACT.mutations, 1)), CONTRACT)
    first = case()
    budget.admit(first)
    told: list[str] = []

    def second() -> None:
        try:
            budget.admit(case())
        except Withheld as error:
            told.append(str(error))

    waiting = threading.Thread(target=second)
    waiting.start()
    assert told == []
    budget.settle(first, created(first))
    waiting.join(5)
    assert not waiting.is_alive()
    assert len(told) == 1


def test_a_request_that_is_sent_again_counts_each_time() -> None:
    budget = Budget(Limits(requests=3), CONTRACT)
    sent = case("selfReading")
    budget.admit(sent)
    assert budget.again()
    budget.settle(sent, answered(sent, b"{}"))
    assert budget.used_up() is None
    budget.admit(sent)
    assert not budget.again()
    assert budget.used_up() is not None


def test_what_was_never_sent_is_given_back() -> None:
    budget = Budget(Limits(requests=1), CONTRACT)
    sent = case("selfReading")
    budget.admit(sent)
    budget.settle(sent, replace(answered(sent, b"{}"), attempts=0))
    budget.admit(sent)
