"""Requests that mean the same as the usual one of a mutation, written with other parts of the language."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from graphql import (
    FieldNode,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    NonNullTypeNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    parse,
    parse_type,
    parse_value,
    print_ast,
    type_from_ast,
    visit,
)

from kraken_conformance.model.case import Operation
from kraken_conformance.operations.operation_nodes import (
    NO,
    YES,
    changed,
    condition,
    field_node,
    fragment,
    name_node,
    parsed,
    rebuilt,
    spread,
    variable_node,
    variable_types,
)
from kraken_conformance.operations.rewriting import NoSuchRewriting, with_literals
from kraken_conformance.strategies import NoLiteral
from kraken_conformance.strategies.documents.literals import literal

SMALL_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")
"""The numbers that have one form, and are an Int everywhere."""

DEFAULTS = "document.variable-defaults"
"""The requirement that speaks of defaults."""

OTHER_OPERATION = "query OtherOperation {\n  otherOperation: __typename\n}\n\n"


@dataclass(frozen=True, slots=True)
class EqualRequest:
    """An operation with its variables; `label` says which part of the language is in it.

    `about` is the requirement that speaks of that part, empty where none does.
    """

    label: str
    operation: Operation
    variables: Mapping[str, Any]
    about: str = ""


def equal_requests(
    operation: Operation,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
    payload: str | None,
    *,
    inner_defaults: bool = True,
) -> Iterator[EqualRequest]:
    """Yield the request in other forms. `payload` is the type that the mutation returns, None where it is not known.

    With `inner_defaults`, one form has defaults for variables that stand within the input.
    """
    definition, root = parsed(operation)
    for apart in _nested_variables(operation, definition, root, variables, schema):
        yield apart
        if inner_defaults:
            yield from _inner_defaults(apart, schema)
    yield from _defaults(operation, definition, root, variables, schema)
    yield from _block_strings(operation, variables, schema)
    yield from _lone_values(operation, variables, schema)
    yield from _numbers_for_ids(operation, variables, schema)
    yield from _fragment_twice(operation, definition, root, variables, schema)
    selected = () if root.selection_set is None else root.selection_set.selections
    if selected:
        yield EqualRequest(
            "@skip and @include, in objects too", *_conditions(operation, definition, root, variables)
        )
    if len(selected) > 1:
        halves = (_with(root, tuple(_half(selected, which))) for which in (0, 1))
        yield EqualRequest(
            "the mutation asked for twice, to be merged", rebuilt(operation, definition, *halves), variables
        )
    if selected and payload is not None:
        written = _behind_another_operation(_between(operation, definition, root, payload))
        label = "fragments in one another, between other root fields, behind another operation"
        yield EqualRequest(label, written, variables)


def _nested_variables(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Iterator[EqualRequest]:
    """Yield the request with a variable for each value of its first input object, within objects and lists too."""
    arguments = tuple(root.arguments or ())
    value = arguments[0].value if arguments else None
    if not isinstance(value, VariableNode):
        return
    name = value.name.value
    type_: Any = get_nullable_type(type_from_ast(schema, parse_type(operation.variables[name])))  # type: ignore[arg-type]
    given = variables.get(name)
    if not isinstance(type_, GraphQLInputObjectType) or not isinstance(given, Mapping) or not given:
        return
    apart = _Apart()
    written_value = apart.value(given, type_, ())
    kept = [entry for entry in definition.variable_definitions or () if entry.variable.name.value != name]
    if apart.types and not set(apart.types) & {entry.variable.name.value for entry in kept}:
        defined = changed(
            definition,
            variable_definitions=(*kept, *(variable_node(part, text) for part, text in apart.types.items())),
        )
        passed = changed(root, arguments=(changed(arguments[0], value=written_value), *arguments[1:]))
        others = {key: value for key, value in variables.items() if key != name}
        written = replace(
            rebuilt(operation, defined, passed),
            variables={key: text for key, text in operation.variables.items() if key != name} | apart.types,
        )
        yield EqualRequest("a variable for each value of the input", written, {**others, **apart.given})


def _inner_defaults(apart: EqualRequest, schema: GraphQLSchema) -> Iterator[EqualRequest]:
    """Yield a request with variables within its input with the value of each as its default, where one is required."""
    if any(text.endswith("!") for text in apart.operation.variables.values()):
        written = with_defaults(apart.operation, *parsed(apart.operation), apart.variables, schema)
        if written is not None:
            yield EqualRequest("a default for each value of the input", written, {}, DEFAULTS)


class _Apart:
    """Takes a value apart: into a literal, and variables for what is in it."""

    def __init__(self) -> None:
        self.types: dict[str, str] = {}
        self.given: dict[str, Any] = {}

    def value(self, value: Any, type_: Any, path: tuple[str, ...]) -> ValueNode:
        """Return the literal of a value: objects and lists are written out, and a variable stands for what is left."""
        bare = get_nullable_type(type_)
        if isinstance(bare, GraphQLInputObjectType) and isinstance(value, Mapping) and value:
            fields = tuple(
                ObjectFieldNode(
                    name=name_node(name), value=self.value(part, bare.fields[name].type, (*path, name))
                )
                for name, part in value.items()
                if name in bare.fields
            )
            return ObjectValueNode(fields=fields)
        if isinstance(bare, GraphQLList) and isinstance(value, list) and value:
            items = (self.value(item, bare.of_type, (*path, str(place))) for place, item in enumerate(value))
            return ListValueNode(values=tuple(items))
        name = "_".join(path)
        self.types[name] = str(type_)
        self.given[name] = value
        return VariableNode(name=name_node(name))


def _defaults(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Iterator[EqualRequest]:
    """Yield the request with its values as the defaults of variables that are not given."""
    written = with_defaults(operation, definition, root, variables, schema)
    if written is not None:
        yield EqualRequest("the input as the default of its variable", written, {}, DEFAULTS)


def with_defaults(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Operation | None:
    """Return the operation with values as the defaults of its variables, None where they cannot be written."""
    written = []
    for entry in definition.variable_definitions or ():
        name = entry.variable.name.value
        type_ = type_from_ast(schema, entry.type)
        if name not in variables:
            written.append(entry)
            continue
        try:
            text = literal(variables[name], type_)  # type: ignore[arg-type]
        except NoLiteral:
            return None
        # Not every engine knows defaults of types that are never null; with a default, the other type fits as well.
        bare = entry.type.type if isinstance(entry.type, NonNullTypeNode) else entry.type
        written.append(changed(entry, type=bare, default_value=parse_value(text, no_location=True)))
    if not variables:
        return None
    defined = changed(definition, variable_definitions=tuple(written))
    types = {name: text.removesuffix("!") for name, text in operation.variables.items()}
    return replace(rebuilt(operation, defined, root), variables=types)


def _block_strings(
    operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema
) -> Iterator[EqualRequest]:
    """Yield the request with its texts written into the document, as block strings."""
    if not variables:
        return
    try:
        document = parse(with_literals(operation, variables, schema).document)
    except NoSuchRewriting:
        return
    blocks = _Blocks()
    text = print_ast(visit(document, blocks))
    if blocks.written:
        written = replace(operation, document=text, variables={})
        yield EqualRequest("block strings for the texts of the input", written, {})


def without_block_strings(operation: Operation) -> Operation:
    """Return the operation with plain strings in the place of block strings, of the same size."""

    class Plain(Visitor):
        def enter_string_value(self, node: StringValueNode, *_: Any) -> StringValueNode:
            plain: StringValueNode = changed(node, block=False)
            return plain

    return replace(operation, document=print_ast(visit(parse(operation.document), Plain())))


class _Blocks(Visitor):
    """Makes block strings of texts that mean the same in one."""

    def __init__(self) -> None:
        super().__init__()
        self.written = 0

    def enter_string_value(self, node: StringValueNode, *_: Any) -> StringValueNode | None:
        """Return the text as a block string, None to leave it as it is."""
        text = node.value
        if not text.strip() or text != text.strip() or not text.isprintable() or set(text) & set('"\\'):
            return None
        self.written += 1
        block: StringValueNode = changed(node, block=True)
        return block


def _lone_values(
    operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema
) -> Iterator[EqualRequest]:
    """Yield the request with a value in the place of each list that holds nothing else."""
    types = variable_types(operation, schema)
    given = {name: _lone(value, types.get(name)) for name, value in variables.items()}
    if given != variables:
        yield EqualRequest("a value for each list of one", operation, given)


def _numbers_for_ids(
    operation: Operation, variables: Mapping[str, Any], schema: GraphQLSchema
) -> Iterator[EqualRequest]:
    """Yield the request with a number in the place of each ID that consists of digits."""
    types = variable_types(operation, schema)
    given = {name: _with_numbers(value, types.get(name)) for name, value in variables.items()}
    if given != variables:
        yield EqualRequest("a number for each ID of digits", operation, given)


def _with_numbers(value: Any, type_: Any) -> Any:
    bare = None if type_ is None else get_nullable_type(type_)
    if isinstance(bare, GraphQLList) and isinstance(value, list):
        return [_with_numbers(item, bare.of_type) for item in value]
    if isinstance(bare, GraphQLInputObjectType) and isinstance(value, Mapping):
        return {
            name: _with_numbers(part, bare.fields[name].type) if name in bare.fields else part
            for name, part in value.items()
        }
    if bare is GraphQLID and isinstance(value, str) and SMALL_NUMBER.fullmatch(value):
        return int(value)
    return value


def _lone(value: Any, type_: Any) -> Any:
    bare = None if type_ is None else get_nullable_type(type_)
    if isinstance(bare, GraphQLList) and isinstance(value, list):
        of_one = len(value) == 1 and value[0] is not None
        nested = isinstance(get_nullable_type(bare.of_type), GraphQLList)
        return _lone(value[0], bare.of_type) if of_one and not nested else value
    if isinstance(bare, GraphQLInputObjectType) and isinstance(value, Mapping):
        return {
            name: _lone(part, bare.fields[name].type) if name in bare.fields else part
            for name, part in value.items()
        }
    return value


def _fragment_twice(
    operation: Operation,
    definition: OperationDefinitionNode,
    root: FieldNode,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> Iterator[EqualRequest]:
    """Yield the request with the last object of its answer asked for twice, by one fragment."""
    mutations = schema.mutation_type
    field = None if mutations is None else mutations.fields.get(root.name.value)
    payload = None if field is None else get_named_type(field.type)
    if root.selection_set is None or not isinstance(payload, GraphQLObjectType):
        return
    selected = root.selection_set.selections
    for place, node in reversed(list(enumerate(selected))):  # the first ones may be about errors, and null
        if not isinstance(node, FieldNode) or node.selection_set is None or node.alias is not None:
            continue
        inner = payload.fields.get(node.name.value)
        if inner is None:
            continue
        name = f"{operation.name}Twice"
        shared = fragment(name, get_named_type(inner.type).name, *node.selection_set.selections)
        once = _with(node, (spread(name),))
        again = changed(
            _with(node, (field_node("__typename", "kindOfAgain"), spread(name))),
            alias=name_node(f"{node.name.value}Again"),
        )
        both = _with(root, (*selected[:place], once, again, *selected[place + 1 :]))
        written = rebuilt(operation, definition, both, fragments=(shared,))
        yield EqualRequest("a fragment used by two fields", written, variables)
        return


def _conditions(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode, variables: Mapping[str, Any]
) -> tuple[Operation, Mapping[str, Any]]:
    """Return the request with fields that are kept and left out by conditions."""
    assert root.selection_set is not None
    added = (variable_node(YES, "Boolean!"), variable_node(NO, "Boolean!"))
    defined = changed(definition, variable_definitions=(*(definition.variable_definitions or ()), *added))
    written = rebuilt(operation, defined, _with(root, _conditioned(root.selection_set.selections)))
    types = {**operation.variables, YES: "Boolean!", NO: "Boolean!"}
    return replace(written, variables=types), {**variables, YES: True, NO: False}


def _conditioned(nodes: Sequence[SelectionNode]) -> tuple[SelectionNode, ...]:
    """Return selected fields under conditions that keep them, and others that are left out, within objects too."""
    kept = [
        _under(_conditioned_within(node), "include" if position % 2 else "skip", YES if position % 2 else NO)
        for position, node in enumerate(nodes)
    ]
    left_out = [
        _under(field_node("__typename", "leftOut"), "skip", YES),
        _under(field_node("__typename", "notIncluded"), "include", NO),
        _under(_under(field_node("__typename", "notIncludedThoughNotSkipped"), "skip", NO), "include", NO),
        _under(_under(field_node("__typename", "skippedThoughIncluded"), "include", YES), "skip", YES),
        _under(field_node("__typename", "leftOutByLiteral"), "skip", True),
        _under(field_node("__typename", "notIncludedByLiteral"), "include", False),
    ]
    objects = (node for node in nodes if isinstance(node, FieldNode) and node.selection_set is not None)
    for node in islice(objects, 1):
        kind = _with(node, (field_node("__typename"),))
        for alias, directive, variable in (
            ("objectLeftOut", "skip", YES),
            ("objectNotIncluded", "include", NO),
        ):
            left_out.append(_under(changed(kind, alias=name_node(alias)), directive, variable))
    return (*kept, *left_out)


def _conditioned_within(node: SelectionNode) -> SelectionNode:
    if isinstance(node, FieldNode) and node.selection_set is not None:
        return _with(node, _conditioned(node.selection_set.selections))
    return node


def _half(nodes: Sequence[SelectionNode], which: int) -> Iterator[SelectionNode]:
    """Yield half of what is selected: every second leaf, and every second field of each object."""
    for position, node in enumerate(nodes):
        inner = node.selection_set.selections if isinstance(node, FieldNode) and node.selection_set else ()
        if isinstance(node, FieldNode) and len(inner) > 1:
            yield _with(node, inner[which::2])
        elif position % 2 == which:
            yield node


def _between(
    operation: Operation, definition: OperationDefinitionNode, root: FieldNode, payload: str
) -> Operation:
    """Return the request with its selection in a fragment in fragments, between two other root fields."""
    assert root.selection_set is not None
    inner, middle, outer = (f"{operation.name}{word}" for word in ("Inner", "Middle", "Outer"))
    fragments = (
        fragment(outer, payload, spread(middle)),
        fragment(middle, payload, spread(inner)),
        fragment(inner, payload, *root.selection_set.selections),
    )
    selected = (
        field_node("__typename", "before"),
        _with(root, (spread(outer),)),
        field_node("__typename", "after"),
    )
    return rebuilt(operation, definition, *selected, fragments=fragments)


def _behind_another_operation(operation: Operation) -> Operation:
    """Return the request in a document that begins with another operation, so that its name has to be looked at."""
    return replace(operation, document=f"{OTHER_OPERATION}{operation.document}")


def _under(node: SelectionNode, directive: str, value: str | bool) -> SelectionNode:
    directives = (*(node.directives or ()), condition(directive, value))
    written: SelectionNode = changed(node, directives=directives)
    return written


def _with(root: FieldNode, selected: tuple[SelectionNode, ...]) -> FieldNode:
    written: FieldNode = changed(root, selection_set=SelectionSetNode(selections=selected))
    return written
