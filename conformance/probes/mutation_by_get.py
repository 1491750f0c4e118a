"""The probe that sends a mutation by GET."""

from __future__ import annotations

import json
from typing import Any, Final

from graphql import FieldNode, OperationDefinitionNode, parse

from kraken_conformance.case import Case, Credentials, Expectation, Operation, RawRequest
from kraken_conformance.probes.registry import Cases, probe
from kraken_conformance.spec import Mutation
from kraken_conformance.target.view import TargetView

PROBE: Final = "mutation-by-get"

SHARE: Final = 0.04


@probe(PROBE)
def mutation_by_get(mutation: Mutation, target: TargetView) -> Cases:
    """The mutation by GET, in a document that shows whether it was executed without executing it.

    The mutation is skipped by `@skip(if: true)`, and `__typename` stands beside it: a server that
    executes mutations by GET answers with `__typename`, and has changed nothing. A server that does
    not know `@skip` is stopped by the missing token where the mutation needs one.
    """
    document = skipped_document(target.operation(mutation))

    def case(variables: dict[str, Any]) -> Case:
        url = (("query", document), ("variables", json.dumps(variables, ensure_ascii=False)))
        return Case(
            probe=PROBE,
            server=mutation.server,
            mutation=mutation.name,
            expectation=Expectation.REJECTED,
            label="by GET, skipped",
            credentials=Credentials.NONE,
            raw=RawRequest("GET", query=url, headers=(("content-type", None),)),
        )

    return Cases(drawn=target.variables(mutation).map(case), share=SHARE)


def skipped_document(operation: Operation) -> str:
    """Return a document that asks for `__typename`, and for the operation's mutation only to skip it."""
    definition = parse(operation.document).definitions[0]
    assert isinstance(definition, OperationDefinitionNode)
    field = definition.selection_set.selections[0]
    has_selection = isinstance(field, FieldNode) and field.selection_set is not None
    declared = ", ".join(f"${name}: {type_}" for name, type_ in operation.variables.items())
    passed = ", ".join(f"{name}: ${name}" for name in operation.variables)
    head = f"mutation ByGet({declared})" if declared else "mutation ByGet"
    call = f"{operation.root}({passed})" if passed else operation.root
    return f"{head} {{ __typename {call} @skip(if: true){' { __typename }' if has_selection else ''} }}"
