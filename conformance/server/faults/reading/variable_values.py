"""Faults in how variables and their defaults are read."""

from collections.abc import Callable
from typing import Any

from graphql import (
    BooleanValueNode,
    DocumentNode,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLList,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    VariableNode,
    Visitor,
    get_nullable_type,
    visit,
)

from kraken_conformance.server.faults.parts.fault import Fault, OnOperation, OnVariables
from kraken_conformance.server.faults.parts.input_needs import INNER_DEFAULTS, LIST
from kraken_conformance.server.faults.parts.needs import ARGUMENT, REQUIRED
from kraken_conformance.server.faults.reading.document_hooks import (
    DEFAULTS,
    Body,
    changed_node,
    in_mutations,
    on_body,
    reading_fault,
)


def _refuse_more_variables(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    defined = {entry.variable.name.value for node in operations for entry in node.variable_definitions or ()}
    further = body.get("variables") and set(body["variables"]) - defined
    return {**body, "query": "{"} if further and len(operations) == 1 else body


def _defaults_over_given(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    with_default = {
        entry.variable.name.value
        for node in operations
        for entry in node.variable_definitions or ()
        if entry.default_value is not None
    }
    given = body.get("variables") or {}
    if not with_default & given.keys():
        return body
    return {**body, "variables": {name: value for name, value in given.items() if name not in with_default}}


def _defaults(change: Callable[[Any], Any]) -> OnOperation:
    """Return a hook that changes the defaults of variables."""

    class Change(Visitor):
        def enter_variable_definition(self, node: Any, *_: Any) -> Any:
            changed = node.default_value and change(node.default_value)
            return None if changed is node.default_value else changed_node(node, default_value=changed)

    return OnOperation(lambda document: visit(document, Change()))


def _lose_variables(document: DocumentNode) -> DocumentNode:
    """Return the document with null for the variables within input objects."""

    class Lose(Visitor):
        def enter_object_field(self, node: ObjectFieldNode, *_: Any) -> Any:
            return changed_node(node, value=NullValueNode()) if isinstance(node.value, VariableNode) else None

    changed: DocumentNode = visit(document, Lose())
    return changed


def _lose_variables_in_lists(document: DocumentNode) -> DocumentNode:
    """Return the document with null for the variables within lists."""

    class Lose(Visitor):
        def enter_list_value(self, node: ListValueNode, *_: Any) -> Any:
            values = tuple(_lose_all(value) for value in node.values)
            return changed_node(node, values=values)

    changed: DocumentNode = visit(document, Lose())
    return changed


def _lose_all(value: Any) -> Any:
    class Lose(Visitor):
        def enter_variable(self, node: VariableNode, *_: Any) -> Any:
            return NullValueNode()

    return visit(value, Lose())


def _lose_inner_defaults(document: DocumentNode) -> DocumentNode:
    """Return the document without the defaults of the variables within input objects."""
    within: set[str] = set()

    class Find(Visitor):
        def enter_object_value(self, node: ObjectValueNode, *_: Any) -> None:
            within.update(
                part.value.name.value for part in node.fields if isinstance(part.value, VariableNode)
            )

    class Lose(Visitor):
        def enter_variable_definition(self, node: Any, *_: Any) -> Any:
            lost = node.default_value and node.variable.name.value in within
            return changed_node(node, default_value=None) if lost else None

    visit(document, Find())
    changed: DocumentNode = visit(document, Lose())
    return changed


def _no_default_for_null(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    """Return the request without the variables that are null and have a default."""
    defined = [entry for node in operations for entry in node.variable_definitions or ()]
    defaults = {entry.variable.name.value for entry in defined if entry.default_value is not None}
    given = body.get("variables") or {}
    kept = {name: value for name, value in given.items() if value is not None or name not in defaults}
    return body if kept == given else {**body, "variables": kept}


def _refuse_lone(value: Any, type_: Any) -> Any:
    """Return a value with what no list takes in the place of a lone value for one."""
    bare = get_nullable_type(type_)
    if isinstance(bare, GraphQLList):
        if isinstance(value, list):
            return [_refuse_lone(item, bare.of_type) for item in value]
        return value if value is None else [[value]]
    if isinstance(bare, GraphQLInputObjectType) and isinstance(value, dict):
        return {
            name: _refuse_lone(part, bare.fields[name].type) if name in bare.fields else part
            for name, part in value.items()
        }
    return value


def _refuse_numbers(value: Any, type_: Any) -> Any:
    """Return a value with what no ID takes in the place of a number for one."""
    bare = get_nullable_type(type_)
    if isinstance(bare, GraphQLInputObjectType) and isinstance(value, dict):
        return {
            name: _refuse_numbers(part, bare.fields[name].type) if name in bare.fields else part
            for name, part in value.items()
        }
    return {} if bare is GraphQLID and type(value) is int else value


FAULTS: tuple[Fault, ...] = (
    reading_fault(
        "further-variables-refused",
        DEFAULTS,
        "A request with variables that its document does not define is refused.",
        on_body(_refuse_more_variables),
    ),
    reading_fault("default-dropped", DEFAULTS, "Variables have no defaults.", _defaults(lambda value: None)),
    reading_fault(
        "default-false-dropped",
        DEFAULTS,
        "A default of false is taken for true.",
        _defaults(
            lambda value: BooleanValueNode(value=True) if getattr(value, "value", "") is False else value
        ),
    ),
    reading_fault(
        "default-over-given",
        DEFAULTS,
        "A variable with a default keeps it, whatever is given.",
        on_body(_defaults_over_given),
    ),
    reading_fault(
        "default-in-mutation-dropped",
        DEFAULTS,
        "The variables of mutations have no defaults.",
        in_mutations(_defaults(lambda value: None)),
    ),
    Fault(
        "variables-in-input-lost-here",
        "error.code-present",
        "A variable within an input object is null.",
        OnOperation(_lose_variables),
        "createAccountReference",
    ),
    Fault(
        "variables-in-lists-lost-here",
        "error.code-present",
        "A variable within a list is null.",
        OnOperation(_lose_variables_in_lists),
        "createGoodsPurchase",
    ),
    Fault(
        "default-dropped-here",
        "document.variable-defaults",
        "The variables of the mutation have no defaults.",
        _defaults(lambda value: None),
        "updateMetadata",
    ),
    Fault(
        "default-object-null-here",
        "document.variable-defaults",
        "An object as the default of a variable is null.",
        _defaults(lambda value: NullValueNode() if isinstance(value, ObjectValueNode) else value),
        "createReferral",
        ARGUMENT,
    ),
    Fault(
        "inner-default-dropped-here",
        "document.variable-defaults",
        "A variable within an input object has no default.",
        OnOperation(_lose_inner_defaults),
        "updateMetadata",
        INNER_DEFAULTS,
    ),
    Fault(
        "null-takes-default-here",
        "input.null-for-non-null",
        "A variable that is null has its default.",
        on_body(_no_default_for_null),
        "createMfaDevice",
        REQUIRED,
    ),
    Fault(
        "lone-value-refused-here",
        "input.valid-accepted",
        "A single value for a list is refused.",
        OnVariables(_refuse_lone),
        "updateAccountConsents",
        LIST,
    ),
    Fault(
        "numbers-for-ids-refused-here",
        "input.valid-accepted",
        "A number for an ID is refused.",
        OnVariables(_refuse_numbers),
        "endContributionAgreement",
    ),
)
