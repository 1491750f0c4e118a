"""What goes ahead of a sequence: which request makes a new record, and what is done where none may be executed."""

from dataclasses import replace

import pytest

from kraken_conformance.model.case import Case, Due
from kraken_conformance.model.fresh_names import renamed
from kraken_conformance.probes.flows.flow_route import Route
from kraken_conformance.probes.flows.named_cases import named_case
from kraken_conformance.probes.flows.walk_cases import extended
from kraken_conformance.probes.flows.witnesses import (
    IT_MAY_HAVE_ENDED,
    missing_witness,
    new_record,
    shows_memory,
    watched,
)
from kraken_conformance.target.view import TargetView
from tests.probes.listing import shipped, view

UPDATE = shipped().mutations["updateUser"]


def closed(*names: str, server: str = "API") -> TargetView:
    """Return a target on which some mutations must not be executed."""
    return replace(view(server), not_on_the_way=dict.fromkeys(names, "not wanted"))


def walked(flow: str, step: str, target: TargetView) -> Case:
    found = Route(shipped().flows[flow], target)
    return named_case(found, extended(found, (), found.flow.steps[step]), "state", "one")


def witnesses(*, server: str = "API") -> list[str]:
    """Return what makes a new record, the first choice first."""
    names: list[str] = []
    while True:
        found = new_record(closed(*names, server=server), replace(UPDATE, server=server), "state")
        if found is None:
            return names
        assert found.mutation is not None
        assert found.server == server
        names.append(found.mutation)


def test_what_does_least_harm_comes_first_and_nothing_with_a_key_or_a_secret_comes_at_all() -> None:
    found = witnesses()
    assert found[:2] == ["startSmartFlexOnboarding", "createGoodsQuote"]
    assert found.index("runMeterPointPmaxAnalysis") < found.index("requestQuote"), (
        "which cannot lack an input"
    )
    assert found.index("requestQuote") < found.index("createContributionAgreement"), "which moves money"
    assert {"obtainKrakenToken", "submitRepaymentRequest", "collectPayment", "createMfaDevice"}.isdisjoint(
        found
    )
    assert {"acceptQuote", "invalidatePreSignedToken", "checkoutQuote", "selfReading"}.isdisjoint(found)
    assert found.index("instigateLeaveSupplier") < found.index("registerPushNotificationBinding")


def test_a_server_has_witnesses_of_its_own() -> None:
    assert witnesses(server="AUTH") == ["createMfaDevice"]


def test_where_nothing_makes_a_record_something_is_ended_twice() -> None:
    target = closed(*witnesses())
    case = watched(
        walked("self-reading", "selfReading", target),
        Route(shipped().flows["self-reading"], target),
        UPDATE,
        "state",
    )
    *_, once, again = case.before
    assert once.mutation == again.mutation
    assert once.variables == again.variables
    assert (once.due, again.due) == (None, IT_MAY_HAVE_ENDED)
    assert shipped().mutations[str(once.mutation)].server == "API"
    assert shows_memory(case)


def test_what_the_sequence_ends_itself_is_not_its_witness() -> None:
    target = closed(*witnesses())
    route = Route(shipped().flows["self-reading"], target)
    plain = walked("self-reading", "selfReading", target)
    first = watched(plain, route, UPDATE, "state").before[-1].mutation
    assert first is not None
    other = watched(plain, route, shipped().mutations[first], "state")
    assert all(step.mutation != first for step in other.before)


def test_the_names_of_what_is_ended_are_new_each_time_too() -> None:
    target = closed(*witnesses())
    route = Route(shipped().flows["self-reading"], target)
    case = watched(walked("self-reading", "selfReading", target), route, UPDATE, "state")
    assert set(case.fresh) > set(walked("self-reading", "selfReading", target).fresh)
    assert renamed(case, "1").before[0].variables != renamed(case, "2").before[0].variables


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((), False),
        (("a",), False),
        (("a", "a"), True),
        (("b", "a", "a"), True),
        (("a", "b", "a"), False),
    ],
)
def test_the_same_twice_in_a_row_shows_memory(before: tuple[str, ...], expected: bool) -> None:
    case = walked("self-reading", "selfReading", view("API"))
    steps = {name: replace(case, variables={"name": name}) for name in "ab"}
    assert shows_memory(replace(case, before=tuple(steps[name] for name in before))) is expected


def test_a_refusal_of_what_nobody_gave_shows_memory_and_one_that_may_come_does_not() -> None:
    case = walked("self-reading", "selfReading", view("API"))
    for due, expected in ((Due(("KT-1",), "unknown"), True), (IT_MAY_HAVE_ENDED, False)):
        assert shows_memory(replace(case, before=(replace(case, due=due),))) is expected


def test_the_least_harmful_that_must_not_be_executed_is_named() -> None:
    assert missing_witness(view("API"), UPDATE) is None
    assert missing_witness(closed("updateMetadata", "createMfaDevice"), UPDATE) is None
    missing = missing_witness(
        closed("instigateLeaveSupplier", "runMeterPointPmaxAnalysis", "createMfaDevice"), UPDATE
    )
    assert missing is not None
    assert missing.step == "runMeterPointPmaxAnalysis"
    assert missing.why.endswith("and is not executed: not wanted")
