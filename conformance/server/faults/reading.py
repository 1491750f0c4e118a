"""Faults in how documents are read: operations, fields, directives and fragments that are taken for others."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLID,
    GraphQLInputObjectType,
    GraphQLList,
    InlineFragmentNode,
    ListValueNode,
    NameNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    get_nullable_type,
    is_union_type,
    parse,
    visit,
)

from kraken_conformance.server.faults.fault import Fault, OnHttp, OnOperation, OnVariables
from kraken_conformance.server.faults.inputs import LIST
from kraken_conformance.server.faults.needs import ARGUMENT, REQUIRED, Need, codes
from kraken_conformance.server.http.web import Handler, HttpAnswer, HttpRequest, encode

Body = dict[str, Any]

UNREADABLE = (ValueError, KeyError, TypeError, GraphQLError, RecursionError)
"""What comes of a body that holds no document."""


def _on_body(change: Callable[[Body, list[OperationDefinitionNode]], Body]) -> OnHttp:
    """Return a hook that changes the parameters of a request, given the operations of its document."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        try:
            body = json.loads(request.body)
            document = parse(body["query"])
        except UNREADABLE:
            return handler(request)
        if not isinstance(body.get("operationName"), str | None) or not isinstance(
            body.get("variables"), dict | None
        ):
            return handler(request)
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        changed = change(body, operations)
        return handler(request if changed is body else replace(request, body=encode(changed)))

    return OnHttp(around)


def _names(operations: Sequence[OperationDefinitionNode]) -> list[str]:
    return [node.name.value for node in operations if node.name]


def _hides_types(kind: str) -> OnHttp:
    """Return a hook that finds no type of a kind by its name."""

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        answer = handler(request)
        if b"__type(" not in request.body:
            return answer
        body = json.loads(answer.body)
        found = (body.get("data") or {}).get("__type")
        if not isinstance(found, dict) or found.get("kind") != kind:
            return answer
        return replace(answer, body=encode({**body, "data": {**body["data"], "__type": None}}))

    return OnHttp(around)


def _hides_types_of_variables() -> OnHttp:
    """Return a hook that finds no type whose name a variable holds."""
    hidden = _hides_types("SCALAR"), _hides_types("INPUT_OBJECT")

    def around(request: HttpRequest, handler: Handler) -> HttpAnswer:
        if b"__type(name: $" not in request.body:
            return handler(request)
        scalars, inputs = (hook.around for hook in hidden)
        return scalars(request, lambda again: inputs(again, handler))

    return OnHttp(around)


def _on_fields_of_types() -> OnOperation:
    """Return a hook that asks for all fields of a type, where a document says nothing of the deprecated ones."""

    def apply(document: DocumentNode) -> DocumentNode:
        class Ask(Visitor):
            def enter_field(self, node: FieldNode, *_: Any) -> Any:
                if node.name.value != "fields" or node.arguments:
                    return None
                said = ArgumentNode(
                    name=NameNode(value="includeDeprecated"), value=BooleanValueNode(value=True)
                )
                return changed_node(node, arguments=(said,))

        asked: DocumentNode = visit(document, Ask())
        return asked

    return OnOperation(apply)


def _execute(position: int) -> OnHttp:
    """Return a hook that executes the operation at a position where operationName names one of several."""

    def change(body: Body, operations: list[OperationDefinitionNode]) -> Body:
        names = _names(operations)
        chosen = len(names) > 1 and body.get("operationName") in names
        return {**body, "operationName": names[position]} if chosen else body

    return _on_body(change)


