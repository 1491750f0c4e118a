"""The probe that sends a mutation by GET."""

import json
from typing import Final

from graphql import FieldNode, OperationDefinitionNode, parse

from kraken_conformance.model.case import Case, Credentials, Expectation, Operation, RawRequest
from kraken_conformance.model.cases import Cases
from kraken_conformance.operations.equal_operations import OTHER_OPERATION
from kraken_conformance.probes._shared.preconditions import skipped
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

PROBE: Final = "mutation-by-get"
NAME: Final = "ByGet"
"""The name of the operation."""


@probe(PROBE)
def mutation_by_get(mutation: Mutation, target: TargetView) -> Cases:
    """The mutation by GET, in a document that shows whether it was executed without executing it.

    The mutation is skipped by `@skip(if: true)`, and `__typename` stands beside it: a server that
    executes mutations by GET answers with `__typename`, and has changed nothing. A server that does
    not know `@skip` is stopped by the missing token where the mutation needs one. With every second mutation a query
    stands ahead of it in the document, and operationName names the mutation: some servers look at the first one alone.
    """
    variables = json.dumps(target.strategies.minimal(mutation), ensure_ascii=False)
    document = skipped_document(target.operation(mutation))
    url: tuple[tuple[str, str], ...] = (("query", document), ("variables", variables))
    several = mutation.turn(2) == 1
    if several:
        url = (("query", OTHER_OPERATION + document), ("variables", variables), ("operationName", NAME))
    case = Case(
        probe=PROBE,
        server=mutation.server,
        mutation=mutation.name,
        expectation=Expectation.REJECTED,
        label="by GET, skipped, beside a query" if several else "by GET, skipped",
        credentials=Credentials.NONE,
        raw=RawRequest("GET", query=url, headers=(("content-type", None),)),
    )
    return Cases(fixed=(case,), control=skipped(PROBE, mutation, target))


def skipped_document(operation: Operation) -> str:
    """Return a document that asks for `__typename`, and for the operation's mutation only to skip it."""
    definition = parse(operation.document).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    field = definition.selection_set.selections[0]
    has_selection = isinstance(field, FieldNode) and field.selection_set is not None
    declared = ", ".join(f"${name}: {type_}" for name, type_ in operation.variables.items())
    passed = ", ".join(f"{name}: ${name}" for name in operation.variables)
    head = f"mutation {NAME}({declared})" if declared else f"mutation {NAME}"
    call = f"{operation.root}({passed})" if passed else operation.root
    return f"{head} {{ __typename {call} @skip(if: true){' { __typename }' if has_selection else ''} }}"
