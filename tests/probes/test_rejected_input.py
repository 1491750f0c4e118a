from __future__ import annotations

from collections import Counter

import pytest

from kraken_conformance.model.case import InputFault
from kraken_conformance.model.cases import Cases
from kraken_conformance.probes.rejected_input import MOST, spread
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
        assert len(cases.fixed) <= MOST + 4


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
