from __future__ import annotations

import pytest
from graphql import GraphQLSchema, build_schema, parse, print_schema, validate

from kraken_conformance.operations.canonical_document import build_operation
from kraken_conformance.spec import Contract, load_contract


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract("oefr")


def document(contract: Contract, mutation: str, sdl: str | None = None) -> str:
    schema = None if sdl is None else build_schema(sdl, assume_valid=True)
    operation = build_operation(contract, contract.mutations[mutation], schema=schema)
    if schema is not None:
        assert validate(schema, parse(operation.document)) == []
    return operation.document


def opaque_as_objects(contract: Contract) -> GraphQLSchema:
    text = print_schema(contract.schema)
    for name, kind in contract.opaque_types.items():
        word = "input" if kind == "INPUT_OBJECT" else "type"
        text = text.replace(f"scalar {name}\n", f"{word} {name} {{ code: String }}\n")
    return build_schema(text, assume_valid=True)


def test_every_operation_is_valid_where_the_target_has_what_is_documented(contract: Contract) -> None:
    for schema in (contract.schema, opaque_as_objects(contract)):
        for mutation in contract.mutations.values():
            operation = build_operation(contract, mutation, schema=schema)
            assert validate(schema, parse(operation.document)) == [], operation.document


def test_every_operation_is_valid_without_the_targets_schema(contract: Contract) -> None:
    schema = opaque_as_objects(contract)
    for mutation in contract.mutations.values():
        operation = build_operation(contract, mutation)
        assert validate(schema, parse(operation.document)) == [], operation.document


def test_without_the_targets_schema_only_what_is_documented_is_asked_for(contract: Contract) -> None:
    assert document(contract, "acceptQuote") == (
        "mutation AcceptQuote($input: AcceptQuoteInputType!) {\n"
        "  acceptQuote(input: $input) {\n"
        "    possibleErrors {\n"
        "      __typename\n"
        "    }\n"
        "    accountNumber\n"
        "    supplyContracts {\n"
        "      __typename\n"
        "    }\n"
        "    preSignedKey\n"
        "  }\n"
        "}"
    )


def test_the_operation_says_how_to_send_it(contract: Contract) -> None:
    operation = build_operation(contract, contract.mutations["acceptQuote"])
    assert (operation.name, operation.root) == ("AcceptQuote", "acceptQuote")
    assert operation.variables == {"input": "AcceptQuoteInputType!"}


def test_a_mutation_without_arguments(contract: Contract) -> None:
    assert document(contract, "unlinkUserFromLine").startswith(
        "mutation UnlinkUserFromLine {\n  unlinkUserFromLine {"
    )


TARGET = """
type Query {{ ok: Boolean }}
type Mutation {{ selfReading({argument}): {payload} }}
input SelfReadingInputType {{ a: Int }}
input Other {{ a: Int }}
type SelfReading {{ {fields} }}
type Nested {{ a: Int b(of: Int!): Int c(of: Int! = 1): [Int!]! d: Nested }}
type Bare {{ d: Nested e(of: Int!): Nested }}
type Loop {{ loop: Loop }}
union Either = Nested | Bare
"""


def reading(
    contract: Contract,
    argument: str = "input: SelfReadingInputType!",
    payload: str = "SelfReading",
    fields: str = "agreementId: Int",
) -> str:
    lines = document(
        contract, "selfReading", TARGET.format(argument=argument, payload=payload, fields=fields)
    )
    return " ".join(lines.split())


@pytest.mark.parametrize(
    ("argument", "declared"),
    [
        ("input: SelfReadingInputType!", "$input: SelfReadingInputType!"),
        ("input: SelfReadingInputType", "$input: SelfReadingInputType!"),
        ("input: Other!", "$input: Other!"),
        ("input: Other", "$input: Other!"),
        ("input: [Other!]!", "$input: [Other!]!"),
        ('input: SelfReadingInputType!, more: String = "x"', "$input: SelfReadingInputType!"),
    ],
)
def test_variables_have_a_type_that_the_target_takes(
    contract: Contract, argument: str, declared: str
) -> None:
    start = f"mutation SelfReading({declared}) {{ selfReading(input: $input) {{"
    assert reading(contract, argument).startswith(start)


def test_a_stricter_argument_of_the_target_decides_the_variable(contract: Contract) -> None:
    sdl = """
    type Query { ok: Boolean }
    type Mutation { deauthenticateDevice(input: DeAuthenticationInput!): DeauthenticateDevice }
    input DeAuthenticationInput { a: Int }
    type DeauthenticateDevice { ok: Boolean }
    """
    assert "($input: DeAuthenticationInput!)" in document(contract, "deauthenticateDevice", sdl)


def test_an_argument_that_the_target_lacks_is_left_out(contract: Contract) -> None:
    assert reading(contract, "data: Other").startswith("mutation SelfReading { selfReading {")


@pytest.mark.parametrize(
    ("fields", "selection"),
    [
        ("agreementId: Int marketName: String more: Int", "agreementId marketName"),
        ("marketName: String agreementId: Int", "agreementId marketName"),
        ("agreementId: Nested", "agreementId { a c }"),
        ("agreementId: [Nested!]!", "agreementId { a c }"),
        ("agreementId: Bare", "agreementId { d { a c } }"),
        ("agreementId: Loop", "agreementId { loop { loop { __typename } } }"),
        ("agreementId: Either", "agreementId { __typename }"),
        ("agreementId(of: Int!): Int marketName: String", "marketName"),
        ("agreementId(of: Int): Int", "agreementId"),
        ("something: Int", "__typename"),
    ],
)
def test_only_what_the_target_has_is_asked_for(contract: Contract, fields: str, selection: str) -> None:
    assert reading(contract, fields=fields).endswith(f"selfReading(input: $input) {{ {selection} }} }}")


@pytest.mark.parametrize(("payload", "end"), [("Int", "(input: $input) }"), ("Either", "{ __typename } }")])
def test_a_payload_of_another_kind(contract: Contract, payload: str, end: str) -> None:
    assert reading(contract, payload=payload).endswith(end)


def test_a_mutation_that_the_target_lacks_is_asked_for_as_documented(contract: Contract) -> None:
    schema = build_schema("type Query { ok: Boolean }")
    mutation = contract.mutations["selfReading"]
    assert build_operation(contract, mutation, schema=schema) == build_operation(contract, mutation)


def test_fields_of_members_that_contradict_one_another_get_aliases(contract: Contract) -> None:
    sdl = """
    type Query { ok: Boolean }
    type Mutation { linkUserToLine(input: LinkUserToLineInput!): LinkUserToLineResponse }
    input LinkUserToLineInput { a: Int }
    union LinkUserToLineResponse = LineLinkRedirectResponse | LinkTokenNotFound | Unheard
    type LineLinkRedirectResponse { url: String! same: Int }
    type LinkTokenNotFound { url: String same: Int }
    type Unheard { more: Int }
    """
    asked = " ".join(document(contract, "linkUserToLine", sdl).split())
    assert "... on LineLinkRedirectResponse { url same }" in asked
    assert "... on LinkTokenNotFound { urlOfLinkTokenNotFound: url same }" in asked
    assert "Unheard" not in asked
