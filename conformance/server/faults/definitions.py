"""Faults in the schema: definitions that are not as the contract declares them."""

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
    is_enum_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    parse_type,
    print_ast,
)
from graphql.language import InputValueDefinitionNode

from kraken_conformance.server.execution.schema_draft import SchemaDraft, describe, named
from kraken_conformance.server.faults.parts.fault import Fault, OnSchema
from kraken_conformance.server.faults.parts.needs import ARGUMENT, TWO_ERRORS, UNION, Need, need
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


def _other_object(draft: SchemaDraft, field: Any, _: Mutation) -> Any:
    old = named(field.type)
    _copy(draft, old, f"{old}Node")
    return replace(field, type=_renamed(field.type, f"{old}Node"))


def _drop_member(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    name = named(draft.mutations[mutation.name].type)
    union: Any = draft.types[name]
    draft.types[name] = replace(union, types=union.types[:-1])


def _shown_values(mutation: Mutation) -> dict[str, set[str]]:
    """Return the values of enums in the answer of a mutation that sample responses show, by the name of the enum."""
    waiting, opened = [get_named_type(mutation.type)], set[str]()
    found: dict[str, set[str]] = {}
    while waiting:
        type_ = waiting.pop()
        if type_.name in opened:
            continue
        opened.add(type_.name)
        if is_enum_type(type_) and type_.ast_node is not None:
            shown = {
                value.name.value
                for value in type_.ast_node.values or ()
                if any(directive.name.value == "shown" for directive in value.directives or ())
            }
            if shown and len(shown) < len(type_.values):
                found[type_.name] = shown
        elif is_object_type(type_):
            waiting += [get_named_type(field.type) for field in type_.fields.values()]
    return found


@need("an enum of which a sample response shows a value")
def shown_value(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether the answer has an enum of which a sample response shows a value."""
    return bool(_shown_values(mutation))


def _drop_shown_values(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    for name, shown in _shown_values(mutation).items():
        enum: Any = draft.types[name]
        kept = tuple(value for value in enum.values if value.name.value not in shown)
        draft.types[name] = replace(enum, values=kept)


def _describe(errors: Callable[[Mutation, Contract], tuple[str, ...]]) -> OnSchema:
    """Return a hook that lists other errors in the description of the mutation."""

    def edit(draft: SchemaDraft, mutation: Mutation, contract: Contract) -> None:
        text = describe(contract, mutation, errors(mutation, contract))
        _change_field(draft, mutation, description=StringValueNode(value=text, block=True))

    return OnSchema(edit)


def _one_more(mutation: Mutation, contract: Contract) -> tuple[str, ...]:
    return (*mutation.errors, next(code for code in contract.errors if code not in mutation.errors))


@need("an argument that may be left out")
def optional_argument(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether an argument may be left out."""
    return any(not is_non_null_type(argument.type) for argument in mutation.arguments)


@need("an argument that is no scalar")
def object_argument(mutation: Mutation, _: GraphQLSchema) -> bool:
    """Whether the first argument is no text."""
    return bool(mutation.arguments) and get_named_type(mutation.arguments[0].type).name != "String"


@need("a return type of its own with a field beside possibleErrors")
def own_payload(mutation: Mutation, schema: GraphQLSchema) -> bool:
    """Whether the mutation returns an object of a type that no other mutation returns."""
    root = schema.mutation_type
    assert root is not None
    names = [get_named_type(field.type).name for field in root.fields.values()]
    payload = get_named_type(root.fields[mutation.name].type)
    return is_object_type(payload) and names.count(payload.name) == 1 and len(mutation.fields) > 1


def _last_field(words: str, fits: Callable[[Any], bool]) -> Need:
    """Return the need of an own payload whose last field has a type that fits."""

    def met(mutation: Mutation, schema: GraphQLSchema) -> bool:
        if not own_payload.met(mutation, schema):
            return False
        assert schema.mutation_type is not None
        payload: Any = get_named_type(schema.mutation_type.fields[mutation.name].type)
        return fits(payload.fields[mutation.fields[-1].name].type)

    return Need(f"a last return field that is {words}", met)


def _is_plain(type_: Any) -> bool:
    return not is_list_type(type_) and get_named_type(type_).name in ("String", "Int", "Boolean")


DEFINITION_FAULTS = (
    Fault(
        "mutation-missing",
        "schema.mutation-present",
        "The mutation does not exist.",
        OnSchema(lambda draft, mutation, _: draft.mutations.pop(mutation.name)),
        "submitCustomerFeedback",
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        "argument-renamed",
        "schema.argument-present",
        "The first argument has another name.",
        OnSchema(_rename_argument),
        "redeemLoyaltyPointsForAccountCredit",
        ARGUMENT,
        also={
            "schema.argument-required": "the argument of the other name is required",
            "input.valid-accepted": NOT_TAKEN,
            "dry.skip": NOT_TAKEN,
        },
    ),
    Fault(
        "argument-as-list",
        "schema.argument-type",
        "The first argument takes a list.",
        OnSchema(_list_argument),
        "requestPrintedBill",
        ARGUMENT,
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        "argument-stricter",
        "schema.argument-type",
        "An argument that may be left out is required.",
        OnSchema(_stricter_argument),
        "deleteBoostCharge",
        optional_argument,
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        "argument-added",
        "schema.argument-required",
        "A further argument is required.",
        OnSchema(_require_argument),
        "verifyIdentity",
        also={"input.valid-accepted": NOT_TAKEN, "dry.skip": NOT_TAKEN},
    ),
    Fault(
        "input-type-renamed",
        "schema.input-type-name",
        "The first argument has a type of another name.",
        OnSchema(_rename_input_type),
        "createAccountReference",
        object_argument,
        also={"input.valid-accepted": NOT_TAKEN},
    ),
    Fault(
        "return-type-renamed",
        "schema.return-type",
        "The mutation returns a type of another name.",
        OnSchema(_rename_payload),
        "updateMetadata",
        also={"shape.typename": "the type's own name is the new one"},
    ),
    Fault(
        "return-field-missing",
        "schema.field-present",
        "The last documented return field does not exist.",
        OnSchema(_edit_payload(lambda draft, field, mutation: None)),
        "setLoyaltyPointsUser",
        own_payload,
        also={
            "shape.field-present": "the documented field cannot come",
            "input.valid-accepted": "a document that asks for the field is not valid",
        },
    ),
    Fault(
        "return-field-of-other-kind",
        "schema.field-kind",
        "The last return field is text and not a number, or the other way round.",
        OnSchema(_edit_payload(_other_kind)),
        "createReferral",
        _last_field("text, an Int or a Boolean", _is_plain),
        also={
            "shape.integer": "the value is of the kind that the schema says",
            "shape.text": "the value is of the kind that the schema says",
            "shape.boolean": "the value is of the kind that the schema says",
        },
    ),
    Fault(
        "return-field-as-list",
        "schema.field-kind",
        "The last return field is a list.",
        OnSchema(_edit_payload(lambda _, field, __: replace(field, type=ListTypeNode(type=field.type)))),
        "terminateCreditTransferPermission",
        _last_field("no list", lambda type_: not is_list_type(type_)),
        also={
            "shape.list": "the value is a list, as the schema says",
            "shape.date-time": "the documents have a date and time there",
        },
    ),
    Fault(
        "return-field-type-renamed",
        "schema.field-type",
        "The last return field is an object of another type.",
        OnSchema(_edit_payload(_other_object)),
        "updateActivePurchase",
        _last_field("an object", is_object_type),
        also={"shape.typename": "the type's own name is the new one"},
    ),
    Fault(
        "union-member-missing",
        "schema.union-members",
        "The last member of the returned union is not one.",
        OnSchema(_drop_member),
        "linkUserToLine",
        UNION,
        also={"input.valid-accepted": "a document that asks for the member's fields is not valid"},
    ),
    Fault(
        "description-missing",
        "schema.errors-in-description",
        "The mutation has no description, as all others have.",
        OnSchema(lambda draft, mutation, _: _change_field(draft, mutation, description=None)),
        "collectPayment",
        TWO_ERRORS,
    ),
    Fault(
        "shown-enum-value-missing",
        "schema.enum-value",
        "An enum lacks the value that a sample response shows.",
        OnSchema(_drop_shown_values),
        "deletePushNotificationBinding",
        shown_value,
    ),
    Fault(
        "deprecation-missing",
        "schema.deprecation",
        "The mutation is not deprecated.",
        OnSchema(lambda draft, mutation, _: _change_field(draft, mutation, directives=())),
        "updateUserDetails",
        Need("a deprecation in the documents", lambda mutation, _: mutation.deprecated),
    ),
    Fault(
        "description-lists-fewer-errors",
        "schema.errors-in-description",
        "The description lacks one of the declared errors.",
        _describe(lambda mutation, _: mutation.errors[:-1]),
        "checkoutQuote",
        TWO_ERRORS,
    ),
    Fault(
        "description-lists-more-errors",
        "schema.errors-in-description",
        "The description lists an error that is not declared.",
        _describe(_one_more),
        "selfReading",
        Need("a declared error", lambda mutation, _: bool(mutation.errors)),
    ),
)
"""Every fault in the schema."""
