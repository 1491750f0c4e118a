"""What `variables` and `minimal` reach, how they shrink, and that a seed decides them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from graphql import build_client_schema, build_schema, introspection_from_schema
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.errors import NoSuchExample
from hypothesis.strategies import SearchStrategy

from kraken_conformance.spec import Contract
from kraken_conformance.strategies import UnknownMutation, VariableStrategies, variables_for
from kraken_conformance.strategies.hypothesis_compat import steady_draws
from tests.strategies.conftest import TODAY
from tests.strategies.made_up import contract_with, do_it
from tests.strategies.strict import is_valid, make_strict

QUIET = settings(database=None, deadline=None, max_examples=3000, suppress_health_check=list(HealthCheck))


def drawn(strategy: SearchStrategy[Any], number: int, examples: int = 60) -> list[Any]:
    values = []

    @seed(number)
    @settings(QUIET, max_examples=examples, phases=[Phase.generate])
    @given(strategy)
    def draw(value: Any) -> None:
        values.append(value)

    with steady_draws():
        draw()
    return values


def found(strategy: SearchStrategy[Any], condition: Callable[[Any], bool]) -> Any:
    """Return the smallest value that Hypothesis finds, the same in every run of the tests."""
    with steady_draws():
        return find(strategy, condition, settings=QUIET, random=Random(0))


def anything(value: Any) -> bool:
    return True


def test_the_same_seed_draws_the_same_values(contract: Contract) -> None:
    mutation = contract.mutations["updateUser"]
    first = drawn(VariableStrategies(contract, today=TODAY).variables(mutation), 1)
    assert drawn(VariableStrategies(contract, today=TODAY).variables(mutation), 1) == first
    assert drawn(VariableStrategies(contract, today=TODAY).variables(mutation), 2) != first


@pytest.mark.parametrize(
    ("name", "smaller"),
    [
        ("masqueradeAuthentication", {}),
        ("setUpDirectDebitInstruction", {"bankDetails": {}}),
        ("updateAccountConsents", {"consents": []}),
    ],
)
def test_a_failure_shrinks_to_the_minimal_input_or_to_one_that_is_valid_and_smaller(
    name: str, smaller: dict[str, Any], contract: Contract, strategies: VariableStrategies
) -> None:
    mutation = contract.mutations[name]
    smallest = found(strategies.variables(mutation), anything)
    for name, value in smaller.items():
        assert smallest.get("input", smallest).pop(name) == value
    minimal = strategies.minimal(mutation)
    for name in smaller:
        assert minimal.get("input", minimal).pop(name)
    assert smallest == minimal


def test_an_argument_that_may_be_absent_shrinks_to_that_or_to_the_minimal_input(
    contract: Contract, strategies: VariableStrategies
) -> None:
    mutation = contract.mutations["deauthenticateDevice"]
    assert found(strategies.variables(mutation), anything) == {}
    assert found(strategies.variables(mutation), lambda value: value.get("input")) == strategies.minimal(
        mutation
    )


def test_a_failure_keeps_only_the_field_that_matters(
    contract: Contract, strategies: VariableStrategies
) -> None:
    mutation = contract.mutations["addCampaignToAccount"]
    smallest = found(
        strategies.variables(mutation), lambda value: value["input"].get("startDate") is not None
    )
    minimal = strategies.minimal(mutation)["input"]
    assert smallest == {"input": {**minimal, "startDate": TODAY.isoformat()}}


def test_text_shrinks_to_short_and_plain_text(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types="input DoItInput { note: String! }")
    strategy = variables_for(contract, "doIt")
    assert found(strategy, lambda value: 30 < len(value["input"]["note"]) < 200) == {
        "input": {"note": "0" * 31}
    }
    assert found(strategy, anything) == {"input": {"note": "a"}}


def test_every_enum_value_and_every_subset_is_reached(tmp_path: Path) -> None:
    types = "input DoItInput { a: Kind, b: Kind, c: Kind } enum Kind { ONE TWO THREE }"
    contract = contract_with(tmp_path, types=types)
    inputs = [value["input"] for value in drawn(variables_for(contract, "doIt"), 1, examples=400)]
    assert {frozenset(value) for value in inputs} == {
        frozenset(s) for s in ("", "a", "b", "c", "ab", "ac", "bc", "abc")
    }
    for field in "abc":
        assert {value.get(field) for value in inputs} == {"ONE", "TWO", "THREE", None}
        assert any(field in value and value[field] is None for value in inputs)


def test_arguments_that_may_be_null_are_now_and_then_absent_or_null(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, arguments="number: Int, flags: [Boolean]")
    values = drawn(variables_for(contract, "doIt"), 1, examples=300)
    assert {tuple(sorted(value)) for value in values} == {(), ("flags",), ("number",), ("flags", "number")}
    assert any(value.get("number", 0) is None for value in values)
    assert any(None in (value.get("flags") or ()) for value in values)
    assert VariableStrategies(contract).minimal(do_it(contract)) == {"number": 1, "flags": []}


def test_text_reaches_every_plane_and_no_surrogate(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types="input DoItInput { note: String! }")
    texts = [value["input"]["note"] for value in drawn(variables_for(contract, "doIt"), 1, examples=500)]
    assert "" in texts
    assert any(ord(character) > 0xFFFF for text in texts for character in text)
    assert len(set(texts)) > 150
    json.dumps(texts, ensure_ascii=False).encode()


def test_values_do_not_share_their_parts(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, arguments="value: JSON!, other: JSON", types="scalar JSON")
    strategies = VariableStrategies(contract)
    for value in drawn(strategies.variables(do_it(contract)), 1, examples=100):
        for part in value.values():
            if isinstance(part, dict):
                part["changed"] = True
    assert "changed" not in json.dumps(drawn(strategies.variables(do_it(contract)), 1, examples=100))
    strategies.minimal(do_it(contract))["value"]["changed"] = True
    assert strategies.minimal(do_it(contract)) == {"value": {}, "other": {}}


def test_recursive_types_end(tmp_path: Path) -> None:
    types = "input DoItInput { all: [DoItInput!], not: DoItInput, other: Other, many: [DoItInput!]! }"
    types += " input Other { back: DoItInput! }"
    contract = contract_with(tmp_path, types=types)
    strategies, mutation = VariableStrategies(contract), do_it(contract)
    assert all(
        is_valid(contract, mutation, None, value) for value in drawn(strategies.variables(mutation), 1)
    )
    assert strategies.minimal(mutation) == {"input": {"many": [{"many": []}]}}
    assert all(is_valid(contract, mutation, None, case.variables) for case in strategies.boundary(mutation))
    assert not any(
        is_valid(contract, mutation, None, fault.variables) for fault in strategies.faulty(mutation)
    )


def test_the_smallest_input_is_one_that_a_server_may_take(contract: Contract) -> None:
    """No terms that are declined, no list without an item, no empty object in the input, and no child of today."""
    schema = build_schema(
        "scalar Date type Query { a: Int } type Mutation { acceptQuote(input: AcceptQuoteInput!): Int }"
        " input AcceptQuoteInput { termsAccepted: Boolean! express: Boolean! products: [Product!]! bank: Bank!"
        " birthDate: Date! note: String }"
        " input Product { code: ID! parts: [Product!]! } input Bank { iban: String holder: Holder bic: String }"
        " input Holder { name: String }"
    )
    strategies = VariableStrategies(contract, schema=make_strict(schema), today=date(2026, 3, 1))
    smallest = strategies.minimal(contract.mutations["acceptQuote"])["input"]
    assert (smallest["termsAccepted"], smallest["express"]) == (True, False)
    assert smallest["products"] == [{"code": "1", "parts": []}]
    assert set(smallest["bank"]) == {"iban", "bic"}
    assert smallest["birthDate"] < "2008-03-02"
    assert "note" not in smallest


def test_an_input_that_takes_exactly_one_field_gets_one(tmp_path: Path) -> None:
    types = "input DoItInput @oneOf { id: ID, name: String, kind: Kind } enum Kind { ONE }"
    contract = contract_with(tmp_path, types=types)
    strategies, mutation = VariableStrategies(contract), do_it(contract)
    values = drawn(strategies.variables(mutation), 1)
    assert {tuple(value["input"]) for value in values} == {("id",), ("name",), ("kind",)}
    assert all(is_valid(contract, mutation, None, value) for value in values)
    assert [
        c.label for c in strategies.boundary(mutation) if not is_valid(contract, mutation, None, c.variables)
    ] == []
    assert [f for f in strategies.faulty(mutation) if is_valid(contract, mutation, None, f.variables)] == []


def test_a_default_makes_a_field_optional_but_never_null(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types="input DoItInput { size: Int! = 3 }")
    strategies, mutation = VariableStrategies(contract), do_it(contract)
    sizes = {value["input"].get("size", "absent") for value in drawn(strategies.variables(mutation), 1, 200)}
    assert "absent" in sizes
    assert None not in sizes
    kinds = {fault.kind for fault in strategies.faulty(mutation) if fault.path == ("input", "size")}
    assert kinds == {"null-for-non-null", "wrong-scalar", "int-out-of-range"}


def test_the_fields_are_those_of_the_target(contract: Contract) -> None:
    theirs = build_schema(
        "type Query { a: Int } type Mutation { createReferral(input: CreateReferralInput!): Int }"
        " input CreateReferralInput { sponsor: String! when: Date } scalar Date"
    )
    schema = build_client_schema(introspection_from_schema(theirs))
    strategies = VariableStrategies(contract, schema=schema, today=date(2026, 1, 2))
    assert strategies.minimal(contract.mutations["createReferral"]) == {"input": {"sponsor": "a"}}
    labels = [case.label for case in strategies.boundary(contract.mutations["createReferral"])]
    assert "input.when: leap day" in labels


def test_a_target_with_another_name_for_the_type_tells_the_fields_by_its_argument(contract: Contract) -> None:
    schema = make_strict(
        build_schema(
            "type Query { a: Int } type Mutation { createReferral(input: Renamed!): Int } input Renamed { by: ID! }"
        )
    )
    strategies, mutation = VariableStrategies(contract, schema=schema), contract.mutations["createReferral"]
    assert strategies.minimal(mutation) == {"input": {"by": "1"}}
    assert is_valid(contract, mutation, schema, strategies.minimal(mutation))


def test_a_target_without_the_mutation_leaves_what_the_contract_knows(contract: Contract) -> None:
    strategies = VariableStrategies(contract, schema=build_schema("type Query { a: Int }"))
    minimal = {"input": {"accountNumber": "A-00000001", "reference": "a"}}
    assert strategies.minimal(contract.mutations["createReferral"]) == minimal


def test_unknown_scalars_get_text_and_are_named(tmp_path: Path) -> None:
    contract = contract_with(tmp_path, types="input DoItInput { a: Colour! } scalar Colour")
    strategies, mutation = VariableStrategies(contract), do_it(contract)
    assert strategies.guessed_scalars(mutation) == {"Colour"}
    assert all(isinstance(value["input"]["a"], str) for value in drawn(strategies.variables(mutation), 1))
    about_the_scalar = [fault.kind for fault in strategies.faulty(mutation) if fault.path == ("input", "a")]
    assert about_the_scalar == ["missing-required", "null-for-non-null"]


def test_no_scalar_of_the_contract_is_guessed(contract: Contract, strategies: VariableStrategies) -> None:
    assert {name for m in contract.mutations.values() for name in strategies.guessed_scalars(m)} == set()


def test_a_mutation_that_is_not_there_is_named(contract: Contract) -> None:
    with pytest.raises(UnknownMutation, match="no mutation 'doNothing'"):
        variables_for(contract, "doNothing")


def test_nothing_is_found_where_nothing_is(contract: Contract, strategies: VariableStrategies) -> None:
    with pytest.raises(NoSuchExample):
        found(
            strategies.variables(contract.mutations["forceReauthentication"]),
            lambda value: value["input"] is None,
        )
