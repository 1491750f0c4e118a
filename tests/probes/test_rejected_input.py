from __future__ import annotations

from collections import Counter

import pytest

from kraken_conformance.model.case import InputFault
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes.rejected_input import MOST, spread, thinned
from kraken_conformance.strategies import FAULT_KINDS, FaultyVariables
from tests.probes.listing import all_fixed, everything, fixed, given, view

PROBE = "rejected-input"
NAME = "updateAccountBillingEmail"


def test_every_kind_of_fault_is_sent() -> None:
    kinds = Counter(case.fault.kind for case in all_fixed(PROBE) if case.fault)
    assert kinds.keys() == {*FAULT_KINDS, "unknown-variable", "undeclared-argument"}
    assert kinds["unknown-variable"] == kinds["undeclared-argument"] == 101


def test_every_mutation_has_the_faults_of_a_document_first() -> None:
    for _, cases in everything(PROBE):
        assert isinstance(cases, Cases)
        labels = [case.label for case in cases.fixed[:2]]
        assert labels == ["an undeclared argument", "an undefined variable"]
        as_variables = [case for case in cases.fixed if "in the document" not in case.label]
        assert len(as_variables) <= MOST + 3


def test_a_fault_says_where_and_what() -> None:
    cases = {case.label: case for case in fixed(PROBE, NAME)}
    case = cases["null-for-non-null: input.accountNumber is null"]
    assert case.fault == InputFault(
        "null-for-non-null", ("input", "accountNumber"), "String!", "input.accountNumber is null"
    )
    assert case.variables == {"input": {"accountNumber": None}}


def test_an_undefined_variable_is_given_its_value_all_the_same() -> None:
    """A server that puts values into documents without validating them would execute it."""
    cases = {case.label: case for case in fixed(PROBE, NAME)}
    case = cases["an undefined variable"]
    assert case.operation is not None
    assert case.operation.document.startswith("mutation UpdateAccountBillingEmail {")
    assert "(input: $input)" in case.operation.document
    assert case.variables["input"].keys() == {"accountNumber"}
    assert case.fault == InputFault("unknown-variable", (), "", "the document does not define $input")


def test_a_mutation_without_arguments_gets_an_undefined_variable_in_a_directive() -> None:
    undeclared, undefined = fixed(PROBE, "regenerateSecretKey")
    assert undeclared.operation is not None
    assert undefined.operation is not None
    assert 'regenerateSecretKey(undeclaredArgument: "")' in undeclared.operation.document
    assert "regenerateSecretKey @include(if: $undefinedVariable)" in undefined.operation.document
    assert undefined.variables == {"undefinedVariable": True}


def test_without_a_schema_an_undocumented_input_may_be_of_any_kind() -> None:
    cases = given(PROBE, "selfReading", view(schema=False))
    assert isinstance(cases, Cases)
    assert {(case.fault.kind, case.fault.path) for case in cases.fixed if case.fault} == {
        ("missing-required", ("input",)),
        ("null-for-non-null", ("input",)),
    }


def test_every_kind_of_fault_is_written_into_the_document_once() -> None:
    cases = [case for case in fixed(PROBE, "createContributionAgreement") if "in the document" in case.label]
    *by_kind, quoted = [case.fault.kind for case in cases if case.fault]
    assert Counter(by_kind) == Counter(set(FAULT_KINDS) - {"list-nesting"})
    assert all(not case.variables for case in cases)
    assert quoted == "wrong-kind"
    assert cases[-1].operation is not None
    assert 'interval: "' in cases[-1].operation.document


def test_the_places_of_faults_in_documents_take_turns() -> None:
    found = {
        (case.fault.kind, case.fault.path)
        for case in all_fixed(PROBE)
        if case.fault and "in the document" in case.label
    }
    kinds = Counter(kind for kind, _ in found)
    assert all(kinds[kind] >= 8 for kind in FAULT_KINDS)


def test_at_all_places_but_the_first_some_of_many_values_are_left_out() -> None:
    details = ["a number", "a fraction", "true", "an object", "a list"]
    many = [
        FaultyVariables({}, "wrong-scalar", (name,), "String", f"{name} is {detail} for text")
        for name in ("a", "b", "c")
        for detail in details
    ]
    for turn in (0, 1):
        left = Counter(fault.path for fault in thinned(many, turn))
        assert left == {("a",): 5, ("b",): 3, ("c",): 3}
    assert {fault.detail for turn in (0, 1) for fault in thinned(many, turn)} == {f.detail for f in many}


def test_faults_are_sent_without_a_token_too() -> None:
    with_token = [case.key() for case in fixed(PROBE, NAME)]
    assert [case.key() for case in fixed(PROBE, NAME, view(token=False))] == with_token


def faults(*kinds_and_depths: tuple[str, int]) -> list[FaultyVariables]:
    return [
        FaultyVariables({"number": number}, kind, ("x",) * depth, "Int", "")
        for number, (kind, depth) in enumerate(kinds_and_depths)
    ]


@pytest.mark.parametrize(
    ("most", "numbers"), [(9, [0, 3, 4, 1, 2]), (4, [0, 3, 4, 1]), (3, [0, 3, 4]), (0, [])]
)
def test_every_kind_at_every_depth_comes_before_a_second_one(most: int, numbers: list[int]) -> None:
    given_faults = faults(("a", 1), ("a", 1), ("a", 1), ("b", 1), ("a", 2))
    assert [fault.variables["number"] for fault in spread(given_faults, most)] == numbers
