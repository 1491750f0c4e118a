"""Faults in what of a document is executed: the wrong operation, some of its root fields."""

from collections.abc import Callable, Sequence
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
)

from kraken_conformance.server.faults.parts.fault import Fault, OnHttp, OnOperation
from kraken_conformance.server.faults.parts.needs import codes
from kraken_conformance.server.faults.reading.document_hooks import (
    ROOTS,
    Body,
    changed_node,
    on_body,
    reading_fault,
    response_key,
)

BY_NAME = "operation-name"
UNKNOWN = "unknown-operation"


def _names(operations: Sequence[OperationDefinitionNode]) -> list[str]:
    return [node.name.value for node in operations if node.name]


def _execute(position: int) -> OnHttp:
    """Return a hook that executes the operation at a position where operationName names one of several."""

    def change(body: Body, operations: list[OperationDefinitionNode]) -> Body:
        names = _names(operations)
        chosen = len(names) > 1 and body.get("operationName") in names
        return {**body, "operationName": names[position]} if chosen else body

    return on_body(change)


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


def _first_for_missing(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    names = _names(operations)
    return {**body, "operationName": names[0]} if not body.get("operationName") and len(names) > 1 else body


def _name_in_any_case(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    name = str(body.get("operationName") or "").lower()
    known = next((known for known in _names(operations) if known.lower() == name), None)
    return {**body, "operationName": known} if known else body


def _name_ignored_for_one(body: Body, operations: list[OperationDefinitionNode]) -> Body:
    return {**body, "operationName": None} if len(operations) == 1 and body.get("operationName") else body


def _roots(change: Callable[[list[SelectionNode]], list[SelectionNode]]) -> OnOperation:
    """Return a hook that changes the list of root fields, where there are only plain fields."""

    def apply(document: DocumentNode) -> DocumentNode:
        definitions = []
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                selected = list(node.selection_set.selections)
                plain = all(isinstance(part, FieldNode) and not part.directives for part in selected)
                if plain and len(set(map(response_key, selected))) == len(selected):
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


def _first_operation_alone(document: DocumentNode) -> DocumentNode:
    """Return a document with its first operation alone, under the name of the last one."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if len(operations) < 2:
        return document
    first = changed_node(operations[0], name=operations[-1].name)
    return DocumentNode(definitions=(first,))


FAULTS: tuple[Fault, ...] = (
    reading_fault(
        "operation-first-executed", BY_NAME, "Of several operations the first is executed.", _execute(0)
    ),
    reading_fault(
        "operation-last-executed", BY_NAME, "Of several operations the last is executed.", _execute(-1)
    ),
    reading_fault(
        "operation-query-for-mutation",
        BY_NAME,
        "Where operationName names a mutation beside a query, the query is executed.",
        on_body(_query_for_mutation),
    ),
    reading_fault(
        "operation-unknown-executed",
        UNKNOWN,
        "An operationName that the document does not have executes the first operation.",
        on_body(_first_for_unknown),
    ),
    reading_fault(
        "operation-unknown-executed-in-mutations",
        UNKNOWN,
        "An operationName that a document of mutations does not have executes the first of them.",
        on_body(_first_mutation_for_unknown),
    ),
    reading_fault(
        "operation-missing-executed",
        UNKNOWN,
        "Of several operations the first is executed where no operationName is sent.",
        on_body(_first_for_missing),
    ),
    reading_fault(
        "operation-name-in-any-case",
        UNKNOWN,
        "operationName is compared without case.",
        on_body(_name_in_any_case),
    ),
    reading_fault(
        "operation-name-unread",
        UNKNOWN,
        "operationName is not read where there is one operation.",
        on_body(_name_ignored_for_one),
    ),
    reading_fault(
        "root-second-lost",
        ROOTS,
        "Only the first root field is answered.",
        _roots(lambda parts: parts[:1]),
        "fragments",
    ),
    Fault(
        "second-has-arguments-of-the-first",
        f"document.{ROOTS}",
        "The second of two equal mutations in a document is executed with the arguments of the first one.",
        OnOperation(_with_arguments_of_the_first),
        "redeemLoyaltyPointsForAccountCredit",
        codes("KT-CT-9204"),
    ),
    reading_fault(
        "root-third-lost",
        ROOTS,
        "Root fields after the second are not answered.",
        _roots(lambda parts: parts[:2]),
    ),
    reading_fault(
        "root-sixth-lost",
        ROOTS,
        "Root fields after the fifth are not answered.",
        _roots(lambda parts: parts[:5]),
    ),
    reading_fault(
        "root-unaliased-lost",
        ROOTS,
        "Of several root fields those without an alias are not answered.",
        _roots(lambda parts: [part for part in parts if len(parts) == 1 or getattr(part, "alias", None)]),
    ),
    reading_fault(
        "root-fields-reversed",
        ROOTS,
        "The root fields come in reverse order.",
        _roots(lambda parts: parts[::-1]),
        "fragments",
    ),
    reading_fault(
        "root-fields-sorted",
        ROOTS,
        "The root fields come in alphabetical order.",
        _roots(lambda parts: sorted(parts, key=response_key)),
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
        "later-root-loses-fields-here",
        "shape.field-present",
        "The first field of a payload is not answered behind another root field.",
        OnOperation(_first_field_lost_behind),
        "createFormSubmission",
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
        _roots(lambda parts: sorted(parts, key=response_key)),
        "collectPayment",
    ),
)
