from __future__ import annotations

from collections import Counter

import pytest

from kraken_conformance.model.case import Case, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes.registry import mutation_probes
from tests.probes.listing import PROBES, all_fixed, everything, new_view, requests, shipped, what_is_wrong


def test_all_are_registered() -> None:
    assert set(PROBES) <= mutation_probes().keys()


@pytest.mark.parametrize("probe", PROBES)
def test_a_case_names_its_probe_and_its_mutation_and_says_what_it_is_for(probe: str) -> None:
    for mutation, cases in everything(probe):
        assert not isinstance(cases, Blocked)
        for case in () if cases is None else cases.fixed:
            assert (case.probe, case.mutation, case.server) == (probe, mutation.name, mutation.server)
            assert case.label


@pytest.mark.parametrize("probe", PROBES)
def test_no_two_cases_of_a_mutation_are_the_same_request(probe: str) -> None:
    for mutation, cases in everything(probe):
        keys = Counter(case.key() for case in cases.fixed) if isinstance(cases, Cases) else {}
        # Two codes may be provoked by the same input.
        assert probe == "provocation" or set(keys.values()) <= {1}, mutation.name


@pytest.mark.parametrize("probe", PROBES)
def test_the_cases_are_always_the_same(probe: str) -> None:
    for name in ("instigateLeaveSupplier", "updateAccountConsents", "regenerateSecretKey"):
        mutation = shipped().mutations[name]
        first, second = (
            mutation_probes()[probe](mutation, new_view("API", schema=True, token=True, dry=True))
            for _ in range(2)
        )
        assert (first is None) is (second is None)
        if isinstance(first, Cases) and isinstance(second, Cases):
            assert [case.key() for case in first.fixed] == [case.key() for case in second.fixed]


@pytest.mark.parametrize("probe", PROBES)
def test_a_request_is_valid_unless_it_is_to_be_rejected(probe: str) -> None:
    """By a schema whose scalars refuse everything that is not of their form."""
    for case in all_fixed(probe):
        rejected = case.expectation is Expectation.REJECTED
        assert bool(what_is_wrong(case)) is rejected, (case.mutation, case.label, what_is_wrong(case))


def test_a_mutation_that_the_target_does_not_have_is_not_asked_for() -> None:
    target = new_view("AUTH", schema=True, token=True, dry=True)
    for probe in PROBES:
        assert mutation_probes()[probe](shipped().mutations["selfReading"], target) is None


BUDGET = 22_438
"""Requests of a default run: 17,198 and 30 % of them. Those of no mutation (documents, audits, preflight) and those
that are sent again to be sure of a finding come on top of what is counted here."""


def test_a_run_stays_within_its_budget() -> None:
    """The fixed cases of every probe of mutations, with the steps before them, and 50 drawn ones."""
    given = [
        cases for probe in mutation_probes() for _, cases in everything(probe) if isinstance(cases, Cases)
    ]
    sent = sum(requests(case) for cases in given for case in cases.fixed)
    drawn = sum(int(50 * cases.share) for cases in given if cases.drawn is not None)
    assert 17_198 <= sent + drawn <= BUDGET


@pytest.mark.parametrize("probe", PROBES)
def test_a_case_before_another_is_of_the_same_mutation(probe: str) -> None:
    def sent_before(case: Case) -> set[str | None]:
        return {earlier.mutation for earlier in case.before}

    assert all(sent_before(case) <= {case.mutation} for case in all_fixed(probe))
