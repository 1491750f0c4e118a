"""What mutations take, as JSON: input objects, enums, scalars, and the formats of values."""

from collections.abc import Iterable
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLScalarType,
    print_ast,
)
from graphql.utilities import get_default_value_ast

from kraken_conformance.spec.model import Contract, InputFormat, Mutation
from kraken_conformance.spec.reachable_types import reachable_types


def exported_types(contract: Contract, mutations: Iterable[Mutation]) -> dict[str, Any]:
    """Return the input objects, enums and scalars that mutations reach, by name."""
    root = contract.schema.mutation_type
    assert root is not None
    found = reachable_types(contract.schema, [root.fields[mutation.name] for mutation in mutations])
    ordered = sorted(found, key=lambda type_: type_.name)
    return {
        "inputs": {
            type_.name: {
                **_provenance(contract, type_),
                "one_of": type_.is_one_of,
                "fields": [
                    exported_input(contract, type_.name, name, field) for name, field in type_.fields.items()
                ],
            }
            for type_ in ordered
            if isinstance(type_, GraphQLInputObjectType)
        },
        "enums": {
            type_.name: {
                **_provenance(contract, type_),
                "values": [
                    {"name": name, "deprecated": value.deprecation_reason is not None}
                    for name, value in type_.values.items()
                ],
            }
            for type_ in ordered
            if isinstance(type_, GraphQLEnumType)
        },
        "scalars": {
            type_.name: {
                **_provenance(contract, type_),
                "specified_by": type_.specified_by_url,
                "unknown": contract.opaque_types.get(type_.name),
            }
            for type_ in ordered
            if isinstance(type_, GraphQLScalarType)
        },
    }


def exported_input(
    contract: Contract, holder: str, name: str, given: GraphQLArgument | GraphQLInputField
) -> dict[str, Any]:
    """Return an argument of a mutation or a field of an input object, with its format as it is effective."""
    default = get_default_value_ast(given)
    format_ = contract.input_format(holder, name, given.type)
    return {
        "name": name,
        "type": str(given.type),
        "default": None if default is None else print_ast(default),
        "deprecated": given.deprecation_reason is not None,
        "format": None if format_ is None else _format(format_),
    }


def exported_formats(contract: Contract) -> dict[str, Any]:
    """Return the rules that give formats to fields by name, and the texts that named formats stand for."""
    used = [rule.format for rule in contract.format_rules] + list(contract.formats.values())
    meanings = {
        one.name: one.values.meaning for one in used if one.name is not None and one.values is not None
    }
    return {
        "format_rules": [{"pattern": rule.pattern, **_format(rule.format)} for rule in contract.format_rules],
        "formats": dict(sorted(meanings.items())),
    }


def _format(found: InputFormat) -> dict[str, Any]:
    return {
        "name": found.name,
        "minimum": found.minimum,
        "maximum": found.maximum,
        "inferred_from": found.inferred_from,
    }


def _provenance(contract: Contract, type_: GraphQLNamedType) -> dict[str, Any]:
    source = contract.inferred_types.get(type_.name)
    return {"provenance": "documented" if source is None else "inferred", "inferred_from": source}
