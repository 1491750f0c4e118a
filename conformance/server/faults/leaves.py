"""Faults in the leaves of a payload: values that are not of the type there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLEnumType, GraphQLSchema, get_named_type

from kraken_conformance.server.faults.fault import Fault, OnPayload
from kraken_conformance.server.faults.places import (
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
    example: str,
    types: tuple[str, ...],
    change: Callable[[Any], Any],
    description: str,
    also: dict[str, str] | None = None,
) -> Fault:
    return Fault(
        id=id_,
        breaks=breaks,
        description=description,
        hook=OnPayload(change_where(of_type(*types), change)),
        example=example,
        needs=f"a return field of the type {' or '.join(types)}",
        suits=shows_type(*types),
        also=also or {},
    )


def _is_enum(place: PayloadPlace) -> bool:
    return (
        place.type is not None
        and place.named != ""
        and isinstance(get_named_type(place.type), GraphQLEnumType)
    )


def _shows_enum(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return any(
        isinstance(get_named_type(type_), GraphQLEnumType) for _, type_ in output_fields(mutation, schema)
    )


def _enum(id_: str, change: Callable[[Any], Any], description: str) -> Fault:
    return Fault(
        id=id_,
        breaks="shape.enum-value",
        description=description,
        hook=OnPayload(change_where(_is_enum, change)),
        example="deletePushNotificationBinding",
        needs="a return field that is an enum",
        suits=_shows_enum,
    )


TEXT = ("String",)
REFERRAL = "createReferral"
CHECKOUT = "checkoutQuote"
PREFERENCES = "updateCommsPreferences"

LEAF_FAULTS = (
    _leaf("int-as-text", "shape.integer", REFERRAL, ("Int",), str, 'An Int is text: "12".'),
    _leaf(
        "int-as-float",
        "shape.integer",
        REFERRAL,
        ("Int",),
        lambda value: value + 0.5,
        "An Int has a fraction.",
    ),
    _leaf("int-as-boolean", "shape.integer", REFERRAL, ("Int",), bool, "An Int is true or false."),
    _leaf("int-too-large", "shape.int-range", REFERRAL, ("Int",), lambda _: 2**31, "An Int is 2^31."),
    _leaf(
        "int-too-small", "shape.int-range", REFERRAL, ("Int",), lambda _: -(2**31) - 1, "An Int is -2^31 - 1."
    ),
    _leaf(
        "text-as-number", "shape.text", "requestPasswordReset", TEXT, lambda _: 4711, "A String is a number."
    ),
    _leaf(
        "text-as-object",
        "shape.text",
        CHECKOUT,
        TEXT,
        lambda value: {"value": value},
        "A String is an object.",
    ),
    _leaf("text-as-boolean", "shape.text", "verifyIdentity", TEXT, lambda _: True, "A String is true."),
    _leaf("id-as-number", "shape.text", "shareGoodsQuote", ("ID",), lambda _: 4711, "An ID is a number."),
    _leaf("float-as-text", "shape.number", PREFERENCES, ("Float",), str, "A Float is text."),
    _leaf("float-as-boolean", "shape.number", PREFERENCES, ("Float",), bool, "A Float is true or false."),
    _leaf(
        "float-not-finite",
        "shape.number",
        PREFERENCES,
        ("Float",),
        lambda _: float("nan"),
        "A Float is NaN.",
        {"http.json": "JSON knows no NaN"},
    ),
    _leaf(
        "boolean-as-text",
        "shape.boolean",
        "requestPrintedBill",
        ("Boolean",),
        lambda value: str(value).lower(),
        'A Boolean is text: "true".',
    ),
    _leaf("boolean-as-number", "shape.boolean", "deleteMfaDevice", ("Boolean",), int, "A Boolean is 0 or 1."),
    _enum(
        "enum-unknown-value", lambda _: "SOMETHING_NEW", "An enum has a value that its type does not list."
    ),
    _enum("enum-lower-case", str.lower, "An enum value is in lower case."),
    _enum("enum-as-number", lambda _: 2, "An enum value is a number."),
    _leaf(
        "date-local-form", "shape.date", CHECKOUT, ("Date",), lambda _: "31/12/2026", "A Date is 31/12/2026."
    ),
    _leaf(
        "date-impossible", "shape.date", CHECKOUT, ("Date",), lambda _: "2026-02-30", "A Date is 30 February."
    ),
    _leaf(
        "date-as-number", "shape.date", CHECKOUT, ("Date",), lambda _: 1798675200, "A Date is a Unix time."
    ),
    _leaf(
        "date-time-as-number",
        "shape.date-time",
        "forceReauthentication",
        ("DateTime",),
        lambda _: 1798675200,
        "A DateTime is a Unix time.",
    ),
    _leaf(
        "date-time-impossible",
        "shape.date-time",
        "createCreditTransferPermission",
        ("DateTime",),
        lambda _: "2026-12-31T25:61:00+00:00",
        "A DateTime is past 24 hours.",
    ),
    _leaf(
        "time-impossible",
        "shape.time",
        "runMeterPointPmaxAnalysis",
        ("Time",),
        lambda _: "25:61",
        "A Time is 25:61.",
    ),
    _leaf(
        "uuid-short",
        "shape.uuid",
        "requestQuote",
        ("UUID",),
        lambda value: value[:-1],
        "A UUID lacks a digit.",
    ),
    _leaf(
        "decimal-comma",
        "shape.decimal",
        "suspendControl",
        ("Decimal",),
        lambda _: "12,50",
        "A Decimal has a comma.",
    ),
    _leaf(
        "json-cut-short",
        "shape.json",
        "createFormSubmission",
        ("JSONString",),
        lambda _: "{",
        "A JSONString is no JSON.",
    ),
)
"""Every fault in a leaf."""
