"""The probe `equivalent`."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from graphql import GraphQLSchema

from kraken_conformance.model.case import Case, Credentials, Expectation, RawRequest
from kraken_conformance.model.cases import Blocked, Cases
from kraken_conformance.operations.rewriting import (
    NoSuchRewriting,
    Rewriting,
    reordered,
    with_alias,
    with_fragment,
    with_literals,
)
from kraken_conformance.probes._shared.preconditions import (
    fullest,
    offered,
    payload_type,
    possible_errors_asked,
    request,
    unknown_input,
)
from kraken_conformance.probes.registry import probe
from kraken_conformance.spec import Effect, Mutation
from kraken_conformance.target.view import TargetView

NAME = "equivalent"


@probe(NAME)
def equivalent(mutation: Mutation, target: TargetView) -> Cases | Blocked | None:
    """The same request, and then written in another way; the first time twice, to see whether its answers differ.

    Only requests that change nothing, or nothing more when they come again: a mutation that is idempotent is executed,
    any other is asked for a dry run where the target honours that, and else without a token. A refusal for the missing
    token shows a difference alone.
    """
    if not offered(mutation, target):
        return None
    if blocked := unknown_input(mutation, target):
        return blocked
    original = _repeatable(mutation, target)
    return None if original is None else Cases(fixed=tuple(_rewritten(original, mutation, target)))


def _repeatable(mutation: Mutation, target: TargetView) -> Case | None:
    case = request(NAME, mutation, target, fullest(mutation, target), label="the original")
    admitted = target.has_token or not mutation.needs_token
    if admitted and Effect.IDEMPOTENT in mutation.effects:
        return case
    header = target.contract.platform.headers.dry_run_header
    dry = admitted and target.dry_run_honoured is True and possible_errors_asked(mutation, target)
    if dry and header is not None:
        return replace(case, headers=(header,), expectation=Expectation.DRY)
    return replace(case, credentials=Credentials.NONE) if mutation.needs_token else None


def _rewritten(original: Case, mutation: Mutation, target: TargetView) -> Iterator[Case]:
    operation = original.operation
    assert operation is not None
    # Whether a rewritten dry run is one too is in question: it counts as what may execute the mutation.
    again = replace(original, before=(original,), expectation=Expectation.ANY)
    twice = (original, original)
    yield replace(again, before=twice, operation=with_alias(operation), label=Rewriting.ALIAS)
    if (payload := payload_type(mutation, target)) is not None:
        with suppress(NoSuchRewriting):
            yield replace(again, operation=with_fragment(operation, payload), label=Rewriting.FRAGMENT)
    if operation.variables:
        schema: GraphQLSchema = target.type_system
        with suppress(NoSuchRewriting):
            literal = with_literals(operation, original.variables, schema)
            yield replace(again, operation=literal, variables={}, label=Rewriting.LITERALS)
    yield replace(again, raw=_in_other_order(original), label=Rewriting.KEY_ORDER)


def _in_other_order(case: Case) -> RawRequest:
    """Return the request with the keys of every object reversed, those of the body included."""
    assert case.operation is not None
    content = {
        "variables": reordered(case.variables),
        "operationName": case.operation.name,
        "query": case.operation.document,
    }
    return RawRequest(body=json.dumps(content, ensure_ascii=False).encode())
