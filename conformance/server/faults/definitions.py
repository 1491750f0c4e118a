"""Faults in the schema: definitions that are not as the contract declares them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graphql import (
    GraphQLSchema,
    ListTypeNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    ScalarTypeDefinitionNode,
    StringValueNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_union_type,
    parse_type,
    print_ast,
)
from graphql.language import InputValueDefinitionNode

from kraken_conformance.server.execution.schema_draft import SchemaDraft, describe, named
from kraken_conformance.server.faults.fault import Fault, OnSchema
from kraken_conformance.spec import Contract, Mutation

Edit = Callable[[SchemaDraft, Mutation, Contract], None]

NOT_TAKEN = "the documented request is no longer valid"


def _renamed(type_: Any, name: str) -> Any:
    """Return a type reference with another name at its heart."""
    if isinstance(type_, NamedTypeNode):
        return NamedTypeNode(name=NameNode(value=name))
    return replace(type_, type=_renamed(type_.type, name))


def _copy(draft: SchemaDraft, name: str, copy: str) -> None:
    known = draft.types.get(
        name, ScalarTypeDefinitionNode(name=NameNode(value=copy), directives=())
    )  # a built-in scalar has no definition
    draft.types[copy] = replace(known, name=NameNode(value=copy))


def _change_field(draft: SchemaDraft, mutation: Mutation, **changes: Any) -> None:
    draft.mutations[mutation.name] = replace(draft.mutations[mutation.name], **changes)


def _remove_mutation(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    del draft.mutations[mutation.name]


def _rename_argument(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    first, *others = draft.mutations[mutation.name].arguments or ()
    _change_field(draft, mutation, arguments=(replace(first, name=NameNode(value="data")), *others))


def _list_argument(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    first, *others = draft.mutations[mutation.name].arguments or ()
    inner = first.type.type if isinstance(first.type, NonNullTypeNode) else first.type
    wrapped: Any = ListTypeNode(type=inner)
    if inner is not first.type:
        wrapped = NonNullTypeNode(type=wrapped)
    _change_field(draft, mutation, arguments=(replace(first, type=wrapped), *others))


def _stricter_argument(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    arguments = draft.mutations[mutation.name].arguments or ()
    made = (
        replace(argument, type=parse_type(f"{print_ast(argument.type).rstrip('!')}!"))
        for argument in arguments
    )
    _change_field(draft, mutation, arguments=tuple(made))


def _require_argument(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    added = InputValueDefinitionNode(
        name=NameNode(value="clientReference"), type=parse_type("String!"), directives=()
    )
    _change_field(draft, mutation, arguments=(*(draft.mutations[mutation.name].arguments or ()), added))


def _rename_input_type(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    first, *others = draft.mutations[mutation.name].arguments or ()
    old = named(first.type)
    _copy(draft, old, f"{old}V2")
    _change_field(draft, mutation, arguments=(replace(first, type=_renamed(first.type, f"{old}V2")), *others))


def _rename_payload(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    node = draft.mutations[mutation.name]
    old = named(node.type)
    _copy(draft, old, f"{old}Result")
    _change_field(draft, mutation, type=_renamed(node.type, f"{old}Result"))


def _edit_payload(change: Callable[[SchemaDraft, Any, Mutation], Any]) -> Edit:
    """Return an edit of the fields of a mutation's payload: of its last documented field."""

    def edit(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
        name = named(draft.mutations[mutation.name].type)
        payload: Any = draft.types[name]
        last = mutation.fields[-1].name
        fields = []
        for field in payload.fields:
            changed = change(draft, field, mutation) if field.name.value == last else field
            fields += [changed] if changed is not None else []
        draft.types[name] = replace(payload, fields=tuple(fields))

    return edit


def _other_kind(_: SchemaDraft, field: Any, __: Mutation) -> Any:
    leaf = {"Int": "String", "Boolean": "String"}.get(named(field.type), "Int")
    return replace(field, type=parse_type(leaf))


def _as_list(_: SchemaDraft, field: Any, __: Mutation) -> Any:
    return replace(field, type=ListTypeNode(type=field.type))


def _other_object(draft: SchemaDraft, field: Any, _: Mutation) -> Any:
    old = named(field.type)
    _copy(draft, old, f"{old}Node")
    return replace(field, type=_renamed(field.type, f"{old}Node"))


def _drop_member(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    name = named(draft.mutations[mutation.name].type)
    union: Any = draft.types[name]
    draft.types[name] = replace(union, types=union.types[:-1])


def _undeprecate(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    _change_field(draft, mutation, directives=())


def _describe_fewer(draft: SchemaDraft, mutation: Mutation, contract: Contract) -> None:
    text = describe(contract, mutation, mutation.errors[:-1])
    _change_field(draft, mutation, description=StringValueNode(value=text, block=True))


def _describe_more(draft: SchemaDraft, mutation: Mutation, contract: Contract) -> None:
    added = next(code for code in contract.errors if code not in mutation.errors)
    text = describe(contract, mutation, (*mutation.errors, added))
    _change_field(draft, mutation, description=StringValueNode(value=text, block=True))


def _has_argument(mutation: Mutation, _: GraphQLSchema) -> bool:
    return bool(mutation.arguments)


def _has_optional_argument(mutation: Mutation, _: GraphQLSchema) -> bool:
    return any(not is_non_null_type(argument.type) for argument in mutation.arguments)


def _takes_object(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return bool(mutation.arguments) and get_named_type(mutation.arguments[0].type).name not in ("String",)


def _own_payload(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether the mutation returns an object of a type that no other mutation returns."""
    root = schema.mutation_type
    assert root is not None
    names = [get_named_type(field.type).name for field in root.fields.values()]
    payload = get_named_type(root.fields[mutation.name].type)
    return is_object_type(payload) and names.count(payload.name) == 1 and len(mutation.fields) > 1


def _last_is_leaf(mutation: Mutation, schema: GraphQLSchema) -> bool:
    if not _own_payload(mutation, schema):
        return False
    last = _last_type(mutation, schema)
    return not is_list_type(last) and get_named_type(last).name in ("String", "Int", "Boolean")


def _last_is_object(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return _own_payload(mutation, schema) and is_object_type(_last_type(mutation, schema))


def _last_is_single(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return _own_payload(mutation, schema) and not is_list_type(_last_type(mutation, schema))


def _last_type(mutation: Mutation, schema: GraphQLSchema) -> Any:
    assert schema.mutation_type is not None
    payload: Any = get_named_type(schema.mutation_type.fields[mutation.name].type)
    return payload.fields[mutation.fields[-1].name].type


def _returns_union(mutation: Mutation, schema: GraphQLSchema) -> bool:
    return is_union_type(get_named_type(mutation.type))


OWN_PAYLOAD = "a return type of its own with a field beside possibleErrors"

DEFINITION_FAULTS = (
    Fault(
        id="mutation-missing",
        breaks="schema.mutation-present",
        description="The mutation does not exist.",
        hook=OnSchema(_remove_mutation),
        example="submitCustomerFeedback",
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        id="argument-renamed",
        breaks="schema.argument-present",
        description="The first argument has another name.",
        hook=OnSchema(_rename_argument),
        example="redeemLoyaltyPointsForAccountCredit",
        needs="an argument",
        suits=_has_argument,
        also={
            "schema.argument-required": "the argument of the other name is required",
            "input.valid-accepted": NOT_TAKEN,
            "dry.skip": NOT_TAKEN,
        },
    ),
    Fault(
        id="argument-as-list",
        breaks="schema.argument-type",
        description="The first argument takes a list.",
        hook=OnSchema(_list_argument),
        example="requestPrintedBill",
        needs="an argument",
        suits=_has_argument,
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        id="argument-stricter",
        breaks="schema.argument-type",
        description="An argument that may be left out is required.",
        hook=OnSchema(_stricter_argument),
        example="deleteBoostCharge",
        needs="an argument that may be left out",
        suits=_has_optional_argument,
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        id="argument-added",
        breaks="schema.argument-required",
        description="A further argument is required.",
        hook=OnSchema(_require_argument),
        example="verifyIdentity",
        also={"input.valid-accepted": NOT_TAKEN, "dry.skip": NOT_TAKEN},
    ),
    Fault(
        id="input-type-renamed",
        breaks="schema.input-type-name",
        description="The first argument has a type of another name.",
        hook=OnSchema(_rename_input_type),
        example="createAccountReference",
        needs="an argument that is no scalar",
        suits=_takes_object,
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        id="return-type-renamed",
        breaks="schema.return-type",
        description="The mutation returns a type of another name.",
        hook=OnSchema(_rename_payload),
        example="updateMetadata",
        also={"shape.typename": "the type's own name is the new one"},
    ),
    Fault(
        id="return-field-missing",
        breaks="schema.field-present",
        description="The last documented return field does not exist.",
        hook=OnSchema(_edit_payload(lambda draft, field, mutation: None)),
        example="setLoyaltyPointsUser",
        needs=OWN_PAYLOAD,
        suits=_own_payload,
        also={
            "shape.field-present": "the documented field cannot come",
            "input.valid-accepted": "a document that asks for the field is not valid",
        },
    ),
    Fault(
        id="return-field-of-other-kind",
        breaks="schema.field-kind",
        description="The last return field is text and not a number, or the other way round.",
        hook=OnSchema(_edit_payload(_other_kind)),
        example="createReferral",
        needs="a last return field that is text, an Int or a Boolean",
        suits=_last_is_leaf,
        also={
            "shape.integer": "the value is of the kind that the schema says",
            "shape.text": "the value is of the kind that the schema says",
            "shape.boolean": "the value is of the kind that the schema says",
        },
    ),
    Fault(
        id="return-field-as-list",
        breaks="schema.field-kind",
        description="The last return field is a list.",
        hook=OnSchema(_edit_payload(_as_list)),
        example="terminateCreditTransferPermission",
        needs="a last return field that is no list",
        suits=_last_is_single,
        also={"shape.list": "the value is a list, as the schema says"},
    ),
    Fault(
        id="return-field-type-renamed",
        breaks="schema.field-type",
        description="The last return field is an object of another type.",
        hook=OnSchema(_edit_payload(_other_object)),
        example="updateActivePurchase",
        needs="a last return field that is an object",
        suits=_last_is_object,
        also={"shape.typename": "the type's own name is the new one"},
    ),
    Fault(
        id="union-member-missing",
        breaks="schema.union-members",
        description="The last member of the returned union is not one.",
        hook=OnSchema(_drop_member),
        example="linkUserToLine",
        needs="a return type that is a union",
        suits=_returns_union,
        also={"input.valid-accepted": "a document that asks for the member's fields is not valid"},
    ),
    Fault(
        id="deprecation-missing",
        breaks="schema.deprecation",
        description="The mutation is not deprecated.",
        hook=OnSchema(_undeprecate),
        example="updateUserDetails",
        needs="a deprecation in the documents",
        suits=lambda mutation, _: mutation.deprecated,
    ),
    Fault(
        id="description-lists-fewer-errors",
        breaks="schema.errors-in-description",
        description="The description lacks one of the declared errors.",
        hook=OnSchema(_describe_fewer),
        example="checkoutQuote",
        needs="two declared errors",
        suits=lambda mutation, _: len(mutation.errors) > 1,
    ),
    Fault(
        id="description-lists-more-errors",
        breaks="schema.errors-in-description",
        description="The description lists an error that is not declared.",
        hook=OnSchema(_describe_more),
        example="selfReading",
        needs="a declared error",
        suits=lambda mutation, _: bool(mutation.errors),
    ),
)
"""Every fault in the schema."""
