"""The target's schema beside the contract: each difference that breaks a promise, alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from graphql import (
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    print_schema,
    print_type,
)

from kraken_conformance.checks.registry import all_schema_checks
from kraken_conformance.checks.schema_field_present import schema_field_present
from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.spec import Contract, Level
from kraken_conformance.spec.importers import import_contract, make_draft
from tests.checks.seen import Found, contract, schema_violations

SHOULD = Level.SHOULD
ODD = Path(__file__).parents[1] / "end_to_end" / "contracts" / "odd.graphql"


TESTED = (
    "acceptGoodsQuote",
    "backendScreenEvent",
    "cancelLeaveSupplier",
    "createFormSubmission",
    "deauthenticateDevice",
    "deletePushNotificationBinding",
    "deviceRegistration",
    "linkUserToLine",
    "selfReading",
    "updateAccountConsents",
    "updateMetadata",
)


def reached(type_: GraphQLNamedType, names: set[str]) -> set[str]:
    """Add the names of a type and of all that it mentions."""
    if type_.name not in names:
        names.add(type_.name)
        mentioned = list(getattr(type_, "types", ()))
        for field in getattr(type_, "fields", {}).values():
            mentioned += [field.type, *(argument.type for argument in getattr(field, "args", {}).values())]
        for each in mentioned:
            reached(get_named_type(each), names)
    return names


def as_target(*mutations: str) -> str:
    """Return the part of the contract's schema that some mutations need, as a target would print it."""
    schema = contract().schema
    fields = {name: schema.mutation_type.fields[name] for name in mutations}  # type: ignore[union-attr]
    names = reached(GraphQLObjectType("Mutation", fields), set())
    for extra in ("AccountStatus", "BigInt", "DateTime", "GenericScalar", "GoodsQuote", "LineCommonError"):
        reached(schema.type_map[extra], names)
    types = [print_type(type_) for name, type_ in schema.type_map.items() if name in names - {"Mutation"}]
    text = "\n".join(
        [print_type(GraphQLObjectType("Mutation", fields)), *types, "type Query { ok: Boolean }", ""]
    )
    for opaque, kind in contract().opaque_types.items():
        word = "input" if kind == "INPUT_OBJECT" else "type"
        text = text.replace(f"scalar {opaque}\n", f"{word} {opaque} {{ code: String }}\n")
    return text


SDL = as_target(*TESTED)


def target(*edits: tuple[str, str]) -> GraphQLSchema:
    text = SDL
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new)
    return build_schema(text, assume_valid=True)


def found(mutation: str, *edits: tuple[str, str]) -> Found:
    return [(id_, violation.level) for id_, violation in schema_violations(mutation, target(*edits))]


def only(id_: str, level: Level | None = None) -> Found:
    return [(id_, level)]


def test_the_contracts_own_schema_is_healthy() -> None:
    schema = build_schema(as_target(*contract().mutations), assume_valid=True)
    for name in contract().mutations:
        assert schema_violations(name, schema) == [], name


def test_opaque_types_may_be_anything() -> None:
    schema = build_schema(print_schema(contract().schema), assume_valid=True)
    for name in contract().mutations:
        assert schema_violations(name, schema) == [], name


def edit_payload(type_: str, old: str, new: str) -> tuple[str, str]:
    """Return an edit of one field of one type."""
    match = re.search(rf"^type {type_} (implements \w+ )?{{\n(.*?)^}}", SDL, re.MULTILINE | re.DOTALL)
    assert match is not None
    assert old in match[0]
    return match[0], match[0].replace(old, new)


