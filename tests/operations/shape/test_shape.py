"""Shapes of documents in general: aliases, fragments, directives, and documents that make no sense."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.canonical_document import build_operation
from kraken_conformance.operations.shape import compile_shape
from kraken_conformance.spec import Contract, Level, load_contract

SCHEMA = """
type Query { ok: Boolean! }
type Mutation {
  updateAccountBillingEmail(input: In): UpdateAccountBillingEmail!
  linkUserToLine(input: In): LinkUserToLineResponse
  obtainKrakenToken(input: In): ObtainKrakenJSONWebToken
  ping: Int
}
input In { a: Int }
interface Node { id: ID! }
interface AccountInterface { number: String balance: Int! }
type Household implements AccountInterface & Node { number: String balance: Int! id: ID! rooms: Int }
type Company implements AccountInterface { number: String balance: Int! size: Float }
type UpdateAccountBillingEmail { possibleErrors: [PossibleErrorType] account: AccountInterface }
type PossibleErrorType { code: String }
union LinkUserToLineResponse = LineLinkRedirectResponse | LinkTokenNotFound
type LineLinkRedirectResponse { redirectUrl: String! url: String }
type LinkTokenNotFound { url: String! }
scalar GenericScalar
type ObtainKrakenJSONWebToken { token: String payload: GenericScalar }
"""


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract("oefr")


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA)


def kinds(
    contract: Contract, schema: GraphQLSchema | None, document: str, data: Any, name: str = "M"
) -> list[str]:
    shape = compile_shape(contract, Operation(name, document, "x"), schema=schema)
    return [violation.kind for violation in shape.violations(data)]


ACCOUNT = "mutation M {{ updateAccountBillingEmail {{ account {{ {} }} }} }}"


def account(**value: Any) -> dict[str, Any]:
    return {"updateAccountBillingEmail": {"account": value}}


@pytest.mark.parametrize(
    ("selection", "value", "expected"),
    [
        ("number balance", {"number": "A", "balance": 1}, []),
        ("a: number b: number", {"a": "A", "b": None}, []),
        ("a: number", {"a": 1}, ["text"]),
        ("a: number", {"number": "A"}, ["alias"]),
        ("__typename number", {"__typename": "Household", "number": "A"}, []),
        ("t: __typename number", {"t": "Company", "number": "A"}, []),
        ("__typename number", {"__typename": "Boat", "number": "A"}, ["typename"]),
        ("__typename", {"__typename": "AccountInterface"}, ["typename"]),
        ("__typename ... on Household { rooms }", {"__typename": "Household", "rooms": 3}, []),
        ("__typename ... on Household { rooms }", {"__typename": "Company"}, []),
        ("__typename ... on Household { rooms }", {"__typename": "Company", "rooms": 3}, ["no-extra-key"]),
        ("__typename ... on Household { rooms }", {"__typename": "Household"}, ["field-present"]),
        ("__typename ... on Node { id }", {"__typename": "Household", "id": "1"}, []),
        ("__typename ... on Node { id }", {"__typename": "Household", "id": 1}, ["text"]),
        ("__typename ... on Node { id }", {"__typename": "Company"}, []),
        ("... on Household { rooms } ... on Company { size }", {"size": 1.5}, []),
        ("... on Household { rooms } ... on Company { size }", {"rooms": 1}, []),
        ("... on Household { rooms } ... on Company { size }", {"rooms": "1"}, ["integer"]),
        ("... { number }", {"number": "A"}, []),
        ("number @skip(if: true) balance", {"balance": 1}, []),
        ("number @skip(if: true) balance", {"number": "A", "balance": 1}, ["no-extra-key"]),
        ("number @include(if: false) balance @include(if: true)", {"balance": 1}, []),
        ("number @skip(if: false) balance", {"balance": 1}, ["field-present"]),
        ("number @include(if: $x) balance", {"balance": 1}, []),
        ("number @include(if: $x) balance", {"number": "A", "balance": 1}, []),
        ("number number @skip(if: true)", {"number": "A"}, []),
        ("balance", {"balance": None}, ["non-null"]),
        ("nothing { known }", {"nothing": {"whatever": 1}}, []),
    ],
)
def test_selections(
    contract: Contract, schema: GraphQLSchema, selection: str, value: Any, expected: list[str]
) -> None:
    assert kinds(contract, schema, ACCOUNT.format(selection), account(**value)) == expected


def test_selections_of_the_same_key_are_one(contract: Contract, schema: GraphQLSchema) -> None:
    document = """
    mutation M { updateAccountBillingEmail { account { number } ...More } }
    fragment More on UpdateAccountBillingEmail { account { balance ...Deep } }
    fragment Deep on AccountInterface { ... on Household { rooms } }
    """
    assert kinds(contract, schema, document, account(number="A", balance=1, rooms=2)) == []
    assert kinds(contract, schema, document, account(number="A", balance=1)) == []
    assert kinds(contract, schema, document, account(number="A")) == ["field-present"]


def test_the_root_may_be_left_out(contract: Contract, schema: GraphQLSchema) -> None:
    document = "mutation M { updateAccountBillingEmail @skip(if: true) { account { number } } }"
    assert kinds(contract, schema, document, {}) == []
    assert kinds(contract, schema, document, account(number="A")) == ["no-extra-key"]


def test_several_roots_of_which_one_is_a_leaf(contract: Contract, schema: GraphQLSchema) -> None:
    document = "mutation M { __typename a: ping b: ping }"
    assert kinds(contract, schema, document, {"__typename": "Mutation", "a": 1, "b": None}) == []
    assert kinds(contract, schema, document, {"__typename": "M", "a": "1", "b": 1}) == ["typename", "integer"]


def test_queries_are_judged_by_the_targets_schema(contract: Contract, schema: GraphQLSchema) -> None:
    assert kinds(contract, schema, "{ ok __typename }", {"ok": True, "__typename": "Query"}) == []
    assert kinds(contract, schema, "{ ok }", {"ok": None}) == ["non-null"]
    assert kinds(contract, schema, "{ __schema { types { name } } }", {"__schema": {"types": []}}) == []
    assert kinds(contract, None, "{ unknown }", {"unknown": 1}) == []


def test_the_operation_is_chosen_by_its_name(contract: Contract, schema: GraphQLSchema) -> None:
    document = "mutation A { ping } mutation B { pong: ping }"
    assert kinds(contract, schema, document, {"pong": 1}, name="B") == []
    assert kinds(contract, schema, document, {"ping": 1}, name="A") == []


@pytest.mark.parametrize("document", ["", "mutation {", "fragment A on B { c }", "mutation M { ...Missing }"])
def test_documents_that_make_no_sense_promise_nothing(contract: Contract, document: str) -> None:
    assert kinds(contract, None, document, {}) == []


@pytest.mark.parametrize("value", ["abc", 1, 1.5, True, ["abc"], {"a": 1}, None])
def test_a_generic_scalar_may_be_anything(contract: Contract, schema: GraphQLSchema, value: Any) -> None:
    document = "mutation M { obtainKrakenToken { payload } }"
    for known in (schema, None):
        assert kinds(contract, known, document, {"obtainKrakenToken": {"payload": value}}) == []


def test_without_the_targets_schema_what_is_nested_weighs_less(contract: Contract) -> None:
    document = ACCOUNT.format("__typename number balance ... on AccountType { id }")
    shape = compile_shape(contract, Operation("M", document, "x"))
    good = account(__typename="Anything", number=None, balance=None)
    assert list(shape.violations(good)) == []
    found = list(shape.violations(account(__typename="AccountType", number=1, balance=[1], id="1")))
    assert [(each.kind, each.level) for each in found] == [("text", Level.SHOULD)]


def test_paths_that_lead_somewhere(contract: Contract, schema: GraphQLSchema) -> None:
    selection = "possibleErrors { code } account { ... on Household { rooms } }"
    document = f"mutation M {{ x: updateAccountBillingEmail {{ {selection} }} }}"
    shape = compile_shape(contract, Operation("M", document, "x"), schema=schema)
    for path in (
        ["x"],
        ["x", "possibleErrors", 0, "code"],
        ["x", "possibleErrors", 3],
        ["x", "account", "rooms"],
    ):
        assert shape.selects(path), path
    for wrong in (
        [],
        [0],
        ["updateAccountBillingEmail"],
        ["x", "rooms"],
        ["x", None],
        ["x", "possibleErrors", -1],
        ["x", 0],
        ["x", "possibleErrors", "code"],
        ["x", "possibleErrors", 0, 0, "code"],
        ["x", "account", 0, "rooms"],
    ):
        assert not shape.selects(wrong), wrong


def test_paths_need_an_index_where_the_documents_show_a_list(contract: Contract) -> None:
    document = "mutation M { x: updateAccountConsents { possibleErrors { code } } }"
    shape = compile_shape(contract, Operation("M", document, "x"))
    assert shape.selects(["x", "possibleErrors", 0, "code"])
    assert not shape.selects(["x", "possibleErrors", "code"])
    assert not shape.selects(["x", 0, "possibleErrors"])


def test_of_what_is_only_inferred_nobody_knows_whether_it_is_a_list(contract: Contract) -> None:
    document = "mutation M { x: updateAccountConsents { consents { code } } }"
    shape = compile_shape(contract, Operation("M", document, "x"))
    assert shape.selects(["x", "consents", "code"])
    assert shape.selects(["x", "consents", 0, "code"])


def test_every_mutation_has_a_shape_that_null_fits(contract: Contract) -> None:
    for mutation in contract.mutations.values():
        operation = build_operation(contract, mutation)
        assert list(compile_shape(contract, operation).violations({mutation.name: None})) == []
