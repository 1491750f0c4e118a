from __future__ import annotations

import hypothesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from kraken_conformance.model.case import Case, Credentials, Expectation
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.probes.valid_input import MOST, MOST_NUL
from tests.probes.listing import (
    FIELDS_UNKNOWN,
    NO_TOKEN,
    all_fixed,
    everything,
    fixed,
    given,
    shipped,
    view,
    what_is_wrong,
)

PROBE = "valid-input"


def test_the_edges_of_a_small_input() -> None:
    cases = fixed(PROBE, "updateAccountBillingEmail")
    assert [case.label for case in cases][:2] == ["required fields only", "every optional field"]
    assert "input.billingEmail: null" in {case.label for case in cases}
    assert cases[0].variables.keys() == {"input"}
    assert cases[0].variables["input"].keys() == {"accountNumber"}


def test_every_case_is_valid_and_sent_with_the_token() -> None:
    for case in all_fixed(PROBE):
        expected = Expectation.ANY if "U+0000" in case.label else Expectation.ACCEPTED
        assert (case.expectation, case.credentials) == (expected, Credentials.TOKEN)


def test_a_mutation_without_arguments_has_nothing_to_draw() -> None:
    cases = given(PROBE, "regenerateSecretKey")
    assert isinstance(cases, Cases)
    assert [(case.label, case.variables) for case in cases.fixed] == [
        ("no arguments", {}),
        ("every field under an alias", {}),
    ]
    assert cases.drawn is None


def test_few_edges_are_sent_for_the_largest_inputs_and_all_for_small_ones() -> None:
    sizes = {
        mutation.name: len(cases.fixed) for mutation, cases in everything(PROBE) if isinstance(cases, Cases)
    }
    assert len(sizes) == 101
    assert max(sizes.values()) <= MOST * 3 // 2 + 1 + MOST_NUL
    small = shipped().mutations["updateAccountBillingEmail"]
    assert sizes[small.name] == len(view().strategies.boundary(small)) + 1 + MOST_NUL


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@hypothesis.given(st.data(), st.sampled_from(sorted(shipped().mutations)))
def test_what_is_drawn_is_valid(data: st.DataObject, mutation: str) -> None:
    cases = given(PROBE, mutation)
    assert isinstance(cases, Cases)
    if cases.drawn is not None:
        case: Case = data.draw(cases.drawn)
        assert (case.probe, case.mutation, case.expectation) == (PROBE, mutation, Expectation.ACCEPTED)
        assert what_is_wrong(case) == []


def test_without_a_token_what_needs_one_is_blocked() -> None:
    for mutation, cases in everything(PROBE, token=False):
        assert (cases == Blocked(NO_TOKEN)) is mutation.needs_token
        assert isinstance(cases, Blocked) or mutation.authorization == "none"


def test_without_a_schema_what_nobody_documents_is_blocked() -> None:
    blocked = {mutation.name: cases for mutation, cases in everything(PROBE, schema=False)}
    assert blocked["selfReading"] == Blocked(FIELDS_UNKNOWN.format("SelfReadingInputType"))
    assert sum(isinstance(cases, Blocked) for cases in blocked.values()) == 12


def test_a_missing_token_is_said_before_a_missing_schema() -> None:
    cases = given(PROBE, "selfReading", view(schema=False, token=False))
    assert cases == Blocked(NO_TOKEN)
