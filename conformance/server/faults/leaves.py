"""Faults in the leaves of a payload: values that are not of the type there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_enum_type

from kraken_conformance.server.faults.parts.fault import Fault, OnPayload
from kraken_conformance.server.faults.parts.needs import Need, need
from kraken_conformance.server.faults.parts.places import (
    PayloadPlace,
    change_where,
    of_type,
    output_fields,
    shows_type,
)
from kraken_conformance.spec import Mutation


def _leaf(
    id_: str,
    breaks: str,
    description: str,
    types: tuple[str, ...],
    change: Callable[[Any], Any],
    example: str,
    also: Mapping[str, str] = MappingProxyType({}),
) -> Fault:
    needs = Need(f"a return field of the type {' or '.join(types)}", shows_type(*types))
    hook = OnPayload(change_where(of_type(*types), change))
    return Fault(id_, f"shape.{breaks}", description, hook, example, needs, also)


def _is_enum(place: PayloadPlace) -> bool:
    return place.named != "" and is_enum_type(get_named_type(place.type))


@need("a return field that is an enum")
def shown_enum(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether answers show an enum."""
    return any(is_enum_type(get_named_type(type_)) for _, type_ in output_fields(mutation, schema))


def _enum(id_: str, description: str, change: Callable[[Any], Any]) -> Fault:
    hook = OnPayload(change_where(_is_enum, change))
    return Fault(id_, "shape.enum-value", description, hook, "deletePushNotificationBinding", shown_enum)


TEXT = ("String",)
REFERRAL = "createReferral"
CHECKOUT = "checkoutQuote"
PREFERENCES = "updateCommsPreferences"
SHOWN = {"shape.echo": "the answer shows what was set, and this is no such value"}

LEAF_FAULTS = (
    _leaf("int-as-text", "integer", 'An Int is text: "12".', ("Int",), str, REFERRAL),
    _leaf("int-as-float", "integer", "An Int has a fraction.", ("Int",), lambda value: value + 0.5, REFERRAL),
    _leaf("int-as-boolean", "integer", "An Int is true or false.", ("Int",), bool, REFERRAL),
    _leaf("int-too-large", "int-range", "An Int is 2^31.", ("Int",), lambda _: 2**31, REFERRAL),
    _leaf("int-too-small", "int-range", "An Int is -2^31 - 1.", ("Int",), lambda _: -(2**31) - 1, REFERRAL),
    _leaf("text-as-number", "text", "A String is a number.", TEXT, lambda _: 4711, "requestPasswordReset"),
    _leaf("text-as-object", "text", "A String is an object.", TEXT, lambda value: {"value": value}, CHECKOUT),
    _leaf("text-as-boolean", "text", "A String is true.", TEXT, lambda _: True, "verifyIdentity"),
    _leaf("id-as-number", "text", "An ID is a number.", ("ID",), lambda _: 4711, "shareGoodsQuote"),
    _leaf("float-as-text", "number", "A Float is text.", ("Float",), str, PREFERENCES, SHOWN),
    _leaf("float-as-boolean", "number", "A Float is true or false.", ("Float",), bool, PREFERENCES, SHOWN),
    _leaf(
        "float-not-finite",
        "number",
        "A Float is NaN.",
        ("Float",),
        lambda _: float("nan"),
        PREFERENCES,
        {**SHOWN, "http.json": "JSON knows no NaN"},
    ),
    _leaf(
        "boolean-as-text",
        "boolean",
        'A Boolean is text: "true".',
        ("Boolean",),
        lambda value: str(value).lower(),
        "requestPrintedBill",
    ),
    _leaf("boolean-as-number", "boolean", "A Boolean is 0 or 1.", ("Boolean",), int, "deleteMfaDevice"),
    _enum(
        "enum-unknown-value", "An enum has a value that its type does not list.", lambda _: "SOMETHING_NEW"
    ),
    _enum("enum-lower-case", "An enum value is in lower case.", str.lower),
    _enum("enum-as-number", "An enum value is a number.", lambda _: 2),
    _leaf("date-local-form", "date", "A Date is 31/12/2026.", ("Date",), lambda _: "31/12/2026", CHECKOUT),
    _leaf("date-impossible", "date", "A Date is 30 February.", ("Date",), lambda _: "2026-02-30", CHECKOUT),
    _leaf("date-as-number", "date", "A Date is a Unix time.", ("Date",), lambda _: 1798675200, CHECKOUT),
    _leaf(
        "date-time-as-number",
        "date-time",
        "A DateTime is a Unix time.",
        ("DateTime",),
        lambda _: 1798675200,
        "forceReauthentication",
    ),
    _leaf(
        "date-time-impossible",
        "date-time",
        "A DateTime is past 24 hours.",
        ("DateTime",),
        lambda _: "2026-12-31T25:61:00+00:00",
        "createCreditTransferPermission",
    ),
    _leaf(
        "time-impossible",
        "time",
        "A Time is 25:61.",
        ("Time",),
        lambda _: "25:61",
        "runMeterPointPmaxAnalysis",
    ),
    _leaf("uuid-short", "uuid", "A UUID lacks a digit.", ("UUID",), lambda value: value[:-1], "requestQuote"),
    _leaf(
        "decimal-comma",
        "decimal",
        "A Decimal has a comma.",
        ("Decimal",),
        lambda _: "12,50",
        "suspendControl",
    ),
    _leaf(
        "json-cut-short",
        "json",
        "A JSONString is no JSON.",
        ("JSONString",),
        lambda _: "{",
        "createFormSubmission",
    ),
)
"""Every fault in a leaf."""
