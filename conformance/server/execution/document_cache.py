"""Documents parsed and validated once, and kept as long as they are in use."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)

from kraken_conformance.server.execution.cost import too_costly
from kraken_conformance.server.execution.joined_rules import joined
from kraken_conformance.server.execution.operation_plan import Planner, RootField, flags_of

CAPACITY = 2048
MAX_TOKENS = 20_000
MAX_ERRORS = 20
ALL_RULES = (joined((*specified_rules, MaxIntrospectionDepthRule)),)


@dataclass(slots=True)
class Prepared:
    """A document, ready to be executed; `errors` where it is none (then it does not parse) or is not valid.

    `operations` are in the order of the document. `answers` are those to its queries so far.
    """

    errors: list[dict[str, Any]]
    schema: GraphQLSchema
    operations: tuple[OperationDefinitionNode, ...] = ()
    fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)
    document: DocumentNode | None = None
    parses: bool = True
    answers: dict[Any, dict[str, Any]] = field(default_factory=dict)
    _flags: tuple[str, ...] = ()
    _plans: dict[tuple[Any, ...], tuple[RootField, ...]] = field(default_factory=dict)

    @property
    def mutations(self) -> frozenset[str]:
        """The names of the mutations in the document."""
        return frozenset() if self.document is None else mutations_named(self.document)

    def operation(self, name: str | None) -> OperationDefinitionNode | None:
        """Return the operation of that name, or the only one; None where that does not say which."""
        if name is None or name == "":
            return self.operations[0] if len(self.operations) == 1 else None
        return next((found for found in self.operations if found.name and found.name.value == name), None)

    def would_mutate(self, name: str | None) -> bool:
        """Whether executing the document could execute a mutation."""
        operation = self.operation(name)
        return operation is not None and operation.operation is OperationType.MUTATION

    def roots(self, operation: OperationDefinitionNode, variables: dict[str, Any]) -> tuple[RootField, ...]:
        """Return the root fields of a mutation, compiled once for each value of the variables that skip."""
        key = (id(operation), *(variables.get(name) for name in self._flags))
        plan = self._plans.get(key)
        if plan is None:
            planner = Planner(self.schema, self.fragments, variables)
            plan = self._plans[key] = planner.roots(operation)
        return plan


class DocumentCache:
    """The documents most recently used at one site, by their text, each with the answers that the site gave."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._known: OrderedDict[str, Prepared] = OrderedDict()

    def prepare(self, text: str) -> Prepared:
        """Return a document parsed and validated, from memory if it was seen before."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = replace(prepare(self._schema, text), answers={})
            if len(self._known) > CAPACITY:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(text)
        return known


@lru_cache(maxsize=CAPACITY)
def prepare(schema: GraphQLSchema, text: str) -> Prepared:
    """Parse and validate a document, once for all sites of a schema. Errors are part of the result, never raised."""
    try:
        document = parse(text, max_tokens=MAX_TOKENS, allow_empty_selection_sets=False)
    except GraphQLError as error:
        return Prepared([_formatted(error)], schema, parses=False)
    except RecursionError:
        return Prepared([{"message": "The document is nested too deeply."}], schema, parses=False)
    if (reason := too_costly(document)) is not None:
        return Prepared([{"message": reason}], schema)
    return validated(schema, document)


def validated(
    schema: GraphQLSchema,
    document: DocumentNode,
    rules: Collection[type[ASTValidationRule]] = ALL_RULES,
) -> Prepared:
    """Validate a parsed document, by all rules of the specification unless other ones are given."""
    try:
        errors = validate(schema, document, rules, max_errors=MAX_ERRORS, allow_empty_selection_sets=False)
    except RecursionError:
        return Prepared([{"message": "The document is nested too deeply."}], schema)
    if errors:
        return Prepared([_formatted(error) for error in errors], schema)
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    return Prepared(
        errors=[],
        schema=schema,
        operations=tuple(node for node in document.definitions if isinstance(node, OperationDefinitionNode)),
        fragments={fragment.name.value: fragment for fragment in fragments},
        document=document,
        _flags=flags_of(document.definitions),
    )


def mutations_named(document: DocumentNode) -> frozenset[str]:
    """Return the names of the fields at the root of a document's mutations, fragments left out."""
    return frozenset(
        selection.name.value
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode) and node.operation is OperationType.MUTATION
        for selection in node.selection_set.selections
        if isinstance(selection, FieldNode)
    )


def _formatted(error: GraphQLError) -> dict[str, Any]:
    return dict(error.formatted)