LOOSER = {
    "argument nullable": (
        "acceptGoodsQuote",
        ("input: AcceptGoodsQuoteInput!)", "input: AcceptGoodsQuoteInput)"),
    ),
    "optional argument": (
        "acceptGoodsQuote",
        ("AcceptGoodsQuoteInput!)", "AcceptGoodsQuoteInput!, trace: String)"),
    ),
    "argument with default": (
        "acceptGoodsQuote",
        ("AcceptGoodsQuoteInput!)", 'AcceptGoodsQuoteInput!, trace: String! = "x")'),
    ),
    "payload non-null": ("acceptGoodsQuote", ("): AcceptGoodsQuote\n", "): AcceptGoodsQuote!\n")),
    "field non-null": ("selfReading", edit_payload("SelfReading", "agreementId: Int", "agreementId: Int!")),
    "list of non-null": (
        "deviceRegistration",
        edit_payload(
            "DeviceRegistration", "registeredDeviceIds: [String]", "registeredDeviceIds: [String!]!"
        ),
    ),
    "id for text": ("selfReading", edit_payload("SelfReading", "meterPointId: String", "meterPointId: ID")),
    "big integers": ("selfReading", edit_payload("SelfReading", "agreementId: Int", "agreementId: BigInt")),
    "further field": (
        "selfReading",
        edit_payload("SelfReading", "agreementId: Int", "agreementId: Int\n  more: Int"),
    ),
    "text for a date": (
        "selfReading",
        edit_payload("SelfReading", "readingDate: Date", "readingDate: String"),
    ),
    "one for an inferred list": (
        "updateAccountConsents",
        edit_payload("UpdateAccountConsents", "consents: [ConsentType]", "consents: ConsentType"),
    ),
    "any JSON": (
        "createFormSubmission",
        edit_payload("FormSubmissionOuput", "content: JSONString", "content: GenericScalar"),
    ),
    "another enum that has what a sample shows": (
        "deletePushNotificationBinding",
        ("DeletePushNotificationBindingOutput", "PushNotificationBindingStatus"),
    ),
    "further member": (
        "linkUserToLine",
        ("| AlreadyLinkedError\n", "| AlreadyLinkedError | LineCommonError\n"),
    ),
    "another name of a payload that nobody names": (
        "cancelLeaveSupplier",
        ("LeaveSupplierCancelled", "CancelledLeave"),
    ),
}


@pytest.mark.parametrize(("mutation", "edit"), LOOSER.values(), ids=LOOSER)
def test_what_serves_every_client_is_left_alone(mutation: str, edit: tuple[str, str]) -> None:
    assert found(mutation, edit) == []


