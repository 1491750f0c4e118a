"""The check of `input.valid-accepted`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_scalar_type,
    is_specified_scalar_type,
    parse,
    type_from_ast,
    validate,
)
from graphql.execution.values import get_variable_values

from kraken_conformance.breach import Breach
from kraken_conformance.case import Case, Expectation
from kraken_conformance.checks.refusal import refused_for_credentials, shown
from kraken_conformance.checks.registry import check
from kraken_conformance.observation import Observation
from kraken_conformance.spec import Level


def _applies(seen: Observation) -> bool:
    return (
        seen.case.expectation is Expectation.ACCEPTED
        and seen.target.schema is not None
        and seen.is_graphql
        and not refused_for_credentials(seen)
    )


@check("input.valid-accepted", applies=_applies)
def input_valid_accepted(seen: Observation) -> Iterator[Breach]:
    """Input that is valid by the target's own schema reaches the mutation.

    A refusal is a breach only where the schema calls both the document and the variables valid. Where
    a custom scalar is among the variables, whose form no schema tells, it weighs less.

    Source: GraphQL specification, October 2021, section 6.1.2 Coercing Variable Values
    """
    schema, case = seen.target.schema, seen.case
    if not seen.is_request_error or schema is None or case.operation is None:
        return
    operation = _valid_operation(schema, case.operation.document)
    if operation is None or not _coerces(schema, operation, case):
        return
    scalars = sorted(_custom_scalars(schema, operation, case))
    yield Breach(
        path=("errors",),
        expected="the mutation is executed: the request is valid by the target's own schema",
        actual=shown(seen),
        level=Level.SHOULD if scalars else None,
    )


@lru_cache(maxsize=512)
def _valid_operation(schema: GraphQLSchema, document: str) -> OperationDefinitionNode | None:
    """Return the operation of a document that the schema calls valid, else None."""
    try:
        parsed: DocumentNode = parse(document)
    except GraphQLError:
        return None
    if validate(schema, parsed, max_errors=1):
        return None
    return next(node for node in parsed.definitions if isinstance(node, OperationDefinitionNode))


def _coerces(schema: GraphQLSchema, operation: OperationDefinitionNode, case: Case) -> bool:
    coerced = get_variable_values(schema, operation.variable_definitions or (), dict(case.variables))
    return not isinstance(coerced, list)


def _custom_scalars(schema: GraphQLSchema, operation: OperationDefinitionNode, case: Case) -> set[str]:
    found: set[str] = set()
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        type_ = type_from_ast(schema, definition.type)
        if type_ is not None and name in case.variables:
            found.update(_scalars_of(case.variables[name], type_))  # type: ignore[arg-type]
    return found


def _scalars_of(value: object, type_: GraphQLInputType) -> Iterator[str]:
    """Yield the custom scalars for which a value, which is valid, holds something."""
    bare = type_.of_type if is_non_null_type(type_) else type_
    if value is None:
        return
    if is_list_type(bare):
        for item in value if isinstance(value, list) else [value]:
            yield from _scalars_of(item, bare.of_type)
    elif is_input_object_type(bare) and isinstance(value, dict):
        for name, field in bare.fields.items():
            yield from _scalars_of(value.get(name), field.type)
    elif is_scalar_type(bare) and not is_specified_scalar_type(bare):
        yield get_named_type(bare).name
