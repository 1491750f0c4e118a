"""Which walks there are through the flows of the shipped contract, and that they are always the same."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis.strategies import SearchStrategy

from kraken_conformance.model.case import Case
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.model.unmet_steps import UnmetStep
from kraken_conformance.probes.flows import Walks
from kraken_conformance.probes.registry import mutation_probes
from kraken_conformance.runner.generation.case_generation import draw, minimise, seed_of
from kraken_conformance.target.view import TargetView
from tests.probes.listing import fixed, given, new_view, requests, shipped, view, what_is_wrong

STEPS = {step.mutation for flow in shipped().flows.values() for step in flow.steps.values()}
WIZARD = "selectVehicleMakeForSmartFlexOnboarding"


def walks_of(name: str, target: TargetView | None = None) -> Walks:
    cases = given("flow", name, target)
    assert isinstance(cases, Cases)
    assert isinstance(cases.drawn, Walks)
    return cases.drawn


def steps_of(case: Case) -> list[str | None]:
    return [step.mutation for step in (*case.before, case)]


def drawn(name: str, count: int = 5, seed: int = 7) -> list[Case]:
    return draw(walks_of(name), count, seed)


def test_every_step_of_a_flow_is_walked_and_no_other_mutation_is() -> None:
    for mutation in shipped().mutations.values():
        cases = given("flow", mutation.name)
        if mutation.name in STEPS:
            assert isinstance(cases, Cases), cases
            assert cases.fixed
            assert cases.not_reached == ()
        else:
            assert cases == Cases()


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_walk_ends_in_its_mutation_and_everything_it_takes_comes_before(name: str) -> None:
    cases = [*fixed("flow", name), *drawn(name)]
    assert cases
    for case in cases:
        steps = (*case.before, case)
        assert case.mutation == name
        assert len(steps) > 1
        for place, step in enumerate(steps):
            assert all(taken.step < place for taken in step.takes)
            assert step.before == () or step is case


@pytest.mark.parametrize("name", sorted(STEPS))
def test_fixed_walks_are_valid_but_for_what_they_take(name: str) -> None:
    for case in fixed("flow", name):
        for step in (*case.before, case):
            assert what_is_wrong(replace(step, before=())) == []


def test_the_straight_way_goes_through_what_has_to_come_before() -> None:
    (straight, *_) = fixed("flow", WIZARD)
    assert steps_of(straight) == [
        "startSmartFlexOnboarding",
        "selectDeviceTypeForSmartFlexOnboarding",
        WIZARD,
    ]
    assert [taken.step for taken in straight.takes] == [0]


def test_what_was_sent_is_taken_at_once_and_what_is_answered_later() -> None:
    (straight, *_) = fixed("flow", "deauthenticateDevice")
    assert straight.takes == ()
    account = straight.before[0].variables["input"]["accountNumber"]
    assert straight.variables["input"]["accountNumber"] == account
    (taken,) = fixed("flow", "setDevicePreferences")[0].takes
    assert (taken.source, taken.path) == (("registeredDeviceIds", 0), ("input", "deviceId"))


def test_values_that_belong_together_come_from_one_step() -> None:
    seen = 0
    for case in drawn("acceptGoodsQuote", 40):
        (taken,) = case.takes
        assert taken.path == ("input", "quoteId")
        giver = case.before[taken.step]
        assert case.variables["input"]["accountNumber"] == giver.variables["input"]["accountNumber"]
        seen += 1
    assert seen > 20


def test_walks_come_in_orders_that_nobody_would_expect() -> None:
    orders = {tuple(steps_of(case)) for case in drawn("validateMfaDevice", 40)}
    assert any("deleteMfaDevice" in order for order in orders)
    assert any(order.count("validateMfaDevice") > 1 for order in orders)
    assert any(order.count("createMfaDevice") > 1 for order in orders)


def test_every_mutation_of_a_flow_is_drawn_the_same_walks() -> None:
    """What comes before one mutation in a walk is what is judged as a case of another."""
    heads = {steps.key() for name in ("createMfaDevice", "validateMfaDevice") for steps in drawn(name, 20)}
    for case in drawn("deleteMfaDevice", 20):
        *head, last = case.before
        if head:
            assert replace(last, before=tuple(head)).key() in heads | {
                c.key() for c in drawn("deleteMfaDevice", 20)
            }


def test_the_seed_of_walks_does_not_depend_on_the_mutation() -> None:
    cases = given("flow", WIZARD)
    assert isinstance(cases, Cases)
    assert (
        seed_of(cases, 1, "one", "flow")
        == seed_of(cases, 1, "other", "flow")
        != seed_of(cases, 2, "one", "flow")
    )
    ordinary = given("valid-input", WIZARD)
    assert isinstance(ordinary, Cases)
    assert seed_of(ordinary, 1, "one", "valid-input") != seed_of(ordinary, 1, "other", "valid-input")


ELSEWHERE = """
import sys
sys.path.insert(0, "")
import decimal, graphql.utilities  # other modules than here
import tests.end_to_end.flows.constants  # with constants of its own
from tests.probes.test_walks import keys
print(*keys())
"""


def keys() -> list[str]:
    names = (WIZARD, "acceptGoodsQuote", "validateMfaDevice", "obtainKrakenToken")
    return [case.key() for name in names for case in drawn(name)]


def test_another_process_draws_the_same_walks() -> None:
    found = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=True)
    assert found.stdout.split() == keys()
    assert len(set(keys())) > 20


def test_a_failing_walk_is_made_as_short_as_it_gets(capfd: pytest.CaptureFixture[str]) -> None:
    def breaks(case: Case) -> bool:
        return steps_of(case).count("endContributionAgreement") > 1

    smallest = minimise(walks_of("endContributionAgreement"), 10, 3, breaks)
    assert smallest is not None
    assert steps_of(smallest) == [
        "createContributionAgreement",
        "endContributionAgreement",
        "endContributionAgreement",
    ]
    assert capfd.readouterr() == ("", "")
    assert minimise(walks_of("endContributionAgreement"), 10, 3, lambda case: False) is None


def test_a_step_that_must_not_be_made_closes_what_comes_after_it() -> None:
    target = new_view("API", schema=True, token=True, dry=True)
    closed = replace(target, not_on_the_way={"selectDeviceTypeForSmartFlexOnboarding": "not wanted"})
    cases = given("flow", WIZARD, closed)
    assert cases == Cases(
        not_reached=(UnmetStep("selectDeviceTypeForSmartFlexOnboarding", "is not executed: not wanted"),)
    )
    for name in ("cancelSmartFlexOnboarding", "startSmartFlexOnboarding"):
        for case in [*fixed("flow", name, closed), *draw(walks_of(name, closed), 20, 1)]:
            assert "selectDeviceTypeForSmartFlexOnboarding" not in steps_of(case)


def test_one_of_two_givers_is_enough() -> None:
    target = replace(view("API"), not_on_the_way={"setUpDirectDebitInstruction": "no"})
    straight = fixed("flow", "invalidatePaymentInstruction", target)[0]
    assert steps_of(straight) == ["storePaymentInstruction", "invalidatePaymentInstruction"]


def test_without_a_schema_nobody_knows_what_is_answered() -> None:
    blocked = given("flow", WIZARD, view("API", schema=False))
    assert isinstance(blocked, Blocked)
    assert "--schema" in blocked.reason
    assert isinstance(given("flow", "terminateCreditTransferPermission", view("API", schema=False)), Cases)


def test_all_walks_together_are_a_part_of_a_run() -> None:
    def sent() -> Iterator[Case]:
        for name in STEPS:
            cases = given("flow", name)
            assert isinstance(cases, Cases)
            assert cases.drawn is not None
            known = {case.key(): case for case in (*cases.fixed, *draw(cases.drawn, 5, 1))}
            yield from known.values()

    found = list(sent())
    assert 1_000 < sum(map(requests, found)) < 4_000
    assert min(Counter(case.mutation for case in found).values()) >= 3


def test_ordinary_probes_have_strategies() -> None:
    kinds = {
        type(cases.drawn)
        for name, probe in mutation_probes().items()
        if name != "flow"
        for cases in [probe(shipped().mutations[WIZARD], view("API"))]
        if isinstance(cases, Cases) and cases.drawn is not None
    }
    assert all(issubclass(kind, SearchStrategy) for kind in kinds)