BROKEN: dict[str, tuple[str, tuple[str, str], Found]] = {
    "mutation missing": (
        "acceptGoodsQuote",
        ("  acceptGoodsQuote(", "  takeGoodsQuote("),
        only("schema.mutation-present"),
    ),
    "argument missing": (
        "acceptGoodsQuote",
        ("acceptGoodsQuote(input: ", "acceptGoodsQuote(data: String, inputs: "),
        [("schema.argument-present", None), ("schema.argument-required", None)],
    ),
    "argument required": (
        "acceptGoodsQuote",
        ("AcceptGoodsQuoteInput!)", "AcceptGoodsQuoteInput!, trace: String!)"),
        only("schema.argument-required"),
    ),
    "argument stricter": (
        "deauthenticateDevice",
        ("input: DeAuthenticationInput)", "input: DeAuthenticationInput!)"),
        only("schema.argument-type"),
    ),
    "argument a list": (
        "acceptGoodsQuote",
        ("input: AcceptGoodsQuoteInput!)", "input: [AcceptGoodsQuoteInput!]!)"),
        only("schema.argument-type"),
    ),
    "argument of another name": (
        "acceptGoodsQuote",
        ("AcceptGoodsQuoteInput", "GoodsQuoteInput"),
        only("schema.input-type-name"),
    ),
    "payload of another name": (
        "acceptGoodsQuote",
        ("): AcceptGoodsQuote\n", "): GoodsQuote\n"),
        [
            ("schema.field-present", Level.SHOULD),
            ("schema.field-present", None),
            ("schema.return-type", None),
        ],
    ),
    "payload a list": (
        "acceptGoodsQuote",
        ("): AcceptGoodsQuote\n", "): [AcceptGoodsQuote]\n"),
        only("schema.return-type"),
    ),
    "field missing": (
        "selfReading",
        edit_payload("SelfReading", "agreementId: Int", "agreement: Int"),
        only("schema.field-present"),
    ),
    "field wants an argument": (
        "selfReading",
        edit_payload("SelfReading", "agreementId: Int", "agreementId(of: Int!): Int"),
        only("schema.field-present"),
    ),
    "text an integer": (
        "selfReading",
        edit_payload("SelfReading", "meterPointId: String", "meterPointId: Int"),
        only("schema.field-kind"),
    ),
    "text an object": (
        "selfReading",
        edit_payload("SelfReading", "meterPointId: String", "meterPointId: GoodsQuote"),
        only("schema.field-kind"),
    ),
    "text an enum value": (
        "selfReading",
        edit_payload("SelfReading", "marketName: String", "marketName: AccountStatus"),
        only("schema.field-kind", SHOULD),
    ),
    "text a list": (
        "selfReading",
        edit_payload("SelfReading", "meterPointId: String", "meterPointId: [String]"),
        only("schema.field-kind"),
    ),
    "integer an id": (
        "selfReading",
        edit_payload("SelfReading", "agreementId: Int", "agreementId: ID"),
        only("schema.field-kind"),
    ),
    "integer a number": (
        "selfReading",
        edit_payload("SelfReading", "agreementId: Int", "agreementId: Float"),
        only("schema.field-kind"),
    ),
    "date a date-time": (
        "selfReading",
        edit_payload("SelfReading", "readingDate: Date", "readingDate: DateTime"),
        only("schema.field-kind"),
    ),
    "list a text": (
        "deviceRegistration",
        edit_payload("DeviceRegistration", "registeredDeviceIds: [String]", "registeredDeviceIds: String"),
        only("schema.field-kind"),
    ),
    "object JSON": (
        "updateMetadata",
        edit_payload("UpdateMetadata", "metadata: Metadata", "metadata: GenericScalar"),
        only("schema.field-kind"),
    ),
    "object a list": (
        "updateMetadata",
        edit_payload("UpdateMetadata", "metadata: Metadata", "metadata: [Metadata]"),
        only("schema.field-kind"),
    ),
    "enum value a number": (
        "deletePushNotificationBinding",
        edit_payload("DeletePushNotificationBinding", "DeletePushNotificationBindingOutput", "Int"),
        only("schema.field-kind"),
    ),
    "enum value a text": (
        "deletePushNotificationBinding",
        edit_payload("DeletePushNotificationBinding", "DeletePushNotificationBindingOutput", "String"),
        only("schema.field-kind", SHOULD),
    ),
    "object of another name": (
        "updateMetadata",
        edit_payload("UpdateMetadata", "metadata: Metadata", "metadata: GoodsQuote"),
        only("schema.field-type"),
    ),
    "member missing": (
        "linkUserToLine",
        (" | AlreadyLinkedError\n", "\n"),
        only("schema.union-members"),
    ),
    "shown value missing": (
        "deletePushNotificationBinding",
        ("  SUCCESSFUL\n", "  DELETED\n"),
        only("schema.enum-value"),
    ),
    "an enum without what a sample shows": (
        "deletePushNotificationBinding",
        edit_payload("DeletePushNotificationBinding", "DeletePushNotificationBindingOutput", "AccountStatus"),
        only("schema.enum-value"),
    ),
    "nested member missing": (
        "backendScreenEvent",
        (" | CloseActionType ", " "),
        only("schema.union-members"),
    ),
}


@pytest.mark.parametrize(("mutation", "edit", "expected"), BROKEN.values(), ids=BROKEN)
def test_each_broken_promise_is_found_alone(mutation: str, edit: tuple[str, str], expected: Found) -> None:
    assert found(mutation, edit) == expected


