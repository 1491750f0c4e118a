"""What the target's own schema says of a request: the second opinion before a server is blamed for its input."""

from collections.abc import Iterator
from functools import lru_cache

from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_argument_values,
    get_nullable_type,
    get_variable_values,
    is_input_object_type,
    is_list_type,
    is_scalar_type,
    is_specified_scalar_type,
    parse,
    type_from_ast,
    validate,
)
from graphql.execution.values import VariableValues

from kraken_conformance.model.case import Case


def is_valid(schema: GraphQLSchema, case: Case) -> bool:
    """Whether a schema calls both the document and the variables of a case valid, and takes its arguments.

    It knows nothing of the forms of custom scalars: whatever is given for one counts as valid.
    """
    definition = None if case.operation is None else _valid_operation(schema, case.operation.document)
    if definition is None:
        return False
    coerced = get_variable_values(schema, definition.variable_definitions or (), dict(case.variables))
    return not isinstance(coerced, list) and _takes_arguments(schema, definition, coerced)


def _takes_arguments(
    schema: GraphQLSchema, definition: OperationDefinitionNode, variables: VariableValues
) -> bool:
    """Whether no root field gets a null that it does not take: a variable with a default may be one."""
    root = schema.mutation_type
    for node in definition.selection_set.selections:
        field = root.fields.get(node.name.value) if root and isinstance(node, FieldNode) else None
        if field is not None and isinstance(node, FieldNode):
            try:
                get_argument_values(field, node, variables)
            except GraphQLError:
                return False
    return True


def scalars_of_own_form(schema: GraphQLSchema, case: Case) -> frozenset[str]:
    """Return the scalars whose form is the server's to decide and for which a valid case holds a value.

    They are custom ones, and ID: a service coerces what is given for it "as appropriate for the ID formats a given
    GraphQL service expects" (GraphQL specification, section 3.5.5).
    """
    return frozenset(name for name, _ in _own_scalars(schema, case))


def has_a_blank_id(schema: GraphQLSchema, case: Case) -> bool:
    """Whether a valid case holds a blank text for an ID: in no format does it name anything."""
    return any(
        name == "ID" and isinstance(value, str) and not value.strip()
        for name, value in _own_scalars(schema, case)
    )


def _own_scalars(schema: GraphQLSchema, case: Case) -> Iterator[tuple[str, object]]:
    """Yield the names and the values of the scalars whose form is the server's to decide."""
    definition = None if case.operation is None else _valid_operation(schema, case.operation.document)
    for variable in () if definition is None else definition.variable_definitions or ():
        name, type_ = variable.variable.name.value, type_from_ast(schema, variable.type)
        if type_ is not None:
            yield from _scalars_of(case.variables.get(name), type_)  # type: ignore[arg-type]


@lru_cache(maxsize=512)
def _valid_operation(schema: GraphQLSchema, document: str) -> OperationDefinitionNode | None:
    """Return the operation of a document that the schema calls valid, else None."""
    try:
        parsed = parse(document)
    except GraphQLError:
        return None
    if validate(schema, parsed, max_errors=1):
        return None
    return next((node for node in parsed.definitions if isinstance(node, OperationDefinitionNode)), None)


def _scalars_of(value: object, type_: GraphQLInputType) -> Iterator[tuple[str, object]]:
    bare = get_nullable_type(type_)
    if value is None:
        return
    if is_list_type(bare):
        for item in value if isinstance(value, list) else [value]:
            yield from _scalars_of(item, bare.of_type)
    elif is_input_object_type(bare) and isinstance(value, dict):
        for name, field in bare.fields.items():
            yield from _scalars_of(value.get(name), field.type)
    elif is_scalar_type(bare) and (bare.name == "ID" or not is_specified_scalar_type(bare)):
        yield bare.name, value
