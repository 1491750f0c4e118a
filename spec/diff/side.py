"""One side of a comparison: what a client of a contract or of a schema may rely on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_composite_type,
)
from graphql.utilities import get_default_value_ast

from kraken_conformance.spec.importers.prose import split_errors
from kraken_conformance.spec.model import Contract


@dataclass(frozen=True, slots=True)
class SideField:
    """A field that a mutation returns.

    `documented` is what is documented of its type, None where only a value is shown. `exact` says that the
    list nesting is documented as well. `members` are the documented members of a union.
    """

    type: GraphQLOutputType
    documented: str | None
    exact: bool
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SideMutation:
    """A mutation. `returns` is the documented type, None where none is named."""

    field: GraphQLField
    returns: str | None
    fields: Mapping[str, SideField]
    members: tuple[str, ...]
    codes: tuple[str, ...]
    deprecated: bool
    server: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """A contract or a schema, as far as a comparison needs it.

    `codes_told` is False for a schema whose descriptions carry no errors at all. `inferred` are the
    types of which nothing is promised, `opaque` those of which nothing is known, by kind. `defaults_told` is False
    for a contract that gives no argument a default: the pages that it is made of tell none.
    """

    schema: GraphQLSchema
    mutations: Mapping[str, SideMutation]
    messages: Mapping[str, str]
    common: frozenset[str]
    codes_told: bool
    inferred: frozenset[str]
    opaque: Mapping[str, str]
    open: frozenset[str]
    servers: Mapping[str, str]
    defaults_told: bool

    def of_mutation(self, name: str) -> str:
        """Return the schema coordinate of a mutation."""
        root = self.schema.mutation_type
        return f"{'Mutation' if root is None else root.name}.{name}"

    def kind(self, type_: GraphQLNamedType) -> Literal["object", "leaf"]:
        """Whether values of a type need a selection."""
        return "object" if is_composite_type(type_) or self.opaque.get(type_.name) == "OBJECT" else "leaf"

    def knows(self, type_: GraphQLNamedType) -> bool:
        """Whether the fields of a type are known."""
        return type_.name not in self.opaque

    def possible_types(self, type_: GraphQLNamedType) -> frozenset[str] | None:
        """Return the object types that a value may be of, None where they are not listed."""
        if isinstance(type_, GraphQLObjectType):
            return frozenset({type_.name})
        if isinstance(type_, GraphQLUnionType | GraphQLInterfaceType):
            found = frozenset(member.name for member in self.schema.get_possible_types(type_))
            return found or None
        return None


def side_of(subject: Contract | GraphQLSchema) -> Side:
    """Return the side that a contract or a schema is."""
    return _side_of_contract(subject) if isinstance(subject, Contract) else _side_of_schema(subject)


def _side_of_contract(contract: Contract) -> Side:
    root = contract.schema.mutation_type
    assert root is not None
    mutations = {
        mutation.name: SideMutation(
            field=root.fields[mutation.name],
            returns=mutation.returns,
            fields={
                field.name: SideField(
                    field.type, field.documented_type, field.type_inferred_from is None, field.members
                )
                for field in mutation.fields
            },
            members=mutation.members,
            codes=mutation.errors,
            deprecated=mutation.deprecated,
            server=mutation.server,
        )
        for mutation in contract.mutations.values()
    }
    return Side(
        schema=contract.schema,
        mutations=mutations,
        messages={
            code: error.message for code, error in contract.errors.items() if error.message is not None
        },
        common=frozenset(contract.common_errors),
        codes_told=True,
        inferred=frozenset(contract.inferred_types),
        opaque=contract.opaque_types,
        open=contract.open_types,
        servers={server.name: server.url for server in contract.servers.values()},
        defaults_told=any(
            get_default_value_ast(argument) is not None
            for field in root.fields.values()
            for argument in field.args.values()
        ),
    )


def _side_of_schema(schema: GraphQLSchema) -> Side:
    fields = schema.mutation_type.fields if schema.mutation_type else {}
    listed = {name: split_errors(field.description or "")[1] for name, field in fields.items()}
    mutations = {
        name: SideMutation(
            field=field,
            returns=str(field.type),
            fields=dict(_payload(field)),
            members=_members(field.type),
            codes=tuple(dict.fromkeys(code for code, _ in listed[name])),
            deprecated=field.deprecation_reason is not None,
            server=None,
        )
        for name, field in fields.items()
    }
    return Side(
        schema=schema,
        mutations=mutations,
        messages=dict(reversed([error for errors in listed.values() for error in errors])),
        common=frozenset(),
        codes_told=any(listed.values()),
        inferred=frozenset(),
        opaque={},
        open=frozenset(),
        servers={},
        defaults_told=True,
    )


def _payload(field: GraphQLField) -> Iterator[tuple[str, SideField]]:
    payload = get_named_type(field.type)
    if isinstance(payload, GraphQLObjectType | GraphQLInterfaceType):
        for name, returned in payload.fields.items():
            yield name, SideField(returned.type, str(returned.type), True, _members(returned.type))


def _members(type_: GraphQLOutputType) -> tuple[str, ...]:
    named = get_named_type(type_)
    return tuple(member.name for member in named.types) if isinstance(named, GraphQLUnionType) else ()
