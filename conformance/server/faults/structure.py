"""Faults in the structure of a response: keys, lists, nulls, type names, the top level."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from kraken_conformance.server.execution.call import Call
from kraken_conformance.server.execution.operation_plan import selections
from kraken_conformance.server.faults.fault import Fault, OnBody, OnPayload
from kraken_conformance.server.faults.other_codes import unknown_code
from kraken_conformance.server.faults.places import PayloadPlace, change_where, output_fields
from kraken_conformance.spec import Mutation


def _nullable(type_: Any) -> Any:
    return type_.of_type if is_non_null_type(type_) else type_


def _is_list(place: PayloadPlace) -> bool:
    return place.type is not None and is_list_type(_nullable(place.type))


def _is_single(place: PayloadPlace) -> bool:
    return place.type is not None and not _is_list(place) and isinstance(place.key, str)


def _is_required_list(place: PayloadPlace) -> bool:
    return _is_list(place) and is_non_null_type(_nullable(place.type).of_type)


def _is_required(place: PayloadPlace) -> bool:
    return place.type is not None and is_non_null_type(place.type) and isinstance(place.key, str)


def _has_list(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return any(is_list_type(_nullable(type_)) for _, type_ in output_fields(mutation, schema))


def _has_required_list(mutation: Mutation, schema: GraphQLSchema) -> bool:
    lists = (_nullable(type_) for _, type_ in output_fields(mutation, schema))
    return any(is_list_type(type_) and is_non_null_type(type_.of_type) for type_ in lists)


def _has_required(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return any(is_non_null_type(type_) for _, type_ in output_fields(mutation, schema))


def _has_abstract(mutation: Mutation, schema: GraphQLSchema) -> bool:
    assert schema.mutation_type is not None
    types = [
        schema.mutation_type.fields[mutation.name].type,
        *(type_ for _, type_ in output_fields(mutation, schema)),
    ]
    return any(is_abstract_type(get_named_type(type_)) for type_ in types)


def _returns_one_object(mutation: Mutation, _: GraphQLSchema) -> bool:
    return is_composite_type(_nullable(mutation.type))


def _has_fields(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return bool(mutation.fields)


def _has_possible_errors(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return mutation.possible_errors is not None


def _drop_last_key(value: Any, _: Call) -> Any:
    value.popitem()
    return value


def _add_key(value: Any, _: Call) -> Any:
    return {**value, "internalNote": "not asked for"}


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


def _only_when_executed(change: Any) -> Any:
    return lambda body, call: body if body.get("errors") else change(body, call)


STRUCTURE_FAULTS = (
    Fault(
        id="list-as-single",
        breaks="shape.list",
        description="A list comes as its first item.",
        hook=OnPayload(change_where(_is_list, lambda items: items[0] if items else "none")),
        example="deviceRegistration",
        needs="a return field that is a list",
        suits=_has_list,
    ),
    Fault(
        id="single-as-list",
        breaks="shape.list",
        description="A single value comes as a list of one.",
        hook=OnPayload(
            change_where(lambda place: _is_single(place) and not _is_list(place), lambda value: [value])
        ),
        example="setLoyaltyPointsUser",
        needs="a return field that is no list",
        suits=lambda mutation, _: bool(mutation.fields),
    ),
    Fault(
        id="item-null",
        breaks="shape.list-items",
        description="A list whose items are never null holds a null.",
        hook=OnPayload(change_where(_is_required_list, lambda items: [*items, None])),
        example="switchProduct",
        needs="a return field that is a list of items that are never null",
        suits=_has_required_list,
    ),
    Fault(
        id="null-for-non-null",
        breaks="shape.non-null",
        description="A field that is never null is null.",
        hook=OnPayload(change_where(_is_required, lambda _: None)),
        example="collectPayment",
        needs="a return field that is never null",
        suits=_has_required,
    ),
    Fault(
        id="root-null-for-non-null",
        breaks="shape.non-null",
        description="A mutation that always returns a value returns null.",
        hook=OnPayload(lambda value, call: None),
        example="unlinkUserFromLine",
        needs="a return type that is never null",
        suits=lambda mutation, _: is_non_null_type(mutation.type),
    ),
    Fault(
        id="typename-unknown",
        breaks="shape.typename",
        description="`__typename` names a type that does not exist.",
        hook=OnPayload(change_where(lambda place: place.name == "__typename", lambda _: "SomethingElse")),
        example="linkUserToLine",
        needs="a return type, or a return field, that is a union or an interface",
        suits=_has_abstract,
    ),
    Fault(
        id="typename-of-another",
        breaks="shape.typename",
        description="`__typename` names a type of the schema that is not possible there.",
        hook=OnPayload(change_where(lambda place: place.name == "__typename", lambda _: "PossibleErrorType")),
        example="backendScreenEvent",
        needs="a return type, or a return field, that is a union or an interface",
        suits=_has_abstract,
    ),
    Fault(
        id="field-missing",
        breaks="shape.field-present",
        description="The last field that was asked for is missing.",
        hook=OnPayload(_drop_last_key),
        example="switchProduct",
    ),
    Fault(
        id="field-not-asked-for",
        breaks="shape.no-extra-key",
        description="A field comes that the request did not ask for.",
        hook=OnPayload(_add_key),
        example="addCampaignToAccount",
    ),
    Fault(
        id="alias-ignored",
        breaks="shape.alias",
        description="The mutation comes under its name and not under its alias.",
        hook=OnBody(_ignore_alias),
        example="verifyIdentity",
        also={
            "shape.field-present": "the key that was asked for is missing",
            "shape.no-extra-key": "the mutation comes under a key that was not asked for",
            "equivalent.alias": "the renamed mutation is not there",
            "shape.key-order": "beside others, it does not come where its alias was",
        },
    ),
    Fault(
        id="field-alias-ignored",
        breaks="shape.alias",
        description="The fields of the payload come under their names and not under their aliases.",
        hook=OnPayload(_ignore_field_aliases),
        example="initiateProductSwitch",
        needs="a payload with fields",
        suits=_has_fields,
        also={
            "shape.field-present": "the keys that were asked for are missing",
            "shape.no-extra-key": "the fields come under keys that were not asked for",
        },
    ),
    Fault(
        id="payload-as-text",
        breaks="shape.payload",
        description="The mutation returns text.",
        hook=OnPayload(lambda value, call: "OK"),
        example="updateMetadata",
        needs="a return type that is an object",
        suits=_returns_one_object,
    ),
    Fault(
        id="payload-as-list",
        breaks="shape.payload",
        description="The mutation returns a list with its payload in it.",
        hook=OnPayload(lambda value, call: [value]),
        example="amendPayment",
        also={"shape.list": "it is a list where none is due"},
    ),
    Fault(
        id="possible-errors-undeclared",
        breaks="shape.possible-errors",
        description="possibleErrors names a code that the mutation does not declare.",
        hook=OnPayload(_list_possible_errors),
        example="shareGoodsQuote",
        needs="a return field possibleErrors",
        suits=_has_possible_errors,
    ),
    Fault(
        id="top-level-key",
        breaks="shape.top-level",
        description="Beside `data` stands a key that GraphQL does not know.",
        hook=OnBody(lambda body, call: {**body, "status": "success"}),
        example="cancelSmartFlexOnboarding",
    ),
    Fault(
        id="top-level-list",
        breaks="shape.top-level",
        description="The response is a list with one result in it.",
        hook=OnBody(lambda body, call: [body]),
        example="createContributionAgreement",
        also={"shape.data-key": "a list has no key `data`"},
    ),
    Fault(
        id="data-missing",
        breaks="shape.data-key",
        description="The response to an executed mutation has neither `data` nor `errors`.",
        hook=OnBody(_only_when_executed(lambda body, call: {"extensions": {}})),
        example="updateAutoTopUpAmount",
    ),
    Fault(
        id="null-without-error",
        breaks="error.present",
        description="The mutation returns null and no error.",
        hook=OnPayload(lambda value, call: None),
        example="createReferral",
        needs="a return type that may be null",
        suits=lambda mutation, schema: not is_non_null_type(mutation.type),
    ),
    Fault(
        id="data-null",
        breaks="shape.data-key",
        description="`data` is null although there is no error.",
        hook=OnBody(_only_when_executed(lambda body, call: {"data": None})),
        example="submitRepaymentRequest",
    ),
)
"""Every fault in the structure of a response."""
