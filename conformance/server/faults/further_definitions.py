"""Faults in what a schema has beside the documented: the mutation on another site, other messages, further members."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from graphql import (
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    StringValueNode,
    UnionTypeDefinitionNode,
)

from kraken_conformance.server.execution.schema_draft import SchemaDraft, describe, named
from kraken_conformance.server.faults.parts.fault import Fault, OnSchema
from kraken_conformance.server.faults.parts.needs import ERRORS, TWO_ERRORS, UNION, Need
from kraken_conformance.spec import Contract, Mutation


def _on_the_other_site(draft: SchemaDraft, mutation: Mutation, contract: Contract) -> None:
    root = contract.schema.mutation_type
    assert root is not None
    node = root.fields[mutation.name].ast_node
    assert node is not None
    arguments = tuple(replace(argument, directives=()) for argument in node.arguments or ())
    draft.mutations[mutation.name] = replace(node, directives=(), arguments=arguments)


def _describe(change: Callable[[str], str]) -> OnSchema:
    """Return a hook that changes the description of a mutation."""

    def edit(draft: SchemaDraft, mutation: Mutation, contract: Contract) -> None:
        text = change(describe(contract, mutation))
        node = draft.mutations[mutation.name]
        draft.mutations[mutation.name] = replace(node, description=StringValueNode(value=text, block=True))

    return OnSchema(edit)


def _reworded(text: str) -> str:
    head, _, last = text.rpartition(": ")
    return f"{head}: Something else is wrong." if last else text


def _swapped(text: str) -> str:
    """Return the description with the messages of its first two errors exchanged."""
    lines = text.splitlines()
    places = [number for number, line in enumerate(lines) if line.startswith("- ")][:2]
    (first, one), (second, other) = (lines[number].split(": ", 1) for number in places)
    lines[places[0]], lines[places[1]] = f"{first}: {other}", f"{second}: {one}"
    return "\n".join(lines)


def _further_member(draft: SchemaDraft, union: str) -> None:
    node = draft.types[union]
    assert isinstance(node, UnionTypeDefinitionNode)
    first = draft.types[(node.types or ())[0].name.value]
    assert isinstance(first, ObjectTypeDefinitionNode)
    name = f"Further{union}"
    draft.types[name] = replace(first, name=NameNode(value=name))
    member = NamedTypeNode(name=NameNode(value=name))
    draft.types[union] = replace(node, types=(*(node.types or ()), member))


def _further_in_return(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    _further_member(draft, named(draft.mutations[mutation.name].type))


def _further_in_field(draft: SchemaDraft, mutation: Mutation, _: Contract) -> None:
    payload: Any = draft.types[named(draft.mutations[mutation.name].type)]
    wanted = next(field.name for field in mutation.fields if field.members)
    _further_member(draft, named(next(f for f in payload.fields if f.name.value == wanted).type))


REFERRAL = "createReferral"


FURTHER_DEFINITION_FAULTS: tuple[Fault, ...] = (
    Fault(
        "mutation-on-auth-too",
        "schema.one-site",
        "The mutation is on the other site too.",
        OnSchema(_on_the_other_site, elsewhere=True),
        REFERRAL,
    ),
    Fault(
        "mutation-on-api-too",
        "schema.one-site",
        "The mutation is on the other site too.",
        OnSchema(_on_the_other_site, elsewhere=True),
        "linkUserToLine",
    ),
    Fault(
        "description-message-reworded",
        "schema.message-in-description",
        "The description gives another message to the last error.",
        _describe(_reworded),
        "selfReading",
        ERRORS,
    ),
    Fault(
        "description-messages-swapped",
        "schema.message-in-description",
        "The description exchanges the messages of two errors.",
        _describe(_swapped),
        "checkoutQuote",
        TWO_ERRORS,
    ),
    Fault(
        "union-member-further",
        "shape.documented-member",
        "The returned union has a further member, which is given.",
        OnSchema(_further_in_return),
        "linkUserToLine",
        UNION,
    ),
    Fault(
        "union-member-further-in-field",
        "shape.documented-member",
        "A union in the payload has a further member, which is given.",
        OnSchema(_further_in_field),
        "backendScreenEvent",
        Need(
            "a return field that is a documented union",
            lambda mutation, _: any(field.members for field in mutation.fields),
        ),
    ),
)