def _query_for_mutation(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    queries = _names([node for node in operations if node.operation is OperationType.QUERY])
    named = [node for node in operations if node.name and node.name.value == body.get("operationName")]
    other = len(operations) > 1 and queries and named and named[0].operation is OperationType.MUTATION
    return {**body, "operationName": queries[0]} if other else body


def _first_for_unknown(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    name, names = body.get("operationName"), _names(operations)
    return {**body, "operationName": names[0]} if name and names and name not in names else body


def _first_mutation_for_unknown(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    mutations = [node for node in operations if node.operation is OperationType.MUTATION]
    return _first_for_unknown(body, mutations) if len(mutations) == len(operations) else body


def _cut_at_a_comment(body: Body, _: list[OperationDefinitionNode]) -> Body:
    before, sign, _rest = body["query"].partition("#")
    return {**body, "query": f"{before}{{"} if sign else body


def _first_for_missing(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    names = _names(operations)
    return {**body, "operationName": names[0]} if not body.get("operationName") and len(names) > 1 else body


def _name_in_any_case(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    name = str(body.get("operationName") or "").lower()
    known = next((known for known in _names(operations) if known.lower() == name), None)
    return {**body, "operationName": known} if known else body


def _name_ignored_for_one(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    return {**body, "operationName": None} if len(operations) == 1 and body.get("operationName") else body


def _rewritten(body: Body, old: str, new: str) -> Body:
    return {**body, "query": body["query"].replace(old, new)}


def _names_of_blocks_kept(body: Body, _: list[OperationDefinitionNode]) -> Body:
    """Take what stands between the marks of a block string as it is."""
    parts = body["query"].split('"""')
    if len(parts) == 1:
        return body
    texts = (json.dumps(part) if place % 2 else part for place, part in enumerate(parts))
    return {**body, "query": "".join(texts)}


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


def changed_node(node: Any, **changes: Any) -> Any:
    """Return a copy of a node with some parts changed."""
    kept = {key: getattr(node, key, None) for key in node.keys}
    return type(node)(**{**kept, **changes})


def _roots(change: Callable[[list[SelectionNode]], list[SelectionNode]]) -> OnOperation:
    """Return a hook that changes the list of root fields, where there are only plain fields."""

    def apply(document: DocumentNode) -> DocumentNode:
        definitions = []
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                selected = list(node.selection_set.selections)
                plain = all(isinstance(part, FieldNode) and not part.directives for part in selected)
                if plain and len(set(map(_key, selected))) == len(selected):
                    node = changed_node(
                        node, selection_set=SelectionSetNode(selections=tuple(change(selected)))
                    )
            definitions.append(node)
        return DocumentNode(definitions=tuple(definitions))

    return OnOperation(apply)


def _with_arguments_of_the_first(document: DocumentNode) -> DocumentNode:
    """Return a document whose mutations of one name have the arguments of the first of them."""
    definitions = []
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode) and node.operation is OperationType.MUTATION:
            first: dict[str, Any] = {}
            parts = tuple(
                changed_node(part, arguments=first.setdefault(part.name.value, part.arguments))
                if isinstance(part, FieldNode)
                else part
                for part in node.selection_set.selections
            )
            node = changed_node(node, selection_set=SelectionSetNode(selections=parts))
        definitions.append(node)
    return DocumentNode(definitions=tuple(definitions))


def _key(node: SelectionNode) -> str:
    return (node.alias or node.name).value if isinstance(node, FieldNode) else ""


def _defaults(change: Callable[[Any], Any]) -> OnOperation:
    """Return a hook that changes the defaults of variables."""

    class Change(Visitor):
        def enter_variable_definition(self, node: Any, *_: Any) -> Any:
            changed = node.default_value and change(node.default_value)
            return None if changed is node.default_value else changed_node(node, default_value=changed)

    return OnOperation(lambda document: visit(document, Change()))


def _is(name: str, of: type[Any]) -> Callable[[DirectiveNode], bool]:
    return lambda directive: (
        directive.name.value == name
        and bool(directive.arguments)
        and isinstance(directive.arguments[0].value, of)  # type: ignore[index]
    )


def _is_literal(directive: DirectiveNode) -> bool:
    return _is(directive.name.value, BooleanValueNode)(directive)


def _without(
    ignored: Callable[[DirectiveNode], bool],
    *,
    on: tuple[type[SelectionNode], ...] = (FieldNode, FragmentSpreadNode, InlineFragmentNode),
    below: int = 0,
    above: int = 99,
    beside: str = "",
    objects: bool = False,
) -> OnOperation:
    """Return a hook that drops directives: on nodes of these kinds, between two depths, beside another directive.

    With `objects`, only on fields that have fields.
    """

    class Drop(Visitor):
        def enter(self, node: Any, _key: Any, _parent: Any, path: list[Any], ancestors: list[Any]) -> Any:
            if not isinstance(node, on) or not node.directives:
                return None
            if objects and getattr(node, "selection_set", None) is None:
                return None
            depth = sum(isinstance(each, FieldNode) for each in ancestors)
            names = {directive.name.value for directive in node.directives}
            if not below <= depth < above or (beside and beside not in names):
                return None
            kept = tuple(directive for directive in node.directives if not ignored(directive))
            return changed_node(node, directives=kept) if len(kept) < len(node.directives) else None

    return OnOperation(lambda document: visit(document, Drop()))


def _in_fragments(drop: Callable[[SelectionNode], bool]) -> OnOperation:
    """Return a hook that loses selections within fragments."""

    def apply(document: DocumentNode) -> DocumentNode:
        definitions = []
        for node in document.definitions:
            if isinstance(node, FragmentDefinitionNode):
                kept = tuple(part for part in node.selection_set.selections if not drop(part))
                node = changed_node(node, selection_set=SelectionSetNode(selections=kept))
            definitions.append(node)
        return DocumentNode(definitions=tuple(definitions))

    return OnOperation(apply)


def _third_fragment_lost(document: DocumentNode) -> DocumentNode:
    """Drop the spreads in fragments that are spread in another one."""
    within = {
        part.name.value
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
        for part in node.selection_set.selections
        if isinstance(part, FragmentSpreadNode)
    }
    definitions = []
    for node in document.definitions:
        if isinstance(node, FragmentDefinitionNode) and node.name.value in within:
            parts = node.selection_set.selections
            kept = tuple(part for part in parts if not isinstance(part, FragmentSpreadNode))
            node = changed_node(node, selection_set=SelectionSetNode(selections=kept))
        definitions.append(node)
    return DocumentNode(definitions=tuple(definitions))


def _merged_on_the_surface(_: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    """Merge fields of one key, and take the first of each field in them as it is."""
    merged: dict[str, Any] = {}
    for part in parts:
        key = _key(part) or str(len(merged))
        known = merged.get(key)
        if known is None or not isinstance(part, FieldNode) or part.selection_set is None:
            merged.setdefault(key, part)
            continue
        inner = (*known.selection_set.selections, *part.selection_set.selections)
        kept = SelectionSetNode(selections=_first_of_each(None, inner))
        merged[key] = changed_node(known, selection_set=kept)
    return tuple(merged.values())


def _selections(change: Callable[[Any, tuple[SelectionNode, ...]], tuple[SelectionNode, ...]]) -> OnOperation:
    """Return a hook that changes each list of selections; the first argument is the document."""

    def apply(document: DocumentNode) -> DocumentNode:
        class Change(Visitor):
            def leave_selection_set(self, node: SelectionSetNode, *_: Any) -> Any:
                kept = change(document, tuple(node.selections))
                return SelectionSetNode(selections=kept) if kept != tuple(node.selections) else None

        changed: DocumentNode = visit(document, Change())
        return changed

    return OnOperation(apply)


def _first_of_each(_: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    keys: set[str] = set()
    kept = []
    for part in parts:
        key = _key(part)
        if not key or key not in keys:
            kept.append(part)
        keys.add(key)
    return tuple(kept)


def _last_of_each(document: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    return tuple(reversed(_first_of_each(document, tuple(reversed(parts)))))


def _none_of_repeated(_: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    keys = [_key(part) for part in parts]
    return tuple(part for part in parts if not _key(part) or keys.count(_key(part)) == 1)


def _no_fragments_ahead(document: Any, parts: tuple[SelectionNode, ...]) -> tuple[SelectionNode, ...]:
    """Return the selections without the spreads of fragments that stand ahead of the first operation."""
    ahead: set[str] = set()
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            break
        ahead.add(node.name.value)
    return tuple(
        part for part in parts if not (isinstance(part, FragmentSpreadNode) and part.name.value in ahead)
    )


def _bare_inline(part: SelectionNode) -> bool:
    return isinstance(part, InlineFragmentNode) and part.type_condition is None and not part.directives


def _in_mutations(change: OnOperation) -> OnOperation:
    """Return the hook for documents with nothing but mutations."""

    def apply(document: DocumentNode) -> DocumentNode:
        operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
        mutating = all(node.operation is OperationType.MUTATION for node in operations)
        return change.change(document) if mutating else document

    return OnOperation(apply)


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


def _opposite(document: DocumentNode) -> DocumentNode:
    """Return the document with @include for each @skip that has a variable."""

    class Turn(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> Any:
            turned = _is("skip", VariableNode)(node)
            return changed_node(node, name=NameNode(value="include")) if turned else None

    changed: DocumentNode = visit(document, Turn())
    return changed


def _no_default_for_null(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    """Return the request without the variables that are null and have a default."""
    defined = [entry for node in operations for entry in node.variable_definitions or ()]
    defaults = {entry.variable.name.value for entry in defined if entry.default_value is not None}
    given = body.get("variables") or {}
    kept = {name: value for name, value in given.items() if value is not None or name not in defaults}
    return body if kept == given else {**body, "variables": kept}


def _no_block_strings(body: Body, _: list[OperationDefinitionNode]) -> Body:
    """Return the request with a syntax error where it has a block string."""
    return {**body, "query": f"}} {body['query']}"} if '"""' in body["query"] else body


def _fragments_once(document: DocumentNode) -> DocumentNode:
    """Return the document with the first part of a fragment alone wherever it is used again."""
    parts = {
        node.name.value: node.selection_set.selections[0]
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    used: set[str] = set()

    class Once(Visitor):
        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> Any:
            again = node.name.value in used
            used.add(node.name.value)
            return parts[node.name.value] if again else None

    changed: DocumentNode = visit(document, Once())
    return changed


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


def _first_field_lost_behind(document: DocumentNode) -> DocumentNode:
    return _each_operation(document, lambda _, place, part: place > 0 and isinstance(part, FieldNode))


def _each_operation(
    document: DocumentNode, loses: Callable[[OperationDefinitionNode, int, SelectionNode], bool]
) -> DocumentNode:
    """Return a document without the first field of the root fields that lose it."""
    definitions = []
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            parts = tuple(
                _without_first(part) if loses(node, place, part) else part
                for place, part in enumerate(node.selection_set.selections)
            )
            node = changed_node(node, selection_set=SelectionSetNode(selections=parts))
        definitions.append(node)
    return DocumentNode(definitions=tuple(definitions))


def _without_first(part: Any) -> Any:
    if part.selection_set is None or len(part.selection_set.selections) == 1:
        return part
    kept = SelectionSetNode(selections=part.selection_set.selections[1:])
    return changed_node(part, selection_set=kept)


def _refuse_numbers(value: Any, type_: Any) -> Any:
    """Return a value with what no ID takes in the place of a number for one."""
    bare = get_nullable_type(type_)
    if isinstance(bare, GraphQLInputObjectType) and isinstance(value, dict):
        return {
            name: _refuse_numbers(part, bare.fields[name].type) if name in bare.fields else part
            for name, part in value.items()
        }
    return {} if bare is GraphQLID and type(value) is int else value


def _fault(id_: str, breaks: str, description: str, hook: OnHttp | OnOperation, also: str = "") -> Fault:
    consequences = {f"document.{also}": "these documents hold such a part too"} if also else {}
    return Fault(id_, f"document.{breaks}", description, hook, also=consequences)


BY_NAME = "operation-name"
UNKNOWN = "unknown-operation"
ROOTS = "root-fields"
DEFAULTS = "variable-defaults"
DIRECTIVES = "skip-include"
FRAGMENTS = "fragments"
MERGED = "merged-fields"

NOT_TO_COME = {"shape.no-extra-key": "the mutation was not to come at all"}


def _first_operation_alone(document: DocumentNode) -> DocumentNode:
    """Return a document with its first operation alone, under the name of the last one."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) < 2:
        return document
    first = changed_node(operations[0], name=operations[-1].name)
    return DocumentNode(definitions=(first,))


READING_FAULTS = (
    _fault("operation-first-executed", BY_NAME, "Of several operations the first is executed.", _execute(0)),
    _fault("operation-last-executed", BY_NAME, "Of several operations the last is executed.", _execute(-1)),
    _fault(
        "operation-query-for-mutation",
        BY_NAME,
        "Where operationName names a mutation beside a query, the query is executed.",
        _on_body(_query_for_mutation),
    ),
    _fault(
        "operation-unknown-executed",
        UNKNOWN,
        "An operationName that the document does not have executes the first operation.",
        _on_body(_first_for_unknown),
    ),
    _fault(
        "operation-unknown-executed-in-mutations",
        UNKNOWN,
        "An operationName that a document of mutations does not have executes the first of them.",
        _on_body(_first_mutation_for_unknown),
    ),
    _fault(
        "operation-missing-executed",
        UNKNOWN,
        "Of several operations the first is executed where no operationName is sent.",
        _on_body(_first_for_missing),
    ),
    _fault(
        "operation-name-in-any-case",
        UNKNOWN,
        "operationName is compared without case.",
        _on_body(_name_in_any_case),
    ),
    _fault(
        "operation-name-unread",
        UNKNOWN,
        "operationName is not read where there is one operation.",
        _on_body(_name_ignored_for_one),
    ),
    _fault(
        "input-type-not-found-by-name",
        "type-by-name",
        "A type of input objects is not found by its name.",
        _hides_types("INPUT_OBJECT"),
    ),
    _fault(
        "type-not-found-by-variable",
        "type-by-name",
        "A type is not found where a variable holds its name.",
        _hides_types_of_variables(),
    ),
    _fault(
        "deprecated-fields-always-shown",
        "type-by-name",
        "The deprecated fields of a type come also where they are not asked for.",
        _on_fields_of_types(),
    ),
    _fault(
        "escapes-not-decoded",
        "type-by-name",
        "An escaped character of a text in a document stays as it is written.",
        _on_body(lambda body, _: _rewritten(body, r"\u00", r"\\u00")),
    ),
    _fault(
        "escapes-in-braces-not-decoded",
        "type-by-name",
        "An escaped character in braces stays as it is written.",
        _on_body(lambda body, _: _rewritten(body, r"\u{", r"\\u{")),
    ),
    _fault(
        "block-strings-keep-indentation",
        "type-by-name",
        "The text of a block string has the white space of the document.",
        _on_body(_names_of_blocks_kept),
    ),
    _fault(
        "further-variables-refused",
        DEFAULTS,
        "A request with variables that its document does not define is refused.",
        _on_body(_refuse_more_variables),
    ),
    _fault(
        "byte-order-mark-refused",
        ROOTS,
        "A document that begins with a byte order mark is refused.",
        _on_body(lambda body, _: {**body, "query": "{"} if body["query"][:1] == "\ufeff" else body),
    ),
    Fault(
        "union-not-found-by-name",
        "document.type-by-name",
        "A union is not found by its name.",
        _hides_types("UNION"),
        needs=Need(
            "a union in its schema", lambda _, schema: any(map(is_union_type, schema.type_map.values()))
        ),
    ),
    _fault(
        "skip-on-spreads-in-mutation-ignored",
        DIRECTIVES,
        "@skip with a variable does nothing on the spread of a fragment in a mutation.",
        _in_mutations(_without(_is("skip", VariableNode), on=(FragmentSpreadNode,))),
    ),
    _fault(
        "root-second-lost", ROOTS, "Only the first root field is answered.", _roots(lambda parts: parts[:1])
    ),
    Fault(
        "second-has-arguments-of-the-first",
        f"document.{ROOTS}",
        "The second of two equal mutations in a document is executed with the arguments of the first one.",
        OnOperation(_with_arguments_of_the_first),
        "redeemLoyaltyPointsForAccountCredit",
        codes("KT-CT-9204"),
    ),
    _fault(
        "root-third-lost",
        ROOTS,
        "Root fields after the second are not answered.",
        _roots(lambda parts: parts[:2]),
    ),
    _fault(
        "root-sixth-lost",
        ROOTS,
        "Root fields after the fifth are not answered.",
        _roots(lambda parts: parts[:5]),
    ),
    _fault("comments-refused", ROOTS, "A document with a comment is refused.", _on_body(_cut_at_a_comment)),
    _fault(
        "root-unaliased-lost",
        ROOTS,
        "Of several root fields those without an alias are not answered.",
        _roots(lambda parts: [part for part in parts if len(parts) == 1 or getattr(part, "alias", None)]),
    ),
    _fault(
        "root-fields-reversed",
        ROOTS,
        "The root fields come in reverse order.",
        _roots(lambda parts: parts[::-1]),
    ),
    _fault(
        "root-fields-sorted",
        ROOTS,
        "The root fields come in alphabetical order.",
        _roots(lambda parts: sorted(parts, key=_key)),
    ),
    _fault("default-dropped", DEFAULTS, "Variables have no defaults.", _defaults(lambda value: None)),
    _fault(
        "default-false-dropped",
        DEFAULTS,
        "A default of false is taken for true.",
        _defaults(
            lambda value: BooleanValueNode(value=True) if getattr(value, "value", "") is False else value
        ),
    ),
    _fault(
        "default-over-given",
        DEFAULTS,
        "A variable with a default keeps it, whatever is given.",
        _on_body(_defaults_over_given),
    ),
    _fault(
        "default-in-mutation-dropped",
        DEFAULTS,
        "The variables of mutations have no defaults.",
        _in_mutations(_defaults(lambda value: None)),
    ),
    _fault(
        "skip-variable-ignored",
        DIRECTIVES,
        "@skip with a variable does nothing.",
        _without(_is("skip", VariableNode)),
        DEFAULTS,
    ),
    _fault(
        "include-variable-ignored",
        DIRECTIVES,
        "@include with a variable does nothing.",
        _without(_is("include", VariableNode)),
        DEFAULTS,
    ),
    _fault(
        "include-literal-ignored",
        DIRECTIVES,
        "@include with a literal does nothing.",
        _without(_is("include", BooleanValueNode)),
    ),
    _fault(
        "skip-beside-include-ignored",
        DIRECTIVES,
        "@skip does nothing beside @include.",
        _without(lambda directive: directive.name.value == "skip", beside="include"),
    ),
    _fault(
        "directives-on-inline-fragments-ignored",
        DIRECTIVES,
        "@skip and @include on an inline fragment do nothing.",
        _without(lambda _: True, on=(InlineFragmentNode,)),
    ),
    _fault(
        "directives-on-spreads-ignored",
        DIRECTIVES,
        "@skip and @include on the spread of a fragment do nothing.",
        _without(lambda _: True, on=(FragmentSpreadNode,)),
    ),
    _fault(
        "directives-within-objects-ignored",
        DIRECTIVES,
        "@skip and @include within an object do nothing.",
        _without(lambda _: True, below=1),
    ),
    _fault(
        "skip-in-mutation-ignored",
        DIRECTIVES,
        "@skip with a variable does nothing in a mutation.",
        _in_mutations(_without(_is("skip", VariableNode))),
        DEFAULTS,
    ),
    _fault(
        "include-beside-skip-ignored-in-mutation",
        DIRECTIVES,
        "@include does nothing beside @skip in a mutation.",
        _in_mutations(_without(lambda directive: directive.name.value == "include", beside="skip")),
    ),
    _fault(
        "skip-beside-include-on-fragments-ignored-in-mutation",
        DIRECTIVES,
        "@skip does nothing beside @include on a fragment in a mutation.",
        _in_mutations(
            _without(
                lambda directive: directive.name.value == "skip",
                on=(InlineFragmentNode, FragmentSpreadNode),
                beside="include",
            )
        ),
    ),
    _fault(
        "fragment-in-fragment-in-mutation-lost",
        FRAGMENTS,
        "A fragment within a fragment is lost in a mutation.",
        _in_mutations(_in_fragments(lambda part: isinstance(part, FragmentSpreadNode))),
    ),
    _fault(
        "merge-in-mutation-keeps-first",
        MERGED,
        "A field asked for twice in a mutation is not answered.",
        _in_mutations(_selections(_none_of_repeated)),
    ),
    _fault(
        "fragment-in-fragment-lost",
        FRAGMENTS,
        "A fragment within a fragment is lost.",
        _in_fragments(lambda part: isinstance(part, FragmentSpreadNode)),
        MERGED,
    ),
    _fault(
        "inline-fragment-in-fragment-lost",
        FRAGMENTS,
        "An inline fragment within a fragment is lost.",
        _in_fragments(lambda part: isinstance(part, InlineFragmentNode)),
    ),
    _fault(
        "inline-fragment-without-type-lost",
        FRAGMENTS,
        "An inline fragment without a type is lost.",
        _selections(lambda _, parts: tuple(part for part in parts if not _bare_inline(part))),
    ),
    _fault(
        "fragment-ahead-lost",
        FRAGMENTS,
        "A fragment before the operation is lost.",
        _selections(_no_fragments_ahead),
    ),
    _fault(
        "fragment-in-mutation-lost",
        FRAGMENTS,
        "Fragments in a mutation are lost.",
        _in_mutations(
            _selections(
                lambda _, parts: tuple(part for part in parts if not isinstance(part, FragmentSpreadNode))
            )
        ),
        DIRECTIVES,
    ),
    _fault(
        "merge-keeps-first",
        MERGED,
        "A field asked for twice has its first selection.",
        _selections(_first_of_each),
    ),
    _fault(
        "merge-keeps-last",
        MERGED,
        "A field asked for twice has its last selection.",
        _selections(_last_of_each),
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
        "include-beside-skip-ignored-here",
        "shape.no-extra-key",
        "@include does nothing beside @skip within the payload.",
        _without(lambda directive: directive.name.value == "include", below=1, beside="skip"),
        "updateUser",
    ),
    Fault(
        "first-operation-executed-here",
        "shape.field-present",
        "The first operation of a document with the mutation is executed, whatever operationName says.",
        OnOperation(_first_operation_alone),
        "updateAccountReference",
        also={"shape.no-extra-key": "the answer is that of the other operation"},
    ),
    Fault(
        "conditions-ignored-here",
        "shape.no-extra-key",
        "@skip and @include with variables do nothing within the payload.",
        _without(lambda directive: bool(_is(directive.name.value, VariableNode)(directive)), below=1),
        "createReferral",
    ),
    Fault(
        "skip-turned-round-here",
        "shape.field-present",
        "@skip with a variable is taken for @include.",
        OnOperation(_opposite),
        "requestPrintedBill",
        also={
            "shape.no-extra-key": "what is to be left out comes",
            "dry.skip": "what is to be left out is executed",
        },
    ),
    Fault(
        "merge-keeps-first-here",
        "shape.field-present",
        "A mutation that is asked for twice has its first selection.",
        _selections(_first_of_each),
        "amendPayment",
    ),
    Fault(
        "fragment-in-fragment-lost-here",
        "shape.field-present",
        "A fragment within a fragment is lost.",
        _in_fragments(lambda part: isinstance(part, FragmentSpreadNode)),
        "updateUser",
    ),
    Fault(
        "third-fragment-lost-here",
        "shape.field-present",
        "A fragment in a fragment in a fragment is lost.",
        OnOperation(_third_fragment_lost),
        "updateMetadata",
    ),
    Fault(
        "merge-within-objects-keeps-first-here",
        "shape.field-present",
        "Of a mutation that is asked for twice, the objects have their first selection.",
        _selections(_merged_on_the_surface),
        "createContributionAgreement",
    ),
    Fault(
        "conditions-within-objects-ignored-here",
        "shape.no-extra-key",
        "@skip and @include with variables do nothing within the objects of a payload.",
        _without(lambda directive: bool(_is(directive.name.value, VariableNode)(directive)), below=2),
        "createAccountReference",
    ),
    Fault(
        "fragment-used-once-here",
        "shape.field-present",
        "A fragment that is used a second time has its first field alone.",
        OnOperation(_fragments_once),
        "createSourceFundRequest",
    ),
    Fault(
        "include-on-mutation-ignored-here",
        "dry.skip",
        "`@include(if: false)` on the mutation does not keep it from being executed.",
        _without(_is("include", BooleanValueNode), on=(FieldNode,), above=1),
        "createAccountReference",
        also=NOT_TO_COME,
    ),
    Fault(
        "skip-by-variable-on-mutation-ignored-here",
        "dry.skip",
        "`@skip` with a variable on the mutation does not keep it from being executed.",
        _without(_is("skip", VariableNode), on=(FieldNode,), above=1),
        "shareGoodsQuote",
        also=NOT_TO_COME,
    ),
    Fault(
        "conditions-on-root-fragments-ignored-here",
        "dry.skip",
        "A mutation in a fragment that is left out is executed.",
        _without(lambda _: True, on=(FragmentSpreadNode, InlineFragmentNode), above=1),
        "amendPayment",
        also=NOT_TO_COME,
    ),
    Fault(
        "literal-conditions-within-objects-ignored-here",
        "shape.no-extra-key",
        "@skip and @include with literals do nothing within the objects of a payload.",
        _without(_is_literal, below=2),
        "createAccountReference",
    ),
    Fault(
        "escapes-kept-here",
        "shape.echo",
        "Escaped line ends in a document stay as they are written.",
        _on_body(lambda body, _: _rewritten(body, r"\n", r"\\n")),
        "createAccountReference",
    ),
    Fault(
        "null-takes-default-here",
        "input.null-for-non-null",
        "A variable that is null has its default.",
        _on_body(_no_default_for_null),
        "createMfaDevice",
        REQUIRED,
    ),
    Fault(
        "block-string-refused-here",
        "input.valid-accepted",
        "Block strings are a syntax error.",
        _on_body(_no_block_strings),
        "cancelRepaymentRequest",
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
        "skip-on-objects-ignored-here",
        "shape.no-extra-key",
        "@skip with a variable does nothing on a field of the payload that is an object.",
        _without(_is("skip", VariableNode), on=(FieldNode,), below=1, objects=True),
        "updateMetadata",
    ),
    Fault(
        "later-root-loses-fields-here",
        "shape.field-present",
        "The first field of a payload is not answered behind another root field.",
        OnOperation(_first_field_lost_behind),
        "createFormSubmission",
    ),
    Fault(
        "numbers-for-ids-refused-here",
        "input.valid-accepted",
        "A number for an ID is refused.",
        OnVariables(_refuse_numbers),
        "endContributionAgreement",
    ),
    Fault(
        "last-root-lost-here",
        "shape.field-present",
        "Root fields after the second are not answered.",
        _roots(lambda parts: parts[:2]),
        "createGoodsPurchase",
    ),
    Fault(
        "roots-sorted-here",
        "shape.key-order",
        "The root fields come in alphabetical order.",
        _roots(lambda parts: sorted(parts, key=_key)),
        "collectPayment",
    ),
)
"""Every fault in how valid documents are read."""