def test_a_mutation_that_is_not_marked_as_deprecated() -> None:
    name = next(each.name for each in contract().mutations.values() if each.deprecated)
    text = as_target(name)
    marked, unmarked = build_schema(text), build_schema(re.sub(r" @deprecated\(.*?\)", "", text))
    assert schema_violations(name, marked) == []
    assert [id_ for id_, _ in schema_violations(name, unmarked)] == ["schema.deprecation"]


def described(*codes: str) -> tuple[str, str]:
    lines = "".join(f"- {code}: …\n" for code in codes)
    text = f'"""\nAccept.\n\nThe possible errors that can be raised are:\n\n{lines}"""\n'
    return "  acceptGoodsQuote(", f"{text}  acceptGoodsQuote("


def test_the_errors_in_a_description() -> None:
    codes = contract().mutations["acceptGoodsQuote"].errors
    assert found("acceptGoodsQuote", described(*reversed(codes))) == []
    assert found("acceptGoodsQuote", described(*codes, "KT-CT-1199")) == []
    assert found("acceptGoodsQuote", described(*codes[1:])) == only("schema.errors-in-description")
    assert found("acceptGoodsQuote", described(*codes, "KT-CT-3811")) == only("schema.errors-in-description")


def test_a_description_that_lists_no_errors_is_not_judged() -> None:
    assert found("acceptGoodsQuote", ("  acceptGoodsQuote(", '"""See KT-CT-1."""\n  acceptGoodsQuote(')) == []


def test_a_description_without_errors_is_a_violation_where_all_others_list_theirs() -> None:
    made = import_contract(make_draft(ODD, name="odd", version="1"), None)
    listed = "\n\n  The possible errors that can be raised are:\n\n  - OE-0105: Nothing is there."
    text = ODD.read_text("utf-8")
    assert listed in text
    without = text.replace(listed, "")
    assert found_in(made, without) == set(), "one of the others lists its errors in other words"
    alike = without.replace("**Possible Errors:**", "The possible errors that can be raised are:")
    assert found_in(made, alike) == {("list", "schema.errors-in-description")}


def test_a_schema_without_mutations() -> None:
    schema = build_schema("type Query { ok: Boolean }")
    assert [id_ for id_, _ in schema_violations("selfReading", schema)] == ["schema.mutation-present"]


@pytest.mark.parametrize(
    ("day", "level"), [("2025-02-28", None), ("2025-03-01", Level.SHOULD), ("2026-11-28", Level.SHOULD)]
)
def test_a_field_that_the_platform_gives_up_weighs_less_from_that_day_on(
    day: str, level: Level | None
) -> None:
    mutation = contract().mutations["selfReading"]
    schema = target(edit_payload("SelfReading", "  possibleErrors: [PossibleErrorType]\n", ""))
    both = SchemaComparison(contract(), mutation, mutation.server, schema, today=date.fromisoformat(day))
    [violation] = schema_field_present(both)
    assert violation.level is level
    assert ("deprecated on 2025-01-31" in violation.expected) is (level is not None)


def test_whatever_a_schema_has_it_agrees_with_the_contract_made_of_it() -> None:
    made = import_contract(make_draft(ODD, name="odd", version="1"), None)
    text = ODD.read_text("utf-8")
    assert found_in(made, text) == set()
    more = text.replace("friends(first: Int!, after: String)", "friends(first: Int!, after: String!)")
    assert found_in(made, more) == {("list", "schema.field-present")}


def found_in(made: Contract, text: str) -> set[tuple[str, str]]:
    schema = build_schema(text)
    return {
        (mutation.name, each.id)
        for mutation in made.mutations.values()
        for both in [SchemaComparison(made, mutation, mutation.server, schema)]
        for each in all_schema_checks()
        if each.applies(both) and list(each.run(both))
    }
