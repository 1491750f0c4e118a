"""Comparisons of schemas that show nothing of a `schema` requirement."""

from dataclasses import replace
from typing import Any

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema, get_named_type

from kraken_conformance.judging.schema_comparison import SchemaComparison
from kraken_conformance.selftest.uncounted.registry import schema_not_counted
from kraken_conformance.spec import Argument, ReturnField


def _documenting(both: SchemaComparison, **facts: Any) -> SchemaComparison:
    return replace(both, mutation=replace(both.mutation, **facts))


@schema_not_counted("schema.mutation-present")
def of_another_site(both: SchemaComparison) -> SchemaComparison:
    """The schema is that of another site than the one the documents put the mutation on."""
    return replace(both, server=f"not {both.server}")


@schema_not_counted(
    "schema.argument-present",
    "schema.argument-type",
    "schema.argument-required",
    "schema.input-type-name",
    "schema.return-type",
    "schema.field-present",
    "schema.field-kind",
    "schema.field-type",
    "schema.union-members",
    "schema.enum-value",
    "schema.deprecation",
    "schema.errors-in-description",
    "schema.message-in-description",
    "schema.one-site",
)
def without_the_mutation(both: SchemaComparison) -> SchemaComparison:
    """The schema does not have the mutation: its arguments and fields are not there to be compared."""
    root = both.schema.mutation_type
    assert root is not None
    fields = {name: field for name, field in root.fields.items() if name != both.mutation.name}
    mutations = GraphQLObjectType(root.name, fields)
    return replace(both, schema=GraphQLSchema(both.schema.query_type, mutations))


@schema_not_counted("schema.argument-present", "schema.argument-type", "schema.input-type-name")
def no_arguments_documented(both: SchemaComparison) -> SchemaComparison:
    """The documents give the mutation no arguments: nothing is promised of any."""
    return _documenting(both, arguments=())


@schema_not_counted("schema.argument-type", "schema.input-type-name")
def arguments_under_other_names(both: SchemaComparison) -> SchemaComparison:
    """The schema has none of the documented arguments: there is no type to compare."""
    renamed = tuple(Argument(f"{each.name}2", each.type) for each in both.mutation.arguments)
    return _documenting(both, arguments=renamed)


@schema_not_counted("schema.return-type")
def no_return_type_documented(both: SchemaComparison) -> SchemaComparison:
    """The documents do not name the type that the mutation returns."""
    return _documenting(both, returns=None)


@schema_not_counted("schema.field-present", "schema.field-kind", "schema.field-type", "schema.union-members")
def no_fields_documented(both: SchemaComparison) -> SchemaComparison:
    """The documents name no fields and no members of what the mutation returns."""
    return _documenting(both, fields=(), members=())


@schema_not_counted("schema.field-kind", "schema.field-type")
def no_kinds_documented(both: SchemaComparison) -> SchemaComparison:
    """The documents show that there are fields, and of none what kind of value it has."""
    return _documenting(both, fields=tuple(_unshown(both.mutation.fields)))


def _unshown(fields: tuple[ReturnField, ...]) -> list[ReturnField]:
    return [
        replace(each, documented_type=None)
        for each in fields
        if not isinstance(get_named_type(each.type), GraphQLEnumType)
    ]


@schema_not_counted("schema.enum-value")
def no_value_shown(both: SchemaComparison) -> SchemaComparison:
    """No sample response shows a value of an enum: all that is known of it is inferred."""
    return replace(both, contract=replace(both.contract, shown_values={}))


@schema_not_counted("schema.deprecation")
def not_documented_as_deprecated(both: SchemaComparison) -> SchemaComparison:
    """The documents do not say that the mutation is deprecated."""
    return _documenting(both, deprecated=False)


@schema_not_counted("schema.errors-in-description")
def no_errors_documented(both: SchemaComparison) -> SchemaComparison:
    """The documents list no errors of the mutation: there is no list that the description could keep to."""
    return _documenting(both, errors=())


@schema_not_counted("schema.one-site")
def no_other_schema(both: SchemaComparison) -> SchemaComparison:
    """No other site has a schema of its own: all have one address, or the others do not tell."""
    return replace(both, elsewhere=None)
