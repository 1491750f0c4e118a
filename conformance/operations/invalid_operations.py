"""Operations that break one rule of validation each. The mutation in them is skipped, so that it is not executed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    GraphQLSyntaxError,
    IntValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_input_object_type,
    is_required_input_field,
    parse_type,
    parse_value,
    type_from_ast,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import (
    changed,
    condition,
    field_node,
    fragment,
    name_node,
    parsed,
    rebuilt,
    spread,
    variable_node,
)
from kraken_conformance.strategies import NoLiteral
from kraken_conformance.strategies.documents.literals import literal

EXECUTED = "executed"
"""The key under which `__typename` shows that a document was executed."""

UNKNOWN = "fieldThatIsNotThere"
NULLABLE = "mayBeNull"

TEXT: Final = StringValueNode(value="text")

FIELD_TWICE: Final = "an input field given twice"


@dataclass(frozen=True, slots=True)
class InvalidOperation:
    """An operation that is invalid for one reason. `rule` is the last word of the requirement that it breaks.

    `given` are the values of variables that the valid operation does not have.
    """

    rule: str
    label: str
    operation: Operation
    given: Mapping[str, Any] = field(default_factory=dict)


def invalid_operations(
    operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema, payload: str | None
) -> Iterator[InvalidOperation]:
    """Yield ways to break a rule in an operation, one each. `payload` is the type that it returns, where known.

    `variables` are valid ones.
    """
    definition, root = parsed(operation)
    yield from _fields(operation, definition, root)
    yield from _arguments(operation, definition, root)
    yield from _values(operation, definition, root, variables, schema)
    yield from _fragments(operation, definition, root, payload)
    unknown = DirectiveNode(name=name_node("noSuchDirective"), arguments=())
    yield InvalidOperation(
        "directives", "a directive that does not exist", _skipped(operation, definition, root, unknown)
    )
    yield from _unused_variable(operation, definition, root)
    within = tuple(_variables_within(operation, definition, root, variables, schema))
    yield from within or _variable_of_another_type(operation, definition, root)


def _fields(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode
) -> Iterator[InvalidOperation]:
    if root.selection_set is None:
        selection = SelectionSetNode(selections=(field_node("name"),))
        broken = changed(root, selection_set=selection)
        yield InvalidOperation(
            "fields", "a selection within a scalar", _skipped(operation, definition, broken)
        )
        return
    selected = root.selection_set.selections
    unknown = changed(root, selection_set=SelectionSetNode(selections=(*selected, field_node(UNKNOWN))))
    yield InvalidOperation(
        "fields", "a field that the payload does not have", _skipped(operation, definition, unknown)
    )
    bare = changed(root, selection_set=None)
    yield InvalidOperation("fields", "a mutation without a selection", _skipped(operation, definition, bare))
    other = next(
        (node for node in selected if isinstance(node, FieldNode) and not node.name.value.startswith("__")),
        None,
    )
    if other is not None:
        same = (field_node("__typename", "same"), changed(other, alias=name_node("same")))
        broken = changed(root, selection_set=SelectionSetNode(selections=same))
        label = "two fields of one alias that do not merge"
        yield InvalidOperation("fields", label, _skipped(operation, definition, broken))


def _arguments(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode
) -> Iterator[InvalidOperation]:
    arguments = tuple(root.arguments or ())
    if not arguments:
        return
    twice = changed(root, arguments=(arguments[0], *arguments))
    yield InvalidOperation("arguments", "an argument given twice", _skipped(operation, definition, twice))
    first = arguments[0].value
    if isinstance(first, VariableNode) and operation.variables[first.name.value].endswith("!"):
        without = changed(root, arguments=arguments[1:])
        label = "a required argument left out"
        yield InvalidOperation(
            "arguments", label, _skipped(operation, _undefined(definition, first), without)
        )


def _values(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Iterator[InvalidOperation]:
    arguments = tuple(root.arguments or ())
    first = arguments[0].value if arguments else None
    if not isinstance(first, VariableNode):
        return
    type_ = type_from_ast(schema, parse_type(operation.variables[first.name.value]))
    wrong = {"an object for the first argument": _object("name")}
    if type_ is not None and is_input_object_type(get_named_type(type_)):
        wrong = {"text for the first argument": TEXT}
        twice = _field_twice(variables.get(first.name.value), type_)
        if twice is not None:
            wrong[FIELD_TWICE] = twice
    for label, value in wrong.items():
        given = changed(root, arguments=(changed(arguments[0], value=value), *arguments[1:]))
        yield InvalidOperation("values", label, _skipped(operation, _undefined(definition, first), given))


def _field_twice(value: Any, type_: Any) -> ValueNode | None:
    """Return a valid value as a literal, with its first field once more; None where there is none."""
    try:
        written = parse_value(literal(value, type_), no_location=True)
    except (NoLiteral, GraphQLSyntaxError):
        return None
    if not isinstance(written, ObjectValueNode) or not written.fields:
        return None
    twice: ValueNode = changed(written, fields=(*written.fields, written.fields[0]))
    return twice


def _fragments(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode, payload: str | None
) -> Iterator[InvalidOperation]:
    if root.selection_set is None:
        return
    selected = root.selection_set.selections
    rule = "fragment-rules"
    undefined = SelectionSetNode(selections=(*selected, spread("NoSuchFragment")))
    broken = changed(root, selection_set=undefined)
    yield InvalidOperation(rule, "a fragment that is not defined", _skipped(operation, definition, broken))
    if payload is not None:
        cycle = fragment("Cycle", payload, *selected, spread("Cycle"))
        broken = changed(root, selection_set=SelectionSetNode(selections=(spread("Cycle"),)))
        yield InvalidOperation(
            rule,
            "a fragment that contains itself",
            _skipped(operation, definition, broken, fragments=(cycle,)),
        )


def _unused_variable(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode
) -> Iterator[InvalidOperation]:
    known = tuple(definition.variable_definitions or ())
    unused = changed(definition, variable_definitions=(*known, variable_node("unusedVariable", "Boolean")))
    yield InvalidOperation("variables", "a variable that is not used", _skipped(operation, unused, root))


def _variable_of_another_type(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode
) -> Iterator[InvalidOperation]:
    arguments = tuple(root.arguments or ())
    if not arguments:
        return
    first = arguments[0].value
    if isinstance(first, VariableNode):
        kept = _undefined(definition, first).variable_definitions or ()
        # Types that every schema has: introspection gives them.
        type_ = "String" if "Boolean" in operation.variables[first.name.value] else "Boolean"
        other = changed(definition, variable_definitions=(*kept, variable_node("otherType", type_)))
        given = changed(arguments[0], value=VariableNode(name=name_node("otherType")))
        broken = changed(root, arguments=(given, *arguments[1:]))
        yield InvalidOperation(
            "variables", "a variable of another type than its place", _skipped(operation, other, broken)
        )


def _variables_within(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Iterator[InvalidOperation]:
    """Yield the operation with a variable that may be null within its input, where null may not stand."""
    arguments = tuple(root.arguments or ())
    first = arguments[0].value if arguments else None
    if not isinstance(first, VariableNode):
        return
    name = first.name.value
    given = variables.get(name)
    type_: Any = type_from_ast(schema, parse_type(operation.variables[name]))
    bare = None if type_ is None else get_nullable_type(type_)
    if not is_input_object_type(bare) or not isinstance(given, Mapping):
        return
    part = next(
        (part for part in given if part in bare.fields and is_required_input_field(bare.fields[part])), None
    )
    if part is None:
        return
    try:
        written = parse_value(literal(given, type_), no_location=True)
    except (NoLiteral, GraphQLSyntaxError):
        return
    assert isinstance(written, ObjectValueNode)
    nullable = str(get_nullable_type(bare.fields[part].type))
    fields = tuple(
        changed(node, value=VariableNode(name=name_node(NULLABLE))) if node.name.value == part else node
        for node in written.fields
    )
    passed = changed(
        root, arguments=(changed(arguments[0], value=changed(written, fields=fields)), *arguments[1:])
    )
    without = _undefined(definition, first)
    kept = without.variable_definitions or ()
    defined = changed(without, variable_definitions=(*kept, variable_node(NULLABLE, nullable)))
    broken = _skipped(operation, defined, passed)
    label = "a variable that may be null where null may not stand, within the input"
    types = {**broken.variables, NULLABLE: nullable}
    yield InvalidOperation("variables", label, replace(broken, variables=types), {NULLABLE: given[part]})


def _skipped(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    *directives: DirectiveNode,
    fragments: tuple[FragmentDefinitionNode, ...] = (),
) -> Operation:
    """Return the operation with the mutation skipped, and `__typename` beside it."""
    skipped = changed(root, directives=(condition("skip", True), *directives))
    written = rebuilt(operation, definition, field_node("__typename", EXECUTED), skipped, fragments=fragments)
    defined = {entry.variable.name.value for entry in definition.variable_definitions or ()}
    types = {name: type_ for name, type_ in operation.variables.items() if name in defined}
    return replace(written, variables=types)


def _undefined(definition: OperationDefinitionNode, variable: VariableNode) -> OperationDefinitionNode:
    """Return the definition of an operation without a variable."""
    kept = tuple(
        entry
        for entry in definition.variable_definitions or ()
        if entry.variable.name.value != variable.name.value
    )
    without: OperationDefinitionNode = changed(definition, variable_definitions=kept)
    return without


def _object(name: str) -> ValueNode:
    return ObjectValueNode(fields=(ObjectFieldNode(name=name_node(name), value=IntValueNode(value="1")),))
