"""Faults in the structure of a response: keys, lists, nulls, type names, the top level."""

from typing import Any

from graphql import (
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.execution.operation_plan import selections
from kraken_conformance.server.faults.parts.fault import Fault, OnBody, OnPayload
from kraken_conformance.server.faults.parts.needs import Need, need
from kraken_conformance.server.faults.parts.other_codes import unknown_code
from kraken_conformance.server.faults.parts.places import PayloadPlace, change_where, output_fields
from kraken_conformance.spec import Mutation


def _is_list(place: PayloadPlace) -> bool:
    return is_list_type(get_nullable_type(place.type))


def _is_single(place: PayloadPlace) -> bool:
    return place.type is not None and not _is_list(place) and isinstance(place.key, str)


def _is_required_list(place: PayloadPlace) -> bool:
    type_ = get_nullable_type(place.type)
    return is_list_type(type_) and is_non_null_type(type_.of_type)


def _is_required(place: PayloadPlace) -> bool:
    return place.type is not None and is_non_null_type(place.type) and isinstance(place.key, str)


@need("a return field that is a list")
def shown_list(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether answers show a list."""
    return any(is_list_type(get_nullable_type(type_)) for _, type_ in output_fields(mutation, schema))


@need("a return field that is a list of items that are never null")
def required_items(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether answers show a list whose items are never null."""
    lists = (get_nullable_type(type_) for _, type_ in output_fields(mutation, schema))
    return any(is_list_type(type_) and is_non_null_type(type_.of_type) for type_ in lists)


@need("a return field that is never null")
def required_field(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether answers show a field that is never null."""
    return any(is_non_null_type(type_) for _, type_ in output_fields(mutation, schema))


@need("a return type, or a return field, that is a union or an interface")
def abstract_type(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether answers show a union or an interface."""
    assert schema.mutation_type is not None
    types = [
        schema.mutation_type.fields[mutation.name].type,
        *(type_ for _, type_ in output_fields(mutation, schema)),
    ]
    return any(is_abstract_type(get_named_type(type_)) for type_ in types)


def _ignore_alias(body: Any, call: Call) -> Any:
    data = body.get("data")
    if isinstance(data, dict) and call.root.key in data:
        data[call.root.name] = data.pop(call.root.key)
    return body


def _ignore_field_aliases(value: Any, call: Call) -> Any:
    fields = call.root.planner.collect(call.schema.type_map[_payload(call)], selections(call.root.nodes))  # type: ignore[arg-type]
    return {fields[key][0].name.value if key in fields else key: item for key, item in value.items()}


def _list_possible_errors(value: Any, call: Call) -> Any:
    keys = call.contract.platform.possible_errors
    assert keys is not None
    entry = {
        keys.code: unknown_code(call),
        keys.message: "Unforeseen.",
        keys.description: "Unforeseen.",
        keys.type: "APPLICATION",
    }
    made = call.root.dry([entry])
    fields = call.root.planner.collect(call.schema.type_map[_payload(call)], selections(call.root.nodes))  # type: ignore[arg-type]
    for key, nodes in fields.items():
        if nodes[0].name.value == call.mutation.possible_errors:
            value[key] = made[key]
    return value


def _payload(call: Call) -> str:
    assert call.root.definition is not None
    return str(get_named_type(call.root.definition.type).name)


def _executed_as(body: dict[str, Any]) -> OnBody:
    """Return a hook that gives another body to a success."""
    return OnBody(lambda found, _: found if found.get("errors") else body)


STRUCTURE_FAULTS = (
    Fault(
        "list-as-single",
        "shape.list",
        "A list comes as its first item.",
        OnPayload(change_where(_is_list, lambda items: items[0] if items else "none")),
        "deviceRegistration",
        shown_list,
    ),
    Fault(
        "single-as-list",
        "shape.list",
        "A single value comes as a list of one.",
        OnPayload(change_where(_is_single, lambda value: [value])),
        "setLoyaltyPointsUser",
        Need("a return field that is no list", lambda mutation, _: bool(mutation.fields)),
    ),
    Fault(
        "item-null",
        "shape.list-items",
        "A list whose items are never null holds a null.",
        OnPayload(change_where(_is_required_list, lambda items: [*items, None])),
        "switchProduct",
        required_items,
    ),
    Fault(
        "null-for-non-null",
        "shape.non-null",
        "A field that is never null is null.",
        OnPayload(change_where(_is_required, lambda _: None)),
        "collectPayment",
        required_field,
    ),
    Fault(
        "root-null-for-non-null",
        "shape.non-null",
        "A mutation that always returns a value returns null.",
        OnPayload(lambda value, call: None),
        "unlinkUserFromLine",
        Need("a return type that is never null", lambda mutation, _: is_non_null_type(mutation.type)),
    ),
    Fault(
        "typename-unknown",
        "shape.typename",
        "`__typename` names a type that does not exist.",
        OnPayload(change_where(lambda place: place.name == "__typename", lambda _: "SomethingElse")),
        "linkUserToLine",
        abstract_type,
    ),
    Fault(
        "typename-of-another",
        "shape.typename",
        "`__typename` names a type of the schema that is not possible there.",
        OnPayload(change_where(lambda place: place.name == "__typename", lambda _: "PossibleErrorType")),
        "backendScreenEvent",
        abstract_type,
    ),
    Fault(
        "field-missing",
        "shape.field-present",
        "The last field that was asked for is missing.",
        OnPayload(lambda value, _: dict(list(value.items())[:-1])),
        "switchProduct",
    ),
    Fault(
        "field-not-asked-for",
        "shape.no-extra-key",
        "A field comes that the request did not ask for.",
        OnPayload(lambda value, _: {**value, "internalNote": "not asked for"}),
        "addCampaignToAccount",
    ),
    Fault(
        "alias-ignored",
        "shape.alias",
        "The mutation comes under its name and not under its alias.",
        OnBody(_ignore_alias),
        "verifyIdentity",
        also={
            "shape.field-present": "the key that was asked for is missing",
            "shape.no-extra-key": "the mutation comes under a key that was not asked for",
            "equivalent.alias": "the renamed mutation is not there",
            "shape.key-order": "beside others, it does not come where its alias was",
        },
    ),
    Fault(
        "field-alias-ignored",
        "shape.alias",
        "The fields of the payload come under their names and not under their aliases.",
        OnPayload(_ignore_field_aliases),
        "initiateProductSwitch",
        Need("a payload with fields", lambda mutation, _: bool(mutation.fields)),
        also={
            "shape.field-present": "the keys that were asked for are missing",
            "shape.no-extra-key": "the fields come under keys that were not asked for",
        },
    ),
    Fault(
        "payload-as-text",
        "shape.payload",
        "The mutation returns text.",
        OnPayload(lambda value, call: "OK"),
        "updateMetadata",
        Need(
            "a return type that is an object",
            lambda mutation, _: is_composite_type(get_nullable_type(mutation.type)),
        ),
    ),
    Fault(
        "payload-as-list",
        "shape.payload",
        "The mutation returns a list with its payload in it.",
        OnPayload(lambda value, call: [value]),
        "amendPayment",
        also={"shape.list": "it is a list where none is due"},
    ),
    Fault(
        "possible-errors-undeclared",
        "shape.possible-errors",
        "possibleErrors names a code that the mutation does not declare.",
        OnPayload(_list_possible_errors),
        "shareGoodsQuote",
        Need("a return field possibleErrors", lambda mutation, _: mutation.possible_errors is not None),
    ),
    Fault(
        "top-level-key",
        "shape.top-level",
        "Beside `data` stands a key that GraphQL does not know.",
        OnBody(lambda body, call: {**body, "status": "success"}),
        "cancelSmartFlexOnboarding",
    ),
    Fault(
        "top-level-list",
        "shape.top-level",
        "The response is a list with one result in it.",
        OnBody(lambda body, call: [body]),
        "createContributionAgreement",
        also={"shape.data-key": "a list has no key `data`"},
    ),
    Fault(
        "data-missing",
        "shape.data-key",
        "The response to an executed mutation has neither `data` nor `errors`.",
        _executed_as({"extensions": {}}),
        "updateAutoTopUpAmount",
    ),
    Fault(
        "null-without-error",
        "error.present",
        "The mutation returns null and no error.",
        OnPayload(lambda value, call: None),
        "createReferral",
        Need("a return type that may be null", lambda mutation, schema: not is_non_null_type(mutation.type)),
    ),
    Fault(
        "data-null",
        "shape.data-key",
        "`data` is null although there is no error.",
        _executed_as({"data": None}),
        "submitRepaymentRequest",
    ),
)
"""Every fault in the structure of a response."""
